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
  g_autofree char *name =
    ruhu_hq_device_own_name (town->name, ruhu_hq_dir_get_restores (self->dir));
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

static void
copy_member (JsonObject *from, const char *name, JsonNode *value, gpointer to)
{
  json_object_set_member (to, name, json_node_copy (value));
}

static GBytes *
make_line (RuhuHqIngest *self, RuhuHqDevice *own, JsonObject *content)
{
  g_autoptr (JsonObject) line = json_object_new ();
  g_autofree char *hlc = ruhu_hlc_to_string (ruhu_hlc_next (own->last_eff, self->now));
  char *text;

  json_object_set_int_member (line, "seq", own->acked + 1);
  json_object_set_string_member (line, "hlc", hlc);
  json_object_set_string_member (line, "ph", own->head);
  json_object_foreach_member (content, copy_member, line);
  text = ruhu_json_to_text (line);
  return g_bytes_new_take (text, strlen (text));
}

/* What the line brings about may be lines of HQ's too: they come after it. */
static gboolean
take (RuhuHqIngest *self, RuhuHqTown *town, RuhuLine *line, GError **error)
{
  RuhuHqDevice *own = town->own;

  own->acked++;
  town->own_wrote = TRUE;
  g_free (own->head);
  own->head = g_strdup (ruhu_line_get_hash (line));
  if (ruhu_line_get_quarantine (line) == RUHU_QUARANTINE_NONE &&
      !ruhu_hq_ingest_take (self, own, line, FALSE, error))
    return FALSE;
  if (ruhu_line_get_quarantine (line) == RUHU_QUARANTINE_NONE)
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_INVALID,
               "%s: %s",
               ruhu_line_get_path (line) != NULL ? ruhu_line_get_path (line) : "line",
               ruhu_line_get_message (line));
  return FALSE;
}

/**
 * ruhu_hq_ingest_say:
 * @content: the members of a line from `id` on; its `div` lies in one of the transaction's
 * townships
 *
 * A line by HQ itself.
 *
 * Returns: %FALSE where the store failed, or with %RUHU_ERROR_INVALID where it would be no good
 *   line; then the transaction is not to be committed
 */
gboolean
ruhu_hq_ingest_say (RuhuHqIngest *self, JsonObject *content, GError **error)
{
  RuhuHqTown *town = ruhu_hq_ingest_find_town (self, ruhu_json_get_string (content, "div"));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RuhuLine) line = NULL;

  g_return_val_if_fail (town != NULL, FALSE);
  if (!load_own (self, town, error))
    return FALSE;

  bytes = make_line (self, town->own, content);
  line = ruhu_line_new (bytes, town->own->acked + 1, town->own->head);
  return take (self, town, line, error);
}

/**
 * ruhu_hq_ingest_write:
 * @division: a division of one of the transaction's townships
 * @set: field → value
 * @replaced: (nullable): field → the write it replaces; HQ's own earlier writes need no naming
 *
 * Returns: as ruhu_hq_ingest_say()
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
  g_autoptr (JsonObject) content = json_object_new ();

  json_object_set_string_member (content, "id", id);
  json_object_set_string_member (content, "k", ruhu_object_kind_to_string (kind));
  json_object_set_string_member (content, "div", division);
  json_object_set_string_member (content, "u", "hq");
  json_object_set_object_member (content, "set", json_object_ref (set));
  if (replaced != NULL && json_object_get_size (replaced) > 0)
    json_object_set_object_member (content, "rp", json_object_ref (replaced));
  return ruhu_hq_ingest_say (self, content, error);
}
