/* Fuzzes kithd.conf: what is read, written out again, reads the same. */
#include <string.h>

#include "config.h"
#include "fuzz/fuzz.h"

static void option_print(const char *name, const char *value, struct text *out)
{
    if (value)
        text_print(out, "%s = %s\n", name, value);
}

static void config_print(const struct config *config, struct text *out)
{
    option_print("group", config->group, out);
    option_print("plugin_dir", config->plugin_dir, out);
    option_print("log_level", config->log_level, out);
    option_print("socket", config->socket, out);
    for (size_t i = 0; i < config->plugin_count; i++) {
        const struct plugin_setting *plugin = &config->plugins[i];
        text_print(out, "[plugin %s]\n", plugin->plugin);
        option_print("required", plugin->required ? "yes" : "no", out);
        option_print("door", plugin->door ? "yes" : "no", out);
        option_print("off", plugin->off ? "yes" : "no", out);
        for (size_t j = 0; j < plugin->option_count; j++)
            text_print(out, "%s = %.*s\n", plugin->options[j].name,
                       STR_ARGS(plugin->options[j].text));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = {0};
    struct error error = {0};
    struct config config, again;
    struct str input = {(const char *)bytes, size};
    if (config_parse(input, "kithd.conf", &arena, &config, &error)) {
        promise_readable(&error);
        PROMISE(strncmp(error.message, "kithd.conf", 10) == 0);
    } else {
        struct text first = {0}, second = {0};
        config_print(&config, &first);
        PROMISE(config_parse(text_str(&first), "again", &arena, &again, &error) == OK);
        config_print(&again, &second);
        PROMISE(str_equal(text_str(&first), text_str(&second)));
        text_done(&first);
        text_done(&second);
    }
    arena_done(&arena);
    return 0;
}
