-- Which response corrects which, and which of them counts.
ALTER TABLE object ADD COLUMN replaces BLOB;    -- response: the one that it corrects
ALTER TABLE object ADD COLUMN replaced_by BLOB; -- response: the newest of its corrections, which counts in its place
CREATE INDEX object_replaces ON object (town, replaces) WHERE replaces IS NOT NULL;
-- k: corrections: 0 until the links of what was there before are made.
INSERT INTO meta (k, v) VALUES ('corrections', '0');
