-- The scopes that a device had before it was moved. What it had made there is still taken for a
-- while; what stands in them it sees no more.
CREATE TABLE device_scope (
  dev TEXT NOT NULL,
  epoch INTEGER NOT NULL,         -- the one that ended with the move
  scope TEXT NOT NULL,
  until INTEGER NOT NULL,         -- lines for it are taken up to then
  PRIMARY KEY (dev, epoch)
) WITHOUT ROWID;
