/* ruhu-hq-release.c: lines out of quarantine
 *
 * A line that nothing is wrong with any more, as when its form was published meanwhile, moves into
 * the log under its own number; only its effective clock is that of today. Any other is said again
 * by HQ, with HQ's own authority, in a line that names it in `orig`; the held one stays where it
 * is, since the device's chain runs through it. What HQ may not say either stays held.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-release.h"

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-ingest.h"
#include "ruhu-hq-quarantine-table.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "ruhu-hash.h"
#include "ruhu-wire-json.h"

static gboolean
collect (RuhuHqChange *change, gpointer data, GError **error)
{
  g_ptr_array_add (data, g_memdup2 (change, sizeof *change));
  memset (change, 0, sizeof *change);
  return TRUE;
}

static RuhuLine *
read_line (RuhuHqChange *change)
{
  gsize length;
  const char *text = g_bytes_get_data (change->body, &length);
  g_autoptr (JsonObject) object = ruhu_wire_json_parse (text, length, NULL);
  const char *previous = ruhu_json_get_string (object, "ph");

  return ruhu_line_new (change->body, change->dseq, previous != NULL ? previous : RUHU_HASH_NONE);
}

static RuhuHqIngest *
begin (RuhuHqDir *dir, const char *division, GError **error)
{
  g_autoptr (GPtrArray) towns = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (towns, ruhu_hq_device_town_of (division));
  return ruhu_hq_ingest_begin (dir, towns, error);
}

static gboolean
note (RuhuHqDir *dir, const char *town, const char *actor, RuhuHqChange *change, GError **error)
{
  g_autofree char *what = g_strdup_printf ("%s.%" G_GINT64_FORMAT, change->dev, change->dseq);

  return ruhu_hq_audit_append (dir, town, actor, "release", what, error);
}

/* As it is. @done: (out): whether nothing is wrong with it any more; otherwise nothing is changed
 */
static gboolean
release (RuhuHqDir *dir, RuhuHqChange *change, const char *actor, gboolean *done, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (RuhuLine) line = read_line (change);
  g_autoptr (RuhuHqIngest) ingest = NULL;
  g_autoptr (RuhuHqDevice) device = NULL;

  *done = FALSE;
  if (ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE)
    return TRUE;

  ingest = begin (dir, ruhu_line_get_division (line), error);
  device = ingest != NULL ? ruhu_hq_device_load (store, change->dev, error) : NULL;
  if (device == NULL)
    return FALSE;
  if (device->state != RUHU_HQ_DEVICE_IN_USE)
    return TRUE; /* what a revoked device says is for people to look at */
  if (!ruhu_hq_ingest_release (ingest, device, line, error))
    return FALSE;
  if (ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE)
    return TRUE;

  /* Its attachments come only now, after the backup that may have it. */
  if (!ruhu_hq_device_save (store, device, error) ||
      !ruhu_hq_device_set_safe (store, device->dev, MIN (device->safe, change->dseq - 1), error) ||
      !note (dir, device->town, actor, change, error) || !ruhu_hq_ingest_commit (ingest, error))
    return FALSE;

  *done = TRUE;
  return TRUE;
}

static void
copy_content (JsonObject *from, const char *name, JsonNode *value, gpointer to)
{
  static const char *const own[] = { "seq", "hlc", "ph", "orig", NULL };

  if (!g_strv_contains (own, name))
    json_object_set_member (to, name, json_node_copy (value));
}

/* What the held line says, for a line of HQ's; %NULL where it says nothing. */
static JsonObject *
make_content (RuhuHqChange *change)
{
  gsize length;
  const char *text = g_bytes_get_data (change->body, &length);
  g_autoptr (JsonObject) held = ruhu_wire_json_parse (text, length, NULL);
  JsonObject *content, *orig;

  if (held == NULL || !ruhu_division_is_valid (ruhu_json_get_string (held, "div")))
    return NULL;

  content = json_object_new ();
  orig = json_object_new ();
  json_object_foreach_member (held, copy_content, content);
  json_object_set_string_member (orig, "dev", change->dev);
  json_object_set_int_member (orig, "seq", change->dseq);
  json_object_set_string_member (orig, "hash", change->hash);
  json_object_set_object_member (content, "orig", orig);
  return content;
}

static gboolean
say_again (RuhuHqDir *dir, RuhuHqChange *change, const char *actor, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (JsonObject) content = make_content (change);
  g_autoptr (RuhuHqIngest) ingest = NULL;

  if (content == NULL) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "%s.%" G_GINT64_FORMAT " says nothing that could be taken in",
                 change->dev,
                 change->dseq);
    return FALSE;
  }

  ingest = begin (dir, ruhu_json_get_string (content, "div"), error);
  return ingest != NULL && ruhu_hq_ingest_say (ingest, content, error) &&
         ruhu_hq_quarantine_close (store, change->dev, change->dseq, error) &&
         note (dir, change->town, actor, change, error) && ruhu_hq_ingest_commit (ingest, error);
}

/**
 * ruhu_hq_release:
 * @actor: who releases, for the audit
 * @dev, @dseq: a line that is held
 *
 * Returns: %FALSE with %RUHU_ERROR_NOT_FOUND where it is not held, with %RUHU_ERROR_INVALID where
 *   HQ itself may not say that, or what the store gave; then it is held as before
 */
gboolean
ruhu_hq_release (RuhuHqDir *dir, const char *actor, const char *dev, gint64 dseq, GError **error)
{
  g_autoptr (RuhuHqChange) change =
    ruhu_hq_quarantine_load (ruhu_hq_dir_get_store (dir), dev, dseq, error);
  gboolean done;

  return change != NULL && release (dir, change, actor, &done, error) &&
         (done || say_again (dir, change, actor, error));
}

/**
 * ruhu_hq_release_known_forms:
 * @released: (out): how many lines are in the log now
 *
 * Takes in what was held because its form was not published yet. Each line is a transaction.
 */
gboolean
ruhu_hq_release_known_forms (RuhuHqDir *dir, guint *released, GError **error)
{
  g_autoptr (GPtrArray) held =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_hq_change_free);
  guint i;

  *released = 0;
  if (!ruhu_hq_log_foreach_held (ruhu_hq_dir_get_store (dir),
                                 ruhu_quarantine_to_string (RUHU_QUARANTINE_FORM_UNKNOWN),
                                 collect,
                                 held,
                                 error))
    return FALSE;

  for (i = 0; i < held->len; i++) {
    gboolean done;

    if (!release (dir, g_ptr_array_index (held, i), "hq", &done, error))
      return FALSE;
    *released += done;
  }
  return TRUE;
}
