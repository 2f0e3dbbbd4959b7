-- Spaces, and breaking the glass.

CREATE TABLE space (
    id       INTEGER PRIMARY KEY,
    network  INTEGER NOT NULL,
    name     TEXT NOT NULL,
    name_key TEXT NOT NULL,
    aim      TEXT NOT NULL,
    door     TEXT NOT NULL CHECK (door = 'open' OR door = 'closed' OR door = 'confidential'),
    for_whom TEXT NOT NULL CHECK (for_whom IN ('everyone', 'members')),
    ended    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX space_name ON space (network, name_key) WHERE ended = 0;
CREATE INDEX space_network ON space (network, id);

-- Who is inside an open or a closed space, as the handle of their membership.
CREATE TABLE space_member (
    network INTEGER NOT NULL,
    space   INTEGER NOT NULL,
    handle  INTEGER NOT NULL,
    PRIMARY KEY (network, space, handle)
) STRICT, WITHOUT ROWID;
CREATE INDEX space_member_handle ON space_member (network, handle);

-- Who is inside a confidential space: a random handle, whose link to space and membership is
-- sealed, in a slot that is a keyed hash of both. Nothing here says of which space a row is, so
-- that nobody without the key can count those inside.
CREATE TABLE space_entry (
    handle INTEGER PRIMARY KEY,
    slot   INTEGER NOT NULL UNIQUE,
    link   BLOB NOT NULL
) STRICT;

-- Those who may, two together, look at what a third belongs to; from a time on.
CREATE TABLE glass_keeper (
    person  INTEGER PRIMARY KEY,
    from_at INTEGER NOT NULL
) STRICT;

-- Each time it was asked for: who, about whom, why and who decided are sealed.
CREATE TABLE glass (
    id         INTEGER PRIMARY KEY,
    state      TEXT NOT NULL CHECK (state = 'asked' OR state = 'agreed' OR state = 'refused'),
    asked_at   INTEGER NOT NULL,
    decided_at INTEGER NOT NULL DEFAULT 0,
    body       BLOB NOT NULL
) STRICT;
