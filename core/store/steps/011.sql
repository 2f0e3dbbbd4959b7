-- Decisions, and what office holders and voters have declared. Whatever somebody wrote is sealed,
-- and so is how a handle voted.

-- What somebody has an interest in; decision 0: in general, as an office holder.
CREATE TABLE interest (
    id        INTEGER PRIMARY KEY, -- tells the day and no more
    network   INTEGER NOT NULL,
    handle    INTEGER NOT NULL,
    decision  INTEGER NOT NULL,
    kind      TEXT NOT NULL CHECK (kind = 'financial' OR kind = 'professional' OR
                                   kind = 'personal' OR kind = 'indirect'),
    day       INTEGER NOT NULL,
    ended_day INTEGER NOT NULL DEFAULT 0, -- withdrawn; 0: it stands
    sealed    BLOB NOT NULL
) STRICT;
CREATE INDEX interest_handle ON interest (network, handle, id);
CREATE INDEX interest_decision ON interest (network, decision, id);

-- Who may vote: the seats of a committee, all members, or those who are no allies. What carries it:
-- consent (no objection), or a part of a base, by the numbers of model/quorum/majority.h.
CREATE TABLE decision (
    id           INTEGER PRIMARY KEY, -- tells the day and no more
    network      INTEGER NOT NULL,
    voters       TEXT NOT NULL CHECK (voters = 'committee' OR voters = 'members' OR
                                      voters = 'members_without_allies'),
    committee    INTEGER NOT NULL,
    meeting      INTEGER NOT NULL, -- in which it is taken; 0: online
    proposal     INTEGER NOT NULL, -- an action that waits for it; 0: none
    state        TEXT NOT NULL CHECK (state = 'proposed' OR state = 'open' OR state = 'passed' OR
                                      state = 'failed' OR state = 'blocked' OR
                                      state = 'lapsed' OR state = 'withdrawn'),
    is_consent   INTEGER NOT NULL,
    numerator    INTEGER NOT NULL,
    denominator  INTEGER NOT NULL,
    is_more_than INTEGER NOT NULL,
    over         INTEGER NOT NULL,
    abstentions_count INTEGER NOT NULL,
    quorum       TEXT NOT NULL,    -- of its own, beside that of its voters; empty: none
    charter      INTEGER NOT NULL, -- the version in force
    days         INTEGER NOT NULL, -- so long it is open online
    proposed_day INTEGER NOT NULL,
    opened_at    INTEGER NOT NULL DEFAULT 0,
    closes_at    INTEGER NOT NULL DEFAULT 0,
    decided_at   INTEGER NOT NULL DEFAULT 0,
    ratify_by    INTEGER NOT NULL DEFAULT 0, -- blocked: until then it can be put to an online vote
    is_ratifying INTEGER NOT NULL DEFAULT 0, -- that vote is the one that counts
    is_flagged   INTEGER NOT NULL DEFAULT 0, -- written down afterwards, though it was not quorate
    clock        INTEGER NOT NULL DEFAULT 0, -- the row of the schedule that closes or reviews it
    votes_for     INTEGER NOT NULL DEFAULT 0,
    votes_against INTEGER NOT NULL DEFAULT 0,
    abstentions   INTEGER NOT NULL DEFAULT 0,
    recused       INTEGER NOT NULL DEFAULT 0,
    entitled      INTEGER NOT NULL DEFAULT 0,
    owner        INTEGER NOT NULL DEFAULT 0, -- a handle; 0: whoever holds an office
    review_day   INTEGER NOT NULL DEFAULT 0,
    reviewed_day INTEGER NOT NULL DEFAULT 0,
    sealed       BLOB NOT NULL, -- title, text, and who proposed it
    outcome      BLOB           -- the sentences why, and what became of it
) STRICT;
CREATE INDEX decision_network ON decision (network, id);
CREATE UNIQUE INDEX decision_proposal ON decision (network, proposal)
    WHERE proposal <> 0 AND (state = 'proposed' OR state = 'open' OR state = 'blocked');

CREATE TABLE decision_vote (
    decision INTEGER NOT NULL,
    handle   INTEGER NOT NULL,
    network  INTEGER NOT NULL,
    sealed   BLOB NOT NULL, -- how, and a reason
    PRIMARY KEY (decision, handle)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_vote_handle ON decision_vote (network, handle);

-- Who seconds a proposal, and who is for it without a vote.
CREATE TABLE decision_backing (
    decision  INTEGER NOT NULL,
    handle    INTEGER NOT NULL,
    is_second INTEGER NOT NULL,
    network   INTEGER NOT NULL,
    PRIMARY KEY (decision, handle, is_second)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_backing_handle ON decision_backing (network, handle);
