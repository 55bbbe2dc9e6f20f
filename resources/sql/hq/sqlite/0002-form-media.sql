-- Pictures, sounds, videos and lists that come with a published form; they are published with it, and
-- never change either. The bytes are files, one for each content: media/ab/<hash>.
CREATE TABLE form_media (
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  name TEXT NOT NULL,             -- as the form calls it
  hash BLOB NOT NULL,
  len INTEGER NOT NULL,
  PRIMARY KEY (id, version, name)
) WITHOUT ROWID;
CREATE INDEX form_media_hash ON form_media (hash);
