/* ruhu-hq-duplicate.c: two entries with the same resident number
 *
 * Found by a keyed hash of the number, in the whole county; told to the township of the one that
 * came second, under the township's own code, so that its villages are not asked. Of an entry in
 * another township it is told which township that is, and nothing more. It closes when one of them
 * is taken out or its number is another.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-duplicate.h"

#include "ruhu-hq-conflict-table.h"
#include "ruhu-hq-state.h"

#include "base/ruhu-division.h"
#include "base/ruhu-json.h"
#include "ruhu-merge.h"

static gboolean
is_live (RuhuHqObject *person)
{
  g_autoptr (JsonObject) state = ruhu_hq_state_parse (person);

  return person->idk != NULL && state != NULL && !ruhu_merge_get_deleted (state);
}

static JsonObject *
make_head (RuhuHqObject *person, const char *town)
{
  JsonObject *head = json_object_new ();
  gboolean own = g_str_equal (person->town, town);

  if (own)
    json_object_set_string_member (head, "v", person->uuid);
  json_object_set_string_member (head, "div", own ? person->division : person->town);
  return head;
}

/* The living entries with the number of @person, it first where it lives itself. */
static JsonArray *
list_heads (RuhuHqStore *store, RuhuHqObject *person, GError **error)
{
  g_autoptr (GPtrArray) others = NULL;
  JsonArray *heads = json_array_new ();
  guint i;

  if (!is_live (person))
    return heads;

  others = ruhu_hq_object_list_idk (store, person->town, person->idk, error);
  if (others == NULL) {
    json_array_unref (heads);
    return NULL;
  }
  json_array_add_object_element (heads, make_head (person, person->town));
  for (i = 0; i < others->len; i++) {
    RuhuHqObject *other = g_ptr_array_index (others, i);

    if (!g_str_equal (other->uuid, person->uuid) && is_live (other))
      json_array_add_object_element (heads, make_head (other, person->town));
  }
  return heads;
}

static gboolean
find_open (RuhuHqStore *store, RuhuHqObject *person, gboolean *open, GError **error)
{
  g_autoptr (GPtrArray) conflicts =
    ruhu_hq_conflict_list_of (store, person->town, person->uuid, error);
  guint i;

  *open = FALSE;
  for (i = 0; conflicts != NULL && i < conflicts->len; i++)
    *open |= g_str_equal (((RuhuHqConflict *) g_ptr_array_index (conflicts, i))->path,
                          RUHU_HQ_DUPLICATE_PATH);
  return conflicts != NULL;
}

/* @opens: also where nobody was asked before */
static gboolean
settle_one (RuhuHqStore *store, RuhuHqObject *person, gboolean opens, gint64 sseq, GError **error)
{
  g_autofree char *uuid = ruhu_merge_conflict_id (person->uuid, RUHU_HQ_DUPLICATE_PATH);
  g_autoptr (JsonArray) heads = list_heads (store, person, error);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;
  gboolean open, closed;
  RuhuHqConflict conflict = {
    person->town, uuid, person->uuid, person->town, (char *) RUHU_HQ_DUPLICATE_PATH,
    FALSE,        sseq, NULL
  };

  if (heads == NULL || !find_open (store, person, &open, error))
    return FALSE;
  closed = json_array_get_length (heads) < 2;
  if (closed ? !open : !open && !opens)
    return TRUE;

  json_object_set_string_member (body, "id", uuid);
  json_object_set_string_member (body, "rec", person->uuid);
  json_object_set_string_member (body, "k", "person");
  json_object_set_string_member (body, "div", person->town);
  json_object_set_string_member (body, "path", RUHU_HQ_DUPLICATE_PATH);
  json_object_set_array_member (body, "heads", json_array_ref (heads));
  if (closed)
    json_object_set_int_member (body, "closed", 1);
  text = ruhu_json_to_text (body);
  conflict.body = text;
  conflict.closed = closed;
  return ruhu_hq_conflict_save (store, &conflict, error);
}

/* What was asked about others of the same township may be settled by this. */
static gboolean
settle_others (RuhuHqStore *store,
               RuhuHqObject *person,
               const char *idk,
               gint64 sseq,
               GError **error)
{
  g_autoptr (GPtrArray) others =
    idk != NULL ? ruhu_hq_object_list_idk (store, person->town, idk, error) : NULL;
  guint i;

  if (idk == NULL)
    return TRUE;
  for (i = 0; others != NULL && i < others->len; i++) {
    RuhuHqObject *other = g_ptr_array_index (others, i);

    if (!g_str_equal (other->uuid, person->uuid) && g_str_equal (other->town, person->town) &&
        !settle_one (store, other, FALSE, sseq, error))
      return FALSE;
  }
  return others != NULL;
}

/**
 * ruhu_hq_duplicate_settle:
 * @before: (nullable): an object without a line
 * @after: and with it, saved
 * @sseq: the line's place in the township's log
 */
gboolean
ruhu_hq_duplicate_settle (RuhuHqStore *store,
                          RuhuHqObject *before,
                          RuhuHqObject *after,
                          gint64 sseq,
                          GError **error)
{
  const char *had = before != NULL ? before->idk : NULL;

  if (after->kind != RUHU_OBJECT_PERSON || (had == NULL && after->idk == NULL))
    return TRUE;
  if (before != NULL && g_strcmp0 (had, after->idk) == 0 && is_live (before) == is_live (after))
    return TRUE;

  return settle_one (store, after, TRUE, sseq, error) &&
         settle_others (store, after, had, sseq, error);
}
