/* ruhu-hq-ingest-own.c: lines that HQ itself writes
 *
 * HQ has a log in each township like a device, chained and checked like all others.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-ingest-private.h"

#include "base/ruhu-error.h"
#include "ruhu-hash.h"
#include "ruhu-wire-json.h"

static gboolean
load_own (RuhuHqIngest *self, RuhuHqTown *town, GError **error)
{
  g_autofree char *name = ruhu_hq_device_own_name (town->name);
  GError *failed = NULL;

  if (town->own != NULL)
    return TRUE;

  town->own = ruhu_hq_device_load (self->store, name, &failed);
  if (town->own != NULL)
    return TRUE;
  if (!g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    g_propagate_error (error, failed);
    return FALSE;
  }

  g_clear_error (&failed);
  town->own = g_new0 (RuhuHqDevice, 1);
  town->own->town = g_strdup (town->name);
  town->own->dev = g_steal_pointer (&name);
  town->own->scope = g_strdup (town->name);
  town->own->worker = g_strdup ("hq");
  town->own->head = g_strdup (RUHU_HASH_NONE);
  town->own->enrolled = self->now;
  return TRUE;
}

static GBytes *
make_line (RuhuHqIngest *self,
           RuhuHqDevice *own,
           const char *division,
           RuhuObjectKind kind,
           const char *id,
           JsonObject *set,
           JsonObject *replaced)
{
  g_autoptr (JsonObject) line = json_object_new ();
  g_autofree char *hlc = ruhu_hlc_to_string (ruhu_hlc_next (own->last_eff, self->now));
  char *text;

  json_object_set_int_member (line, "seq", own->acked + 1);
  json_object_set_string_member (line, "hlc", hlc);
  json_object_set_string_member (line, "ph", own->head);
  json_object_set_string_member (line, "id", id);
  json_object_set_string_member (line, "k", ruhu_object_kind_to_string (kind));
  json_object_set_string_member (line, "div", division);
  json_object_set_string_member (line, "u", "hq");
  json_object_set_object_member (line, "set", json_object_ref (set));
  if (replaced != NULL && json_object_get_size (replaced) > 0)
    json_object_set_object_member (line, "rp", json_object_ref (replaced));
  text = ruhu_json_to_text (line);
  return g_bytes_new_take (text, strlen (text));
}

/**
 * ruhu_hq_ingest_write:
 * @division: a division of one of the transaction's townships
 * @set: field → value
 * @replaced: (nullable): field → the write it replaces; HQ's own earlier writes need no naming
 *
 * A line by HQ itself.
 *
 * Returns: %FALSE where the store failed, or with %RUHU_ERROR_INVALID where it would be no good
 * line
 */
gboolean
ruhu_hq_ingest_write (RuhuHqIngest *self,
                      const char *division,
                      RuhuObjectKind kind,
                      const char *id,
                      JsonObject *set,
                      JsonObject *replaced,
                      GError **error)
{
  RuhuHqTown *town = ruhu_hq_ingest_find_town (self, division);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RuhuLine) line = NULL;

  g_return_val_if_fail (town != NULL, FALSE);
  if (!load_own (self, town, error))
    return FALSE;

  bytes = make_line (self, town->own, division, kind, id, set, replaced);
  line = ruhu_line_new (bytes, town->own->acked + 1, town->own->head);
  if (ruhu_line_get_quarantine (line) == RUHU_QUARANTINE_NONE &&
      !ruhu_hq_ingest_take (self, town->own, line, FALSE, error))
    return FALSE;

  if (ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "%s: %s",
                 ruhu_line_get_path (line) != NULL ? ruhu_line_get_path (line) : "line",
                 ruhu_line_get_message (line));
    return FALSE;
  }

  town->own->acked++;
  town->own_wrote = TRUE;
  g_free (town->own->head);
  town->own->head = g_strdup (ruhu_line_get_hash (line));
  return TRUE;
}
