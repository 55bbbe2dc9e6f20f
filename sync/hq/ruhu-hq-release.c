/* ruhu-hq-release.c: lines out of quarantine
 *
 * A released line moves into the log under its own number, so that its device's chain stays what it
 * was; only its effective clock is that of today.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-release.h"

#include "ruhu-hq-audit-table.h"
#include "ruhu-hq-ingest.h"
#include "ruhu-hq-log-table.h"

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

static gboolean
release (RuhuHqDir *dir, RuhuHqChange *change, guint *released, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (dir);
  g_autoptr (RuhuLine) line = read_line (change);
  g_autoptr (GPtrArray) towns = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (RuhuHqIngest) ingest = NULL;
  g_autoptr (RuhuHqDevice) device = NULL;
  g_autofree char *what = NULL;

  if (ruhu_line_get_division (line) == NULL)
    return TRUE;

  g_ptr_array_add (towns, ruhu_hq_device_town_of (ruhu_line_get_division (line)));
  ingest = ruhu_hq_ingest_begin (dir, towns, error);
  device = ingest != NULL ? ruhu_hq_device_load (store, change->dev, error) : NULL;
  if (device == NULL || !ruhu_hq_ingest_release (ingest, device, line, error))
    return FALSE;
  if (ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE)
    return TRUE; /* still held, for this or another reason; nothing is committed */

  what = g_strdup_printf ("%s.%" G_GINT64_FORMAT, change->dev, change->dseq);
  if (!ruhu_hq_device_save (store, device, error) ||
      !ruhu_hq_audit_append (dir, device->town, "hq", "release", what, error) ||
      !ruhu_hq_ingest_commit (ingest, error))
    return FALSE;

  (*released)++;
  return TRUE;
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
    if (!release (dir, g_ptr_array_index (held, i), released, error))
      return FALSE;
  }
  return TRUE;
}
