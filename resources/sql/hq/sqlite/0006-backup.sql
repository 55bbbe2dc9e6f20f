-- What lies in a backup, and need not be kept by tablets any more.
ALTER TABLE device ADD COLUMN safe INTEGER NOT NULL DEFAULT 0; -- up to this line the last verified backup has all lines and their attachments
