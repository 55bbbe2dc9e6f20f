-- HQ's store on SQLite. Times are ms since 1970-01-01 UTC; "town" is the first nine digits of a
-- division code (county and city staff: padded with zeros) and leads every key, so that the same
-- tables can be spread by it. Never edited once released: a change is the next numbered file.

-- What HQ knows about itself. k: gen (new after every restore), hqs, name.
CREATE TABLE meta (
  k TEXT PRIMARY KEY,
  v TEXT NOT NULL
) WITHOUT ROWID;

-- The last sseq given out in a township. Taken first in every transaction that writes its log.
CREATE TABLE town_seq (
  town TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) WITHOUT ROWID;

-- A tablet, or HQ's own log in a township (dev is 'hq-' and the town; no keys).
CREATE TABLE device (
  town TEXT NOT NULL,
  dev TEXT NOT NULL,
  scope TEXT NOT NULL,            -- division prefix that this device may see
  worker TEXT NOT NULL,           -- name of the user it was handed to
  epoch INTEGER NOT NULL,         -- counts changes of scope
  state INTEGER NOT NULL,         -- 0 in use, 1 revoked, 2 says it erased itself
  ed BLOB,                        -- AK, Ed25519 public: requests and chain heads
  lk BLOB,                        -- LK, Ed25519 public: the transport while locked
  x BLOB,                         -- X25519 public: what only this device may read
  unlock BLOB,                    -- secret for the telephone code that opens a locked slot
  lockouts INTEGER NOT NULL,      -- codes read out so far
  acked INTEGER NOT NULL,         -- highest line held, all below it held too
  head BLOB,                      -- chain hash of that line
  hs TEXT,                        -- the device's signature over that
  last_eff INTEGER NOT NULL,      -- greatest effective clock given to it
  enrolled INTEGER NOT NULL,
  seen INTEGER,                   -- last request with a good signature
  app TEXT,                       -- version it said it runs
  waiting INTEGER,                -- lines it said it still holds
  rcpt TEXT,                      -- latest receipt: the same state gives the same string
  wipe_n INTEGER NOT NULL,        -- counts orders to erase
  wipe_at INTEGER,
  PRIMARY KEY (town, dev)
) WITHOUT ROWID;

-- Which township a device's rows are under.
CREATE TABLE device_dir (
  dev TEXT PRIMARY KEY,
  town TEXT NOT NULL
) WITHOUT ROWID;

-- Enrolment codes. The code goes once it is used up; the answer stays for a repeated request.
CREATE TABLE enrol_code (
  id TEXT PRIMARY KEY,            -- first 20 bits of the code: four letters
  code TEXT,                      -- all twenty letters: what HQ proves that it knows
  scope TEXT NOT NULL,
  worker TEXT NOT NULL,
  expires INTEGER NOT NULL,
  tries INTEGER NOT NULL,         -- wrong ones so far
  used BLOB,                      -- hash of the request that used it
  answer TEXT                     -- what that request was answered
) WITHOUT ROWID;

-- Every line ever taken, in the order in which the township's replicas see it.
CREATE TABLE change_log (
  town TEXT NOT NULL,
  sseq INTEGER NOT NULL,
  division TEXT NOT NULL,
  dev TEXT NOT NULL,
  dseq INTEGER NOT NULL,          -- the device's own number
  uuid BLOB NOT NULL,             -- object the line is about
  kind INTEGER NOT NULL,          -- store/ruhu-object.h
  eff INTEGER NOT NULL,           -- effective clock, given here
  recv INTEGER NOT NULL,          -- when it came
  flags INTEGER NOT NULL,         -- 1 late scope, 2 clock suspect, 4 came out of quarantine
  hash BLOB NOT NULL,             -- of the bytes as pushed
  orig TEXT,                      -- "dev.seq" it had before the device enrolled anew
  body BLOB NOT NULL,             -- the bytes as pushed, deflated
  PRIMARY KEY (town, sseq),
  UNIQUE (town, dev, dseq),
  UNIQUE (town, orig)
);
CREATE INDEX change_log_division ON change_log (town, division, sseq);
CREATE INDEX change_log_object ON change_log (town, uuid, sseq);
CREATE UNIQUE INDEX change_log_device ON change_log (dev, dseq);
CREATE INDEX change_log_day ON change_log (kind, recv);

-- The state of every object: what merging the log gives.
CREATE TABLE object (
  town TEXT NOT NULL,
  uuid BLOB NOT NULL,
  kind INTEGER NOT NULL,
  division TEXT NOT NULL,
  parent BLOB,                    -- the person a response, need or task is about
  state INTEGER NOT NULL,         -- response: 0 received 1 verified 2 returned 3 accepted 4 queried 5 duplicate 6 void; task: 0 open 1 done 2 cancelled
  due INTEGER,                    -- a task's day, at its first ms
  eff INTEGER NOT NULL,
  idk BLOB,                       -- keyed hash of the resident number: finds the same person twice
  body BLOB NOT NULL,             -- fields with their clocks, deflated
  PRIMARY KEY (town, uuid)
) WITHOUT ROWID;
CREATE INDEX object_work ON object (town, division, kind, state, due);
CREATE INDEX object_parent ON object (town, parent, kind);
CREATE INDEX object_idk ON object (idk) WHERE idk IS NOT NULL;

-- Values neither of which replaced the other.
CREATE TABLE conflict (
  town TEXT NOT NULL,
  uuid BLOB NOT NULL,             -- of object and path
  rec BLOB NOT NULL,
  division TEXT NOT NULL,
  path TEXT NOT NULL,
  state INTEGER NOT NULL,         -- 0 open, 1 closed
  sseq INTEGER NOT NULL,          -- the line that opened or closed it
  body BLOB NOT NULL,             -- the heads, JSON
  PRIMARY KEY (town, uuid)
) WITHOUT ROWID;
CREATE INDEX conflict_sseq ON conflict (town, sseq);

-- Lines held but not applied.
CREATE TABLE quarantine (
  town TEXT NOT NULL,
  dev TEXT NOT NULL,
  dseq INTEGER NOT NULL,
  code TEXT NOT NULL,
  path TEXT,
  msg TEXT,                       -- what is wrong, without values
  at INTEGER NOT NULL,
  state INTEGER NOT NULL,         -- 0 held, 1 released or a double
  hash BLOB NOT NULL,
  raw BLOB NOT NULL,              -- the bytes as pushed
  PRIMARY KEY (town, dev, dseq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX quarantine_device ON quarantine (dev, dseq);
CREATE INDEX quarantine_day ON quarantine (at);

-- Attachments by content. The bytes are files: att/ab/<hash>, or att/ab/<hash>.part as they come.
CREATE TABLE att (
  town TEXT NOT NULL,
  hash BLOB NOT NULL,
  len INTEGER NOT NULL,
  state INTEGER NOT NULL,         -- 0 wanted, 1 complete
  at INTEGER NOT NULL,            -- when it was first named, then when it was complete
  PRIMARY KEY (town, hash)
) WITHOUT ROWID;

-- Which line named which attachment.
CREATE TABLE att_ref (
  town TEXT NOT NULL,
  dev TEXT NOT NULL,
  dseq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  division TEXT NOT NULL,
  PRIMARY KEY (town, dev, dseq, hash)
) WITHOUT ROWID;
CREATE INDEX att_ref_hash ON att_ref (hash);
CREATE INDEX att_ref_device ON att_ref (dev, dseq);

-- Published forms, every version for ever.
CREATE TABLE form (
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  hash BLOB NOT NULL,
  title TEXT NOT NULL,
  published INTEGER NOT NULL,
  number INTEGER NOT NULL,        -- counts up over all forms: tells a device what is new
  body BLOB NOT NULL,
  PRIMARY KEY (id, version)
) WITHOUT ROWID;
CREATE UNIQUE INDEX form_number ON form (number);

CREATE TABLE user (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL,             -- village township county city forms security
  scope TEXT NOT NULL,
  hash TEXT NOT NULL,             -- Argon2id, as libsodium writes it
  must_change INTEGER NOT NULL,   -- 1: the one-time password still stands
  state INTEGER NOT NULL,         -- 0 in use, 1 disabled
  wrong INTEGER NOT NULL,         -- wrong passwords since the last right one
  blocked_until INTEGER NOT NULL,
  last INTEGER,                   -- last sign-in
  settings TEXT NOT NULL DEFAULT '{}'
) WITHOUT ROWID;

CREATE TABLE session (
  token BLOB PRIMARY KEY,         -- hash of what the browser holds
  name TEXT NOT NULL,
  csrf TEXT NOT NULL,
  started INTEGER NOT NULL,
  seen INTEGER NOT NULL
) WITHOUT ROWID;

-- Append-only and chained, one chain for each township; audit_head is signed with hqs.
CREATE TABLE audit (
  town TEXT NOT NULL,
  n INTEGER NOT NULL,
  prev BLOB NOT NULL,
  hash BLOB NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,           -- ids and counts; never a name or a value
  PRIMARY KEY (town, n)
) WITHOUT ROWID;

CREATE TABLE audit_head (
  town TEXT PRIMARY KEY,
  n INTEGER NOT NULL,
  hash BLOB NOT NULL,
  sig TEXT NOT NULL
) WITHOUT ROWID;

-- What divisions are called.
CREATE TABLE division (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL
) WITHOUT ROWID;
