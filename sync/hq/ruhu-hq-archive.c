/* ruhu-hq-archive.c: files in one file, sealed to a key
 *
 *   "RUHUBK1\n"                     8 bytes
 *   a key, boxed to the reader's    80 bytes (libsodium's crypto_box_seal of 32)
 *   header of the stream            24 bytes (secretstream_xchacha20poly1305)
 *   pieces of 64 KiB and 17 bytes   the last one shorter, with the tag FINAL
 *
 * In the stream, file after file: the length of its name (2 bytes), its size (8 bytes), both with
 * the low byte first, its name, its bytes. A name of no length ends it. Whoever writes needs no
 * secret; whoever reads knows after the last piece that nothing was cut off, added or changed.
 *
 * What is written has the name @path only once it is whole, durable, and was read back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-archive.h"

#include "base/ruhu-error.h"
#include "base/ruhu-file.h"
#include "base/ruhu-hex.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "RUHUBK1\n"
#define MAGIC_SIZE 8
#define KEY_SIZE crypto_secretstream_xchacha20poly1305_KEYBYTES
#define BOX_SIZE (crypto_box_SEALBYTES + KEY_SIZE)
#define HEADER_SIZE crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define EXTRA crypto_secretstream_xchacha20poly1305_ABYTES
#define FINAL crypto_secretstream_xchacha20poly1305_TAG_FINAL
#define PIECE 65536
#define HEAD_SIZE 10

struct _RuhuHqArchiveWriter {
  char *path;
  char *part;
  int fd;
  RuhuHqArchiveGoOn go_on;
  gpointer data;
  guint64 bytes;
  guint8 key[KEY_SIZE];
  crypto_secretstream_xchacha20poly1305_state state;
  crypto_generichash_state sum; /* of all that went in, for the reading back */
  guint8 piece[PIECE];
  gsize used;
};

struct _RuhuHqArchiveReader {
  char *path;
  int fd;
  crypto_secretstream_xchacha20poly1305_state state;
  guint8 piece[PIECE];
  gsize at, filled;
  gboolean last;
};

static gboolean
fail_corrupt (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CORRUPT,
               "%s is damaged, or not whole: nothing of it was taken",
               name);
  return FALSE;
}

static gboolean
write_out (RuhuHqArchiveWriter *self, gconstpointer data, gsize n, GError **error)
{
  if (!self->go_on (self->bytes, self->data)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "given up");
    return FALSE;
  }

  return ruhu_file_write_all (self->fd, data, n) || ruhu_file_fail (self->part, errno, error);
}

static gboolean
seal_piece (RuhuHqArchiveWriter *self, guint8 tag, GError **error)
{
  guint8 sealed[PIECE + EXTRA];
  unsigned long long n;

  crypto_secretstream_xchacha20poly1305_push (&self->state,
                                              sealed,
                                              &n,
                                              self->piece,
                                              self->used,
                                              NULL,
                                              0,
                                              tag);
  self->used = 0;
  return write_out (self, sealed, n, error);
}

static gboolean
append (RuhuHqArchiveWriter *self, const guint8 *data, gsize n, GError **error)
{
  crypto_generichash_update (&self->sum, data, n);
  self->bytes += n;
  while (n > 0) {
    gsize room = MIN (n, PIECE - self->used);

    memcpy (self->piece + self->used, data, room);
    self->used += room;
    data += room;
    n -= room;
    if (self->used == PIECE && !seal_piece (self, 0, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_still_there (RuhuHqArchiveWriter *self)
{
  struct stat ours, theirs;

  return fstat (self->fd, &ours) == 0 && stat (self->part, &theirs) == 0 &&
         ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

static gboolean
open_part (RuhuHqArchiveWriter *self, GError **error)
{
  self->fd = g_open (self->part, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->fd < 0)
    return ruhu_file_fail (self->part, errno, error);
  /* Whoever was faster may have given the file its name meanwhile: that one is not to be touched.
   */
  if (flock (self->fd, LOCK_EX | LOCK_NB) != 0 || !is_still_there (self)) {
    close (self->fd);
    self->fd = -1;
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_BUSY, "%s is being written already", self->path);
    return FALSE;
  }
  return ftruncate (self->fd, 0) == 0 || ruhu_file_fail (self->part, errno, error);
}

/**
 * ruhu_hq_archive_create:
 * @path: where it is to be
 * @key: X25519 public of whoever may read it
 * @go_on: asked before each piece is written
 *
 * Returns: (transfer full) (nullable): or what the disk says, or %RUHU_ERROR_BUSY where another
 *   process is writing there
 */
RuhuHqArchiveWriter *
ruhu_hq_archive_create (const char *path,
                        const guint8 key[32],
                        RuhuHqArchiveGoOn go_on,
                        gpointer data,
                        GError **error)
{
  g_autoptr (RuhuHqArchiveWriter) self = g_new0 (RuhuHqArchiveWriter, 1);
  guint8 start[MAGIC_SIZE + BOX_SIZE + HEADER_SIZE];

  self->path = g_strdup (path);
  self->part = g_strconcat (path, RUHU_FILE_NEW, NULL);
  self->fd = -1;
  self->go_on = go_on;
  self->data = data;
  if (!open_part (self, error))
    return NULL;

  crypto_secretstream_xchacha20poly1305_keygen (self->key);
  crypto_generichash_init (&self->sum, NULL, 0, crypto_generichash_BYTES);
  memcpy (start, MAGIC, MAGIC_SIZE);
  crypto_box_seal (start + MAGIC_SIZE, self->key, KEY_SIZE, key);
  crypto_secretstream_xchacha20poly1305_init_push (&self->state,
                                                   start + MAGIC_SIZE + BOX_SIZE,
                                                   self->key);
  return write_out (self, start, sizeof start, error) ? g_steal_pointer (&self) : NULL;
}

/* Where it was not finished nothing is left of it. */
void
ruhu_hq_archive_writer_free (RuhuHqArchiveWriter *self)
{
  if (self->fd >= 0) {
    g_unlink (self->part);
    close (self->fd);
  }
  sodium_memzero (self->key, sizeof self->key);
  sodium_memzero (self->piece, sizeof self->piece);
  g_free (self->path);
  g_free (self->part);
  g_free (self);
}

static gboolean
append_head (RuhuHqArchiveWriter *self, const char *name, guint64 size, GError **error)
{
  gsize length = strlen (name);
  guint8 head[HEAD_SIZE];
  guint i;

  head[0] = length & 0xff;
  head[1] = length >> 8;
  for (i = 0; i < 8; i++)
    head[2 + i] = size >> (8 * i) & 0xff;
  return append (self, head, sizeof head, error) &&
         append (self, (const guint8 *) name, length, error);
}

static gboolean
check_hash (crypto_generichash_state *sum, const char *wanted, const char *path, GError **error)
{
  guint8 hash[crypto_generichash_BYTES];
  g_autofree char *text = NULL;

  crypto_generichash_final (sum, hash, sizeof hash);
  text = ruhu_hex_encode (hash, sizeof hash);
  if (wanted == NULL || g_str_equal (text, wanted))
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_CORRUPT,
               "%s is not what its name says; see ruhu-hq verify",
               path);
  return FALSE;
}

/**
 * ruhu_hq_archive_add:
 * @name: under which it is found in the archive
 * @path: a file that nobody writes meanwhile
 * @hash: (nullable): what the hash of its bytes must be
 * @error: %RUHU_ERROR_CORRUPT where it is another, %G_IO_ERROR_CANCELLED, what the disk says
 */
gboolean
ruhu_hq_archive_add (RuhuHqArchiveWriter *self,
                     const char *name,
                     const char *path,
                     const char *hash,
                     GError **error)
{
  g_autoptr (GMappedFile) file = NULL;
  crypto_generichash_state sum;
  const guint8 *data;
  gsize size, at, n;

  g_return_val_if_fail (strlen (name) < RUHU_HQ_ARCHIVE_NAME_SIZE, FALSE);
  file = g_mapped_file_new (path, FALSE, NULL);
  if (file == NULL)
    return ruhu_file_fail (path, ENOENT, error);

  data = (const guint8 *) g_mapped_file_get_contents (file);
  size = g_mapped_file_get_length (file);
  crypto_generichash_init (&sum, NULL, 0, crypto_generichash_BYTES);
  if (!append_head (self, name, size, error))
    return FALSE;
  for (at = 0; at < size; at += n) {
    n = MIN (size - at, PIECE);
    crypto_generichash_update (&sum, data + at, n);
    if (!append (self, data + at, n, error))
      return FALSE;
  }
  return check_hash (&sum, hash, path, error);
}

/* Takes @fd. */
static RuhuHqArchiveReader *
new_reader (const char *path, int fd)
{
  RuhuHqArchiveReader *self = g_new0 (RuhuHqArchiveReader, 1);

  self->path = g_strdup (path);
  self->fd = fd;
  return self;
}

static gsize
read_some (int fd, guint8 *data, gsize n)
{
  gsize at = 0;
  gssize got;

  while (at < n && ((got = read (fd, data + at, n - at)) > 0 || (got < 0 && errno == EINTR)))
    at += MAX (got, 0);
  return at;
}

static gboolean
open_piece (RuhuHqArchiveReader *self, GError **error)
{
  guint8 sealed[PIECE + EXTRA];
  gsize n = read_some (self->fd, sealed, sizeof sealed);
  unsigned long long filled;
  guint8 tag;

  if (self->last || n < EXTRA ||
      crypto_secretstream_xchacha20poly1305_pull (&self->state,
                                                  self->piece,
                                                  &filled,
                                                  &tag,
                                                  sealed,
                                                  n,
                                                  NULL,
                                                  0) != 0)
    return fail_corrupt (self->path, error);

  self->at = 0;
  self->filled = filled;
  self->last = tag == FINAL;
  return TRUE;
}

/* Reads all of it again, from the disk, as whoever has the key will. */
static gboolean
read_back (RuhuHqArchiveWriter *self, GError **error)
{
  g_autoptr (RuhuHqArchiveReader) reader = new_reader (self->part, dup (self->fd));
  guint8 header[HEADER_SIZE];
  guint8 written[crypto_generichash_BYTES], read[crypto_generichash_BYTES];
  crypto_generichash_state sum;

  crypto_generichash_final (&self->sum, written, sizeof written);
  crypto_generichash_init (&sum, NULL, 0, crypto_generichash_BYTES);
  if (lseek (reader->fd, MAGIC_SIZE + BOX_SIZE, SEEK_SET) < 0 ||
      read_some (reader->fd, header, sizeof header) != sizeof header ||
      crypto_secretstream_xchacha20poly1305_init_pull (&reader->state, header, self->key) != 0)
    return fail_corrupt (self->path, error);

  while (!reader->last) {
    if (!open_piece (reader, error))
      return FALSE;
    if (!self->go_on (self->bytes, self->data)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "given up");
      return FALSE;
    }
    crypto_generichash_update (&sum, reader->piece, reader->filled);
  }
  crypto_generichash_final (&sum, read, sizeof read);
  return memcmp (written, read, sizeof read) == 0 || fail_corrupt (self->path, error);
}

/**
 * ruhu_hq_archive_finish:
 *
 * Returns: %TRUE once it is durable under its name, and was read back; else there is nothing
 */
gboolean
ruhu_hq_archive_finish (RuhuHqArchiveWriter *self, GError **error)
{
  if (!append_head (self, "", 0, error) || !seal_piece (self, FINAL, error))
    return FALSE;
  if (fsync (self->fd) != 0)
    return ruhu_file_fail (self->part, errno, error);

  /* What only lies in memory proves nothing of the disk. */
  posix_fadvise (self->fd, 0, 0, POSIX_FADV_DONTNEED);
  if (!read_back (self, error))
    return FALSE;
  if (g_rename (self->part, self->path) != 0)
    return ruhu_file_fail (self->path, errno, error);

  close (self->fd);
  self->fd = -1;
  return ruhu_file_sync_folder (self->path, error);
}

/** ruhu_hq_archive_is_one: Returns: whether the file at @path begins as an archive does */
gboolean
ruhu_hq_archive_is_one (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  guint8 start[MAGIC_SIZE];
  gboolean is = fd >= 0 && read_some (fd, start, sizeof start) == sizeof start &&
                memcmp (start, MAGIC, MAGIC_SIZE) == 0;

  if (fd >= 0)
    close (fd);
  return is;
}

static gboolean
read_start (RuhuHqArchiveReader *self,
            const guint8 public[32],
            const guint8 secret[32],
            GError **error)
{
  guint8 start[MAGIC_SIZE + BOX_SIZE + HEADER_SIZE];
  guint8 key[KEY_SIZE];
  gboolean ok;

  if (read_some (self->fd, start, sizeof start) != sizeof start ||
      memcmp (start, MAGIC, MAGIC_SIZE) != 0)
    return fail_corrupt (self->path, error);
  if (crypto_box_seal_open (key, start + MAGIC_SIZE, BOX_SIZE, public, secret) != 0) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_REFUSED,
                 "%s was sealed to another recovery key",
                 self->path);
    return FALSE;
  }

  ok = crypto_secretstream_xchacha20poly1305_init_pull (&self->state,
                                                        start + MAGIC_SIZE + BOX_SIZE,
                                                        key) == 0;
  sodium_memzero (key, sizeof key);
  return ok || fail_corrupt (self->path, error);
}

/**
 * ruhu_hq_archive_open:
 * @public: X25519, to which it was sealed, and its @secret half
 *
 * Returns: (transfer full) (nullable): or %RUHU_ERROR_NOT_FOUND, %RUHU_ERROR_REFUSED where it was
 *   sealed to another key, %RUHU_ERROR_CORRUPT where it is no archive
 */
RuhuHqArchiveReader *
ruhu_hq_archive_open (const char *path,
                      const guint8 public[32],
                      const guint8 secret[32],
                      GError **error)
{
  g_autoptr (RuhuHqArchiveReader) self = new_reader (path, g_open (path, O_RDONLY | O_CLOEXEC, 0));

  if (self->fd < 0) {
    ruhu_file_fail (path, errno, error);
    return NULL;
  }
  return read_start (self, public, secret, error) ? g_steal_pointer (&self) : NULL;
}

void
ruhu_hq_archive_reader_free (RuhuHqArchiveReader *self)
{
  if (self->fd >= 0)
    close (self->fd);
  sodium_memzero (self->piece, sizeof self->piece);
  g_free (self->path);
  g_free (self);
}

/**
 * ruhu_hq_archive_read:
 * @n: so many of the file's bytes, and no more than it has
 * @error: %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_hq_archive_read (RuhuHqArchiveReader *self, guint8 *data, gsize n, GError **error)
{
  while (n > 0) {
    gsize room = MIN (n, self->filled - self->at);

    memcpy (data, self->piece + self->at, room);
    self->at += room;
    data += room;
    n -= room;
    if (n > 0 && !open_piece (self, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * ruhu_hq_archive_next:
 * @name: (out caller-allocates): of the next file; "" behind the last one, and then all of the
 *   archive was as it should be
 * @size: (out): its bytes, which have to be read before the next
 * @error: %RUHU_ERROR_CORRUPT
 */
gboolean
ruhu_hq_archive_next (RuhuHqArchiveReader *self,
                      char name[RUHU_HQ_ARCHIVE_NAME_SIZE],
                      guint64 *size,
                      GError **error)
{
  guint8 head[HEAD_SIZE];
  guint8 more;
  gsize length;
  guint i;

  if (!ruhu_hq_archive_read (self, head, sizeof head, error))
    return FALSE;

  length = head[0] | head[1] << 8;
  *size = 0;
  for (i = 0; i < 8; i++)
    *size |= (guint64) head[2 + i] << (8 * i);
  if (length >= RUHU_HQ_ARCHIVE_NAME_SIZE)
    return fail_corrupt (self->path, error);

  name[length] = '\0';
  if (!ruhu_hq_archive_read (self, (guint8 *) name, length, error))
    return FALSE;
  /* The last piece, and nothing behind it. */
  return length > 0 ||
         (self->last && self->at == self->filled && read_some (self->fd, &more, 1) == 0) ||
         fail_corrupt (self->path, error);
}
