-- Roles, offices and tasks: what a network gives somebody to do, who does it, what waits.
CREATE TABLE role (
    id            INTEGER PRIMARY KEY,
    network       INTEGER NOT NULL,
    key           TEXT NOT NULL,
    title         TEXT NOT NULL,
    team          TEXT NOT NULL
        CHECK (team = 'leadership' OR team = 'operational' OR team = 'speciality'),
    remit         TEXT NOT NULL,
    hands_over    TEXT NOT NULL,
    grants        INTEGER NOT NULL,
    term          TEXT NOT NULL,
    terms_at_most INTEGER NOT NULL,
    seats         INTEGER NOT NULL,
    place         INTEGER NOT NULL,
    closed        INTEGER NOT NULL DEFAULT 0,
    UNIQUE (network, key)
) STRICT;
CREATE INDEX role_network ON role (network, id);

-- A handle that holds a role. `clock` is the row of the schedule that gives notice and ends it.
CREATE TABLE office (
    id        INTEGER PRIMARY KEY,
    network   INTEGER NOT NULL,
    role      INTEGER NOT NULL,
    handle    INTEGER NOT NULL,
    since_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL,
    term      INTEGER NOT NULL,
    clock     INTEGER NOT NULL,
    notices   INTEGER NOT NULL DEFAULT 0,
    ended_day INTEGER NOT NULL DEFAULT 0,
    ended     TEXT NOT NULL DEFAULT ''
        CHECK (ended = '' OR ended = 'term' OR ended = 'resigned' OR ended = 'ended' OR
               ended = 'left')
) STRICT;
CREATE INDEX office_held ON office (network, handle) WHERE ended_day = 0;
CREATE INDEX office_role ON office (role, handle);
CREATE INDEX office_network ON office (network, id);

-- What waits for one member, for a role, for whoever has a grant, or for the administrators (then
-- neither is set). The sentence is sealed.
CREATE TABLE task (
    id       INTEGER PRIMARY KEY,
    network  INTEGER NOT NULL,
    handle   INTEGER NOT NULL,
    role     TEXT NOT NULL,
    grants   INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    subject  INTEGER NOT NULL,
    sentence BLOB NOT NULL,
    due_day  INTEGER NOT NULL,
    done_day INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX task_waits ON task (network, handle) WHERE done_day = 0;
CREATE INDEX task_subject ON task (network, kind, subject) WHERE done_day = 0;
CREATE INDEX task_done ON task (done_day) WHERE done_day <> 0;
