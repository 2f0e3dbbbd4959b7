/* Settings: the server's few facts and choices, as text by name. */
#ifndef MODEL_SETTING_H
#define MODEL_SETTING_H

#include "model/model.h"

/* Empty if it was never set. */
int setting_read(struct model *in, const char *name, struct str *ret_value);
int setting_read_int(struct model *in, const char *name, int64_t otherwise, int64_t *ret_number);
int setting_write(struct model *in, const char *name, struct str value);
int setting_write_int(struct model *in, const char *name, int64_t number);
/* The server's time zone, and the day that it is there. */
int setting_zone(struct model *in, const char **ret_zone);
int setting_today(struct model *in, int32_t *ret_day);
/* The instant at which it is so late there on that day. */
int setting_time(struct model *in, int32_t day, int32_t local_ms, int64_t *ret_time_ms);

#endif
