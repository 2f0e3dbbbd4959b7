-- Whether the lot broke a tie in the count of a vote, so that whatever follows it can say so.
ALTER TABLE election ADD COLUMN by_lot INTEGER NOT NULL DEFAULT 0;
