/* Reading data packs: every *.json of a folder, the faulty ones noted and left out. */
#include "base/pack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/list.h"

enum { FILE_MOST = 1 << 20, PACKS_MOST = 1000 };

struct packs {
    struct arena arena;
    LIST(struct pack) found;
    LIST(struct pack_fault) faults;
};

static void fault_add(struct packs *packs, const char *file, const struct error *error)
{
    *list_add(&packs->faults) =
        (struct pack_fault){arena_copy(&packs->arena, str_of(file)), *error};
}

/* ---- one file ---- */

static int file_read(const char *path, struct text *text, struct error *error)
{
    struct stat status;
    ssize_t got = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC), err = OK;
    if (file < 0 || fstat(file, &status) != 0)
        err = error_set(error, ERROR_DISK, NULL, "The file cannot be opened: %s.", strerror(errno));
    else if (!S_ISREG(status.st_mode) || status.st_size > FILE_MOST)
        err = error_set(error, ERROR_WRONG, NULL, "This must be a file of at most 1 MiB.");
    if (err == OK)
        text_room(text, FILE_MOST + 1);
    while (err == OK && text->len <= FILE_MOST) {
        got = read(file, text->ptr + text->len, FILE_MOST + 1 - text->len);
        if (got < 0)
            err =
                error_set(error, ERROR_DISK, NULL, "The file cannot be read: %s.", strerror(errno));
        if (got <= 0)
            break;
        text->len += (size_t)got;
    }
    if (file >= 0)
        close(file);
    return err;
}

static struct str member_text(const struct json *json, const char *name)
{
    const struct json *member = json_member(json, name);
    return member ? json_text(member) : (struct str){NULL, 0};
}

static struct pack pack_of(struct packs *packs, const char *file, struct json *json)
{
    struct pack pack = {.file = arena_copy(&packs->arena, str_of(file)),
                        .name = member_text(json, "pack"),
                        .version = member_text(json, "version"),
                        .title = member_text(json, "title"),
                        .source = member_text(json, "source"),
                        .json = json};
    const struct json *items = json_member(json, "items"), *one;
    date_parse(member_text(json, "from"), &pack.from);
    for (one = json_first(items); one != NULL; one = json_next(one))
        pack.count++;
    pack.items = arena_take(&packs->arena, pack.count * sizeof *pack.items);
    pack.count = 0;
    for (one = json_first(items); one != NULL; one = json_next(one))
        pack.items[pack.count++] =
            (struct pack_item){member_text(one, "key"), member_text(one, "name"), one};
    return pack;
}

static int pack_read(struct packs *packs, const char *dir, const char *file, struct error *error)
{
    struct text text = {0};
    struct json *json = NULL;
    int err = file_read(arena_print(&packs->arena, "%s/%s", dir, file), &text, error);
    if (err == OK) {
        json = json_parse(text_str(&text), error);
        err = json ? pack_check(json, error) : error->code;
    }
    if (err == OK && packs_find(packs, member_text(json, "pack"), member_text(json, "version")))
        err = error_set(error, ERROR_CLASH, "version",
                        "version: another file has this version already. Give it its own.");
    if (err == OK)
        *list_add(&packs->found) = pack_of(packs, file, json);
    else
        json_free(json);
    text_done(&text);
    return err;
}

/* ---- all of them ---- */

static int by_file(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static int str_order(struct str one, struct str other)
{
    size_t least = one.len < other.len ? one.len : other.len;
    int order = least ? memcmp(one.ptr, other.ptr, least) : 0;
    return order ? order : (one.len > other.len) - (one.len < other.len);
}

static int by_name(const void *one, const void *other)
{
    const struct pack *pack = one, *next = other;
    int order = str_order(pack->name, next->name);
    if (order == 0)
        order = (pack->from > next->from) - (pack->from < next->from);
    return order ? order : str_order(pack->version, next->version);
}

static void files_read(struct packs *packs, const char *dir, const char **files, size_t count)
{
    if (count > 0)
        qsort(files, count, sizeof *files, by_file);
    for (size_t i = 0; i < count; i++) {
        struct error error = {0};
        if (pack_read(packs, dir, files[i], &error) != OK)
            fault_add(packs, files[i], &error);
    }
    if (packs->found.count > 0)
        qsort(packs->found.at, packs->found.count, sizeof *packs->found.at, by_name);
}

struct packs *packs_open(const char *dir)
{
    struct packs *packs = memory_take(sizeof *packs);
    LIST(const char *) files = {0};
    struct dirent *entry;
    DIR *folder = opendir(dir);
    if (folder == NULL) {
        struct error error = {0};
        error_set(&error, ERROR_DISK, NULL, "The folder of data packs cannot be read: %s.",
                  strerror(errno));
        fault_add(packs, dir, &error);
        return packs;
    }
    while ((entry = readdir(folder)) != NULL && files.count < PACKS_MOST) {
        struct str name = str_of(entry->d_name);
        if (name.len > 5 && name.ptr[0] != '.' &&
            str_is((struct str){name.ptr + name.len - 5, 5}, ".json"))
            *list_add(&files) = arena_copy(&packs->arena, name);
    }
    closedir(folder);
    files_read(packs, dir, files.at, files.count);
    list_done(&files);
    return packs;
}

void packs_close(struct packs *packs)
{
    if (packs == NULL)
        return;
    for (size_t i = 0; i < packs->found.count; i++)
        json_free(packs->found.at[i].json);
    list_done(&packs->found);
    list_done(&packs->faults);
    arena_done(&packs->arena);
    free(packs);
}

/* ---- finding ---- */

size_t packs_count(const struct packs *packs)
{
    return packs ? packs->found.count : 0;
}

const struct pack *packs_at(const struct packs *packs, size_t i)
{
    return &packs->found.at[i];
}

size_t packs_fault_count(const struct packs *packs)
{
    return packs ? packs->faults.count : 0;
}

const struct pack_fault *packs_fault(const struct packs *packs, size_t i)
{
    return &packs->faults.at[i];
}

const struct pack *packs_find(const struct packs *packs, struct str name, struct str version)
{
    for (size_t i = 0; i < packs_count(packs); i++)
        if (str_equal(packs->found.at[i].name, name) &&
            str_equal(packs->found.at[i].version, version))
            return &packs->found.at[i];
    return NULL;
}

const struct pack *packs_in_force(const struct packs *packs, struct str name, int32_t day)
{
    const struct pack *newest = NULL;
    for (size_t i = 0; i < packs_count(packs); i++)
        if (str_equal(packs->found.at[i].name, name) && packs->found.at[i].from <= day)
            newest = &packs->found.at[i];
    return newest;
}

const struct pack_item *pack_find(const struct pack *pack, struct str key)
{
    for (size_t i = 0; i < pack->count; i++)
        if (str_equal(pack->items[i].key, key))
            return &pack->items[i];
    return NULL;
}

struct str pack_item_text(const struct pack_item *item, const char *part)
{
    return member_text(item->json, part);
}
