/* ruhu-hq-correction.c: which response of a chain of corrections counts
 *
 * A response that corrects another one names it, and both stay. What counts is the newest of all
 * that go back to the same one: the end of the chain, and of two ends the one with the greater
 * effective clock; what was found void or a duplicate never does. Two corrections of one response
 * are a conflict. In whatever order they come, the links are the same in the end, so that they can
 * be compared with the log.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-correction.h"

#include "ruhu-hq-conflict-table.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-meta-table.h"
#include "ruhu-hq-state.h"

#include "base/ruhu-hlc.h"
#include "base/ruhu-json.h"
#include "ruhu-merge.h"

#define PATH "replaces"
#define RELINKED "corrections"

static gboolean
is_live (RuhuHqObject *response)
{
  return response->state != RUHU_HQ_RESPONSE_DUPLICATE && response->state != RUHU_HQ_RESPONSE_VOID;
}

/* What @response corrects: in its own village, or it corrects nothing. */
static RuhuHqObject *
find_older (GHashTable *objects, RuhuHqObject *response)
{
  RuhuHqObject *older =
    response->replaces != NULL ? g_hash_table_lookup (objects, response->replaces) : NULL;

  return older != NULL && older->kind == RUHU_OBJECT_RESPONSE &&
             g_strcmp0 (older->division, response->division) == 0
           ? older
           : NULL;
}

/* What all that go back to the same response have in common, also before that one has come. In a
 * ring, which nobody makes in good faith, it is the smallest name. */
static char *
make_root (GHashTable *objects, RuhuHqObject *response)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  RuhuHqObject *oldest = response;
  RuhuHqObject *next;
  const char *name;

  g_hash_table_add (seen, oldest->uuid);
  while ((next = find_older (objects, oldest)) != NULL && g_hash_table_add (seen, next->uuid))
    oldest = next;

  name = oldest->uuid;
  if (next != NULL)
    for (next = find_older (objects, oldest); next != oldest; next = find_older (objects, next))
      name = g_strcmp0 (next->uuid, name) < 0 ? next->uuid : name;
  else if (oldest->replaces != NULL && !g_hash_table_contains (objects, oldest->replaces))
    name = oldest->replaces;
  return g_strdup_printf ("%s|%s", name, oldest->division);
}

static gboolean
is_newer (RuhuHqObject *response, RuhuHqObject *than)
{
  return response->eff != than->eff ? response->eff > than->eff
                                    : g_strcmp0 (response->uuid, than->uuid) > 0;
}

/* Those that another one, which may count, corrects. */
static GHashTable *
find_corrected (GHashTable *objects)
{
  GHashTable *corrected = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, objects);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    RuhuHqObject *older = find_older (objects, value);

    if (older != NULL && older != value && is_live (value))
      g_hash_table_add (corrected, older);
  }
  return corrected;
}

/* Who corrects comes after what is corrected, whichever came first and whatever the clocks say. */
static gboolean
is_better (GHashTable *corrected, RuhuHqObject *response, RuhuHqObject *than)
{
  gboolean is_link = g_hash_table_contains (corrected, response);
  gboolean was_link = g_hash_table_contains (corrected, than);

  return is_link != was_link ? was_link : is_newer (response, than);
}

/**
 * ruhu_hq_correction_link:
 * @objects: (element-type utf8 RuhuHqObject): by UUID; with a response all that are linked with it
 *
 * Sets of each response by which one it is replaced.
 */
void
ruhu_hq_correction_link (GHashTable *objects)
{
  g_autoptr (GHashTable) roots = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GHashTable) newest = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) corrected = find_corrected (objects);
  GHashTableIter iter;
  gpointer value, root;

  g_hash_table_iter_init (&iter, objects);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    RuhuHqObject *best;

    if (((RuhuHqObject *) value)->kind != RUHU_OBJECT_RESPONSE)
      continue;
    root = make_root (objects, value);
    g_hash_table_insert (roots, value, root);
    best = g_hash_table_lookup (newest, root);
    if (is_live (value) && (best == NULL || is_better (corrected, value, best)))
      g_hash_table_insert (newest, root, value);
  }

  g_hash_table_iter_init (&iter, roots);
  while (g_hash_table_iter_next (&iter, &value, &root)) {
    RuhuHqObject *response = value;
    RuhuHqObject *best = g_hash_table_lookup (newest, root);

    g_free (response->replaced_by);
    response->replaced_by = best != NULL && best != response ? g_strdup (best->uuid) : NULL;
  }
}

static gboolean
add_object (RuhuHqObject *object, gpointer data, GError **error)
{
  GHashTable *objects = data;
  RuhuHqObject *taken;

  if (object->kind != RUHU_OBJECT_RESPONSE || g_hash_table_contains (objects, object->uuid))
    return TRUE;

  taken = g_memdup2 (object, sizeof *object);
  memset (object, 0, sizeof *object);
  g_hash_table_insert (objects, taken->uuid, taken);
  return TRUE;
}

static void
free_object (gpointer object)
{
  ruhu_hq_object_free (object);
}

static GHashTable *
new_objects (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_object);
}

static void
ask_for (GPtrArray *wanted, GHashTable *asked, const char *uuid)
{
  if (uuid != NULL && g_hash_table_add (asked, g_strdup (uuid)))
    g_ptr_array_add (wanted, g_strdup (uuid));
}

/* All that are linked with @uuid, up and down. */
static GHashTable *
load_linked (RuhuHqStore *store, const char *town, const char *uuid, GError **error)
{
  g_autoptr (GHashTable) objects = new_objects ();
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer object;
  guint i;

  ask_for (wanted, asked, uuid);
  for (i = 0; i < wanted->len; i++) {
    if (!ruhu_hq_object_foreach_linked (store, town, wanted->pdata[i], add_object, objects, error))
      return NULL;

    g_hash_table_iter_init (&iter, objects);
    while (g_hash_table_iter_next (&iter, NULL, &object)) {
      ask_for (wanted, asked, ((RuhuHqObject *) object)->uuid);
      ask_for (wanted, asked, ((RuhuHqObject *) object)->replaces);
    }
  }
  return g_steal_pointer (&objects);
}

static int
compare_objects (gconstpointer a, gconstpointer b)
{
  RuhuHqObject *left = *(RuhuHqObject *const *) a;
  RuhuHqObject *right = *(RuhuHqObject *const *) b;

  return is_newer (left, right) ? 1 : is_newer (right, left) ? -1 : 0;
}

/**
 * ruhu_hq_correction_load_chain:
 *
 * Returns: (transfer full) (nullable) (element-type RuhuHqObject): @response and all that correct
 *   it, or that it goes back to, oldest first; what counts is the one that nothing replaces
 */
GPtrArray *
ruhu_hq_correction_load_chain (RuhuHqStore *store, RuhuHqObject *response, GError **error)
{
  g_autoptr (GHashTable) objects = load_linked (store, response->town, response->uuid, error);
  g_autofree char *root = NULL;
  GPtrArray *chain;
  GHashTableIter iter;
  gpointer object;

  if (objects == NULL)
    return NULL;

  chain = g_ptr_array_new_with_free_func (free_object);
  if (g_hash_table_contains (objects, response->uuid))
    root = make_root (objects, g_hash_table_lookup (objects, response->uuid));
  g_hash_table_iter_init (&iter, objects);
  while (g_hash_table_iter_next (&iter, NULL, &object)) {
    g_autofree char *other = make_root (objects, object);

    if (g_strcmp0 (root, other) == 0)
      g_ptr_array_add (chain, object);
  }
  for (guint i = 0; i < chain->len; i++)
    g_hash_table_steal (objects, ((RuhuHqObject *) chain->pdata[i])->uuid);
  g_ptr_array_sort (chain, compare_objects);
  return chain;
}

static gboolean
save_links (RuhuHqStore *store, GHashTable *objects, GError **error)
{
  GHashTableIter iter;
  gpointer object;

  g_hash_table_iter_init (&iter, objects);
  while (g_hash_table_iter_next (&iter, NULL, &object)) {
    if (!ruhu_hq_object_save (store, object, error))
      return FALSE;
  }
  return TRUE;
}

static void
add_head (JsonArray *heads, RuhuHqObject *response)
{
  g_autoptr (JsonObject) body = ruhu_hq_state_parse (response);
  g_autofree char *eff = ruhu_hlc_to_string (response->eff);
  JsonObject *head = json_object_new ();

  json_object_set_string_member (head, "v", response->uuid);
  json_object_set_string_member (head, "e", eff);
  if (body != NULL) {
    json_object_set_string_member (head, "d", ruhu_json_get_string (body, "d"));
    json_object_set_int_member (head, "q", ruhu_json_get_int64 (body, "q"));
    json_object_set_string_member (head, "u", ruhu_json_get_string (body, "u"));
  }
  json_array_add_object_element (heads, head);
}

/* Those that count of the corrections of the response that @response corrects. */
static JsonArray *
list_heads (GHashTable *objects, RuhuHqObject *response, guint *all)
{
  g_autoptr (GPtrArray) siblings = g_ptr_array_new ();
  JsonArray *heads = json_array_new ();
  GHashTableIter iter;
  gpointer value;
  guint i;

  *all = 0;
  g_hash_table_iter_init (&iter, objects);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    RuhuHqObject *other = value;

    if (g_strcmp0 (other->replaces, response->replaces) != 0 ||
        g_strcmp0 (other->division, response->division) != 0)
      continue;
    (*all)++;
    if (is_live (other))
      g_ptr_array_add (siblings, other);
  }
  g_ptr_array_sort (siblings, compare_objects);
  for (i = 0; i < siblings->len; i++)
    add_head (heads, siblings->pdata[siblings->len - 1 - i]);
  return heads;
}

/* Neither of two corrections replaced the other: people are asked, and both stay readable. It
 * closes when at most one of them is left that may count. */
static gboolean
settle_conflict (RuhuHqStore *store,
                 GHashTable *objects,
                 RuhuHqObject *response,
                 gint64 sseq,
                 GError **error)
{
  guint all;
  g_autoptr (JsonArray) heads = list_heads (objects, response, &all);
  g_autofree char *uuid = ruhu_merge_conflict_id (response->replaces, PATH);
  gboolean closed = json_array_get_length (heads) < 2;
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *text = NULL;
  RuhuHqConflict conflict = {
    response->town, uuid, response->replaces, response->division, (char *) PATH, closed, sseq, NULL
  };

  if (all < 2)
    return TRUE;

  body = json_object_new ();
  json_object_set_string_member (body, "id", uuid);
  json_object_set_string_member (body, "rec", response->replaces);
  json_object_set_string_member (body, "k", ruhu_object_kind_to_string (RUHU_OBJECT_RESPONSE));
  json_object_set_string_member (body, "div", response->division);
  json_object_set_string_member (body, "path", PATH);
  json_object_set_array_member (body, "heads", json_array_ref (heads));
  if (closed)
    json_object_set_int_member (body, "closed", 1);
  text = ruhu_json_to_text (body);
  conflict.body = text;
  return ruhu_hq_conflict_save (store, &conflict, error);
}

/**
 * ruhu_hq_correction_settle:
 * @response: one that has just been saved: it came, or something was decided about it
 * @sseq: the line that did so
 *
 * In the transaction that did so. Brings the links of its chain up to date.
 */
gboolean
ruhu_hq_correction_settle (RuhuHqStore *store, RuhuHqObject *response, gint64 sseq, GError **error)
{
  g_autoptr (GHashTable) objects = NULL;
  gboolean linked = response->replaces != NULL;

  if (!linked &&
      !ruhu_hq_object_is_replaced (store, response->town, response->uuid, &linked, error))
    return FALSE;
  if (!linked)
    return TRUE;

  objects = load_linked (store, response->town, response->uuid, error);
  if (objects == NULL)
    return FALSE;
  if (g_hash_table_size (objects) < 2)
    return TRUE;

  ruhu_hq_correction_link (objects);
  return save_links (store, objects, error) &&
         (response->replaces == NULL || settle_conflict (store, objects, response, sseq, error));
}

/* Of what an older ruhu-hq took in, only the body says what it corrects. */
static gboolean
add_named (RuhuHqObject *object, gpointer data, GError **error)
{
  g_autoptr (JsonObject) body =
    object->kind == RUHU_OBJECT_RESPONSE ? ruhu_hq_state_parse (object) : NULL;
  const char *replaces = body != NULL ? ruhu_json_get_string (body, PATH) : NULL;

  if (object->replaces == NULL)
    object->replaces = g_strdup (replaces);
  return add_object (object, data, error);
}

static gboolean
relink_town (RuhuHqStore *store, const char *town, GError **error)
{
  g_autoptr (GHashTable) objects = new_objects ();

  if (!ruhu_hq_object_foreach_in_town (store, town, "", NULL, add_named, objects, error))
    return FALSE;

  ruhu_hq_correction_link (objects);
  return save_links (store, objects, error);
}

/**
 * ruhu_hq_correction_relink:
 *
 * Makes the links of what an older ruhu-hq took in; once.
 */
gboolean
ruhu_hq_correction_relink (RuhuHqStore *store, GError **error)
{
  g_autofree char *done = ruhu_hq_meta_get (store, RELINKED, error);
  g_autoptr (GPtrArray) towns = NULL;
  g_auto (RuhuHqTx) tx = { NULL };
  guint i;

  if (done == NULL)
    return FALSE;
  if (g_str_equal (done, "1"))
    return TRUE;
  if (!ruhu_hq_tx_begin (&tx, store, TRUE, error))
    return FALSE;

  towns = ruhu_hq_log_list_towns (store, "", error);
  for (i = 0; towns != NULL && i < towns->len; i++) {
    if (!relink_town (store, towns->pdata[i], error))
      return FALSE;
  }
  return towns != NULL && ruhu_hq_meta_set (store, RELINKED, "1", error) &&
         ruhu_hq_tx_commit (&tx, error);
}
