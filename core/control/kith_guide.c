/* Prints help. Two columns, the second wrapped: what to type, and what it means. */
#include "control/kith_guide.h"

#include <string.h>

#include "control/kith_command.h"

enum { PLAIN_WIDTH = 80, INDENT = 2, TERM_MOST = 30, PARTS_DEEPEST = 4 };

struct entry {
    struct str term, text;
};

struct entries {
    LIST(struct entry) list;
};

static size_t width_of(const struct guide *guide)
{
    return guide->view.width ? guide->view.width : PLAIN_WIDTH;
}

static void add_entry(const struct guide *guide, struct entries *entries, struct str term,
                      struct str text)
{
    struct entry *entry = list_add(&entries->list);
    struct text safe = {0};

    layout_add(&safe, term);
    entry->term = arena_str(guide->arena, text_str(&safe));
    entry->text = arena_str(guide->arena, text);
    text_done(&safe);
}

/* A term that is too long for its column has its meaning on the next line. */
static void print_entries(const struct guide *guide, struct entries *entries)
{
    size_t widest = 0;

    for (size_t i = 0; i < entries->list.count; i++) {
        size_t wide = str_columns(entries->list.at[i].term);
        if (wide > widest && wide <= TERM_MOST)
            widest = wide;
    }
    for (size_t i = 0; i < entries->list.count; i++) {
        const struct entry *entry = &entries->list.at[i];
        size_t wide = str_columns(entry->term);

        layout_pad(guide->out, INDENT);
        text_add(guide->out, entry->term);
        if (wide > widest) {
            text_add_char(guide->out, '\n');
            layout_pad(guide->out, INDENT + widest + 2);
        } else if (entry->text.len) {
            layout_pad(guide->out, widest - wide + 2);
        }
        layout_wrap(guide->out, entry->text, INDENT + widest + 2, width_of(guide));
        text_add_char(guide->out, '\n');
    }
    list_done(&entries->list);
}

static void print_heading(const struct guide *guide, const char *heading)
{
    text_add_char(guide->out, '\n');
    layout_bold(guide->out, str_of(heading), guide->view);
    text_add_char(guide->out, '\n');
}

static void print_paragraph(const struct guide *guide, struct str text, size_t indent)
{
    layout_pad(guide->out, indent);
    layout_wrap(guide->out, text, indent, width_of(guide));
    text_add_char(guide->out, '\n');
}

void guide_usage(const struct guide *guide)
{
    print_paragraph(guide, STR("kith asks a Kith daemon to do something, and shows the answer."),
                    0);
    text_add_char(guide->out, '\n');
    print_paragraph(guide, STR("kith [options] NOUN VERB [--field value]…"), INDENT);
    print_paragraph(guide, STR("kith NOUN                lists the verbs of a noun"), INDENT);
    print_paragraph(guide, STR("kith NOUN VERB --help    explains a verb and its fields"), INDENT);
    print_paragraph(guide, STR("kith --help              explains the options"), INDENT);
    print_paragraph(guide, STR("kith suppress FILE       hides small counts; needs no daemon"),
                    INDENT);
}

void guide_options(const struct guide *guide)
{
    struct entries entries = {0};
    const struct command_option *option;

    print_heading(guide, "Options");
    for (size_t i = 0; (option = command_option(i)); i++) {
        if (!option->hidden)
            add_entry(
                guide, &entries,
                str_of(arena_print(guide->arena, "--%s%s%s", option->name, option->value ? " " : "",
                                   option->value ? option->value : "")),
                str_of(option->summary));
    }
    print_entries(guide, &entries);
    text_add_char(guide->out, '\n');
    print_paragraph(guide,
                    STR("Options may stand anywhere. After the verb, a field of the same name "
                        "goes first; then put the option before the noun."),
                    0);
}

static bool is_core(struct str owner)
{
    return owner.len == 0 || str_is(owner, "core");
}

/* A noun that nobody has described is described by its verbs. */
static struct str summary_of(const struct guide *guide, const struct catalogue *catalogue,
                             const struct known_noun *noun)
{
    const char *verbs = "";

    if (noun->summary.len)
        return noun->summary;
    for (size_t i = 0; i < catalogue->action_count; i++) {
        const struct known_action *action = &catalogue->actions[i];

        if (str_equal(action->noun, noun->name))
            verbs = arena_print(guide->arena, "%s%s%s", verbs, *verbs ? ", " : "",
                                name_as_typed(guide->arena, action->verb));
    }
    return str_of(verbs);
}

/* Whoever looks for what they can do need not read what nobody can. */
static bool has_verbs(const struct catalogue *catalogue, const struct known_noun *noun)
{
    for (size_t i = 0; i < catalogue->action_count; i++) {
        const struct known_action *action = &catalogue->actions[i];

        if (!action->is_by_itself && str_equal(action->noun, noun->name))
            return true;
    }
    return false;
}

static void print_nouns_of(const struct guide *guide, const struct catalogue *catalogue,
                           struct str owner)
{
    struct entries entries = {0};

    for (size_t i = 0; i < catalogue->noun_count; i++) {
        const struct known_noun *noun = &catalogue->nouns[i];

        if (!has_verbs(catalogue, noun))
            continue;
        if (str_equal(noun->owner, owner) || (is_core(owner) && is_core(noun->owner)))
            add_entry(guide, &entries, str_of(name_as_typed(guide->arena, noun->name)),
                      summary_of(guide, catalogue, noun));
    }
    print_entries(guide, &entries);
}

static bool owner_came_before(const struct catalogue *catalogue, size_t position)
{
    for (size_t i = 0; i < position; i++) {
        if (str_equal(catalogue->nouns[i].owner, catalogue->nouns[position].owner))
            return true;
    }
    return false;
}

/* The core's nouns first, then those of each plugin. */
void guide_nouns(const struct guide *guide, const struct catalogue *catalogue)
{
    print_heading(guide, "Nouns");
    print_nouns_of(guide, catalogue, STR("core"));
    for (size_t i = 0; i < catalogue->noun_count; i++) {
        struct str owner = catalogue->nouns[i].owner;
        struct text heading = {0};

        if (is_core(owner) || owner_came_before(catalogue, i))
            continue;
        text_add(&heading, STR("From the plugin "));
        layout_add(&heading, owner);
        print_heading(guide, heading.ptr);
        print_nouns_of(guide, catalogue, owner);
        text_done(&heading);
    }
}

static void print_verbs(const struct guide *guide, const struct catalogue *catalogue,
                        const struct known_noun *noun, const char *heading, bool by_itself)
{
    struct entries entries = {0};

    for (size_t i = 0; i < catalogue->action_count; i++) {
        const struct known_action *action = &catalogue->actions[i];

        if (action->is_by_itself == by_itself && str_equal(action->noun, noun->name))
            add_entry(guide, &entries, str_of(name_as_typed(guide->arena, action->verb)),
                      action->summary);
    }
    if (entries.list.count == 0)
        return;
    print_heading(guide, heading);
    print_entries(guide, &entries);
}

void guide_noun(const struct guide *guide, const struct catalogue *catalogue,
                const struct known_noun *noun)
{
    const char *typed = name_as_typed(guide->arena, noun->name);

    if (noun->summary.len) {
        print_paragraph(guide, noun->summary, 0);
        text_add_char(guide->out, '\n');
    }
    print_paragraph(
        guide, str_of(arena_print(guide->arena, "kith %s VERB [--field value]…", typed)), INDENT);
    print_verbs(guide, catalogue, noun, "Verbs", false);
    print_verbs(guide, catalogue, noun, "What Kith does by itself", true);
    text_add_char(guide->out, '\n');
    print_paragraph(
        guide, str_of(arena_print(guide->arena, "kith %s VERB --help explains one.", typed)), 0);
}

/* "NAME", "--flag", "[--kind WORD]…": as it stands in the line that shows the usage. */
static void add_usage_of(const struct guide *guide, const struct known_field *field,
                         struct text *term)
{
    bool optional = !known_field_is_required(field);
    const char *typed = name_as_typed(guide->arena, field->name);

    if (optional)
        text_add_char(term, '[');
    if (known_field_is_positional(field)) {
        for (; *typed; typed++)
            text_add_char(term,
                          *typed >= 'a' && *typed <= 'z' ? (char)(*typed - 'a' + 'A') : *typed);
    } else {
        text_print(term, "--%s", typed);
        if (field->type != KNOWN_BOOL && !(field->flags & KNOWN_SECRET)) {
            text_add_char(term, ' ');
            guide_placeholder(field, term);
        }
    }
    text_print(term, "%s%s", optional ? "]" : "", field->flags & KNOWN_MANY ? "…" : "");
}

/* Adds the terms of the fields that are required, or of those that are not; each term stays on
 * one line. *column is where the line has come to. */
static void print_usage_terms(const struct guide *guide, struct known_fields fields, bool required,
                              size_t *column)
{
    struct text term = {0};

    for (size_t i = 0; i < fields.count; i++) {
        if (known_field_is_required(&fields.at[i]) != required)
            continue;
        text_clear(&term);
        add_usage_of(guide, &fields.at[i], &term);
        if (*column + 1 + str_columns(text_str(&term)) > width_of(guide)) {
            text_add_char(guide->out, '\n');
            layout_pad(guide->out, INDENT + INDENT);
            *column = INDENT + INDENT;
        } else {
            text_add_char(guide->out, ' ');
            *column += 1;
        }
        text_add(guide->out, text_str(&term));
        *column += str_columns(text_str(&term));
    }
    text_done(&term);
}

static void print_usage(const struct guide *guide, const struct known_action *action)
{
    const char *start =
        arena_print(guide->arena, "kith %s %s", name_as_typed(guide->arena, action->noun),
                    name_as_typed(guide->arena, action->verb));
    size_t column = INDENT + strlen(start);

    layout_pad(guide->out, INDENT);
    text_add(guide->out, str_of(start));
    print_usage_terms(guide, action->takes, true, &column);
    print_usage_terms(guide, action->takes, false, &column);
    text_add_char(guide->out, '\n');
}

/* "Required; 1 to 80 characters; may be repeated." */
static void add_facts(const struct known_field *field, const char *whole, struct text *out)
{
    struct text limits = {0};

    guide_limits(field, &limits);
    text_add(out, known_field_is_required(field) ? STR(" Required") : STR(" Optional"));
    if (known_field_is_required(field) && *whole)
        text_print(out, " in %.*s", (int)strlen(whole) - 1, whole);
    if (limits.len)
        text_print(out, "; %s", limits.ptr);
    if (field->flags & KNOWN_PRESET) {
        text_add(out, STR("; else "));
        if (field->preset.len)
            layout_add(out, field->preset);
        else
            text_add(out, STR("empty"));
    }
    if (field->flags & KNOWN_MANY)
        text_add(out, STR("; may be repeated"));
    if (field->flags & KNOWN_SECRET)
        text_add(out, STR("; secret: typed when asked, or read from a file"));
    text_add_char(out, '.');
    text_done(&limits);
}

static void add_options_of(const struct guide *guide, struct entries *entries,
                           struct known_fields fields, const char *prefix, int depth)
{
    for (size_t i = 0; i < fields.count; i++) {
        const struct known_field *field = &fields.at[i];
        const char *typed =
            arena_print(guide->arena, "%s%s", prefix, name_as_typed(guide->arena, field->name));
        struct text term = {0}, text = {0};

        text_print(&term, "--%s", typed);
        if (field->flags & KNOWN_SECRET) {
            text_print(&term, ", --%s-file FILE", typed);
        } else if (field->type == KNOWN_BOOL) {
            text_print(&term, ", --no-%s", typed);
        } else {
            text_add_char(&term, ' ');
            guide_placeholder(field, &term);
        }
        text_add(&text, field->summary);
        add_facts(field, prefix, &text);
        add_entry(guide, entries, text_str(&term), text_str(&text));
        text_done(&term);
        text_done(&text);
        if (field->type == KNOWN_RECORD && !(field->flags & KNOWN_MANY) && depth < PARTS_DEEPEST)
            add_options_of(guide, entries, field->parts, arena_print(guide->arena, "%s.", typed),
                           depth + 1);
    }
}

static void add_gifts(const struct guide *guide, struct entries *entries,
                      struct known_fields fields, size_t indent, int depth)
{
    for (size_t i = 0; i < fields.count; i++) {
        const struct known_field *field = &fields.at[i];
        struct text term = {0};

        layout_pad(&term, indent);
        text_add(&term, field->name);
        add_entry(guide, entries, text_str(&term), field->summary);
        text_done(&term);
        if (depth < PARTS_DEEPEST)
            add_gifts(guide, entries, field->parts, indent + INDENT, depth + 1);
    }
}

static void print_who_may(const struct guide *guide, const struct known_action *action)
{
    print_heading(guide, "Who may");
    print_paragraph(guide, action->may.len ? action->may : STR("The daemon does not say."), INDENT);
    if (action->is_personal)
        print_paragraph(guide, STR("Nobody may do this in another person's name."), INDENT);
    if (action->question.len)
        print_paragraph(guide, STR("The network's own rules are asked first."), INDENT);
}

void guide_verb(const struct guide *guide, const struct known_action *action)
{
    struct entries options = {0}, gifts = {0};

    print_paragraph(guide, action->summary, 0);
    text_add_char(guide->out, '\n');
    print_usage(guide, action);
    if (action->takes.count) {
        print_heading(guide, "Fields");
        add_options_of(guide, &options, action->takes, "", 0);
        print_entries(guide, &options);
    }
    if (action->gives.count) {
        print_heading(guide, "Gives");
        add_gifts(guide, &gifts, action->gives, 0, 0);
        print_entries(guide, &gifts);
    }
    print_who_may(guide, action);
    if (action->is_long) {
        print_heading(guide, "Note");
        print_paragraph(guide, STR("This may take a while. It goes on if you stop waiting."),
                        INDENT);
    }
    if (action->help.len) {
        print_heading(guide, "More");
        print_paragraph(guide, action->help, INDENT);
    }
}
