/* sim-attach.c: photos: taken, sent in pieces, and looked for at both ends
 *
 * There are only a few pictures, so that two workers may well send the same. A response names one
 * under `photo`. What became of it is asked of the bytes: at HQ of the file, on the tablet of what
 * it opens again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-attach.h"

#include "sim-fail.h"
#include "sim-json.h"

#include <sodium.h>
#include <string.h>

#define KEY "/photo"
#define PICTURES 10

static GBytes *
make_picture (guint number)
{
  gsize n = 1 + number * 311;
  guint8 *data = g_malloc (n);
  gsize i;

  for (i = 0; i < n; i++)
    data[i] = (i * 131 + number) >> 3;
  return g_bytes_new_take (data, n);
}

static char *
make_hash (gconstpointer data, gsize n)
{
  guint8 hash[32];
  char *hex = g_malloc (65);

  crypto_generichash (hash, sizeof hash, data, n, NULL, 0);
  sodium_bin2hex (hex, 65, hash, sizeof hash);
  return hex;
}

/* A photo into a draft, in the place of one that is there. */
void
sim_attach_add (SimWorld *world, guint tablet, SimRandom *random)
{
  SimTablet *it = &world->tablets[tablet];
  SimDraft *draft =
    sim_model_pick (&world->models[tablet], SIM_DRAFT_OPEN, sim_random_below (random, 1000));
  g_autoptr (GBytes) picture = make_picture (sim_random_below (random, PICTURES));
  g_autofree char *name = NULL;
  SimOutcome outcome;

  if (draft == NULL || draft->forked)
    return;

  outcome = sim_tablet_attach (it, draft->id, picture, &name);
  if (outcome == SIM_REFUSED)
    sim_fail ("tablet %u takes no photo into a draft", tablet);
  if (outcome != SIM_DONE)
    return;

  g_hash_table_insert (world->photos,
                       g_strdup (name),
                       make_hash (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture)));
  outcome = sim_tablet_put (it, draft->id, KEY, name);
  if (outcome == SIM_DONE) {
    g_hash_table_replace (draft->said, g_strdup (KEY), g_steal_pointer (&name));
  } else if (outcome == SIM_STOPPED) {
    draft->maybe_key = g_strdup (KEY);
    draft->maybe_value = g_steal_pointer (&name);
  } else
    sim_fail ("tablet %u takes no photo's name into a draft", tablet);
}

/* I4: of what a receipt says that it is complete HQ has every byte. */
void
sim_attach_check_receipt (SimWorld *world, guint tablet, gint64 attachments)
{
  g_autofree char *sql = NULL;
  g_autofree char *missing = NULL;

  if (g_hash_table_size (world->photos) == 0)
    return;

  sql =
    g_strdup_printf ("SELECT lower (hex (att_ref.hash)) FROM att_ref JOIN att USING (town, hash)"
                     " WHERE dev = '%s' AND dseq <= %" G_GINT64_FORMAT " AND state <> 1",
                     world->tablets[tablet].dev,
                     attachments);
  missing = sim_hq_get_text (&world->hq, sql);
  if (missing != NULL)
    sim_fail ("I4: receipt of tablet %u is over photo %.8s, which HQ does not have",
              tablet,
              missing);
}

static gboolean
has_file (SimWorld *world, const char *hash)
{
  g_autofree char *path = g_strdup_printf ("%s/att/%.2s/%s", world->hq.path, hash, hash);
  g_autofree char *found = NULL;
  g_autofree char *data = NULL;
  gsize n;

  if (!g_file_get_contents (path, &data, &n, NULL))
    return FALSE;
  found = make_hash (data, n);
  return g_str_equal (found, hash);
}

static gboolean
names_photo (SimLogLine *line, const char *hash)
{
  JsonArray *atts = sim_json_get_array (line->line, "att");
  guint i;

  for (i = 0; atts != NULL && i < json_array_get_length (atts); i++) {
    if (g_strcmp0 (sim_json_get_text (json_array_get_object_element (atts, i), "hash"), hash) == 0)
      return TRUE;
  }
  return FALSE;
}

/* HQ wants the bytes of what it took; of what it holds the tablet keeps them. */
static void
check_photo (SimWorld *world, SimTablet *tablet, SimLogLine *line, const char *name)
{
  const char *hash = g_hash_table_lookup (world->photos, name);
  g_autoptr (GBytes) kept = NULL;
  g_autofree char *found = NULL;

  if (!names_photo (line, hash))
    sim_fail ("I1: line %" G_GINT64_FORMAT " of tablet %u does not name its photo",
              line->seq,
              tablet->process);
  if (line->sseq > 0) {
    if (!has_file (world, hash))
      sim_fail ("I1: HQ does not have photo %.8s of line %" G_GINT64_FORMAT " of tablet %u",
                hash,
                line->seq,
                tablet->process);
    return;
  }

  kept = sim_tablet_read_photo (tablet, name);
  if (kept != NULL)
    found = make_hash (g_bytes_get_data (kept, NULL), g_bytes_get_size (kept));
  if (g_strcmp0 (found, hash) != 0 && !has_file (world, hash))
    sim_fail ("I1: photo %.8s of line %" G_GINT64_FORMAT " of tablet %u is nowhere",
              hash,
              line->seq,
              tablet->process);
}

/* What was finished on the disk that is gone, or is a draft again, took its photo along. */
static gboolean
is_gone (SimWorld *world, guint tablet, SimLogLine *line)
{
  SimDraft *draft = sim_model_find (&world->models[tablet], sim_json_get_text (line->line, "id"));

  return world->is_copy[tablet] && (draft == NULL || draft->forked);
}

/* @log: of sim_hq_read_log() */
void
sim_attach_check_rest (SimWorld *world, GPtrArray *log, guint tablet)
{
  SimTablet *it = &world->tablets[tablet];
  guint i;

  for (i = 0; i < log->len && g_hash_table_size (world->photos) > 0; i++) {
    SimLogLine *line = log->pdata[i];
    const char *photo = sim_json_get_text (sim_json_get_object (line->line, "ans"), "photo");

    if (photo != NULL && sim_tablet_was (it, line->dev) && g_strcmp0 (line->code, "DOUBLE") != 0 &&
        !is_gone (world, tablet, line))
      check_photo (world, it, line, photo);
  }
}
