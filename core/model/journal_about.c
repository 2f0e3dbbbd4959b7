/* What the server's journal says of a person: its bodies are opened one after another. */
#include "model/journal_about.h"

#include "base/list.h"

struct about {
    const struct journal_people *people;
    void (*each)(void *self, const struct journal_entry *entry);
    void *self;
};

void journal_people_add(struct journal_people *people, int64_t person)
{
    char id[IDENT_LENGTH + 1];
    ident_print(person, id);
    map_put(&people->ids, arena_str(&people->arena, str_of(id)), people);
}

void journal_people_done(struct journal_people *people)
{
    map_done(&people->ids);
    arena_done(&people->arena);
}

static bool is_one_of(const struct journal_people *people, int64_t id)
{
    char text[IDENT_LENGTH + 1];
    if (id == 0)
        return false;
    ident_print(id, text);
    return map_find(&people->ids, str_of(text)) != NULL;
}

static bool is_of_an_id(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* Facts are JSON: an id stands in it as a word of its own. */
static bool names_one(const struct journal_people *people, struct str facts)
{
    for (size_t at = 0, end; at < facts.len; at = end + 1) {
        for (end = at; end < facts.len && is_of_an_id(facts.ptr[end]);)
            end++;
        if (end - at == IDENT_LENGTH &&
            map_find(&people->ids, (struct str){facts.ptr + at, end - at}) != NULL)
            return true;
    }
    return false;
}

static void look_at(void *self, const struct journal_entry *entry)
{
    struct about *about = self;
    if (entry->erased)
        return;
    if (is_one_of(about->people, entry->actor_id) || is_one_of(about->people, entry->subject) ||
        names_one(about->people, entry->facts))
        about->each(about->self, entry);
}

int journal_about(struct model *in, const struct journal_people *people, int64_t *before,
                  void (*each)(void *self, const struct journal_entry *entry), void *self)
{
    struct about about = {.people = people, .each = each, .self = self};
    struct page page = {.after = *before, .limit = JOURNAL_ABOUT_AT_ONCE};
    int err = journal_page(in, 0, &page, look_at, &about);
    *before = page.more ? page.last : 0;
    return err;
}

bool journal_keeps(const struct journal_entry *entry)
{
    return str_is(entry->action, "person.erase");
}

struct collecting {
    LIST(int64_t) sequences;
};

static void collect(void *self, const struct journal_entry *entry)
{
    struct collecting *collecting = self;
    if (!journal_keeps(entry))
        *list_add(&collecting->sequences) = entry->sequence;
}

static int erase_page(struct model *in, const struct journal_people *people, int64_t *before)
{
    struct collecting collecting = {0};
    int err = journal_about(in, people, before, collect, &collecting);
    for (size_t i = 0; i < collecting.sequences.count && err == OK; i++)
        err = journal_erase(in, 0, collecting.sequences.at[i]);
    list_done(&collecting.sequences);
    return err;
}

int journal_erase_about(struct model *in, const struct journal_people *people)
{
    struct arena page = {0};
    struct model own = *in;
    int64_t before = 0;
    int err = OK;
    own.arena = &page;
    do {
        err = people->ids.count == 0 ? OK : erase_page(&own, people, &before);
        arena_reset(&page);
    } while (err == OK && before != 0);
    arena_done(&page);
    return err;
}
