-- Charters by their terms, candidates for a network, a network's state and brand, focus groups.

-- The terms of the charter in force, one short row a network, since they are read at each call:
-- the actions that need the network's consent (parted by tabs), and all terms, one a line, each
-- as its path, an equals sign and its value.
CREATE TABLE charter_terms (
    network INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    ask     TEXT NOT NULL,
    lines   TEXT NOT NULL
) STRICT;

-- Terms of earlier states get the names that they have in groups.
UPDATE charter SET terms = json_patch(
    json_remove(terms, '$.refresh', '$.focus_groups', '$.chair_term', '$.chair_terms_at_most',
                '$.notice_days'),
    json_object(
        'refresh', json_object('every', coalesce(json_extract(terms, '$.refresh'), 'P12M')),
        'focus', json_object('groups', coalesce(json_extract(terms, '$.focus_groups'), 4)),
        'office', json_object(
            'chair_term', coalesce(json_extract(terms, '$.chair_term'), 'P24M'),
            'chair_terms_at_most', coalesce(json_extract(terms, '$.chair_terms_at_most'), 2),
            'notice_days', json(coalesce(json_extract(terms, '$.notice_days'), '[90,30]')))));
INSERT INTO charter_terms (network, version, ask, lines)
    SELECT network, version,
        coalesce((SELECT group_concat(value, char(9)) FROM json_each(terms, '$.ask')), ''),
        char(10) || 'quorum.fraction=' || coalesce(json_extract(terms, '$.quorum.fraction'), '1/2')
        || char(10) || 'quorum.rounding='
        || coalesce(json_extract(terms, '$.quorum.rounding'), 'up')
        || char(10) || 'quorum.at_least='
        || coalesce(json_extract(terms, '$.quorum.at_least'), 3)
        || char(10) || 'quorum.remote_counts='
        || iif(coalesce(json_extract(terms, '$.quorum.remote_counts'), 1), 'true', 'false')
        || char(10) || 'refresh.every=' || json_extract(terms, '$.refresh.every')
        || char(10) || 'office.chair_term=' || json_extract(terms, '$.office.chair_term')
        || char(10) || 'office.chair_terms_at_most='
        || json_extract(terms, '$.office.chair_terms_at_most')
        || char(10) || 'office.notice_days='
        || (SELECT group_concat(value, char(9)) FROM json_each(terms, '$.office.notice_days'))
        || char(10) || 'focus.groups=' || json_extract(terms, '$.focus.groups')
        || char(10) || 'ask='
        || coalesce((SELECT group_concat(value, char(9)) FROM json_each(terms, '$.ask')), '')
        || char(10)
    FROM charter AS newest
    WHERE version = (SELECT max(version) FROM charter WHERE network = newest.network);
