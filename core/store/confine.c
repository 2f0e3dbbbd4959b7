/* The wall around a plugin's SQL: an authorizer that knows only tables called OWNER_….
 *
 * It looks while a confined text is being prepared or run, and lets all else pass, so that the
 * core's own statements on the same connection are not concerned. A trigger is looked at when
 * a statement that fires it is prepared; what the core does to a plugin's tables runs their
 * triggers unconfined, so the core leaves those tables alone. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store/connection.h"
#include "store/migrate.h"

/* In the order of strcmp. None reads the clock, a file or the connection's state. */
static const char *const functions[] = {
    "abs",         "avg",        "char",   "coalesce",     "count",        "dense_rank",
    "first_value", "format",     "glob",   "group_concat", "hex",          "ifnull",
    "iif",         "instr",      "json",   "json_array",   "json_extract", "json_object",
    "json_type",   "json_valid", "lag",    "last_value",   "lead",         "length",
    "like",        "lower",      "ltrim",  "max",          "min",          "nth_value",
    "ntile",       "nullif",     "printf", "quote",        "rank",         "replace",
    "round",       "row_number", "rtrim",  "sign",         "substr",       "substring",
    "sum",         "total",      "trim",   "typeof",       "unicode",      "upper",
};

/* Functions that SQLite's own ALTER TABLE uses; SQL text cannot call them. */
static const char *const alter_functions[] = {
    "sqlite_drop_column",  "sqlite_rename_column", "sqlite_rename_quotefix",
    "sqlite_rename_table", "sqlite_rename_test",
};

static int name_compare(const void *name, const void *item)
{
    return sqlite3_stricmp(name, *(const char *const *)item);
}

static bool function_is_allowed(const struct database *database, const char *name)
{
    size_t size = sizeof *functions;
    if (bsearch(name, functions, sizeof functions / size, size, name_compare)) {
        return true;
    }
    return database->may_define &&
           bsearch(name, alter_functions, sizeof alter_functions / size, size, name_compare);
}

static bool name_is_own(const struct database *database, const char *name)
{
    size_t length = strlen(database->owner);
    return name && sqlite3_strnicmp(name, database->owner, (int)length) == 0 && name[length] == '_';
}

/* Of an index: its own name, or that of the index which SQLite makes for a UNIQUE. */
static bool index_is_own(const struct database *database, const char *name)
{
    static const char automatic[] = "sqlite_autoindex_";
    size_t length = sizeof automatic - 1;
    bool is_automatic = name && sqlite3_strnicmp(name, automatic, (int)length) == 0;
    return name_is_own(database, is_automatic ? name + length : name);
}

static bool table_is_schema(const char *name)
{
    return name && (sqlite3_stricmp(name, "sqlite_master") == 0 ||
                    sqlite3_stricmp(name, "sqlite_schema") == 0);
}

/* ALTER TABLE also mends the schema of temporary tables, and checks the rows that are there. */
static bool alter_touches(const struct database *database, int action, const char *name)
{
    if (!database->may_define || !name) {
        return false;
    }
    return sqlite3_stricmp(name, "sqlite_temp_master") == 0 ||
           sqlite3_stricmp(name, "sqlite_temp_schema") == 0 ||
           (action == SQLITE_READ && sqlite3_stricmp(name, "pragma_quick_check") == 0) ||
           (action == SQLITE_PRAGMA && sqlite3_stricmp(name, "quick_check") == 0);
}

static bool is_allowed(const struct database *database, int action, const char *first,
                       const char *second)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return true;
    case SQLITE_FUNCTION:
        return function_is_allowed(database, second);
    case SQLITE_READ:
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE: /* of sqlite_schema by SQL text: refused by SQLITE_DBCONFIG_DEFENSIVE */
        return name_is_own(database, first) || table_is_schema(first) ||
               alter_touches(database, action, first);
    case SQLITE_CREATE_TABLE:
    case SQLITE_DROP_TABLE:
        return name_is_own(database, first);
    case SQLITE_CREATE_INDEX:
    case SQLITE_DROP_INDEX:
        return index_is_own(database, first) && name_is_own(database, second);
    case SQLITE_REINDEX:
        return index_is_own(database, first);
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_DROP_TRIGGER:
        return name_is_own(database, first) && name_is_own(database, second);
    case SQLITE_ALTER_TABLE:
        return database->may_define && name_is_own(database, second);
    case SQLITE_PRAGMA:
        return alter_touches(database, action, first);
    default:
        return false;
    }
}

int confine_authorize(void *self, int action, const char *first, const char *second,
                      const char *base, const char *trigger)
{
    (void)trigger;
    struct database *database = self;
    if (!database->confining) {
        return SQLITE_OK;
    }
    if (action == SQLITE_ALTER_TABLE) {
        base = first; /* there, the last argument may be a column */
    }
    bool is_elsewhere = base && strcmp(base, "main") != 0;
    if ((is_elsewhere && !alter_touches(database, action, first)) ||
        !is_allowed(database, action, first, second)) {
        database->denied = true;
        return SQLITE_DENY;
    }
    return SQLITE_OK;
}

/* ON CONFLICT ROLLBACK and RAISE(ROLLBACK) would end the batch of everybody, and VACUUM INTO
 * would write a file; no authorizer hears of them in time. The words are refused wherever they
 * stand: values can be bound. */
static bool says_forbidden_word(const char *sql, size_t length)
{
    static const struct str words[] = {{"rollback", 8}, {"vacuum", 6}};
    for (size_t i = 0; i < length; i++) {
        for (size_t j = 0; j < sizeof words / sizeof *words; j++) {
            if (length - i >= words[j].len &&
                sqlite3_strnicmp(sql + i, words[j].ptr, (int)words[j].len) == 0) {
                return true;
            }
        }
    }
    return false;
}

int confine_prepare(struct database *database, const char *sql, size_t length,
                    sqlite3_stmt **ret_statement, const char **ret_tail)
{
    if (length > INT32_MAX - 1) {
        return SQLITE_TOOBIG;
    }
    bool is_confined = database->owner[0] != '\0';
    if (is_confined && says_forbidden_word(sql, length)) {
        return SQLITE_AUTH;
    }
    database->confining = is_confined;
    database->denied = false;
    int result = sqlite3_prepare_v3(database->handle, sql, (int)length, 0, ret_statement, ret_tail);
    database->confining = false;
    /* SQLite calls some refusals a plain error. */
    return result != SQLITE_OK && is_confined && database->denied ? SQLITE_AUTH : result;
}

void database_confine(struct database *database, const char *owner)
{
    assert(!owner || strlen(owner) < sizeof database->owner);
    memset(database->owner, 0, sizeof database->owner);
    if (owner) {
        memcpy(database->owner, owner, strlen(owner));
    }
}
