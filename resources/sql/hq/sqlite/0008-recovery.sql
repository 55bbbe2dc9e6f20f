-- Tablets whose PIN was forgotten, one row for each that asks: the box with its root key, which the
-- recovery key of the two custodians opens, and the key that the answer is sealed to.
CREATE TABLE recovery (
  dev TEXT PRIMARY KEY,
  worker TEXT NOT NULL,           -- who forgot it
  at INTEGER NOT NULL,            -- since when it asks
  escrow BLOB NOT NULL,
  key BLOB NOT NULL,              -- X25519; made for this answer
  answer BLOB                     -- the root key, sealed to that and under the code that was read out
) WITHOUT ROWID;
