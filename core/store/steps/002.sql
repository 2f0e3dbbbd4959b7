-- The release ledger: what was ever shown of how many there are. A row is a list of numbers for
-- one topic of a network: a population ("kind=ally"), counted by a trait ("place"); the last row
-- of a topic is what is shown. The numbers, the small ones too, are in the sealed body.
CREATE TABLE released (
    network    INTEGER NOT NULL,
    population TEXT NOT NULL,
    counted_by TEXT NOT NULL,
    sequence   INTEGER NOT NULL,
    day        INTEGER NOT NULL,
    body       BLOB NOT NULL,
    PRIMARY KEY (network, population, counted_by, sequence)
) STRICT, WITHOUT ROWID;
