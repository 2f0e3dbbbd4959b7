/* The log: one line an event on standard error, with the place it comes from.
 *
 * A line is "<6>store: the database is open" (the number is syslog's priority, read by
 * systemd; left out on a terminal). Never logged: personal data, arguments, secrets. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

void log_set_level(enum log_level level); /* the one mutable global of the core; INFO at first */
void log_line(enum log_level level, const char *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define log_error(place, ...)   log_line(LOG_LEVEL_ERROR, place, __VA_ARGS__)
#define log_warning(place, ...) log_line(LOG_LEVEL_WARNING, place, __VA_ARGS__)
#define log_info(place, ...)    log_line(LOG_LEVEL_INFO, place, __VA_ARGS__)
#define log_debug(place, ...)   log_line(LOG_LEVEL_DEBUG, place, __VA_ARGS__)

#endif
