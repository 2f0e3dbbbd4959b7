-- How a network begins, changes and ends: candidates, drafts of a charter, state, brand, focus.

-- When a version came into force, and from which draft (0: none); when the charter is looked at
-- again, and the row of the schedule that says so (its clock).
ALTER TABLE charter ADD COLUMN day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charter ADD COLUMN draft INTEGER NOT NULL DEFAULT 0;
-- An id begins with its time: ms since 2020-01-01, above 21 random bits.
UPDATE charter SET day = (id >> 21) / 86400000 + 18262;
ALTER TABLE charter_terms ADD COLUMN review_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charter_terms ADD COLUMN review_clock INTEGER NOT NULL DEFAULT 0;

-- A version that is consulted on and waits to be signed. One at a time stands open.
CREATE TABLE charter_draft (
    id       INTEGER PRIMARY KEY,
    network  INTEGER NOT NULL,
    base     INTEGER NOT NULL, -- the version it began from
    day      INTEGER NOT NULL,
    open_day INTEGER NOT NULL, -- the first day on which it can come into force
    clock    INTEGER NOT NULL, -- the row of the schedule that looks whether it does
    state    TEXT NOT NULL
        CHECK (state = 'open' OR state = 'withdrawn' OR state = 'in_force'),
    terms    TEXT NOT NULL,
    text     TEXT NOT NULL
) STRICT;
CREATE INDEX charter_draft_network ON charter_draft (network, id);
CREATE UNIQUE INDEX charter_draft_open ON charter_draft (network) WHERE state = 'open';

-- What members say of a draft. Who says it is sealed with what they say.
CREATE TABLE charter_comment (
    id      INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    draft   INTEGER NOT NULL,
    sealed  BLOB NOT NULL
) STRICT;
CREATE INDEX charter_comment_draft ON charter_comment (draft, id);

-- Who signed for which role; the handle is sealed.
CREATE TABLE charter_signature (
    draft   INTEGER NOT NULL,
    role    TEXT NOT NULL,
    network INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    sealed  BLOB NOT NULL,
    PRIMARY KEY (draft, role)
) STRICT, WITHOUT ROWID;

-- Networks that colleagues would like. Who proposed one and who supports it is sealed, in sets
-- whose size tells nothing, and deleted with the answer.
CREATE TABLE candidate (
    id         INTEGER PRIMARY KEY,
    place      INTEGER NOT NULL,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL,
    whom       TEXT NOT NULL,
    aim        TEXT NOT NULL,
    state      TEXT NOT NULL
        CHECK (state = 'gathering' OR state = 'enough' OR state = 'opened' OR state = 'declined'),
    threshold  INTEGER NOT NULL,
    day        INTEGER NOT NULL,
    answer_day INTEGER NOT NULL, -- by when there is an answer; 0 while there is not enough
    network    INTEGER NOT NULL, -- as which it was opened
    reasons    TEXT NOT NULL,
    proposer   BLOB,
    supporters BLOB
) STRICT;
CREATE INDEX candidate_late ON candidate (answer_day) WHERE state = 'enough';
CREATE UNIQUE INDEX candidate_name ON candidate (name_key)
    WHERE state = 'gathering' OR state = 'enough';

-- What a network is to the world, and that it is closed. The name of a closed one is free again.
CREATE TABLE network_new (
    id          INTEGER PRIMARY KEY,
    place       INTEGER NOT NULL,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    aim         TEXT NOT NULL,
    whom        TEXT NOT NULL DEFAULT '',
    state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    reason      TEXT NOT NULL DEFAULT '',
    closed_day  INTEGER NOT NULL DEFAULT 0,
    short_name  TEXT NOT NULL DEFAULT '',
    colour      TEXT NOT NULL DEFAULT '',
    accent      TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO network_new (id, place, name, name_key, aim)
    SELECT id, place, name, name_key, aim FROM network;
DROP TABLE network;
ALTER TABLE network_new RENAME TO network;
CREATE INDEX network_place ON network (place, id);
CREATE UNIQUE INDEX network_name ON network (name_key) WHERE state = 'open';
CREATE TABLE network_logo (
    network INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('png', 'jpeg')),
    bytes   BLOB NOT NULL
) STRICT;

-- The marginalised groups that a network looks to in particular.
CREATE TABLE focus (
    network INTEGER NOT NULL,
    tag_key TEXT NOT NULL,
    tag     TEXT NOT NULL,
    day     INTEGER NOT NULL,
    PRIMARY KEY (network, tag_key)
) STRICT, WITHOUT ROWID;
