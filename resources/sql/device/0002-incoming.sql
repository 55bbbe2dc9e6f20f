-- What HQ sends a device that begins anew, until all of it is here; then it becomes table object, in
-- one transaction, and this one is empty again. Rows are sealed as those of table object.
CREATE TABLE incoming (
  id INTEGER PRIMARY KEY,
  uuid BLOB UNIQUE NOT NULL,
  kind INTEGER NOT NULL,
  division TEXT NOT NULL,
  parent BLOB,
  state INTEGER NOT NULL,
  due INTEGER,
  eff INTEGER NOT NULL,
  kid INTEGER NOT NULL,
  body BLOB NOT NULL
);

PRAGMA user_version = 2;
