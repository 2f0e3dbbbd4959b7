/* Fuzzes the reader of ballot papers, and counts what it takes by every method. */
#include "fuzz/fuzz.h"
#include "model/count/blt.h"
#include "model/count/count.h"

enum { CANDIDATES_COUNTED = 20 }; /* more than that only makes it slower */

static void count_by(const struct count_method *method, const struct papers *papers)
{
    struct count_options how = {.seed = STR("fuzz")};
    struct count_result result;
    struct error error = {0};
    if (count_run(method, papers, &how, &result, &error) != OK) {
        promise_readable(&error);
        return;
    }
    PROMISE(result.rounds.count > 0);
    PROMISE(result.elected.count <= result.seats);
    PROMISE(result.valid + result.blank == papers_count(papers));
    count_done(&result);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct papers papers;
    struct error error = {0};
    if (blt_read((struct str){(const char *)bytes, size}, &papers, &error) != OK) {
        promise_readable(&error);
        return 0;
    }
    for (size_t i = 0; papers.candidates <= CANDIDATES_COUNTED && count_method_at(i) != NULL; i++)
        count_by(count_method_at(i), &papers);
    papers_done(&papers);
    return 0;
}
