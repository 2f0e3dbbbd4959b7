-- The first schema: what was done, what will be done, what must leave, and a first network.
--
-- Ids are given by the application. Times are ms since 1970-01-01T00:00Z, days are days since
-- 1970-01-01. `network` comes first in the keys of network data; 0 is the server's own. A CHECK
-- of three words or more is written with OR: for a longer IN, SQLite builds a table at each insert.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was done. The header is in clear; the body is sealed and can be erased: `chain` covers the
-- header and `digest`, and `digest` the salt and body, so the chain stays whole.
CREATE TABLE journal (
    network  INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    action   TEXT NOT NULL,
    day      INTEGER NOT NULL,
    digest   BLOB NOT NULL,
    body     BLOB,
    chain    BLOB NOT NULL,
    PRIMARY KEY (network, sequence)
) STRICT, WITHOUT ROWID;

-- The server's chain of the networks' heads: one row a batch, in each 48 bytes for each network
-- that the batch wrote to (network, sequence, chain).
CREATE TABLE journal_head (
    sequence INTEGER PRIMARY KEY,
    heads    BLOB NOT NULL,
    chain    BLOB NOT NULL
) STRICT;

-- How far each subscriber has heard each network's journal.
CREATE TABLE cursor (
    subscriber    TEXT NOT NULL,
    network       INTEGER NOT NULL,
    sequence      INTEGER NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    next_at       INTEGER NOT NULL DEFAULT 0,
    parked        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (subscriber, network)
) STRICT, WITHOUT ROWID;

-- What will be done.
CREATE TABLE schedule (
    id         INTEGER PRIMARY KEY,
    network    INTEGER NOT NULL,
    subject    INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    action     TEXT NOT NULL,
    arguments  TEXT NOT NULL,
    every      TEXT,
    zone       TEXT,
    anchor_day INTEGER NOT NULL DEFAULT 0,
    anchor_ms  INTEGER NOT NULL DEFAULT 0,
    count      INTEGER NOT NULL DEFAULT 0,
    attempts   INTEGER NOT NULL DEFAULT 0,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'parked')),
    answer     TEXT
) STRICT;
CREATE INDEX schedule_due ON schedule (due_at, id) WHERE state = 'waiting';

-- What must leave the daemon. The payload is sealed; the recipient is a handle, or nobody (0).
CREATE TABLE effect (
    id        INTEGER PRIMARY KEY,
    network   INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    recipient INTEGER NOT NULL,
    payload   BLOB NOT NULL,
    state     TEXT NOT NULL
        CHECK (state = 'waiting' OR state = 'recorded' OR state = 'sent' OR state = 'failed' OR
               state = 'unknown' OR state = 'dropped'),
    attempts  INTEGER NOT NULL DEFAULT 0,
    next_at   INTEGER NOT NULL,
    answer    TEXT
) STRICT;
CREATE INDEX effect_due ON effect (kind, next_at, id) WHERE state = 'waiting';
CREATE INDEX effect_recipient ON effect (network, recipient) WHERE state = 'waiting';

-- Long work: found again after a crash. Arguments and reply are sealed.
CREATE TABLE job (
    id        INTEGER PRIMARY KEY,
    network   INTEGER NOT NULL,
    action    TEXT NOT NULL,
    arguments BLOB NOT NULL,
    state     TEXT NOT NULL
        CHECK (state = 'running' OR state = 'done' OR state = 'failed' OR state = 'stopped'),
    mark      INTEGER NOT NULL DEFAULT 0,
    reply     BLOB,
    made_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX job_running ON job (id) WHERE state = 'running';

-- Idempotency keys: a keyed hash of actor, action and key; of the arguments; and result ids.
CREATE TABLE retry (
    name      BLOB PRIMARY KEY,
    arguments BLOB NOT NULL,
    reply     TEXT NOT NULL,
    day       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX retry_day ON retry (day);

-- Calls that wait for a network's consent. Actor and arguments are sealed.
CREATE TABLE proposal (
    id      INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    action  TEXT NOT NULL,
    schema  INTEGER NOT NULL,
    body    BLOB NOT NULL,
    state   TEXT NOT NULL CHECK (state = 'open' OR state = 'passed' OR state = 'declined'),
    made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE proposal_file (
    proposal INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    sealed   BLOB NOT NULL,
    PRIMARY KEY (proposal, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX proposal_network ON proposal (network, id);

-- Who looked at whose data: the viewer's kind, to the hour.
CREATE TABLE look (
    id      INTEGER PRIMARY KEY,
    viewer  TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject INTEGER NOT NULL,
    hour    INTEGER NOT NULL
) STRICT;
CREATE INDEX look_subject ON look (subject, id);

-- Hosts and employers form a tree; parent 0 is the top.
CREATE TABLE place (
    id       INTEGER PRIMARY KEY,
    parent   INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('host', 'employer')),
    name     TEXT NOT NULL,
    name_key TEXT NOT NULL,
    closed   INTEGER NOT NULL DEFAULT 0,
    UNIQUE (parent, name_key)
) STRICT;

CREATE TABLE person (
    id          INTEGER PRIMARY KEY,
    external_id TEXT UNIQUE,
    given_name  TEXT NOT NULL,
    family_name TEXT NOT NULL,
    work_email  TEXT UNIQUE,
    employer    INTEGER,
    job         TEXT NOT NULL,
    data_key    BLOB NOT NULL
) STRICT;
CREATE INDEX person_employer ON person (employer, id);

CREATE TABLE token (
    hash   BLOB PRIMARY KEY,
    person INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE network (
    id       INTEGER PRIMARY KEY,
    place    INTEGER NOT NULL,
    name     TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    aim      TEXT NOT NULL
) STRICT;
CREATE INDEX network_place ON network (place, id);

-- A charter: text and typed terms, by version.
CREATE TABLE charter (
    id      INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    version INTEGER NOT NULL,
    terms   TEXT NOT NULL, -- before the text: they are read at each call, and the text is long
    text    TEXT NOT NULL,
    UNIQUE (network, version)
) STRICT;

-- A member is a handle. The link to the person is sealed; from the person it leads through
-- `belonging`. `refresh` is the row of the schedule that asks whether they still want to belong.
CREATE TABLE membership (
    network    INTEGER NOT NULL,
    handle     INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('member', 'ally')),
    visibility TEXT NOT NULL
        CHECK (visibility = 'visible' OR visibility = 'members' OR visibility = 'leads' OR
               visibility = 'concealed'),
    joined_day INTEGER NOT NULL,
    refresh_at INTEGER NOT NULL,
    refresh    INTEGER NOT NULL,
    link       BLOB NOT NULL,
    PRIMARY KEY (network, handle)
) STRICT, WITHOUT ROWID;

-- "My memberships": under a keyed hash of the person, and in a slot that is a keyed hash of person
-- and network, sealed network and handle. Nobody belongs to a network twice.
CREATE TABLE belonging (
    person_hash BLOB NOT NULL,
    slot        INTEGER NOT NULL,
    sealed      BLOB NOT NULL,
    PRIMARY KEY (person_hash, slot)
) STRICT, WITHOUT ROWID;
