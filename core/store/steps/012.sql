-- Committees, their meetings, and who was there when. A handle stands in the clear, as it does in
-- `office`; whatever somebody said or wrote is sealed, since it may name who belongs.

-- Seats are those of roles: of every role (`all_roles`), or of those in `committee_role`. The tier
-- says whether it is a place's or the whole region's. An empty quorum: as the charter says.
CREATE TABLE committee (
    id          INTEGER PRIMARY KEY,
    network     INTEGER NOT NULL,
    key         TEXT NOT NULL,
    name        TEXT NOT NULL,
    aim         TEXT NOT NULL DEFAULT '',
    tier        TEXT NOT NULL CHECK (tier = 'local' OR tier = 'regional'),
    place       INTEGER NOT NULL DEFAULT 0,
    all_roles   INTEGER NOT NULL DEFAULT 0,
    quorum      TEXT NOT NULL DEFAULT '',
    attend      TEXT NOT NULL CHECK (attend = 'seats' OR attend = 'leads' OR attend = 'members'),
    minutes_for TEXT NOT NULL CHECK (minutes_for = 'seats' OR minutes_for = 'members'),
    closed_day  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (network, key)
) STRICT;

CREATE TABLE committee_role (
    network   INTEGER NOT NULL,
    committee INTEGER NOT NULL,
    role      INTEGER NOT NULL,
    PRIMARY KEY (network, committee, role)
) STRICT, WITHOUT ROWID;

-- Every network has a steering group; those that are there get theirs.
INSERT INTO committee (id, network, key, name, tier, all_roles, attend, minutes_for)
    SELECT newest.id + row_number() OVER (ORDER BY network.id), network.id, 'steering',
           'Steering group', 'regional', 1, 'seats', 'members'
    FROM network, (SELECT coalesce(max(id), 0) AS id FROM schedule) AS newest;

-- When a committee meets by itself. `next` is how many meetings of it are planned so far.
CREATE TABLE cadence (
    network   INTEGER NOT NULL,
    committee INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL, -- after midnight, by the clocks of the place
    every     TEXT NOT NULL,
    keeps     TEXT NOT NULL CHECK (keeps = 'date' OR keeps = 'weekday'),
    lasts_ms  INTEGER NOT NULL,
    how       TEXT NOT NULL,
    venue     TEXT NOT NULL,
    next      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (network, committee)
) STRICT, WITHOUT ROWID;

-- Committee 0: of all members. `instance` is which one of a cadence it is, -1 for one by hand. What
-- a quorum is taken of is counted when it opens, and stands.
CREATE TABLE meeting (
    id          INTEGER PRIMARY KEY,
    network     INTEGER NOT NULL,
    committee   INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK (kind = 'steering' OR kind = 'committee' OR kind = 'general' OR
                                     kind = 'remit' OR kind = 'other'),
    role        INTEGER NOT NULL DEFAULT 0, -- of a remit
    title       TEXT NOT NULL,
    how         TEXT NOT NULL CHECK (how = 'room' OR how = 'remote' OR how = 'both'),
    venue       TEXT NOT NULL,
    starts_at   INTEGER NOT NULL,
    ends_at     INTEGER NOT NULL,
    state       TEXT NOT NULL
        CHECK (state = 'planned' OR state = 'open' OR state = 'closed' OR state = 'cancelled'),
    opened_at   INTEGER NOT NULL DEFAULT 0,
    closed_at   INTEGER NOT NULL DEFAULT 0,
    charter     INTEGER NOT NULL,
    instance    INTEGER NOT NULL DEFAULT -1,
    is_moved    INTEGER NOT NULL DEFAULT 0,
    is_invited  INTEGER NOT NULL DEFAULT 0,
    seats       INTEGER NOT NULL DEFAULT 0,
    members     INTEGER NOT NULL DEFAULT 0,
    of_kind     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX meeting_network ON meeting (network, starts_at, id);
CREATE INDEX meeting_committee ON meeting (network, committee, starts_at);

-- Who held which office when a meeting opened, and whether that is a seat in its committee.
CREATE TABLE meeting_seat (
    network   INTEGER NOT NULL,
    meeting   INTEGER NOT NULL,
    handle    INTEGER NOT NULL,
    role      INTEGER NOT NULL,
    is_seated INTEGER NOT NULL,
    PRIMARY KEY (network, meeting, handle, role)
) STRICT, WITHOUT ROWID;

-- Somebody was there from one minute until another (0: still).
CREATE TABLE attendance (
    network  INTEGER NOT NULL,
    meeting  INTEGER NOT NULL,
    handle   INTEGER NOT NULL,
    from_at  INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    how      TEXT NOT NULL CHECK (how = 'room' OR how = 'remote'),
    PRIMARY KEY (network, meeting, handle, from_at)
) STRICT, WITHOUT ROWID;

-- What else is known of somebody and a meeting: asked to come, cannot come, excused, has somebody
-- vote for them. A reason, if one was offered, is sealed.
CREATE TABLE meeting_word (
    network      INTEGER NOT NULL,
    meeting      INTEGER NOT NULL,
    handle       INTEGER NOT NULL,
    is_invited   INTEGER NOT NULL DEFAULT 0,
    has_apologised INTEGER NOT NULL DEFAULT 0,
    is_excused   INTEGER NOT NULL DEFAULT 0,
    proxy        INTEGER NOT NULL DEFAULT 0,
    reason       BLOB,
    PRIMARY KEY (network, meeting, handle)
) STRICT, WITHOUT ROWID;

-- What is written for a meeting: by members, as guests' names, as points of the agenda.
CREATE TABLE contribution (
    id      INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    meeting INTEGER NOT NULL,
    handle  INTEGER NOT NULL,
    sealed  BLOB NOT NULL
) STRICT;
CREATE INDEX contribution_meeting ON contribution (network, meeting, id);

CREATE TABLE guest (
    id      INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    meeting INTEGER NOT NULL,
    sealed  BLOB NOT NULL
) STRICT;
CREATE INDEX guest_meeting ON guest (network, meeting, id);

CREATE TABLE agenda_item (
    id       INTEGER PRIMARY KEY,
    network  INTEGER NOT NULL,
    meeting  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    minutes  INTEGER NOT NULL,
    owner    INTEGER NOT NULL, -- a handle; 0: nobody
    sealed   BLOB NOT NULL
) STRICT;
CREATE INDEX agenda_item_meeting ON agenda_item (network, meeting, position, id);

-- Minutes: a draft by version, what is said of it, and the meeting that approved it.
CREATE TABLE minutes (
    network  INTEGER NOT NULL,
    meeting  INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    approved INTEGER NOT NULL DEFAULT 0, -- the meeting; 0: a draft
    sealed   BLOB NOT NULL,
    PRIMARY KEY (network, meeting)
) STRICT;

CREATE TABLE minutes_comment (
    id      INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    meeting INTEGER NOT NULL,
    handle  INTEGER NOT NULL,
    sealed  BLOB NOT NULL
) STRICT;
CREATE INDEX minutes_comment_meeting ON minutes_comment (network, meeting, id);

-- Actions that a meeting agreed on, carried over until they are done.
CREATE TABLE follow_up (
    id        INTEGER PRIMARY KEY,
    network   INTEGER NOT NULL,
    committee INTEGER NOT NULL,
    meeting   INTEGER NOT NULL,
    owner     INTEGER NOT NULL, -- a handle; 0: nobody any more
    due_day   INTEGER NOT NULL,
    carried   INTEGER NOT NULL DEFAULT 0,
    done_day  INTEGER NOT NULL DEFAULT 0,
    sealed    BLOB NOT NULL
) STRICT;
CREATE INDEX follow_up_network ON follow_up (network, committee, id);

-- Somebody goes to a meeting of others for the group, and reports back.
CREATE TABLE representation (
    id        INTEGER PRIMARY KEY,
    network   INTEGER NOT NULL,
    committee INTEGER NOT NULL,
    handle    INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    state     TEXT NOT NULL
        CHECK (state = 'planned' OR state = 'reported' OR state = 'cancelled'),
    subject   BLOB NOT NULL,
    report    BLOB
) STRICT;
CREATE INDEX representation_network ON representation (network, id);

-- Whose part in meetings falls short of what the charter asks: told privately on one day, the
-- chair on a later one, with their own word. The row goes once it is mended.
CREATE TABLE duty (
    id        INTEGER PRIMARY KEY, -- random
    network   INTEGER NOT NULL,
    handle    INTEGER NOT NULL,
    told_day  INTEGER NOT NULL,
    chair_day INTEGER NOT NULL DEFAULT 0,
    reply     BLOB,
    UNIQUE (network, handle)
) STRICT;

-- Duties are looked at on the first of each month, at nine.
INSERT INTO schedule (id, network, subject, due_at, action, arguments, every, zone, anchor_day,
                      anchor_ms, state)
    SELECT newest.id + row_number() OVER (ORDER BY schedule.id), network, 0,
           due_at / 86400000 * 86400000 + 32400000, 'duty.sweep', arguments, 'P1M',
           'Europe/London', due_at / 86400000, 32400000, 'waiting'
    FROM schedule, (SELECT max(id) AS id FROM schedule) AS newest
    WHERE action = 'membership.count';
