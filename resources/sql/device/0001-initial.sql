-- The device's store, schema 1. Never edited once released: a change is the next number.
--
-- Clear are ids, kinds, divisions, states, clocks, sizes and counts. Everything else is sealed
-- (app/store/ruhu-seal.c) with the clear columns of its row as associated data, in this order.
-- Times are milliseconds since 1970 UTC; clocks are 48 bits of milliseconds and 16 bits of counter.

CREATE TABLE meta (             -- single values: next number, last clock, chain head …
  k TEXT PRIMARY KEY,           -- its name
  v,                            -- its value; secrets in it are sealed
  sum BLOB                      -- BLAKE2b-256 of name and value, keyed: an edit shows at unlock
) WITHOUT ROWID;

CREATE TABLE key_slot (         -- one for each user of this device
  id INTEGER PRIMARY KEY,
  user TEXT NOT NULL UNIQUE,    -- the user's name with HQ, no person's name
  salt BLOB NOT NULL,           -- of Argon2id
  ops INTEGER NOT NULL,         -- its cost in passes
  mem INTEGER NOT NULL,         -- its cost in bytes
  wrapped BLOB NOT NULL         -- the root key, sealed under PIN and device secret
);

CREATE TABLE data_key (         -- keys of the rows
  kid INTEGER PRIMARY KEY,      -- generation; rows name it
  wrapped BLOB NOT NULL,        -- the key, sealed under the root key
  state INTEGER NOT NULL        -- 1 in use
);

CREATE TABLE object (           -- base: what HQ has confirmed
  id INTEGER PRIMARY KEY,
  uuid BLOB UNIQUE NOT NULL,    -- the object's id everywhere
  kind INTEGER NOT NULL,        -- RuhuObjectKind
  division TEXT NOT NULL,       -- where it belongs
  parent BLOB,                  -- uuid of what it is part of
  state INTEGER NOT NULL,       -- by the state table of its kind
  due INTEGER,                  -- when it is due
  eff INTEGER NOT NULL,         -- effective clock of its newest write
  kid INTEGER NOT NULL,         -- key of the body
  body BLOB NOT NULL            -- sealed: fields with their clocks, JSON
);
CREATE INDEX object_w ON object (kind, division, state, due);
CREATE INDEX object_p ON object (parent);

CREATE TABLE answer (           -- answers of responses not yet cut
  rec BLOB,                     -- the response
  pk BLOB,                      -- BLAKE2b-128 of the question's path, keyed; the path is in the body
  hlc INTEGER NOT NULL,         -- when it was given
  cut INTEGER NOT NULL DEFAULT 0, -- number of the line it was frozen into, 0 for none yet
  kid INTEGER NOT NULL,         -- key of the body
  body BLOB NOT NULL,           -- sealed: path, newline, value
  PRIMARY KEY (rec, pk)
) WITHOUT ROWID;

CREATE TABLE draft (            -- responses not yet cut
  rec BLOB PRIMARY KEY,         -- the response
  state INTEGER NOT NULL,       -- 0 draft, 1 finished
  finished INTEGER,             -- when it was finished
  kid INTEGER NOT NULL,         -- key of the body
  body BLOB NOT NULL            -- sealed: form, version, person, task, user; once finished the line's content
) WITHOUT ROWID;

CREATE TABLE outbox (           -- this device's log
  seq INTEGER PRIMARY KEY,      -- number, from 1 without gaps
  kind INTEGER NOT NULL,        -- RuhuObjectKind of what it is about
  rec BLOB,                     -- the response or object it is about
  hash BLOB NOT NULL,           -- BLAKE2b-256 of the line
  hs BLOB NOT NULL,             -- the device's signature over hash
  kid INTEGER,                  -- key of the body
  body BLOB NOT NULL,           -- sealed: local notes, newline, the line as it goes over the wire
  hq BLOB NOT NULL,             -- the line sealed to HQ
  state INTEGER NOT NULL,       -- 0 new, 1 acked, 2 quarantined, 3 confirmed by pull
  code TEXT                     -- why it is in quarantine
);
CREATE INDEX outbox_s ON outbox (state);
CREATE INDEX outbox_r ON outbox (rec);

CREATE TABLE receipt (          -- HQ's receipts
  upto INTEGER PRIMARY KEY,     -- last line covered
  body TEXT NOT NULL            -- the receipt as it came, signed by HQ
);

CREATE TABLE cursor (           -- how far HQ's log was read
  stream TEXT PRIMARY KEY,
  cur TEXT,                     -- HQ's words; nobody here reads them
  sum BLOB                      -- BLAKE2b-256 of the row, keyed
);

CREATE TABLE att (              -- attachments; content in att/<id>
  id BLOB PRIMARY KEY,          -- random, the file's name
  rec BLOB NOT NULL,            -- the response
  len INTEGER NOT NULL,         -- bytes of content
  kid INTEGER NOT NULL,         -- key of fkey
  fkey BLOB NOT NULL,           -- sealed: file key, content hash, media type
  hqkey BLOB NOT NULL,          -- file key and content hash sealed to HQ
  sent INTEGER NOT NULL,        -- bytes HQ is known to have
  state INTEGER NOT NULL        -- 0 captured, 1 named by a line, 2 complete at HQ
);
CREATE INDEX att_r ON att (rec);

CREATE TABLE conflict (         -- open conflicts, as HQ told them
  uuid BLOB PRIMARY KEY,
  rec BLOB,                     -- the object
  kid INTEGER NOT NULL,         -- key of the body
  body BLOB NOT NULL,           -- sealed: the heads
  state INTEGER NOT NULL        -- 0 open
);

PRAGMA user_version = 1;
