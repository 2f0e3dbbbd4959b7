/* The configuration: kithd.conf, "name = value" lines and [plugin NAME] sections, read against
 * tables of kith_field. Errors name the file, the line, the option and the remedy. */
#ifndef CORE_CONFIG_H
#define CORE_CONFIG_H

#include "base/arena.h"
#include "plugin/load.h"

struct config {
    const char *group;      /* administrators' group; NULL */
    const char *plugin_dir; /* NULL: the default */
    const char *script_dir; /* NULL: the default */
    const char *log_level;  /* "error", "warning", "info", "debug" */
    const char *socket;     /* path of the control socket; NULL: STATE/kith.sock */
    struct plugin_setting *plugins;
    size_t plugin_count;
};

/* `path` NULL gives the defaults. Everything lives in `arena`. */
int config_read(const char *path, struct arena *arena, struct config *ret_config,
                struct error *error);
int config_parse(struct str text, const char *name, struct arena *arena, struct config *ret_config,
                 struct error *error);
/* kithd.conf with every option, its preset and its summary, commented out. */
void config_print_template(struct text *out);

#endif
