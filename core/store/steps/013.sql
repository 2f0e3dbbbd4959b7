-- Elections and other secret votes. Who put what on a paper stands nowhere; see the comments.

CREATE TABLE election (
    id             INTEGER PRIMARY KEY,
    network        INTEGER NOT NULL,
    title          TEXT NOT NULL,
    about          TEXT NOT NULL,
    purpose        TEXT NOT NULL CHECK (purpose = 'office' OR purpose = 'confidence'
                                        OR purpose = 'question' OR purpose = 'views'),
    electorate     TEXT NOT NULL CHECK (electorate = 'committee' OR electorate = 'members'
                                        OR electorate = 'everyone' OR electorate = 'place'),
    electorate_id  INTEGER NOT NULL, -- a committee or a place; 0 if none
    recused        INTEGER NOT NULL, -- a handle without a vote; 0 if none
    method         TEXT NOT NULL,
    seats          INTEGER NOT NULL,
    ties_stay      INTEGER NOT NULL,
    quorum_top     INTEGER NOT NULL, -- of those entitled
    quorum_below   INTEGER NOT NULL,
    majority_top   INTEGER NOT NULL, -- of the votes
    majority_below INTEGER NOT NULL,
    more_than      INTEGER NOT NULL,
    again          INTEGER NOT NULL, -- the election that this one repeats; 0 if none
    then_action    TEXT NOT NULL,    -- what its result sets going; empty for nothing
    then_id        INTEGER NOT NULL,
    charter        INTEGER NOT NULL, -- the version in force when it was planned
    state          TEXT NOT NULL CHECK (state = 'planned' OR state = 'open' OR state = 'closed'
                                        OR state = 'counted' OR state = 'published'
                                        OR state = 'void' OR state = 'cancelled'),
    opens_at       INTEGER NOT NULL,
    closes_at      INTEGER NOT NULL,
    roll           INTEGER NOT NULL DEFAULT 0, -- how many are entitled, from the opening on
    roll_hash      TEXT NOT NULL DEFAULT '',
    seed_hash      TEXT NOT NULL DEFAULT '', -- of the lot's seed, from the opening on
    seed           TEXT NOT NULL DEFAULT '', -- from the count on
    papers         INTEGER NOT NULL DEFAULT 0,
    blank          INTEGER NOT NULL DEFAULT 0,
    outcome        TEXT NOT NULL DEFAULT '',
    why            TEXT NOT NULL DEFAULT '',
    papers_shown   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX election_network ON election (network, id);

-- What stands on the paper. Of a candidate, handle, name and statement are sealed together; the
-- mark is a keyed hash of the handle, by which somebody who leaves is found.
CREATE TABLE election_option (
    id        INTEGER PRIMARY KEY, -- random
    network   INTEGER NOT NULL,
    election  INTEGER NOT NULL,
    number    INTEGER NOT NULL, -- on the paper, from 1
    mark      BLOB NOT NULL,    -- empty for what is no candidate
    sealed    BLOB NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    elected   INTEGER NOT NULL DEFAULT 0, -- in which order; 0: not
    lot       INTEGER NOT NULL DEFAULT 0  -- its place in the order of the lot, from the count on
) STRICT;
CREATE INDEX election_option_election ON election_option (election, number);
CREATE INDEX election_option_mark ON election_option (mark) WHERE mark <> x'';

-- Who may vote, as it was when the vote opened.
CREATE TABLE election_roll (
    election INTEGER NOT NULL,
    handle   INTEGER NOT NULL,
    PRIMARY KEY (election, handle)
) STRICT, WITHOUT ROWID;

-- One sealed box for each on the roll, from the opening to the count. All have one length, and a
-- vote is written over what was there, in its place: neither a length, nor the order of rows or of
-- cells in a page, tells who voted when. What opens them is never in this file.
CREATE TABLE election_box (
    id       INTEGER PRIMARY KEY, -- random
    election INTEGER NOT NULL,
    voter    INTEGER NOT NULL,    -- a handle
    voted    INTEGER NOT NULL CHECK (voted = 0 OR voted = 1),
    sealed   BLOB NOT NULL,
    UNIQUE (election, voter)
) STRICT;

-- All papers of a counted election, a line each, in a random order: receipt and choices. Those of
-- a small electorate are kept for its two scrutineers alone, or not at all.
CREATE TABLE election_papers (
    election INTEGER PRIMARY KEY,
    sealed   BLOB NOT NULL
) STRICT;

-- Two members who hold the recount of a small electorate; both must ask for it.
CREATE TABLE election_scrutineer (
    election   INTEGER NOT NULL,
    handle     INTEGER NOT NULL,
    agreed_day INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (election, handle)
) STRICT, WITHOUT ROWID;
