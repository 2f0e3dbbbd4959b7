/* A plugin's options: what the configuration says, read against the plugin's own table. */
#include <string.h>

#include "action/field.h"
#include "plugin/plugin.h"

static const kith_field *option_field(const struct kith *plugin, const char *name)
{
    const kith_field *field = plugin->about.options;
    for (; field != NULL && field->name != NULL; field++)
        if (strcmp(field->name, name) == 0)
            return field;
    return NULL;
}

static int option_unknown(struct kith *plugin, const char *name)
{
    const char *nearest = NULL;
    size_t least = 4;
    const kith_field *field = plugin->about.options;
    for (; field != NULL && field->name != NULL; field++) {
        size_t distance = str_distance(str_of(field->name), str_of(name));
        if (distance < least) {
            least = distance;
            nearest = field->name;
        }
    }
    if (nearest != NULL)
        return plugin_refuse(plugin, ERROR_WRONG,
                             "The configuration gives it the option `%s`, which it does not have. "
                             "Did you mean `%s`?",
                             name, nearest);
    return plugin_refuse(plugin, ERROR_WRONG,
                         "The configuration gives it the option `%s`, which it does not have: see "
                         "[plugin %s].",
                         name, plugin->name);
}

static int option_add(struct kith *plugin, const kith_field *field, struct str text)
{
    struct error error = {0};
    struct value *value = NULL, *known = value_part(plugin->options, field->name);
    if (field_parse_text(field, text, &plugin->arena, &value, &error) != OK)
        return plugin_refuse(plugin, ERROR_WRONG, "Its option in [plugin %s] is not right: %s",
                             plugin->name, error.message);
    if (known != NULL && known->count >= FIELD_MANY_LIMIT)
        return plugin_refuse(plugin, ERROR_WRONG, "The option `%s` is given more than %d times.",
                             field->name, FIELD_MANY_LIMIT);
    struct value *place = value_add(&plugin->arena, known == NULL ? plugin->options : known, field);
    *place = known == NULL ? *value : *value->first;
    place->next = NULL;
    return OK;
}

/* Several values of one option stand in one line, with commas between them. */
static int option_read(struct kith *plugin, const kith_field *field, struct str text)
{
    int err = OK;
    if (!(field->flags & KITH_MANY))
        return option_add(plugin, field, text);
    while (err == OK && text.len > 0) {
        const char *comma = memchr(text.ptr, ',', text.len);
        size_t length = comma == NULL ? text.len : (size_t)(comma - text.ptr);
        err = option_add(plugin, field, str_trim((struct str){text.ptr, length}));
        length += comma == NULL ? 0 : 1;
        text = (struct str){text.ptr + length, text.len - length};
    }
    return err;
}

static int presets_add(struct kith *plugin)
{
    const kith_field *field = plugin->about.options;
    for (; field != NULL && field->name != NULL; field++) {
        int err = OK;
        if (value_part(plugin->options, field->name) != NULL)
            continue;
        if (field->preset != NULL)
            err = option_read(plugin, field, str_of(field->preset));
        else if (!(field->flags & KITH_OPTIONAL))
            err = plugin_refuse(plugin, ERROR_WRONG,
                                "It must be given the option `%s` (%s) Write it below [plugin %s] "
                                "in the configuration.",
                                field->name, field->summary, plugin->name);
        if (err != OK)
            return err;
    }
    return OK;
}

int plugin_read_options(struct kith *plugin)
{
    const struct plugin_setting *setting = plugin->setting;
    struct error error = {0};
    int err = fields_check(plugin->about.options, &error);
    if (err != OK)
        return plugin_refuse(plugin, err, "Its table of options is not right: %s", error.message);
    plugin->options = arena_take(&plugin->arena, sizeof *plugin->options);
    for (size_t i = 0; setting != NULL && i < setting->option_count && err == OK; i++) {
        const kith_field *field = option_field(plugin, setting->options[i].name);
        err = field == NULL ? option_unknown(plugin, setting->options[i].name)
                            : option_read(plugin, field, setting->options[i].text);
    }
    return err == OK ? presets_add(plugin) : err;
}
