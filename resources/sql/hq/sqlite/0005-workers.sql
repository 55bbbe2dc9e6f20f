-- Who works with a tablet: one or several. Each has a PIN of their own there; what it unlocks is one
-- store. A code may be for a tablet that is enrolled already: it brings one more worker.
CREATE TABLE device_worker (
  dev TEXT NOT NULL,
  worker TEXT NOT NULL,           -- name of a user
  at INTEGER NOT NULL,            -- since when
  PRIMARY KEY (dev, worker)
) WITHOUT ROWID;

INSERT INTO device_worker (dev, worker, at)
  SELECT dev, worker, enrolled FROM device WHERE ed IS NOT NULL;

ALTER TABLE enrol_code ADD COLUMN dev TEXT; -- the tablet that gets one more worker, or none: a new tablet
