-- Attachments that were here and are damaged: which tablets are asked for them again.
CREATE TABLE att_again (
  dev TEXT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (dev, hash)
) WITHOUT ROWID;
