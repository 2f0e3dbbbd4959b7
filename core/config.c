/* The configuration: read line by line against tables of fields, and printed as a template.
 *
 *   # a comment, on a line of its own
 *   log_level = info
 *   [plugin email]
 *   required = yes
 *   relay = smtp://127.0.0.1
 *
 * A section ends where the next begins. What a plugin's own options mean, only the plugin knows:
 * they are kept as text until it is loaded. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "action/field.h"

enum {
    FILE_MOST = 256 * 1024,
    PLUGINS_MOST = 100,
    OPTIONS_MOST = 100, /* of one plugin */
};

/* ---- what can be set ---- */

enum { GROUP, PLUGIN_DIR, SCRIPT_DIR, LOG_LEVEL, SOCKET, OPTIONS };

static const kith_field option_fields[] = {
    [GROUP] = {.name = "group",
               .type = KITH_TEXT,
               .flags = KITH_OPTIONAL,
               .limits = "1..32",
               .summary = "The group whose members are administrators. Without it, only root and "
                          "the daemon's own account are."},
    [PLUGIN_DIR] = {.name = "plugin_dir",
                    .type = KITH_TEXT,
                    .flags = KITH_OPTIONAL,
                    .limits = "1..4096",
                    .summary = "The folder that plugins are loaded from. Without it, the one that "
                               "was installed with the daemon."},
    [SCRIPT_DIR] = {.name = "script_dir",
                    .type = KITH_TEXT,
                    .flags = KITH_OPTIONAL,
                    .limits = "1..4096",
                    .summary = "The folder of scripts; data packs are read from data/ in it. "
                               "Without it, the one that was installed with the daemon."},
    [LOG_LEVEL] = {.name = "log_level",
                   .type = KITH_ONE_OF,
                   .preset = "info",
                   .limits = "error|warning|info|debug",
                   .summary = "How much is logged: this kind of line, and all that are graver."},
    [SOCKET] = {.name = "socket",
                .type = KITH_TEXT,
                .flags = KITH_OPTIONAL,
                .limits = "1..107",
                .summary = "The path of the control socket. Without it, kith.sock in the state "
                           "folder."},
    [OPTIONS] = {0}};

static const struct option {
    size_t offset;       /* of the text in struct config */
    const char *example; /* for the template, where there is no preset */
} options[OPTIONS] = {
    [GROUP] = {offsetof(struct config, group), "kith"},
    [PLUGIN_DIR] = {offsetof(struct config, plugin_dir), "/usr/local/lib/kith/plugins"},
    [SCRIPT_DIR] = {offsetof(struct config, script_dir), "/usr/local/share/kith/scripts"},
    [LOG_LEVEL] = {offsetof(struct config, log_level), NULL},
    [SOCKET] = {offsetof(struct config, socket), "/run/kith/kith.sock"},
};

enum { REQUIRED, DOOR, OFF, SWITCHES };

static const kith_field switch_fields[] = {
    [REQUIRED] = {.name = "required",
                  .type = KITH_BOOL,
                  .preset = "no",
                  .summary = "Does the daemon refuse to start without this plugin?"},
    [DOOR] = {.name = "door",
              .type = KITH_BOOL,
              .preset = "no",
              .summary = "May it act for people whom it has signed in?"},
    [OFF] = {.name = "off",
             .type = KITH_BOOL,
             .preset = "no",
             .summary = "Is it left out, though it is installed?"},
    [SWITCHES] = {0}};

static const size_t switch_offsets[SWITCHES] = {
    [REQUIRED] = offsetof(struct plugin_setting, required),
    [DOOR] = offsetof(struct plugin_setting, door),
    [OFF] = offsetof(struct plugin_setting, off),
};

/* ---- reading ---- */

struct reader {
    const char *name; /* of the file, for errors */
    size_t line;      /* from 1 */
    struct arena *arena;
    struct config *config;
    struct plugin_setting *plugin; /* of the section; NULL before the first */
    unsigned seen;                 /* options or switches set so far, one bit each */
    struct error *error;
};

static int line_fail(const struct reader *reader, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int line_fail(const struct reader *reader, const char *field, const char *format, ...)
{
    char message[sizeof reader->error->message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return error_set(reader->error, ERROR_WRONG, field, "%s line %zu: %s", reader->name,
                     reader->line, message);
}

/* The place of `name` in a table; -1 if it is not there. */
static int field_find(const kith_field *fields, struct str name)
{
    for (int i = 0; fields[i].name; i++)
        if (str_is(name, fields[i].name))
            return i;
    return -1;
}

/* Reads the value of a known name, which must not have been set before. */
static int known_read(struct reader *reader, const kith_field *field, unsigned place,
                      struct str text, struct value *ret_value)
{
    if (reader->seen & 1U << place)
        return line_fail(reader, field->name, "%s: is set twice; keep one of the two lines.",
                         field->name);
    reader->seen |= 1U << place;
    struct error error = {0};
    struct value *value = NULL;
    if (field_parse_text(field, text, reader->arena, &value, &error) != OK)
        return line_fail(reader, field->name, "%s", error.message);
    *ret_value = *value;
    return OK;
}

static int option_read(struct reader *reader, const char *name, struct str text)
{
    int place = field_find(option_fields, str_of(name));
    if (place < 0) {
        struct text known = {0};
        for (int i = 0; i < OPTIONS; i++)
            text_print(&known, "%s%s", i ? ", " : "", option_fields[i].name);
        int err = line_fail(reader, name,
                            "%s: is not known; there are %s. A plugin's options stand below its "
                            "[plugin NAME] line.",
                            name, known.ptr);
        text_done(&known);
        return err;
    }
    struct value value = {0};
    int err = known_read(reader, &option_fields[place], (unsigned)place, text, &value);
    if (err)
        return err;
    *(const char **)((char *)reader->config + options[place].offset) =
        arena_copy(reader->arena, value.text);
    return OK;
}

static int switch_read(struct reader *reader, unsigned place, struct str text)
{
    struct value value = {0};
    int err = known_read(reader, &switch_fields[place], place, text, &value);
    if (err)
        return err;
    *(bool *)((char *)reader->plugin + switch_offsets[place]) = value.number != 0;
    return OK;
}

static int plugin_option_read(struct reader *reader, const char *name, struct str text)
{
    struct plugin_setting *plugin = reader->plugin;
    int place = field_find(switch_fields, str_of(name));
    if (place >= 0)
        return switch_read(reader, (unsigned)place, text);
    for (size_t i = 0; i < plugin->option_count; i++)
        if (strcmp(plugin->options[i].name, name) == 0)
            return line_fail(reader, name, "%s: is set twice; keep one of the two lines.", name);
    if (plugin->option_count == OPTIONS_MOST)
        return line_fail(reader, name, "a plugin can have at most %d options.", OPTIONS_MOST);
    plugin->options[plugin->option_count++] =
        (struct plugin_option){name, arena_str(reader->arena, text)};
    return OK;
}

static bool name_is_right(struct str name, const char *letters)
{
    if (name.len == 0 || name.len > 40 || name.ptr[0] < 'a' || name.ptr[0] > 'z')
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!strchr(letters, name.ptr[i]))
            return false;
    return true;
}

/* "[plugin NAME]" */
static int section_read(struct reader *reader, struct str line)
{
    struct str name = {line.ptr + 1, line.len > 1 ? line.len - 2 : 0};
    bool right = line.ptr[line.len - 1] == ']' && str_starts(name, "plugin ");
    if (right)
        name = str_trim((struct str){name.ptr + 7, name.len - 7});
    if (!right || !name_is_right(name, "abcdefghijklmnopqrstuvwxyz0123456789"))
        return line_fail(reader, NULL,
                         "a section is written [plugin NAME], in lower case letters and digits.");
    struct config *config = reader->config;
    for (size_t i = 0; i < config->plugin_count; i++)
        if (str_is(name, config->plugins[i].plugin))
            return line_fail(reader, NULL,
                             "the section [plugin %s] is there twice; put its options together.",
                             config->plugins[i].plugin);
    if (config->plugin_count == PLUGINS_MOST)
        return line_fail(reader, NULL, "there can be at most %d plugins.", PLUGINS_MOST);
    if (!config->plugins)
        config->plugins = arena_take(reader->arena, PLUGINS_MOST * sizeof *config->plugins);
    reader->plugin = &config->plugins[config->plugin_count++];
    reader->plugin->plugin = arena_copy(reader->arena, name);
    reader->plugin->options =
        arena_take(reader->arena, OPTIONS_MOST * sizeof *reader->plugin->options);
    reader->seen = 0;
    return OK;
}

static int line_read(struct reader *reader, struct str line)
{
    if (!str_is_utf8(line))
        return line_fail(reader, NULL, "this is not UTF-8; save the file as UTF-8.");
    line = str_trim(line);
    if (line.len == 0 || line.ptr[0] == '#')
        return OK;
    if (str_has_control(line))
        return line_fail(reader, NULL, "there is a control character; remove it.");
    if (line.ptr[0] == '[')
        return section_read(reader, line);
    const char *equals = memchr(line.ptr, '=', line.len);
    size_t before = equals ? (size_t)(equals - line.ptr) : 0;
    struct str name = str_trim((struct str){line.ptr, before});
    if (!equals || !name_is_right(name, "abcdefghijklmnopqrstuvwxyz0123456789_"))
        return line_fail(reader, NULL,
                         "an option is written name = value, its name in lower case "
                         "letters, digits and _.");
    struct str text = str_trim((struct str){equals + 1, line.len - before - 1});
    const char *copy = arena_copy(reader->arena, name);
    return reader->plugin ? plugin_option_read(reader, copy, text)
                          : option_read(reader, copy, text);
}

int config_parse(struct str text, const char *name, struct arena *arena, struct config *ret_config,
                 struct error *error)
{
    struct config config = {.log_level = option_fields[LOG_LEVEL].preset};
    struct reader reader = {.name = name, .arena = arena, .config = &config, .error = error};
    if (text.len > FILE_MOST)
        return error_set(error, ERROR_WRONG, NULL,
                         "%s: is larger than %d KiB, which no configuration is.", name,
                         FILE_MOST / 1024);
    if (str_starts(text, "\xEF\xBB\xBF")) /* a byte order mark, which some editors write */
        text = (struct str){text.ptr + 3, text.len - 3};
    while (text.len > 0) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end ? (size_t)(end - text.ptr) : text.len;
        reader.line++;
        int err = line_read(&reader, (struct str){text.ptr, len});
        if (err)
            return err;
        len += end ? 1 : 0;
        text = (struct str){text.ptr + len, text.len - len};
    }
    *ret_config = config;
    return OK;
}

/* One byte more than a configuration can have, to see that there is more. */
static int file_read(int descriptor, char *bytes, size_t *ret_len)
{
    size_t len = 0;
    while (len < FILE_MOST + 1) {
        ssize_t got = read(descriptor, bytes + len, FILE_MOST + 1 - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        len += (size_t)got;
    }
    *ret_len = len;
    return 0;
}

int config_read(const char *path, struct arena *arena, struct config *ret_config,
                struct error *error)
{
    if (!path)
        return config_parse(STR(""), "", arena, ret_config, error);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return error_set(error, ERROR_WRONG, NULL,
                         "%s: cannot be opened (%s). Check the path after --config.", path,
                         strerror(errno));
    char *bytes = arena_take(arena, FILE_MOST + 1);
    size_t len = 0;
    int err;
    if (file_read(descriptor, bytes, &len) < 0)
        err =
            error_set(error, ERROR_WRONG, NULL, "%s: cannot be read (%s).", path, strerror(errno));
    else
        err = config_parse((struct str){bytes, len}, path, arena, ret_config, error);
    close(descriptor);
    return err;
}

/* ---- the template ---- */

static void words_print(const char *limits, struct text *out)
{
    text_add(out, STR("# One of:"));
    for (const char *word = limits; *word;) {
        size_t len = strcspn(word, "|");
        text_print(out, "%s %.*s", word == limits ? "" : ",", (int)len, word);
        word += len + (word[len] == '|');
    }
    text_add(out, STR(".\n"));
}

static void field_print(const kith_field *field, const char *example, struct text *out)
{
    text_print(out, "\n# %s\n", field->summary);
    if (field->type == KITH_ONE_OF)
        words_print(field->limits, out);
    text_print(out, "#%s = %s\n", field->name, field->preset ? field->preset : example);
}

void config_print_template(struct text *out)
{
    text_add(out,
             STR("# kithd.conf: how kithd runs on this machine.\n"
                 "#\n"
                 "# Each option stands here with its preset, or with an example if it has none.\n"
                 "# Remove the # before an option to set it. kithd reads this when it starts.\n"));
    for (int i = 0; i < OPTIONS; i++)
        field_print(&option_fields[i], options[i].example, out);
    text_add(out,
             STR("\n# A plugin has a section, with these options and its own: kith plugin show "
                 "NAME lists them.\n"
                 "#[plugin hello]\n"));
    for (int i = 0; i < SWITCHES; i++)
        field_print(&switch_fields[i], NULL, out);
}
