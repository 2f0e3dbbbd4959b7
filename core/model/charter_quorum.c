/* The quorums that a charter sets, as rules. */
#include "model/charter_quorum.h"

#include "base/json.h"
#include "model/charter.h"

static int64_t number_of(struct str text)
{
    int64_t number = 0;
    str_to_int(text, &number);
    return number;
}

static void part_add(struct quorum_rule *rule, struct quorum_part part)
{
    if (part.numerator > 0)
        rule->parts[rule->part_count++] = part;
}

/* The greater of a number and a part. */
static void parts_add(struct quorum_rule *rule, struct str at_least, struct str fraction,
                      struct quorum_part part)
{
    size_t slash = 0;
    while (slash < fraction.len && fraction.ptr[slash] != '/')
        slash++;
    part_add(rule, (struct quorum_part){.numerator = number_of(at_least), .over = part.over});
    part.numerator = number_of((struct str){fraction.ptr, slash});
    if (slash < fraction.len)
        part.denominator =
            number_of((struct str){fraction.ptr + slash + 1, fraction.len - slash - 1});
    part_add(rule, part);
    if (rule->part_count == 0)
        part_add(rule, (struct quorum_part){.numerator = 1, .over = part.over});
}

static void steering_rule(const struct terms *terms, struct quorum_rule *rule)
{
    struct quorum_part part = {.over = QUORUM_OVER_FILLED,
                               .rounds_down = str_is(terms->value[TERM_quorum_rounding], "down")};
    parts_add(rule, terms->value[TERM_quorum_at_least], terms->value[TERM_quorum_fraction], part);
    rule->remote_counts = str_is(terms->value[TERM_quorum_remote_counts], "true");
}

static void general_rule(const struct terms *terms, struct quorum_rule *rule)
{
    struct quorum_part part = {.over = QUORUM_OVER_MEMBERS};
    parts_add(rule, terms->value[TERM_general_at_least], terms->value[TERM_general_fraction], part);
    rule->role_count = term_items(terms->value[TERM_general_present], rule->roles, QUORUM_ROLES);
    rule->remote_counts = true;
}

void quorum_of_terms(const struct terms *terms, bool is_general, struct quorum_rule *ret_rule)
{
    *ret_rule = (struct quorum_rule){0};
    if (is_general)
        general_rule(terms, ret_rule);
    else
        steering_rule(terms, ret_rule);
}

int quorum_of_charter(struct model *in, int64_t network, int64_t version, bool is_general,
                      struct quorum_rule *ret_rule)
{
    struct charter charter = {0};
    struct json *json = NULL;
    struct terms terms;
    int err = version == 0 ? charter_read(in, network, &charter)
                           : charter_read_version(in, network, version, &charter);
    *ret_rule = (struct quorum_rule){0};
    if (err != OK && err != ERROR_MISSING)
        return err;
    if (err == OK && (json = json_parse(charter.terms, in->error)) == NULL)
        return in->error->code;
    *in->error = (struct error){0};
    terms_from_json(json, in->arena, &terms);
    json_free(json);
    quorum_of_terms(&terms, is_general, ret_rule);
    return OK;
}
