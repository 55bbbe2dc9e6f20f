/* ruhu-hq-proof.c: is this stored response what the tablet signed?
 *
 * The line is hashed again; each later line of the same tablet must name the hash of the one before
 * it, up to the head that the tablet signed with a key HQ never had. Who changes an answer in the
 * database would have to change every later line, and sign.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-proof.h"

#include "ruhu-hq-dispute.h"
#include "ruhu-hq-state.h"

#include "base/ruhu-error.h"
#include "ruhu-hash.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

/* A page must not read for seconds; `ruhu-hq verify` looks at everything. */
#define FOLLOWED_MOST 500

typedef struct {
  RuhuHqDevice *device;
  gint64 first; /* number of the line in question */
  gint64 last;  /* number of the line looked at last */
  char *hash;   /* and its hash */
  RuhuHqProof proof;
} Walk;

static gboolean
end_walk (Walk *walk, gint64 seq, gboolean blames_line)
{
  walk->proof = blames_line ? RUHU_HQ_PROOF_ALTERED : RUHU_HQ_PROOF_BROKEN;
  walk->last = seq;
  return FALSE;
}

static char *
read_previous (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonObject) line = ruhu_wire_json_parse (text, length, NULL);

  return line != NULL ? g_strdup (ruhu_json_get_string (line, "ph")) : NULL;
}

static gboolean
follow (RuhuHqChange *change, gpointer data, GError **error)
{
  Walk *walk = data;
  g_autofree char *hash = ruhu_hash_bytes (change->body);
  g_autofree char *named = change->sseq > 0 ? read_previous (change->body) : NULL;
  gboolean is_it = change->dseq == walk->first;

  if (g_strcmp0 (hash, change->hash) != 0)
    return end_walk (walk, change->dseq, is_it);
  if (!is_it && change->dseq != walk->last + 1)
    return end_walk (walk, change->dseq, FALSE);
  /* A line in quarantine may name what it likes; the next one still names it. */
  if (!is_it && named != NULL && g_strcmp0 (named, walk->hash) != 0)
    return end_walk (walk, change->dseq, walk->last == walk->first);

  g_free (walk->hash);
  walk->hash = g_steal_pointer (&hash);
  walk->last = change->dseq;
  return change->dseq - walk->first < FOLLOWED_MOST;
}

static void
check_head (Walk *walk)
{
  RuhuHqDevice *device = walk->device;

  if (walk->last - walk->first >= FOLLOWED_MOST && walk->last < device->acked)
    return;
  if (walk->last != device->acked || g_strcmp0 (walk->hash, device->head) != 0 ||
      device->ed == NULL ||
      !ruhu_sign_verify_head (walk->hash, device->hs, g_bytes_get_data (device->ed, NULL)))
    end_walk (walk, walk->last, walk->last == walk->first);
}

/* What the tables say about the response must be what the line and its decisions say. */
static gboolean
check_filing (RuhuHqDir *dir,
              RuhuHqChange *change,
              RuhuHqObject *object,
              gboolean *filed,
              GError **error)
{
  g_autofree char *previous = read_previous (change->body);
  g_autoptr (RuhuLine) line = NULL;
  g_autoptr (RuhuHqObject) made = NULL;
  g_autoptr (GPtrArray) decisions = NULL;

  *filed = FALSE;
  line = ruhu_line_new (change->body, change->dseq, previous != NULL ? previous : RUHU_HASH_NONE);
  if (ruhu_line_get_quarantine (line) != RUHU_QUARANTINE_NONE ||
      g_strcmp0 (ruhu_line_get_id (line), change->uuid) != 0 ||
      g_strcmp0 (ruhu_line_get_division (line), change->division) != 0)
    return TRUE;

  decisions =
    ruhu_hq_dispute_list_decisions (ruhu_hq_dir_get_store (dir), change->town, change->uuid, error);
  if (decisions == NULL)
    return FALSE;

  made = ruhu_hq_state_apply (NULL,
                              line,
                              change->town,
                              change->dev,
                              change->eff,
                              ruhu_hq_dir_get_idk_secret (dir));
  ruhu_hq_state_decide (made, decisions);
  *filed = object->state == made->state && g_strcmp0 (object->division, made->division) == 0 &&
           g_strcmp0 (object->parent, made->parent) == 0 &&
           g_strcmp0 (object->replaces, made->replaces) == 0 &&
           g_bytes_equal (object->body, made->body);
  return TRUE;
}

/**
 * ruhu_hq_proof_make:
 * @device: whose line it is
 * @change: (nullable): the line; %NULL where it could not be read back
 * @object: what the state says of it
 * @proof: (out): what was found
 *
 * Returns: %FALSE only where the store failed
 */
gboolean
ruhu_hq_proof_make (RuhuHqDir *dir,
                    RuhuHqDevice *device,
                    RuhuHqChange *change,
                    RuhuHqObject *object,
                    RuhuHqProof *proof,
                    GError **error)
{
  Walk walk = { device, 0, 0, NULL, RUHU_HQ_PROOF_INTACT };
  GError *failed = NULL;
  gboolean filed;

  *proof = RUHU_HQ_PROOF_UNREADABLE;
  if (change == NULL)
    return TRUE;
  if (!check_filing (dir, change, object, &filed, error))
    return FALSE;

  walk.first = change->dseq;
  if (!ruhu_hq_log_foreach_of_device (ruhu_hq_dir_get_store (dir),
                                      change->dev,
                                      change->dseq,
                                      follow,
                                      &walk,
                                      &failed)) {
    if (!g_error_matches (failed, RUHU_ERROR, RUHU_ERROR_CORRUPT)) {
      g_free (walk.hash);
      g_propagate_error (error, failed);
      return FALSE;
    }
    g_error_free (failed);
    walk.proof = RUHU_HQ_PROOF_BROKEN;
  }
  if (walk.proof == RUHU_HQ_PROOF_INTACT)
    check_head (&walk);
  g_free (walk.hash);
  *proof = walk.proof != RUHU_HQ_PROOF_INTACT || filed ? walk.proof : RUHU_HQ_PROOF_MISFILED;
  return TRUE;
}
