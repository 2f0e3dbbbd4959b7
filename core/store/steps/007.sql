-- What a person says of themself. Everything here is sealed under that person's data key, so that
-- destroying the key destroys it, in backups too.

-- A sealed document of one kind about one person: preferences, consents, characteristics, access
-- needs. The id is a keyed hash of kind and person, and the documents of a kind are of one size:
-- the rows say neither whose they are, nor what.
CREATE TABLE person_record (
    id     INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;

-- Ways to reach a person, found again by a keyed hash of the address. Several people may have the
-- same one, so that nobody learns that it is somebody else's.
CREATE TABLE contact (
    id           INTEGER PRIMARY KEY,
    person       INTEGER NOT NULL,
    address_hash BLOB NOT NULL,
    sealed       BLOB NOT NULL
) STRICT;
CREATE INDEX contact_person ON contact (person, id);
CREATE INDEX contact_address ON contact (address_hash, id);

-- Who they are to other systems: a provider's subject, a number in a staff feed.
CREATE TABLE identity (
    id           INTEGER PRIMARY KEY,
    person       INTEGER NOT NULL,
    subject_hash BLOB NOT NULL UNIQUE,
    sealed       BLOB NOT NULL
) STRICT;
CREATE INDEX identity_person ON identity (person, id);
