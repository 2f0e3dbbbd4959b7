/* kith.h - all that a plugin may know about kithd.
 *
 *   Structs grow at the end only and say how long they are; tables carry their stride.
 *   A number, once given a meaning, keeps it; retired numbers stay retired.
 *   Only fixed-width integers, pointers and opaque handles cross this line.
 *   What you are handed is lent until you return; copy what you keep.
 *   You are called on the loop thread; from any other thread only `wake` is yours. */
#ifndef KITH_H
#define KITH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KITH_ABI_MAJOR 0 /* names the entry symbol, kith_plugin_v0; 0: no promise yet */
#define KITH_ABI_MINOR 2 /* counts additions; never a reason to refuse a plugin */

typedef struct kith kith;           /* the core, as this plugin sees it */
typedef struct kith_call kith_call; /* one running action */
typedef struct kith_rows kith_rows; /* rows of one of the plugin's own tables */
typedef struct kith_timer kith_timer;
typedef struct kith_watch kith_watch;
typedef int64_t kith_id;  /* 0 is no id; 13 characters of Crockford base32 in JSON */
typedef int32_t kith_err; /* 0, or one of the negative numbers below */

typedef struct kith_str {
    const char *ptr; /* UTF-8 unless said otherwise; not NUL-terminated */
    size_t len;      /* bytes */
} kith_str;

enum {
    KITH_OK = 0,
    KITH_WRONG = -1,   /* the request is not right; name the field */
    KITH_REFUSED = -2, /* not allowed */
    KITH_MISSING = -3, /* absent, or not to be seen: the two answer alike */
    KITH_CLASH = -4,   /* does not fit what is there */
    KITH_LIMIT = -5,   /* more than is allowed */
    KITH_BUSY = -6,    /* nothing changed, try again */
    KITH_BROKEN = -7,  /* a fault of ours */
    KITH_UNKNOWN = -8,
    KITH_FULL = -9,
    KITH_DISK = -10,
    KITH_MEMORY = -11,
    KITH_NEWER = -12,
    KITH_STOPPED = -13
};

/* ---- fields: one typed descriptor for arguments, replies, options and record types ---- */

enum {                  /* in JSON                                                        */
       KITH_BOOL = 1,   /* true, false                                                    */
       KITH_INT,        /* 12; a string beyond ±(2^53-1)          limits "0..100"         */
       KITH_TEXT,       /* "one line"                             limits "1..80" (chars)  */
       KITH_MARKDOWN,   /* "many lines", CommonMark               limits "0..20000"       */
       KITH_MONEY,      /* pence, as KITH_INT; text "12.50"       limits in pence         */
       KITH_DATE,       /* "2026-11-21"                                                   */
       KITH_TIME,       /* "2026-11-21T09:30:00Z" (RFC 3339)                              */
       KITH_LOCAL_TIME, /* "09:30"                                                        */
       KITH_DURATION,   /* "P14D", "PT90M", "P12M" (ISO 8601)                             */
       KITH_FRACTION,   /* "2/3": two whole numbers, below not 0  limits "0..1"           */
       KITH_ID,         /* "0c4jq8r2m5x7k"                        limits: a noun; * is any */
       KITH_ONE_OF,     /* "open"                                 limits "open|closed"    */
       KITH_FILE,       /* a passed descriptor by number, or chunks; limits "0..1048576"  */
       KITH_RECORD,     /* {…} with `parts`                                               */
       KITH_LIST        /* replies: rows of `parts`; the core adds the arguments `after`
                         * and `limit`; put `next`, a text, if there are more               */
};

enum {
    KITH_OPTIONAL = 1 << 0,
    KITH_MANY = 1 << 1,     /* up to 100 of them: [..] in JSON, repeated on a command line */
    KITH_PERSONAL = 1 << 2, /* tells something about a person: kept out of journal and log */
    KITH_SPECIAL = 1 << 3,  /* special-category data (UK GDPR art. 9): as personal, sealed */
    KITH_SECRET = 1 << 4,   /* never stored or printed; read from a file or a prompt */
    KITH_RANDOM = 1 << 5    /* a text that the asker's own side makes up, if it is not given */
};

typedef struct kith_field {
    const char *name; /* lower_case; NULL ends a table */
    int32_t type;
    uint32_t flags;
    const char *preset;             /* in text form; NULL if none */
    const char *limits;             /* by type, as above; NULL for the type's own */
    const char *summary;            /* one sentence; required */
    const struct kith_field *parts; /* of a KITH_RECORD or KITH_LIST */
} kith_field;

/* ---- actions: one thing that can be done, whoever asks ---- */

enum {
    KITH_READS = 1 << 0,       /* changes nothing: one read transaction */
    KITH_WRITES = 1 << 1,      /* one savepoint, journalled, durable before the reply */
    KITH_LATER = 1 << 2,       /* `run` returns at once; `done` ends the call */
    KITH_LONG = 1 << 3,        /* a job: durable, resumed after a crash, with progress */
    KITH_IS_PERSONAL = 1 << 4, /* nobody may do it for another (--as is refused) */
    KITH_UNLOGGED = 1 << 5,    /* leaves no journal entry (a ballot) */
    KITH_UNTIMED = 1 << 6,     /* its entry has no time but the day, and no actor */
    KITH_CROSSES = 1 << 7,     /* its ids may belong to different networks */
    KITH_UNKEPT = 1 << 8       /* doing it twice is doing it once: no idempotency key is kept */
};

typedef struct kith_action {
    const char *name;    /* "membership.join": noun.verb */
    const char *summary; /* one sentence for a person */
    const char *may;     /* who: anyone person colleague self member steward administrator keeper
                          * system, lead (any office), lead:members (an office with that grant) */
    uint32_t flags;
    const kith_field *takes, *gives; /* NULL for none */
    kith_err (*run)(void *self, kith_call *call);
    const char *question; /* the rule asked before it runs; NULL for none */
    const char *since;    /* "0.1" */
    const char *help;     /* more, in Markdown; NULL for none */
} kith_action;

/* ---- events: a journal entry, told after it is durable; at least once, in order ---- */

enum { KITH_EVENT_OK = 0, KITH_EVENT_RETRY = 1, KITH_EVENT_LATER = 2 };

typedef struct kith_event {
    uint32_t size;
    kith_str action;  /* "membership.join" */
    kith_id network;  /* 0: the server's own */
    int64_t sequence; /* of the entry in its network's journal */
    kith_id subject;  /* what it happened to: an id, or 0 */
    int32_t day;      /* days since 1970-01-01 */
} kith_event;

typedef struct kith_subscription {
    const char *event; /* an action's name; "*": those that no other row names */
    /* KITH_EVENT_OK: done, and rows written are kept with the cursor. RETRY: told again after a
     * pause. LATER: `event_done` will say. */
    int32_t (*on)(void *self, const kith_event *event);
} kith_subscription;

/* ---- effects: what must leave the daemon ---- */

typedef struct kith_effect {
    uint32_t size;
    kith_id id;
    kith_id network;
    kith_str kind;    /* "mail" */
    kith_str payload; /* JSON, opened; one recipient */
    int32_t attempts; /* earlier ones */
} kith_effect;

typedef struct kith_effect_kind {
    const char *kind;
    void (*ready)(void *self); /* there is something to take */
} kith_effect_kind;

enum {
    KITH_EFFECT_SENT = 0,
    KITH_EFFECT_RETRY = 1,
    KITH_EFFECT_FAILED = 2,
    KITH_EFFECT_UNKNOWN = 3
};

/* ---- the wider world ---- */

typedef struct kith_transfer {
    uint32_t size;
    const char *method;         /* "GET"; NULL for an upload by SMTP */
    const char *url;            /* http, https, smtp, smtps, imap, imaps */
    const char *const *headers; /* "Name: value", NULL-terminated; NULL for none */
    kith_str body;
    const char *mail_from, *mail_to; /* SMTP: one envelope, one recipient */
    const char *username, *password; /* NULL for none */
    uint32_t flags;                  /* KITH_TRANSFER_… */
    int64_t timeout_ms;              /* of the whole; 0: 30 s */
    int64_t reply_limit;             /* bytes kept; 0: 1 MiB */
} kith_transfer;

enum {
    KITH_TRANSFER_PUBLIC_ONLY = 1 << 0, /* refuses private, loopback, link-local addresses */
    KITH_TRANSFER_STARTTLS = 1 << 1
};

typedef struct kith_transferred {
    uint32_t size;
    int32_t status; /* HTTP or SMTP status; 0 if none came */
    kith_str headers, body;
    const char *error; /* NULL if an answer came */
} kith_transferred;

enum { KITH_READABLE = 1, KITH_WRITABLE = 2 };
enum { KITH_LOG_ERROR = 3, KITH_LOG_WARNING = 4, KITH_LOG_INFO = 6, KITH_LOG_DEBUG = 7 };

/* What the core offers. Test the newer entries with KITH_HAS. */
typedef struct kith_api {
    uint32_t size, minor;

    void (*log)(kith *, int32_t level, const char *line);
    /* options, as read from the configuration (the preset if not given) */
    int64_t (*option_int)(kith *, const char *name);
    kith_str (*option_text)(kith *, const char *name);

    /* Arguments; text of an absent one is empty, a number 0. The text of a file is its bytes, of
     * a record JSON, of anything else its text form ("2/3"). Names may be paths: "terms.quorum",
     * "guests.0.name". */
    int32_t (*given)(kith_call *, const char *arg);
    int64_t (*get_int)(kith_call *, const char *arg); /* bool, int, money, date, time, id */
    kith_str (*get_text)(kith_call *, const char *arg);
    size_t (*count)(kith_call *, const char *arg); /* of a KITH_MANY */
    int64_t (*get_int_at)(kith_call *, const char *arg, size_t i);
    kith_str (*get_text_at)(kith_call *, const char *arg, size_t i);
    kith_id (*network)(kith_call *); /* the call's network, 0 if none */

    /* replies, by the fields of `gives` */
    void (*put_int)(kith_call *, const char *field, int64_t);
    void (*put_text)(kith_call *, const char *field, kith_str);
    void (*open)(kith_call *, const char *field); /* a record, or a row of a list */
    void (*close)(kith_call *);

    kith_err (*fail)(kith_call *, kith_err, const char *field, const char *message);
    void (*done)(kith_call *, kith_err); /* ends a KITH_LATER action; any later turn */
    void *(*alloc)(kith_call *, size_t); /* zeroed; lives as long as the call */
    kith_id (*make_id)(kith *);
    int64_t (*now_ms)(kith *); /* civil time */

    /* Another action, as the same actor, inside this call's savepoint; `with` and the reply are
     * JSON; the reply is lent until the call ends. Not for KITH_LATER or KITH_LONG actions. */
    kith_err (*ask)(kith_call *, const char *action, kith_str with, kith_str *ret_reply);
    /* A call of its own, as a person that this plugin has authenticated (0: the plugin itself);
     * only for plugins marked as doors in the configuration when person is not 0. `done` comes in
     * a later turn, once; `reply` is the reply, or {"name":"clash","field":…,"message":"…"}. */
    kith_err (*call_as)(kith *, kith_id person, const char *action, kith_str with,
                        void (*done)(void *self, void *mine, kith_err, kith_str reply), void *mine);

    /* A timer with every_ms 0 is gone once fn has returned. */
    kith_timer *(*timer)(kith *, int64_t first_ms, int64_t every_ms, void (*fn)(void *self));
    void (*timer_stop)(kith_timer *);
    void (*wake)(kith *, void (*fn)(void *self)); /* from any thread: fn runs on the loop */
    kith_err (*work)(kith *, void (*run)(void *mine), void (*done)(void *self, void *mine),
                     void *mine); /* run: on a pool thread, without the API */
    kith_watch *(*watch)(kith *, int32_t descriptor, int32_t what,
                         void (*fn)(void *self, int32_t descriptor, int32_t what));
    void (*watch_stop)(kith_watch *); /* before the descriptor is closed */
    /* Listening sockets passed by systemd under this name, or opened at `address`
     * ("127.0.0.1:8080", "unix:/path") if none was; the count, or an error. They do not block,
     * and are yours to close. */
    int32_t (*listen)(kith *, const char *name, const char *address, int32_t *ret_descriptors,
                      int32_t room);
    kith_err (*transfer)(kith *, const kith_transfer *,
                         void (*done)(void *self, void *mine, const kith_transferred *),
                         void *mine);

    /* Rows of its own tables, PLUGIN_…: SQL with ?1 …, parameters as JSON list of text, whole
     * numbers, null and bytes ({"hex":"00ff"}). In a read call: reading only. `change` works
     * inside a write call or an event, in its savepoint. */
    kith_err (*query)(kith *, kith_str sql, kith_str parameters, kith_rows **ret_rows);
    int32_t (*next)(kith_rows *); /* 1: a row, 0: the end, negative: an error */
    int64_t (*row_int)(kith_rows *, int32_t column);
    kith_str (*row_text)(kith_rows *, int32_t column); /* lent until next */
    void (*rows_close)(kith_rows *);
    kith_err (*change)(kith *, kith_str sql, kith_str parameters, int64_t *ret_changed);

    void (*event_done)(kith *, kith_id network, int64_t sequence, int32_t answer);

    /* Effects of the kinds it serves. `take` leases one for 5 minutes: 1 taken, 0 none; set the
     * size in ret_effect first. `finish` ends the lease: KITH_MISSING if it had ended before. */
    int32_t (*effect_take)(kith *, kith_effect *ret_effect);
    kith_err (*effect_finish)(kith *, kith_id effect, int32_t outcome, const char *answer);
    kith_err (*effect_put)(kith_call *, const char *kind, kith_id recipient, kith_str payload);

    /* Bytes sealed under the core's key for this plugin; lent until the call or callback ends. */
    kith_err (*seal)(kith *, kith_str tag, kith_str plain, kith_str *ret_sealed);
    kith_err (*unseal)(kith *, kith_str tag, kith_str sealed, kith_str *ret_plain);

    kith_str (*describe)(kith *); /* the registry as JSON; lent until the next call of it */

    /* In a KITH_LONG action, which runs on a pool thread: progress, and "should I stop?" */
    int32_t (*progress)(kith_call *, int64_t done, int64_t total, const char *note);
    /* There too: `run` runs on the loop's thread, in a savepoint of its own, with all that a call
     * may do (`ask`, `query`, `change`, `seal`). Kept with its mark, or undone and its error given
     * back; KITH_STOPPED: return it. A job runs again after a stop or a crash: `mark` is then that
     * of the last step that was kept; 0 if none was. */
    kith_err (*step)(kith_call *, int64_t mark,
                     kith_err (*run)(void *self, kith_call *, void *mine), void *mine);
    int64_t (*mark)(kith_call *);
} kith_api;

#define KITH_HAS(api, entry) ((api)->size >= offsetof(kith_api, entry) + sizeof(api)->entry)

/* What a plugin is: constants in its shared object, NAME.so. The core forgets everything that it
 * registered when it stops, after its work on other threads is over. A `start` that fails logs
 * why as KITH_LOG_ERROR: plugin.list shows that line. */
typedef struct kith_plugin {
    uint32_t size, field_size, action_size, subscription_size, effect_kind_size;
    uint32_t minor;
    const char *name; /* lower case letters and digits; its tables are called NAME_… */
    const char *version, *summary, *licence; /* licence: an SPDX expression */
    const char *const *needs;                /* "core", other plugins' names; NULL-terminated */
    const kith_field *options;
    const kith_action *actions;             /* ended by a row whose name is NULL */
    const kith_subscription *subscriptions; /* ended by a row whose event is NULL */
    const kith_effect_kind *effect_kinds;   /* ended by a row whose kind is NULL */
    const char *const *steps;               /* SQL, step 1 first; NULL-terminated */
    kith_err (*start)(const kith_api *, kith *, void **ret_self);
    void (*stop)(void *self);
} kith_plugin;

#if defined(__GNUC__)
#define KITH_EXPORT __attribute__((visibility("default")))
#else
#define KITH_EXPORT
#endif

typedef const kith_plugin *(*kith_plugin_entry)(void);

/* KITH_PLUGIN(.name = "hello", .version = "1.0", …) is all that a plugin exports. */
#define KITH_PLUGIN(...)                                                                           \
    KITH_EXPORT const kith_plugin *kith_plugin_v0(void);                                           \
    const kith_plugin *kith_plugin_v0(void)                                                        \
    {                                                                                              \
        static const kith_plugin plugin = {.size = sizeof(kith_plugin),                            \
                                           .field_size = sizeof(kith_field),                       \
                                           .action_size = sizeof(kith_action),                     \
                                           .subscription_size = sizeof(kith_subscription),         \
                                           .effect_kind_size = sizeof(kith_effect_kind),           \
                                           .minor = KITH_ABI_MINOR,                                \
                                           __VA_ARGS__};                                           \
        return &plugin;                                                                            \
    }

#ifdef __cplusplus
}
#endif
#endif
