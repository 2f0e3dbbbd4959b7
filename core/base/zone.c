/* Time zones: the system's TZif files (RFC 8536), read anew at each call.
 *
 * The C library knows one zone for the whole process; we need many at once. A file is a few
 * kilobytes and in the page cache, and reading it anew means that an update of tzdata needs no
 * restart. Times after the last listed change follow the rule in the file's last line. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock_parts.h"

static const char zones_folder[] = "/usr/share/zoneinfo";

enum {
    FILE_MOST = 1 << 18,
    HEAD_SIZE = 44,
    TYPE_SIZE = 6,
    OFFSET_MOST = 26 * 3600, /* RFC 8536: offsets are less than 26 hours */
    NAME_MOST = 64,
};

/* A file, and where its parts lie in it. */
struct zone {
    unsigned char *bytes;
    size_t size;
    const unsigned char *times;   /* of the changes, in order; 4 or 8 bytes each */
    const unsigned char *indexes; /* the type each change brings, one byte */
    const unsigned char *types;   /* of local time: offset (4 bytes), and two we do not need */
    size_t time_count, time_size, type_count;
    struct str rule; /* for times after the last change; may be empty */
};

/* A version's own part: its head names the counts of six tables that follow it. */
struct part {
    size_t utc_count, standard_count, leap_count, time_count, type_count, letter_count;
};

static bool name_is_safe(const char *zone)
{
    size_t length = strlen(zone);
    if (length == 0 || length > NAME_MOST || zone[0] == '/' || zone[length - 1] == '/')
        return false;
    for (const char *at = zone; *at; at++) {
        bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
        bool digit = *at >= '0' && *at <= '9';
        if (!letter && !digit && !strchr("_+-/", *at))
            return false;
        if (at[0] == '/' && at[1] == '/')
            return false;
    }
    return true;
}

static uint32_t read_32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t time_at(const struct zone *zone, size_t i)
{
    const unsigned char *at = zone->times + i * zone->time_size;
    if (zone->time_size == 4)
        return (int32_t)read_32(at);
    return (int64_t)((uint64_t)read_32(at) << 32 | read_32(at + 4));
}

static int32_t type_offset(const struct zone *zone, size_t type)
{
    return (int32_t)read_32(zone->types + type * TYPE_SIZE);
}

static bool part_read(const struct zone *zone, size_t at, struct part *ret_part)
{
    if (zone->size - at < HEAD_SIZE || memcmp(zone->bytes + at, "TZif", 4) != 0)
        return false;
    const unsigned char *counts = zone->bytes + at + 20;
    *ret_part = (struct part){read_32(counts),      read_32(counts + 4),  read_32(counts + 8),
                              read_32(counts + 12), read_32(counts + 16), read_32(counts + 20)};
    return true;
}

static size_t part_size(const struct part *part, size_t time_size)
{
    return part->time_count * (time_size + 1) + part->type_count * TYPE_SIZE + part->letter_count +
           part->leap_count * (time_size + 4) + part->standard_count + part->utc_count;
}

/* What the lookups below rely on. Leap seconds ("right/…") would shift every time. */
static bool zone_is_sound(const struct zone *zone, const struct part *part)
{
    if (zone->type_count == 0 || zone->type_count > 256 || part->leap_count > 0)
        return false;
    for (size_t i = 0; i < zone->time_count; i++)
        if (zone->indexes[i] >= zone->type_count)
            return false;
    for (size_t i = 0; i < zone->type_count; i++)
        if (abs(type_offset(zone, i)) >= OFFSET_MOST)
            return false;
    return true;
}

static bool zone_lay_out(struct zone *zone)
{
    struct part part;
    size_t at = 0;
    zone->time_size = 4;
    if (!part_read(zone, 0, &part))
        return false;
    bool has_second = zone->bytes[4] >= '2'; /* with times of 64 bits, and the rule */
    if (has_second) {
        at = HEAD_SIZE + part_size(&part, 4);
        zone->time_size = 8;
        if (at > zone->size || !part_read(zone, at, &part))
            return false;
    }
    at += HEAD_SIZE;
    size_t end = at + part_size(&part, zone->time_size);
    if (end > zone->size)
        return false;
    zone->times = zone->bytes + at;
    zone->indexes = zone->times + part.time_count * zone->time_size;
    zone->types = zone->indexes + part.time_count;
    zone->time_count = part.time_count;
    zone->type_count = part.type_count;
    if (has_second && end < zone->size && zone->bytes[end] == '\n') {
        const char *rule = (const char *)zone->bytes + end + 1;
        const char *close = memchr(rule, '\n', zone->size - end - 1);
        zone->rule = (struct str){rule, close ? (size_t)(close - rule) : 0};
    }
    return zone_is_sound(zone, &part);
}

static void zone_close(struct zone *zone)
{
    free(zone->bytes);
}

/* The counts in a head are 32 bits wide, so that no sum of them overflows 64. */
static bool zone_open(const char *name, struct zone *ret_zone)
{
    char path[sizeof zones_folder + NAME_MOST + 2];
    _Static_assert(sizeof(size_t) == 8, "sums of counts fit");
    if (!name_is_safe(name))
        return false;
    snprintf(path, sizeof path, "%s/%s", zones_folder, name);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    struct zone zone = {.bytes = NULL};
    size_t room = 8192;
    ssize_t more = 1;
    while (more > 0 && zone.size < FILE_MOST) {
        zone.bytes = memory_grow(zone.bytes, room);
        more = read(file, zone.bytes + zone.size, room - zone.size);
        zone.size += more > 0 ? (size_t)more : 0;
        room += zone.size == room ? room : 0;
    }
    close(file);
    if (more != 0 || !zone_lay_out(&zone)) {
        zone_close(&zone);
        return false;
    }
    *ret_zone = zone;
    return true;
}

/* Seconds east of UTC at an instant, in seconds since 1970. */
static int32_t zone_offset(const struct zone *zone, int64_t second)
{
    size_t low = 0, high = zone->time_count; /* find the first change after the instant */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (time_at(zone, middle) <= second)
            low = middle + 1;
        else
            high = middle;
    }
    int32_t offset;
    if (low == zone->time_count && zone->rule.len > 0 &&
        zone_rule_offset(zone->rule, second, &offset))
        return offset;
    return type_offset(zone, low > 0 ? zone->indexes[low - 1] : 0);
}

bool zone_is_known(const char *zone)
{
    struct zone opened;
    if (!zone_open(zone, &opened))
        return false;
    zone_close(&opened);
    return true;
}

/* A local time is tried with the offset of the day before and of the day after: where both
 * fit, it stands twice and the first is meant; where neither does, the clocks jumped over it. */
bool zone_to_time(const char *zone, int32_t day, int32_t local_ms, int64_t *ret_time_ms)
{
    struct zone opened;
    if (!zone_open(zone, &opened))
        return false;
    int64_t local = (int64_t)day * 86400 + floor_divide(local_ms, SECOND_MS);
    int64_t rest_ms = local_ms - floor_divide(local_ms, SECOND_MS) * SECOND_MS;
    int64_t with_earlier = local - zone_offset(&opened, local - 86400);
    int64_t with_later = local - zone_offset(&opened, local + 86400);
    bool earlier_fits = with_earlier + zone_offset(&opened, with_earlier) == local;
    bool later_fits = with_later + zone_offset(&opened, with_later) == local;
    int64_t second = with_earlier;
    if (later_fits && (!earlier_fits || with_later < with_earlier))
        second = with_later;
    zone_close(&opened);
    *ret_time_ms = second * SECOND_MS + rest_ms;
    return true;
}

bool zone_from_time(const char *zone, int64_t time_ms, struct civil *ret_civil)
{
    struct zone opened;
    if (!zone_open(zone, &opened))
        return false;
    int32_t offset = zone_offset(&opened, floor_divide(time_ms, SECOND_MS));
    zone_close(&opened);
    int64_t local_ms = time_ms + offset * SECOND_MS;
    int32_t day = clock_day(local_ms);
    int32_t within = (int32_t)(local_ms - day * DAY_MS);
    struct civil civil = {
        .hour = within / (int32_t)HOUR_MS,
        .minute = within / (int32_t)MINUTE_MS % 60,
        .second = within / (int32_t)SECOND_MS % 60,
        .ms = within % (int32_t)SECOND_MS,
        .offset_minutes = offset / 60,
    };
    civil_from_day(day, &civil);
    *ret_civil = civil;
    return true;
}
