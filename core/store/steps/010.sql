-- Memberships that come in from a file. While an import is under way its rows stand in
-- `membership` and hide: whoever asks who belongs reads `member`. One change of one row shows them
-- all. An import's row goes once everybody has been told, or once what was stopped is cleared away.
CREATE TABLE import (
    id       INTEGER PRIMARY KEY, -- random
    network  INTEGER NOT NULL,
    space    INTEGER NOT NULL, -- 0: the network itself
    job      INTEGER NOT NULL UNIQUE,
    state    TEXT NOT NULL CHECK (state = 'staged' OR state = 'shown'),
    schedule INTEGER NOT NULL,           -- the row of the schedule that settles it
    reached  INTEGER NOT NULL DEFAULT 0  -- the last handle that was told, or cleared away
) STRICT;
CREATE INDEX import_network ON import (network, id);

-- By which import somebody came in, without having been asked; 0 if they joined by themselves.
ALTER TABLE membership ADD COLUMN import INTEGER NOT NULL DEFAULT 0;

CREATE VIEW member AS
    SELECT * FROM membership WHERE import = 0 OR NOT EXISTS
        (SELECT 1 FROM import WHERE import.id = membership.import AND import.state = 'staged');

-- Likewise for spaces: whoever asks who is inside reads `space_inside`.
ALTER TABLE space_member ADD COLUMN import INTEGER NOT NULL DEFAULT 0;

CREATE VIEW space_inside AS
    SELECT * FROM space_member WHERE import = 0 OR NOT EXISTS
        (SELECT 1 FROM import WHERE import.id = space_member.import AND import.state = 'staged');

-- Who had come in by themselves when an import named them: they are told as those whom it brought
-- in, once, so that how many are told does not show who was there already. Space 0: the network.
CREATE TABLE import_named (
    network INTEGER NOT NULL,
    handle  INTEGER NOT NULL,
    space   INTEGER NOT NULL,
    import  INTEGER NOT NULL,
    PRIMARY KEY (network, handle, space)
) STRICT, WITHOUT ROWID;
