/* ruhu-hq-bundle-down.c: what HQ has for a tablet, in a bundle
 *
 * The pages a pull would bring, from where the tablet has said it is, the forms they announce and
 * the files of these, each in a box to the tablet. From where it is HQ knows by the tablet's last
 * bundle; of one it has heard nothing of, or whose place it has lost, it gives everything.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-bundle.h"

#include "ruhu-hq-form-table.h"
#include "ruhu-hq-intake.h"
#include "ruhu-hq-meta-table.h"
#include "ruhu-hq-pull.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-batch.h"
#include "ruhu-bundle.h"
#include "ruhu-pull.h"
#include "ruhu-sign.h"
#include "base/ruhu-json.h"

#include <sodium.h>

typedef struct {
  RuhuHqDir *dir;
  RuhuHqDevice *device;
  RuhuBundleWriter *writer;
  GHashTable *media; /* hashes of files of forms */
  gint64 now;
} Down;

static char *
make_key (const char *dev)
{
  return g_strconcat ("cursor.", dev, NULL);
}

/**
 * ruhu_hq_bundle_note_cursor:
 * @sealed: the tablet's cursor, sealed to HQ
 *
 * From there the next bundle for the tablet goes on.
 */
gboolean
ruhu_hq_bundle_note_cursor (RuhuHqDir *dir, const char *dev, GBytes *sealed, GError **error)
{
  g_autofree char *key = make_key (dev);
  gsize n;
  const guint8 *data = g_bytes_get_data (sealed, &n);
  g_autofree char *cursor = NULL;
  g_auto (RuhuHqTx) tx = { NULL };

  if (n < crypto_box_SEALBYTES)
    return TRUE;
  cursor = g_malloc0 (n - crypto_box_SEALBYTES + 1);
  if (crypto_box_seal_open ((guint8 *) cursor,
                            data,
                            n,
                            ruhu_hq_dir_get_hqx (dir),
                            ruhu_hq_dir_get_hqx_secret (dir)) != 0)
    return TRUE;

  return ruhu_hq_tx_begin (&tx, ruhu_hq_dir_get_store (dir), TRUE, error) &&
         ruhu_hq_meta_set (ruhu_hq_dir_get_store (dir), key, cursor, error) &&
         ruhu_hq_tx_commit (&tx, error);
}

static gboolean
add_sealed (Down *down, const char *type, GBytes *content, GError **error)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (content, &n);
  guint8 *sealed = g_malloc (n + crypto_box_SEALBYTES);
  g_autoptr (GBytes) bytes = g_bytes_new_take (sealed, n + crypto_box_SEALBYTES);

  crypto_box_seal (sealed, data, n, g_bytes_get_data (down->device->x, NULL));
  return ruhu_bundle_writer_add (down->writer, type, NULL, bytes, error);
}

/* For which state of the tablet this is made, and which scope it has from now on. */
static gboolean
add_state (Down *down, const char *cursor, GError **error)
{
  g_autoptr (JsonObject) state = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  json_object_set_string_member (state, "for", cursor);
  json_object_set_int_member (state, "epoch", down->device->epoch);
  json_object_set_string_member (state, "scope", down->device->scope);
  text = ruhu_json_to_text (state);
  bytes = g_bytes_new_take (text, strlen (text));
  return add_sealed (down, RUHU_BUNDLE_PART_STATE, bytes, error);
}

static gboolean
add_form (Down *down, RuhuFormNotice *notice, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (down->dir);
  g_autoptr (RuhuHqForm) form = ruhu_hq_form_load (store, notice->id, notice->version, error);
  guint i;

  if (form == NULL || !add_sealed (down, RUHU_BUNDLE_PART_FORM, form->body, error))
    return FALSE;

  for (i = 0; i < notice->files->len; i++) {
    RuhuFormFile *file = g_ptr_array_index (notice->files, i);

    g_hash_table_add (down->media, g_strdup (file->hash));
  }
  return TRUE;
}

/* A form stands before the page that announces it, as it is fetched before the page is applied. */
static gboolean
add_page (Down *down, GBytes *bytes, GError **error)
{
  g_autoptr (RuhuPullPage) page = ruhu_pull_page_parse (bytes);
  g_autoptr (GBytes) packed = NULL;
  guint i;

  for (i = 0; page != NULL && i < ruhu_pull_page_get_n_lines (page); i++) {
    const RuhuPulled *line = ruhu_pull_page_get_line (page, i);
    g_autoptr (RuhuFormNotice) notice = NULL;

    if (line->type == RUHU_PULLED_FORM)
      notice = ruhu_form_notice_from_json (line->object);
    if (notice != NULL && !add_form (down, notice, error))
      return FALSE;
  }

  packed = ruhu_batch_deflate (bytes);
  return add_sealed (down, RUHU_BUNDLE_PART_PAGE, packed, error);
}

static gboolean
add_pages (Down *down, const char *from, GError **error)
{
  g_autofree char *cursor = g_strdup (from);
  gboolean more = TRUE;

  while (more) {
    g_autofree char *next = NULL;
    g_autoptr (GBytes) page =
      ruhu_hq_pull_make_page (down->dir, down->device, cursor, down->now, &next, &more, error);

    if (page == NULL || !add_page (down, page, error))
      return FALSE;
    g_free (cursor);
    cursor = g_steal_pointer (&next);
  }
  return TRUE;
}

/* A file that HQ has lost stops no other; `verify` says which. */
static gboolean
add_media (Down *down, GError **error)
{
  GHashTableIter iter;
  gpointer hash;

  g_hash_table_iter_init (&iter, down->media);
  while (g_hash_table_iter_next (&iter, &hash, NULL)) {
    g_autofree char *path = ruhu_hq_form_media_get_path (down->dir, hash);
    g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
    g_autoptr (GBytes) content = file != NULL ? g_mapped_file_get_bytes (file) : NULL;

    if (content != NULL && !add_sealed (down, RUHU_BUNDLE_PART_MEDIA, content, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_receipt (Down *down, GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GBytes) json = NULL;
  char *text;

  if (down->device->acked == 0 || down->device->receipt == NULL)
    return TRUE;

  answer = ruhu_hq_intake_make_answer (down->dir, down->device, 1, FALSE, down->now, error);
  if (answer == NULL)
    return FALSE;
  text = ruhu_json_to_text (answer);
  json = g_bytes_new_take (text, strlen (text));
  return ruhu_bundle_writer_add (down->writer, RUHU_BUNDLE_PART_RECEIPT, NULL, json, error);
}

static gboolean
add_all (Down *down, const char *known, GError **error)
{
  const char *from = ruhu_hq_pull_has_cursor (down->dir, down->device, known) ? known : "";

  return add_receipt (down, error) && add_state (down, known, error) &&
         add_pages (down, from, error) && add_media (down, error);
}

static gboolean
finish (Down *down, GError **error)
{
  g_autofree char *text = ruhu_bundle_writer_end (down->writer, error);
  g_autofree char *signature = NULL;

  if (text == NULL)
    return FALSE;
  signature = ruhu_sign_text (text, ruhu_hq_dir_get_hqs_secret (down->dir));
  return ruhu_bundle_writer_sign (down->writer, signature, error);
}

/* @answer: (nullable): to an enrolment, which goes first */
static gboolean
write_down (Down *down, GOutputStream *stream, GBytes *answer, GError **error)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autofree char *key = make_key (down->device->dev);
  g_autofree char *known = ruhu_hq_meta_get (ruhu_hq_dir_get_store (down->dir), key, NULL);
  g_autofree char *port = ruhu_hq_meta_get (ruhu_hq_dir_get_store (down->dir), "port", NULL);
  g_autofree char *url = g_strdup_printf ("https://%s:%s",
                                          ruhu_hq_dir_get_host (down->dir),
                                          port != NULL ? port : "8443");

  json_object_set_string_member (header,
                                 "kind",
                                 answer != NULL ? RUHU_BUNDLE_ANSWER : RUHU_BUNDLE_DOWN);
  json_object_set_string_member (header, "dev", down->device->dev);
  json_object_set_int_member (header, "at", down->now);
  if (answer != NULL)
    json_object_set_string_member (header, "url", url);
  down->writer = ruhu_bundle_writer_new (stream, header, error);
  return down->writer != NULL &&
         (answer == NULL ||
          ruhu_bundle_writer_add (down->writer, RUHU_BUNDLE_PART_ENROL, NULL, answer, error)) &&
         add_all (down, known != NULL ? known : "", error) && finish (down, error);
}

/**
 * ruhu_hq_bundle_make_down:
 * @dev: a tablet in use
 * @answer: (nullable): HQ's answer to its enrolment, where that goes along
 * @error: %RUHU_ERROR_NOT_FOUND, %RUHU_ERROR_REFUSED (no tablet in use), %RUHU_ERROR_INVALID (over
 *   2 GiB) or %RUHU_ERROR_FAILED
 *
 * Returns: (transfer full) (nullable): all that HQ has for it, sealed to it
 */
GBytes *
ruhu_hq_bundle_make_down (RuhuHqDir *dir, const char *dev, GBytes *answer, GError **error)
{
  g_autoptr (RuhuHqDevice) device = ruhu_hq_device_load (ruhu_hq_dir_get_store (dir), dev, error);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GHashTable) media = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Down down = { dir, device, NULL, media, ruhu_clock_now () };
  gboolean done;

  if (device == NULL)
    return NULL;
  if (device->x == NULL || device->state != RUHU_HQ_DEVICE_IN_USE) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "%s is no tablet in use", dev);
    return NULL;
  }

  done = write_down (&down, stream, answer, error);
  g_clear_pointer (&down.writer, ruhu_bundle_writer_free);
  if (!done)
    return NULL;

  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}
