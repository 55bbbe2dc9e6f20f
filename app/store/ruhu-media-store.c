/* ruhu-media-store.c: files of published forms, by their content
 *
 * A list may name people, so all are sealed. A file lies in media/ under a name that only this
 * device can make out of the content's hash, sealed under a key made the same way; so no row is
 * needed, and two forms with the same file have it once. As long as it is coming its pieces lie
 * there as <name>.<first byte>-<byte after the last>, each sealed by itself: what has arrived
 * stays, and the next try goes on behind it. Once all of it is here it becomes one file, if it is
 * what the hash says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-media-store.h"

#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-store-private.h"

#include <glib/gstdio.h>
#include <string.h>

/* One content on this device: its file's name in the profile, and its key. */
typedef struct {
  char *name;
  guint8 key[RUHU_SEAL_KEY_SIZE];
} Place;

static void
clear_place (Place *place)
{
  g_free (place->name);
  ruhu_seal_zero (place->key, sizeof place->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, clear_place)

static void
find_place (RuhuVault *vault, const char *hash, Place *place)
{
  g_autofree char *name_text = g_strconcat ("RUHU1|media-name|", hash, NULL);
  g_autofree char *key_text = g_strconcat ("RUHU1|media-key|", hash, NULL);
  g_autofree char *digits = NULL;
  guint8 id[16];

  ruhu_seal_hash (id, sizeof id, vault->keys->data, name_text, strlen (name_text));
  ruhu_seal_hash (place->key, sizeof place->key, vault->keys->data, key_text, strlen (key_text));
  digits = ruhu_hex_encode (id, sizeof id);
  place->name = g_build_filename (RUHU_PROFILE_MEDIA, digits, NULL);
}

static char *
get_piece_name (const Place *place, guint64 from, guint64 to)
{
  return g_strdup_printf ("%s.%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, place->name, from, to);
}

/* The names of all pieces of @place, in the order of their first bytes. */
static GPtrArray *
list_pieces (RuhuVault *vault, const Place *place)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = g_build_filename (vault->dir, RUHU_PROFILE_MEDIA, NULL);
  g_autofree char *base = g_path_get_basename (place->name);
  g_autofree char *prefix = g_strconcat (base, ".", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_prefix (name, prefix))
      g_ptr_array_add (pieces, g_build_filename (RUHU_PROFILE_MEDIA, name, NULL));
  }
  return pieces;
}

static gboolean
read_span (const Place *place, const char *piece, guint64 *from, guint64 *to)
{
  g_auto (GStrv) span = g_strsplit (piece + strlen (place->name) + 1, "-", 2);

  return g_strv_length (span) == 2 &&
         g_ascii_string_to_unsigned (span[0], 10, 0, G_MAXINT64, from, NULL) &&
         g_ascii_string_to_unsigned (span[1], 10, *from, G_MAXINT64, to, NULL);
}

/* The piece that begins at @from; %NULL where none does. */
static const char *
find_piece (GPtrArray *pieces, const Place *place, guint64 from, guint64 *to)
{
  guint64 begins;
  guint i;

  for (i = 0; i < pieces->len; i++) {
    const char *piece = g_ptr_array_index (pieces, i);

    if (read_span (place, piece, &begins, to) && begins == from && *to > from)
      return piece;
  }
  return NULL;
}

static void
drop_pieces (RuhuVault *vault, const Place *place)
{
  g_autoptr (GPtrArray) pieces = list_pieces (vault, place);
  guint i;

  for (i = 0; i < pieces->len; i++)
    ruhu_profile_remove (vault->dir, g_ptr_array_index (pieces, i));
}

static guint64
count (RuhuVault *vault, const Place *place)
{
  g_autoptr (GPtrArray) pieces = list_pieces (vault, place);
  guint64 have = 0, to;

  while (find_piece (pieces, place, have, &to) != NULL)
    have = to;
  return have;
}

static gpointer
count_all (RuhuVault *vault, gpointer data, GError **error)
{
  char **hashes = data;
  GArray *counts = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (; *hashes != NULL; hashes++) {
    g_auto (Place) place = { NULL };
    gint64 have;

    find_place (vault, *hashes, &place);
    have = ruhu_profile_has (vault->dir, place.name) ? -1 : (gint64) count (vault, &place);
    g_array_append_val (counts, have);
  }
  return counts;
}

/**
 * ruhu_media_store_count_async:
 * @store: unlocked
 * @hashes: of the contents, in hex
 */
void
ruhu_media_store_count_async (RuhuStore *store,
                              const char *const *hashes,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_media_store_count_async);
  g_task_set_task_data (task, g_strdupv ((char **) hashes), (GDestroyNotify) g_strfreev);
  ruhu_store_run (store, task, count_all, (GDestroyNotify) g_array_unref);
}

/**
 * ruhu_media_store_count_finish:
 *
 * Returns: (transfer full) (nullable) (element-type gint64): of each content -1 where all of it is
 *   here, else how many of its first bytes; %NULL with %G_IO_ERROR_CANCELLED or
 *   %RUHU_ERROR_REFUSED (locked)
 */
GArray *
ruhu_media_store_count_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  char *hash;
  guint64 size;
  guint64 offset;
  GBytes *piece;
} Adding;

static void
free_adding (Adding *adding)
{
  g_free (adding->hash);
  g_bytes_unref (adding->piece);
  g_free (adding);
}

/* All pieces in one; NULL where one cannot be read. */
static GBytes *
join (RuhuVault *vault, const Place *place)
{
  g_autoptr (GPtrArray) pieces = list_pieces (vault, place);
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  const char *name;
  guint64 to;

  while ((name = find_piece (pieces, place, whole->len, &to)) != NULL) {
    g_autoptr (GBytes) sealed = ruhu_profile_read (vault->dir, name, NULL);
    g_autoptr (GBytes) piece =
      sealed != NULL ? ruhu_unseal_stream (place->key, sealed, NULL) : NULL;

    if (piece == NULL || whole->len + g_bytes_get_size (piece) != to)
      return NULL;
    g_byte_array_append (whole, g_bytes_get_data (piece, NULL), g_bytes_get_size (piece));
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&whole));
}

static gboolean
write_sealed (RuhuVault *vault,
              const Place *place,
              const char *name,
              GBytes *content,
              GError **error)
{
  g_autoptr (GBytes) sealed = ruhu_seal_stream (place->key, content);
  g_autofree char *folder = g_build_filename (vault->dir, RUHU_PROFILE_MEDIA, NULL);

  g_mkdir (folder, 0700);
  return ruhu_profile_write (vault->dir,
                             name,
                             g_bytes_get_data (sealed, NULL),
                             g_bytes_get_size (sealed),
                             error);
}

/* What cannot be joined or is something else is thrown away: it has to come again. */
static gboolean
make_whole (RuhuVault *vault, const Place *place, const char *hash, GBytes *content, GError **error)
{
  g_autofree char *found = NULL;
  gboolean right;

  if (content != NULL)
    found = ruhu_seal_hash_hex (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  right = g_strcmp0 (found, hash) == 0;
  if (right && !write_sealed (vault, place, place->name, content, error))
    return FALSE;
  if (!right)
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "a form's file came with other bytes");

  drop_pieces (vault, place);
  return right;
}

static gpointer
add_piece (RuhuVault *vault, gpointer data, GError **error)
{
  Adding *adding = data;
  guint64 end = adding->offset + g_bytes_get_size (adding->piece);
  g_autofree char *name = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_auto (Place) place = { NULL };

  find_place (vault, adding->hash, &place);
  if (ruhu_profile_has (vault->dir, place.name))
    return GINT_TO_POINTER (TRUE);
  if (count (vault, &place) != adding->offset || end > adding->size) {
    if (end > adding->size)
      drop_pieces (vault, &place);
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT, "a piece does not fit to what is here");
    return NULL;
  }

  /* What came in one piece need not be joined. */
  if (adding->offset == 0 && end == adding->size)
    return GINT_TO_POINTER (make_whole (vault, &place, adding->hash, adding->piece, error));

  name = get_piece_name (&place, adding->offset, end);
  if (!write_sealed (vault, &place, name, adding->piece, error))
    return NULL;
  if (end < adding->size)
    return GINT_TO_POINTER (TRUE);

  whole = join (vault, &place);
  return GINT_TO_POINTER (make_whole (vault, &place, adding->hash, whole, error));
}

/**
 * ruhu_media_store_add_async:
 * @store: unlocked
 * @hash: of the whole content
 * @size: of the whole content, in bytes
 * @offset: how much of it is here, as ruhu_media_store_count_finish() says
 * @piece: what comes next
 */
void
ruhu_media_store_add_async (RuhuStore *store,
                            const char *hash,
                            guint64 size,
                            guint64 offset,
                            GBytes *piece,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  Adding *adding = g_new0 (Adding, 1);

  adding->hash = g_strdup (hash);
  adding->size = size;
  adding->offset = offset;
  adding->piece = g_bytes_ref (piece);
  g_task_set_source_tag (task, ruhu_media_store_add_async);
  g_task_set_check_cancellable (task, FALSE); /* what is kept is reported as kept */
  g_task_set_task_data (task, adding, (GDestroyNotify) free_adding);
  ruhu_store_run (store, task, add_piece, NULL);
}

/**
 * ruhu_media_store_add_finish:
 *
 * Returns: %TRUE once the piece, or with the last one the whole, is on disk; %FALSE with
 *   %G_IO_ERROR_CANCELLED (nothing was kept), %RUHU_ERROR_INVALID (the whole is not what the hash
 *   says: all of it is to come again), %RUHU_ERROR_CONFLICT (it does not begin at what is here),
 *   %RUHU_ERROR_REFUSED (locked) or %RUHU_ERROR_FULL
 */
gboolean
ruhu_media_store_add_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return GPOINTER_TO_INT (g_task_propagate_pointer (G_TASK (result), error));
}

/* What is there and cannot be opened goes: the next meeting with HQ brings it again. */
static GBytes *
read_whole (RuhuVault *vault, const char *hash)
{
  g_auto (Place) place = { NULL };
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *content;

  find_place (vault, hash, &place);
  sealed = ruhu_profile_read (vault->dir, place.name, NULL);
  if (sealed == NULL)
    return NULL;

  content = ruhu_unseal_stream (place.key, sealed, &error);
  if (content == NULL) {
    g_message ("a form's file cannot be read: %s", error->message);
    ruhu_profile_remove (vault->dir, place.name);
  }
  return content;
}

static gpointer
read_all (RuhuVault *vault, gpointer data, GError **error)
{
  char **hashes = data;
  GHashTable *contents =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);

  for (; *hashes != NULL; hashes++) {
    GBytes *content = read_whole (vault, *hashes);

    if (content != NULL)
      g_hash_table_insert (contents, g_strdup (*hashes), content);
  }
  return contents;
}

/** ruhu_media_store_read_async: @hashes: of the contents, in hex */
void
ruhu_media_store_read_async (RuhuStore *store,
                             const char *const *hashes,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, ruhu_media_store_read_async);
  g_task_set_task_data (task, g_strdupv ((char **) hashes), (GDestroyNotify) g_strfreev);
  ruhu_store_run (store, task, read_all, (GDestroyNotify) g_hash_table_unref);
}

/**
 * ruhu_media_store_read_finish:
 *
 * Returns: (transfer full) (nullable) (element-type utf8 GBytes): the contents by their hashes,
 *   without those that are not here; %NULL with %G_IO_ERROR_CANCELLED or %RUHU_ERROR_REFUSED
 *   (locked)
 */
GHashTable *
ruhu_media_store_read_finish (RuhuStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
