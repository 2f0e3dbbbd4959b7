/* The log: each line leaves in one write, so that lines of different threads never mix.
 *
 * Nothing here allocates: the last line before the process ends for want of memory is logged. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/utf8.h"

enum { LINE_ROOM = 1024 };

static atomic_int log_level = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
    atomic_store_explicit(&log_level, (int)level, memory_order_relaxed);
}

/* Text from outside must not look like a line of ours, nor steer a terminal. */
static void line_clean(char *line, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)line[i];
        if (byte < 0x20 || byte == 0x7F) {
            line[i] = ' ';
        } else if (byte == 0xC2 && i + 1 < length && (unsigned char)line[i + 1] < 0xA0) {
            line[i] = line[i + 1] = ' ';
        }
    }
}

static size_t line_cut(const char *line, int wanted, size_t room)
{
    if (wanted < 0)
        return 0;
    return (size_t)wanted < room ? (size_t)wanted : utf8_cut(line, room - 1);
}

void log_line(enum log_level level, const char *place, const char *format, ...)
{
    if ((int)level > atomic_load_explicit(&log_level, memory_order_relaxed))
        return;
    int errno_before = errno;
    char line[LINE_ROOM];
    size_t room = sizeof line - 1; /* the end of the line is always ours */
    int wanted = isatty(STDERR_FILENO) ? snprintf(line, room, "%s: ", place)
                                       : snprintf(line, room, "<%d>%s: ", (int)level, place);
    size_t length = line_cut(line, wanted, room);
    va_list args;
    va_start(args, format);
    wanted = vsnprintf(line + length, room - length, format, args);
    va_end(args);
    length += line_cut(line + length, wanted, room - length);
    line_clean(line, length);
    line[length++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, length);
    (void)written; /* there is nowhere left to complain */
    errno = errno_before;
}
