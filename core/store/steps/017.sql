-- Administrators see which effects are stuck; those that failed are few among many that have left.
CREATE INDEX effect_failed ON effect (next_at, id) WHERE state = 'failed' OR state = 'unknown';
