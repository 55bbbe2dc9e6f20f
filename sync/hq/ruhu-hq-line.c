/* ruhu-hq-line.c: GET /v1/line/<seq>
 *
 * A line of the asking device's own log, as it was pushed: that device has lost it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-handlers-private.h"

#include "ruhu-hash.h"
#include "ruhu-hq-log-table.h"

typedef struct {
  gint64 seq;
  GBytes *line;
} Wanted;

static gboolean
take (RuhuHqChange *change, gpointer data, GError **error)
{
  Wanted *wanted = data;
  g_autofree char *hash = ruhu_hash_bytes (change->body);

  /* Of one that was erased only the hash is left. */
  if (change->dseq == wanted->seq && g_strcmp0 (hash, change->hash) == 0)
    wanted->line = g_bytes_ref (change->body);
  return FALSE;
}

/** ruhu_hq_line_handle: one line */
void
ruhu_hq_line_handle (RuhuHqRequest *request)
{
  Wanted wanted = { 0, NULL };
  g_autoptr (GError) error = NULL;

  if (!g_ascii_string_to_signed (request->path, 10, 1, G_MAXINT64, &wanted.seq, NULL)) {
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_NOT_FOUND, NULL);
    return;
  }
  if (!ruhu_hq_log_foreach_of_device (ruhu_hq_dir_get_store (request->dir),
                                      request->device->dev,
                                      wanted.seq,
                                      take,
                                      &wanted,
                                      &error)) {
    ruhu_hq_request_fail (request, error);
    return;
  }

  if (wanted.line == NULL)
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_NOT_FOUND, NULL);
  else
    ruhu_hq_request_answer_bytes (request, "application/json", wanted.line);
  g_clear_pointer (&wanted.line, g_bytes_unref);
}
