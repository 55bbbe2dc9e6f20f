-- From here on each page of the file ends with a sum over it (sync/hq/ruhu-hq-page-sum.c). A store
-- that was made before gets the room for them before this file is run.

-- Keys, certificates and settings in HQ's folder, as they were when HQ first saw them.
CREATE TABLE kept_file (
  name TEXT PRIMARY KEY,          -- below the folder
  hash BLOB NOT NULL              -- of its content
) WITHOUT ROWID;
