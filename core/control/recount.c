/* kith-count: counts an election again from its published papers, with no daemon.
 *
 * Whoever has the file of ballot papers can check a result with this program, or with another that
 * follows the same rule. Start at `main`. */
#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <sysexits.h>

#include "base/secret.h"
#include "control/recount_print.h"
#include "model/count/blt.h"

#ifndef KITH_VERSION
#define KITH_VERSION "unknown"
#endif

#define FILE_MOST ((size_t)1 << 30)

struct request {
    const char *file, *seed;
    const struct count_method *method;
    int64_t seats; /* 0: as the file says */
    LIST(const char *) withdrawn;
    bool json, sheet;
};

static const struct option options[] = {
    {"method", required_argument, NULL, 'm'},
    {"seats", required_argument, NULL, 's'},
    {"withdraw", required_argument, NULL, 'w'},
    {"seed", required_argument, NULL, 'd'},
    {"json", no_argument, NULL, 'j'},
    {"sheet", no_argument, NULL, 't'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'v'},
    {0},
};

static void help(void)
{
    printf("Counts an election again from its ballot papers.\n\n"
           "  kith-count FILE.blt --method METHOD [--seats N] [--withdraw NAME]... [--seed TEXT]\n"
           "             [--json | --sheet]\n\nMethods\n");
    for (size_t i = 0; count_method_at(i) != NULL; i++)
        printf("  %-13s %s.\n", count_method_at(i)->name, count_method_at(i)->title);
    printf("\nOptions\n"
           "  --seats N        how many are elected, if not as many as the file says\n"
           "  --withdraw NAME  counts as if NAME did not stand; may be said again\n"
           "  --seed TEXT      the published seed of the lot, by which ties are broken\n"
           "  --json           the whole count, for programs\n"
           "  --sheet          the whole count, for people: every round and transfer\n"
           "  --version        which version this is\n\n"
           "FILE is in the BLT format; - is standard input. The order of the lot: candidates\n"
           "stand by the BLAKE2b-256 of \"SEED/NUMBER/NAME\" (printf '%%s' ... | b2sum -l 256),\n"
           "or as the file's [tie ...] says; of those who are tied the first is chosen.\n");
}

static int refuse(const char *format, const char *what)
{
    fputs("kith-count: ", stderr);
    fprintf(stderr, format, what);
    fputs("\n", stderr);
    return EX_USAGE;
}

/* ---- what is asked ---- */

static int take_method(struct request *request, const char *name)
{
    struct text known = {0};
    request->method = count_method_find(str_of(name));
    for (size_t i = 0; request->method == NULL && count_method_at(i) != NULL; i++)
        text_print(&known, "%s%s", i > 0 ? ", " : "", count_method_at(i)->name);
    int status = request->method != NULL
                     ? 0
                     : refuse("--method: there is no such method. There are %s.", known.ptr);
    text_done(&known);
    return status;
}

static int take_option(struct request *request, int option)
{
    switch (option) {
    case 'm':
        return take_method(request, optarg);
    case 's':
        if (!str_to_int(str_of(optarg), &request->seats) || request->seats < 1 ||
            request->seats > PAPERS_CANDIDATES_MOST)
            return refuse("--seats: \"%s\" is no number of seats, from 1 to 1000.", optarg);
        return 0;
    case 'w':
        *list_add(&request->withdrawn) = optarg;
        return 0;
    case 'd':
        request->seed = optarg;
        return 0;
    case 'j':
        request->json = true;
        return 0;
    case 't':
        request->sheet = true;
        return 0;
    default: /* getopt has said why */
        return EX_USAGE;
    }
}

static int check_request(const struct request *request)
{
    if (request->file == NULL)
        return refuse("which file? %s", "kith-count FILE.blt --method scottish-stv");
    if (request->method == NULL)
        return refuse("by which method? %s", "kith-count FILE.blt --method scottish-stv");
    if (request->json && request->sheet)
        return refuse("%s", "--json and --sheet: one of them, please.");
    return 0;
}

static int read_request(int count, char **words, struct request *request, bool *ret_ends)
{
    int option;
    *ret_ends = false;
    while ((option = getopt_long(count, words, "", options, NULL)) != -1) {
        if (option == 'h' || option == 'v') {
            *ret_ends = true;
            if (option == 'h')
                help();
            else
                printf("kith-count %s\n", KITH_VERSION);
            return 0;
        }
        int status = take_option(request, option);
        if (status != 0)
            return status;
    }
    if (optind + 1 < count)
        return refuse("%s: one file at a time, please.", words[optind + 1]);
    request->file = words[optind];
    return check_request(request);
}

/* ---- the file ---- */

static int read_stream(FILE *file, const char *name, struct text *ret_text)
{
    for (;;) {
        text_room(ret_text, 1 << 16);
        size_t got = fread(ret_text->ptr + ret_text->len, 1, 1 << 16, file);
        ret_text->len += got;
        if (ret_text->len > FILE_MOST) {
            fprintf(stderr, "kith-count: %s: it is larger than 1 GiB.\n", name);
            return EX_DATAERR;
        }
        if (got == 0)
            break;
    }
    if (!ferror(file))
        return 0;
    fprintf(stderr, "kith-count: %s: %s.\n", name, strerror(errno));
    return EX_IOERR;
}

static int read_file(const char *name, struct text *ret_text)
{
    bool standard = strcmp(name, "-") == 0;
    FILE *file = standard ? stdin : fopen(name, "re");
    if (file == NULL) {
        fprintf(stderr, "kith-count: %s: %s.\n", name, strerror(errno));
        return EX_NOINPUT;
    }
    int status = read_stream(file, name, ret_text);
    if (!standard)
        fclose(file);
    return status;
}

/* ---- counting ---- */

static int withdraw(const struct request *request, const struct papers *papers, bool *withdrawn)
{
    for (size_t i = 0; i < request->withdrawn.count; i++) {
        size_t candidate = 0;
        while (candidate < papers->candidates &&
               !str_is(papers->names[candidate], request->withdrawn.at[i]))
            candidate++;
        if (candidate == papers->candidates)
            return refuse("--withdraw: no candidate is called \"%s\". Give the name as the file "
                          "has it.",
                          request->withdrawn.at[i]);
        withdrawn[candidate] = true;
    }
    return 0;
}

static int say(const char *name, const struct error *error)
{
    fprintf(stderr, "kith-count: %s: %s\n", name, error->message);
    return EX_DATAERR;
}

static int count_papers(const struct request *request, const struct papers *papers)
{
    bool withdrawn[PAPERS_CANDIDATES_MOST] = {0};
    struct count_options how = {
        .seats = (size_t)request->seats, .withdrawn = withdrawn, .seed = str_of(request->seed)};
    struct count_result result;
    struct error error = {0};
    int status = withdraw(request, papers, withdrawn);
    if (status != 0)
        return status;
    if (count_run(request->method, papers, &how, &result, &error) != OK)
        return say(request->file, &error);
    if (request->json)
        recount_print_json(&result, stdout);
    else
        recount_print_sheet(&result, request->sheet, stdout);
    count_done(&result);
    return fflush(stdout) == 0 ? 0 : EX_IOERR;
}

int main(int count, char **words)
{
    struct request request = {0};
    struct papers papers;
    struct text text = {0};
    struct error error = {0};
    bool ends;

    setlocale(LC_CTYPE, "C.UTF-8");
    secret_start();
    if (count > 0 && strrchr(words[0], '/') != NULL) /* as what getopt speaks */
        words[0] = strrchr(words[0], '/') + 1;
    int status = read_request(count, words, &request, &ends);
    if (status == 0 && !ends)
        status = read_file(request.file, &text);
    if (status == 0 && !ends) {
        if (blt_read(text_str(&text), &papers, &error) != OK) {
            status = say(request.file, &error);
        } else {
            status = count_papers(&request, &papers);
            papers_done(&papers);
        }
    }
    text_done(&text);
    list_done(&request.withdrawn);
    return status;
}
