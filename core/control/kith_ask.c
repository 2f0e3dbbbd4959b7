/* Sends a call and waits for its answer. */
#include "control/kith_ask.h"

#include <time.h>

#include "base/clock.h"

enum { CONNECT_MS = 5000, RECONNECT_MS = 3000, RECONNECT_PAUSE_MS = 100 };

static void put_member(struct json_writer *writer, const char *name, struct str value)
{
    if (value.len == 0)
        return;
    json_key(writer, name);
    json_put_text(writer, value);
}

static void write_line(const struct caller *caller, const struct question_line *question,
                       struct text *out)
{
    struct json_writer writer = {.out = out};

    json_open(&writer, '{');
    json_key(&writer, "id");
    json_put_int(&writer, caller->last_id);
    put_member(&writer, "action", question->action);
    if (question->with.len) {
        json_key(&writer, "with");
        json_put_raw(&writer, question->with);
    }
    if (!question->as_itself)
        put_member(&writer, "as", str_of(caller->as));
    put_member(&writer, "key", str_of(question->key));
    put_member(&writer, "token", caller->token);
    if (question->dry_run) {
        json_key(&writer, "dry_run");
        json_put_bool(&writer, true);
    }
    if (question->file_count) {
        json_key(&writer, "files");
        json_put_int(&writer, (int64_t)question->file_count);
    }
    json_close(&writer, '}');
}

static struct str text_member(const struct json *object, const char *name)
{
    const struct json *member = json_member(object, name);

    return member && json_type(member) == JSON_TEXT ? json_text(member) : (struct str){0};
}

/* Is this line about our call? A line that could not be read is answered without an id. */
static bool is_ours(const struct json *line, int64_t id)
{
    const struct json *member = json_member(line, "id");

    if (!member || json_type(member) == JSON_NULL)
        return true;
    return json_type(member) == JSON_INT && json_int(member) == id;
}

/* Takes one line; true if it is the answer, and false if the wait goes on. */
static bool take_line(struct caller *caller, struct str bytes, struct answer *answer)
{
    struct json *line = json_parse(bytes, NULL);
    const struct json *problem;

    if (!line || json_type(line) != JSON_OBJECT) {
        json_free(line);
        answer->outcome = EXCHANGE_GARBLED;
        return true;
    }
    answer->ok = is_ours(line, caller->last_id) ? json_member(line, "ok") : NULL;
    problem = is_ours(line, caller->last_id) ? json_member(line, "error") : NULL;
    if (!answer->ok && !problem) {
        if (caller->bar && is_ours(line, caller->last_id))
            bar_show(caller->bar, json_member(line, "progress"));
        json_free(line);
        return false;
    }
    answer->line = line;
    if (!answer->ok && json_type(problem) == JSON_OBJECT) {
        answer->name = text_member(problem, "name");
        answer->field = text_member(problem, "field");
        answer->message = text_member(problem, "message");
    }
    return true;
}

/* Even a daemon that closes its end may have said why. */
static void exchange_lines(struct caller *caller, const struct question_line *question,
                           struct answer *answer)
{
    int64_t deadline = caller->wait_ms < 0 ? -1 : clock_ticks_ms() + caller->wait_ms;
    struct text line = {0};
    struct str came;

    write_line(caller, question, &line);
    answer->outcome =
        exchange_send(&caller->exchange, text_str(&line), question->files, question->file_count);
    if (answer->outcome == EXCHANGE_LOST)
        deadline = clock_ticks_ms();
    do {
        answer->outcome = exchange_next(&caller->exchange, deadline, &came);
    } while (answer->outcome == EXCHANGE_OK && !take_line(caller, came, answer));
    if (answer->outcome == EXCHANGE_LATE && caller->wait_ms < 0)
        answer->outcome = EXCHANGE_LOST;
    if (caller->bar)
        bar_clear(caller->bar);
    text_done(&line);
}

/* A daemon that is being started again needs a moment. */
static bool open_again(struct caller *caller)
{
    const struct timespec pause = {.tv_nsec = RECONNECT_PAUSE_MS * 1000000L};
    int64_t deadline = clock_ticks_ms() + RECONNECT_MS;

    exchange_close(&caller->exchange);
    while (exchange_open(&caller->exchange, caller->socket, CONNECT_MS) != EXCHANGE_OK) {
        if (clock_ticks_ms() >= deadline)
            return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

void caller_ask(struct caller *caller, const struct question_line *question,
                struct answer *ret_answer)
{
    *ret_answer = (struct answer){0};
    caller->last_id++;
    if (caller->exchange.descriptor < 0) {
        ret_answer->outcome = exchange_open(&caller->exchange, caller->socket,
                                            caller->wait_ms < 0 ? CONNECT_MS : caller->wait_ms);
        if (ret_answer->outcome != EXCHANGE_OK)
            return;
    }
    exchange_lines(caller, question, ret_answer);
    if (ret_answer->outcome != EXCHANGE_LOST || caller->wait_ms >= 0 || question->only_once)
        return;
    if (!open_again(caller))
        return;
    if (question->rewind)
        question->rewind(question->mine);
    exchange_lines(caller, question, ret_answer);
}

void answer_done(struct answer *answer)
{
    json_free(answer->line);
    *answer = (struct answer){0};
}

void caller_close(struct caller *caller)
{
    exchange_close(&caller->exchange);
}
