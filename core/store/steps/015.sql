-- Who was at a meeting is forgotten after a while, and how many came is kept; and who wrote a note
-- that is handed over is known.

CREATE TABLE meeting_counted (
    network     INTEGER NOT NULL,
    meeting     INTEGER NOT NULL,
    in_room     INTEGER NOT NULL, -- people
    remote      INTEGER NOT NULL,
    cannot_come INTEGER NOT NULL,
    written     INTEGER NOT NULL, -- who took part in writing
    guests      INTEGER NOT NULL,
    PRIMARY KEY (network, meeting)
) STRICT, WITHOUT ROWID;

-- A handle; 0: of a note that is older than this, or whose author has left.
ALTER TABLE handover_note ADD COLUMN author INTEGER NOT NULL DEFAULT 0;
