-- People come and go: what a staff file last said, who has left, and who was erased.

-- The day on which a full staff file no longer named them; nothing while they are in it.
ALTER TABLE person ADD COLUMN left_day INTEGER;
-- Which staff system named them last; nothing for people who were added by hand.
ALTER TABLE person ADD COLUMN fed_by TEXT;
CREATE INDEX person_left ON person (left_day) WHERE left_day IS NOT NULL;
-- Whom a name alone might mean: people without a staff number.
CREATE INDEX person_without_number
    ON person (family_name, given_name, coalesce(employer, 0), work_email)
    WHERE external_id IS NULL;

-- What was corrected, and what the staff file had said: the correction holds until the file says
-- something else.
CREATE TABLE correction (
    person INTEGER NOT NULL,
    field  TEXT NOT NULL,
    said   TEXT NOT NULL,
    PRIMARY KEY (person, field)
) STRICT, WITHOUT ROWID;

-- Ids of people who were known twice: what the journal and old backups say of the one is about the
-- other.
CREATE TABLE merged (
    was INTEGER PRIMARY KEY,
    now INTEGER NOT NULL
) STRICT;
CREATE INDEX merged_now ON merged (now, was);

-- Who was erased: a keyed hash of what was their id. The same stands in the file `erased` beside
-- the database, from which a restored backup learns whom to erase again.
CREATE TABLE erasure (
    hash BLOB PRIMARY KEY,
    day  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
