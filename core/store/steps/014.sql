-- How offices change hands: appointments, votes of no confidence, deputies, what is handed over.

-- Whoever acts for a role whose seat is free holds its powers, and fills no seat.
ALTER TABLE office ADD COLUMN acting INTEGER NOT NULL DEFAULT 0;

-- The succession plan: whose holders act for this role while a seat of it is free, first to last.
CREATE TABLE role_deputy (
    role     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    network  INTEGER NOT NULL,
    deputy   INTEGER NOT NULL, -- a role
    PRIMARY KEY (role, position)
) STRICT, WITHOUT ROWID;

-- Filling one seat, from the call for interest to the day on which the term begins. Role 0: the
-- executive sponsor. `clock` is the row of the schedule that ends the stage.
CREATE TABLE appointment (
    id        INTEGER PRIMARY KEY,
    network   INTEGER NOT NULL,
    role      INTEGER NOT NULL,
    stage     TEXT NOT NULL
        CHECK (stage = 'call' OR stage = 'steering' OR stage = 'members' OR stage = 'founders' OR
               stage = 'chosen' OR stage = 'appeal' OR stage = 'waiting' OR stage = 'done' OR
               stage = 'unfilled' OR stage = 'stopped'),
    last_vote TEXT NOT NULL
        CHECK (last_vote = '' OR last_vote = 'steering' OR last_vote = 'members' OR
               last_vote = 'founders'),
    is_over   INTEGER NOT NULL DEFAULT 0,
    calls     INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    due_at    INTEGER NOT NULL, -- when the stage ends; 0: not by a date
    appeal_at INTEGER NOT NULL, -- until when a member can appeal; 0 before somebody is chosen
    clock     INTEGER NOT NULL,
    election  INTEGER NOT NULL, -- of the vote under way, or the last one
    chosen    INTEGER NOT NULL, -- a candidate
    stand_in  INTEGER NOT NULL, -- the handle that runs it; 0: whoever appoints
    concerned INTEGER NOT NULL, -- whoever may appoint is concerned: a stand-in runs it
    office    INTEGER NOT NULL, -- what became of it: an office, or a sponsor
    charter   INTEGER NOT NULL  -- the version in force when it was opened
) STRICT;
CREATE INDEX appointment_network ON appointment (network, id);
CREATE UNIQUE INDEX appointment_open ON appointment (network, role) WHERE is_over = 0;

-- The line of stages: what it came to, when, and why (sealed).
CREATE TABLE appointment_turn (
    appointment INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    at_ms       INTEGER NOT NULL,
    stage       TEXT NOT NULL,
    reason      BLOB NOT NULL,
    PRIMARY KEY (appointment, number)
) STRICT, WITHOUT ROWID;

-- Who would like it: a handle (0: somebody outside the network, for a sponsor), and the option on
-- the ballot paper. Name and statement are sealed.
CREATE TABLE appointment_candidate (
    id          INTEGER PRIMARY KEY, -- random
    network     INTEGER NOT NULL,
    appointment INTEGER NOT NULL,
    handle      INTEGER NOT NULL,
    option      INTEGER NOT NULL,
    sealed      BLOB NOT NULL
) STRICT;
CREATE INDEX appointment_candidate_of ON appointment_candidate (appointment, id);
CREATE UNIQUE INDEX appointment_candidate_handle ON appointment_candidate (appointment, handle)
    WHERE handle <> 0;
CREATE INDEX appointment_candidate_member ON appointment_candidate (network, handle);

-- Who appeals and why is sealed, and so is the answer; `hearer` is the handle that decides, 0 for
-- the administrators.
CREATE TABLE appointment_appeal (
    id          INTEGER PRIMARY KEY,
    network     INTEGER NOT NULL,
    appointment INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    hearer      INTEGER NOT NULL,
    state       TEXT NOT NULL
        CHECK (state = 'open' OR state = 'dismissed' OR state = 'vote_again' OR
               state = 'call_again' OR state = 'unheard'),
    sealed      BLOB NOT NULL,
    answer      BLOB NOT NULL
) STRICT;
CREATE INDEX appointment_appeal_of ON appointment_appeal (appointment, id);
CREATE UNIQUE INDEX appointment_appeal_open ON appointment_appeal (appointment)
    WHERE state = 'open';

-- The executive sponsor: name and post are sealed.
CREATE TABLE sponsor (
    id        INTEGER PRIMARY KEY,
    network   INTEGER NOT NULL,
    since_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL,
    ended_day INTEGER NOT NULL DEFAULT 0,
    clock     INTEGER NOT NULL,
    sealed    BLOB NOT NULL
) STRICT;
CREATE INDEX sponsor_network ON sponsor (network, id);

-- What a sponsor did with the network and for it.
CREATE TABLE sponsor_engagement (
    id      INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    sponsor INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    kind    TEXT NOT NULL
        CHECK (kind = 'met' OR kind = 'spoke' OR kind = 'raised' OR kind = 'removed_barrier' OR
               kind = 'other'),
    sealed  BLOB NOT NULL
) STRICT;
CREATE INDEX sponsor_engagement_of ON sponsor_engagement (sponsor, id);

-- Votes of no confidence. The subject is the holder of the office; reason and reply are sealed.
CREATE TABLE confidence (
    id        INTEGER PRIMARY KEY,
    network   INTEGER NOT NULL,
    office    INTEGER NOT NULL,
    handle    INTEGER NOT NULL,
    state     TEXT NOT NULL
        CHECK (state = 'gathering' OR state = 'notice' OR state = 'ballot' OR state = 'carried' OR
               state = 'not_carried' OR state = 'withdrawn' OR state = 'forgotten' OR
               state = 'office_ended'),
    called_at INTEGER NOT NULL, -- when enough had called it; while they gather, the first
    opens_at  INTEGER NOT NULL,
    ended_at  INTEGER NOT NULL DEFAULT 0,
    free_day  INTEGER NOT NULL DEFAULT 0, -- from when another can be called
    election  INTEGER NOT NULL,
    clock     INTEGER NOT NULL,
    charter   INTEGER NOT NULL,
    why       TEXT NOT NULL,
    reason    BLOB NOT NULL,
    reply     BLOB NOT NULL
) STRICT;
CREATE INDEX confidence_network ON confidence (network, id);
CREATE UNIQUE INDEX confidence_open ON confidence (office)
    WHERE state = 'gathering' OR state = 'notice' OR state = 'ballot';
CREATE INDEX confidence_handle ON confidence (network, handle);

-- Who calls for it, found by a keyed hash and sealed; deleted once the ballot opens.
CREATE TABLE confidence_caller (
    confidence INTEGER NOT NULL,
    caller     BLOB NOT NULL,
    network    INTEGER NOT NULL,
    sealed     BLOB NOT NULL,
    PRIMARY KEY (confidence, caller)
) STRICT, WITHOUT ROWID;

-- What an outgoing holder leaves in words for whoever follows.
CREATE TABLE handover_note (
    id      INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    role    INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    kind    TEXT NOT NULL
        CHECK (kind = 'action' OR kind = 'promise' OR kind = 'decision' OR kind = 'contact' OR
               kind = 'other'),
    done    INTEGER NOT NULL DEFAULT 0,
    sealed  BLOB NOT NULL
) STRICT;
CREATE INDEX handover_note_role ON handover_note (role, id);
