/* Fuzzes the line in which a quorum's rule is written. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "model/quorum/quorum.h"

static void answer_check(const struct quorum_rule *rule, int64_t base, struct arena *arena)
{
    struct quorum_answer answer;
    struct quorum_state state = {.bases = {base, base, base, base}, .in_room = base};
    PROMISE(quorum_answer(rule, &state, arena, &answer) == OK);
    PROMISE(answer.needed >= 1);
    PROMISE(!answer.is_quorate || answer.present >= answer.needed);
    PROMISE(str_is_utf8(answer.why) && !str_has_control(answer.why));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = {0};
    struct error error = {0};
    struct quorum_rule rule, again;
    struct str line = {(const char *)bytes, size};
    if (!str_is_utf8(line) || str_has_control(line))
        return 0;
    if (quorum_parse(line, &arena, &rule, &error) != OK) {
        promise_readable(&error);
        PROMISE(strcmp(error.field, "quorum") == 0);
    } else {
        struct str printed = quorum_print(&rule, &arena);
        PROMISE(quorum_parse(printed, &arena, &again, &error) == OK);
        PROMISE(str_equal(quorum_print(&again, &arena), printed));
        answer_check(&rule, 0, &arena);
        answer_check(&rule, 13, &arena);
        answer_check(&rule, QUORUM_PEOPLE_MOST, &arena);
    }
    arena_done(&arena);
    return 0;
}
