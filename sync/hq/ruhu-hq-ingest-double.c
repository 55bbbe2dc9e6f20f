/* ruhu-hq-ingest-double.c: what comes twice, under two names
 *
 * A tablet that was set back, or that HQ no longer knew, enrols anew and sends what waits once more
 * under its new name; a copy of it may go on under the old one. Either may come first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-ingest-private.h"

#include "ruhu-hq-log-table.h"

#include "base/ruhu-json.h"
#include "base/ruhu-mutant.h"
#include "ruhu-wire-json.h"

/* With its hash, as two copies of one tablet may each have written a line of that number. */
static char *
make_name (const char *place, const char *hash)
{
  return g_strdup_printf ("%s.%.16s", place, hash != NULL ? hash : "");
}

/** ruhu_hq_ingest_get_orig: Returns: (transfer full) (nullable): where @line stood before, as the
 * log notes it; %NULL for one that stood nowhere */
char *
ruhu_hq_ingest_get_orig (RuhuHqDevice *device, RuhuLine *line)
{
  JsonObject *said = ruhu_json_get_object (ruhu_line_get_object (line), "orig");
  g_autofree char *place = ruhu_line_get_orig (line);

  if (place == NULL || device->ed == NULL)
    return g_steal_pointer (&place);
  return make_name (place, ruhu_json_get_string (said, "hash"));
}

/* Whether a line under the name that it has itself came already as a renewed one. */
static gboolean
came_renewed (RuhuHqIngest *self,
              RuhuHqDevice *device,
              RuhuLine *line,
              gboolean *came,
              GError **error)
{
  g_autofree char *town = ruhu_hq_device_town_of (ruhu_line_get_division (line));
  g_autofree char *place =
    g_strdup_printf ("%s.%" G_GUINT64_FORMAT, device->dev, ruhu_line_get_seq (line));
  g_autofree char *name = make_name (place, ruhu_line_get_hash (line));

  return ruhu_hq_log_has_orig (self->store, town, name, came, error);
}

/* Whether HQ has a renewed line under the name it had before, or renewed. */
static gboolean
came_before (RuhuHqIngest *self,
             RuhuHqDevice *device,
             RuhuLine *line,
             const char *orig,
             gboolean *came,
             GError **error)
{
  JsonObject *said = ruhu_json_get_object (ruhu_line_get_object (line), "orig");
  g_autofree char *town = ruhu_hq_device_town_of (ruhu_line_get_division (line));
  g_autofree char *hash = NULL;
  guint64 seq = 0;

  ruhu_wire_json_get_uint (said, "seq", &seq);
  if (device->ed != NULL)
    hash =
      ruhu_hq_log_get_hash (self->store, ruhu_json_get_string (said, "dev"), (gint64) seq, NULL);

  *came = hash != NULL && g_strcmp0 (hash, ruhu_json_get_string (said, "hash")) == 0;
  return *came || ruhu_hq_log_has_orig (self->store, town, orig, came, error);
}

/**
 * ruhu_hq_ingest_find_double:
 * @is_double: (out): whether HQ has @line already, under another name
 *
 * What a tablet sends again under another name counts once; and so does what HQ says in the place
 * of a line that it holds.
 */
gboolean
ruhu_hq_ingest_find_double (RuhuHqIngest *self,
                            RuhuHqDevice *device,
                            RuhuLine *line,
                            gboolean *is_double,
                            GError **error)
{
  g_autofree char *orig = ruhu_hq_ingest_get_orig (device, line);

  *is_double = FALSE;
  if (ruhu_mutant (DOUBLE_NOT_FOUND))
    return TRUE;
  if (orig != NULL)
    return came_before (self, device, line, orig, is_double, error);
  return device->ed == NULL || came_renewed (self, device, line, is_double, error);
}
