-- A new version of a charter can be put to a vote: of which decision it waits, and whether that
-- turned it down.
ALTER TABLE charter_draft ADD COLUMN decision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charter_draft ADD COLUMN is_declined INTEGER NOT NULL DEFAULT 0;
CREATE INDEX charter_draft_decision ON charter_draft (decision) WHERE decision <> 0;
