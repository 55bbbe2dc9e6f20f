-- Objects that were transferred: where they were, and where they are now. Lines that do not know of it
-- yet find them by this.
CREATE TABLE home (
  uuid BLOB NOT NULL,
  was TEXT NOT NULL,              -- a division that it left
  town TEXT NOT NULL,             -- where it is now,
  division TEXT NOT NULL,         -- and in which division
  PRIMARY KEY (uuid, was)
) WITHOUT ROWID;

-- Objects that were erased on request. Nothing about them is taken in any more.
CREATE TABLE erased (
  uuid BLOB PRIMARY KEY,
  at INTEGER NOT NULL
) WITHOUT ROWID;

-- Lines whose words come from a response: they count once it is accepted, and are taken back where it
-- is void.
CREATE TABLE source (
  town TEXT NOT NULL,
  src BLOB NOT NULL,              -- the response
  uuid BLOB NOT NULL,             -- object that the line is about
  PRIMARY KEY (town, src, uuid)
) WITHOUT ROWID;
