-- Memberships by their refresh: each keeps its own step and day, and one row of the schedule a
-- network walks through those whose day has come. Members who wish to talk to somebody.

ALTER TABLE membership ADD COLUMN stage TEXT NOT NULL DEFAULT 'current'
    CHECK (stage = 'current' OR stage = 'asked' OR stage = 'paused');
-- The day of the next step: to be asked, reminded, paused, erased.
ALTER TABLE membership ADD COLUMN next_day INTEGER NOT NULL DEFAULT 0;
-- How often reminded since asked; the day of the last asking, which links in mails are bound to;
-- and the last day of a leave of absence.
ALTER TABLE membership ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE membership ADD COLUMN asked_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE membership ADD COLUMN absent_until INTEGER NOT NULL DEFAULT 0;
UPDATE membership SET next_day = refresh_at / 86400000;
ALTER TABLE membership DROP COLUMN refresh_at;
ALTER TABLE membership DROP COLUMN refresh;

-- Every network has a row for its weekly count, whose arguments name it.
DELETE FROM schedule WHERE action = 'membership.refresh';
INSERT INTO schedule (id, network, subject, due_at, action, arguments, every, zone, anchor_day,
                      anchor_ms, state)
    SELECT newest.id + row_number() OVER (ORDER BY schedule.id), network, 0,
           due_at / 86400000 * 86400000 + 32400000, 'membership.refresh', arguments, 'P1D',
           'Europe/London', due_at / 86400000, 32400000, 'waiting'
    FROM schedule, (SELECT max(id) AS id FROM schedule) AS newest
    WHERE action = 'membership.count';

-- What a new member would like: to meet the lead, to talk to one person, or just to listen. The
-- days are 0 for who listens; the deputy's, once a deputy has been told.
CREATE TABLE contact_wish (
    network    INTEGER NOT NULL,
    handle     INTEGER NOT NULL,
    wish       TEXT NOT NULL CHECK (wish = 'lead' OR wish = 'person' OR wish = 'listen'),
    since_day  INTEGER NOT NULL,
    due_day    INTEGER NOT NULL,
    deputy_day INTEGER NOT NULL,
    PRIMARY KEY (network, handle)
) STRICT, WITHOUT ROWID;
