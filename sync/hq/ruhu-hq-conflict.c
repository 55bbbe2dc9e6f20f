/* ruhu-hq-conflict.c: values neither of which replaced the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-conflict.h"

#include "ruhu-hq-conflict-table.h"
#include "ruhu-hq-state.h"
#include "ruhu-merge.h"
#include "base/ruhu-json.h"
#include "base/ruhu-mutant.h"

static gboolean
save (RuhuHqStore *store,
      RuhuHqObject *object,
      JsonObject *body,
      gint64 sseq,
      gboolean closed,
      GError **error)
{
  const char *path = ruhu_json_get_string (body, "path");
  g_autofree char *uuid = ruhu_merge_conflict_id (object->uuid, path);
  g_autofree char *text = NULL;
  RuhuHqConflict conflict = { object->town,  uuid,   object->uuid, object->division,
                              (char *) path, closed, sseq,         NULL };

  if (closed)
    json_object_set_int_member (body, "closed", 1);
  text = ruhu_json_to_text (body);
  conflict.body = text;
  return ruhu_hq_conflict_save (store, &conflict, error);
}

static gboolean
has (char **paths, const char *path)
{
  return g_strv_contains ((const char *const *) paths, path);
}

/* Whether people are asked something else than before. */
static gboolean
has_changed (JsonObject *old, char **were, JsonObject *now)
{
  const char *path = ruhu_json_get_string (now, "path");
  g_autoptr (JsonObject) before =
    has (were, path) ? ruhu_merge_describe_conflict (old, path) : NULL;
  g_autofree char *one = before != NULL ? ruhu_json_to_text (before) : NULL;
  g_autofree char *other = ruhu_json_to_text (now);

  return g_strcmp0 (one, other) != 0;
}

/**
 * ruhu_hq_conflict_settle:
 * @before: (nullable): an object without a line
 * @after: and with it
 * @sseq: the line's place in the township's log: where the conflict is found by who pulls
 *
 * Opens the conflicts that the line made and closes those it settled.
 */
gboolean
ruhu_hq_conflict_settle (RuhuHqStore *store,
                         RuhuHqObject *before,
                         RuhuHqObject *after,
                         gint64 sseq,
                         GError **error)
{
  g_autoptr (JsonObject) old = before != NULL ? ruhu_hq_state_parse (before) : NULL;
  g_autoptr (JsonObject) new = ruhu_hq_state_parse (after);
  g_auto (GStrv) were = old != NULL ? ruhu_merge_list_conflicts (old) : g_new0 (char *, 1);
  g_auto (GStrv) are = ruhu_merge_list_conflicts (new);
  guint i;

  for (i = 0; are[i] != NULL; i++) {
    g_autoptr (JsonObject) body = ruhu_merge_describe_conflict (new, are[i]);

    if (has_changed (old, were, body) && !save (store, after, body, sseq, FALSE, error))
      return FALSE;
  }
  for (i = 0; were[i] != NULL; i++) {
    g_autoptr (JsonObject) body = NULL;

    if (has (are, were[i]) || ruhu_mutant (CONFLICT_NOT_CLOSED))
      continue;
    body = ruhu_merge_describe_conflict (new, were[i]);
    if (!save (store, after, body, sseq, TRUE, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * ruhu_hq_conflict_close_all:
 * @object: UUID of an object that is not here any more
 *
 * Nothing is left of its conflicts but that they are closed.
 */
gboolean
ruhu_hq_conflict_close_all (RuhuHqStore *store,
                            const char *town,
                            const char *object,
                            gint64 sseq,
                            GError **error)
{
  g_autoptr (GPtrArray) conflicts = ruhu_hq_conflict_list_of (store, town, object, error);
  guint i;

  for (i = 0; conflicts != NULL && i < conflicts->len; i++) {
    RuhuHqConflict *conflict = g_ptr_array_index (conflicts, i);
    char *body = g_strdup_printf ("{\"id\":\"%s\",\"closed\":1}", conflict->uuid);

    g_free (conflict->body);
    conflict->body = body;
    conflict->closed = TRUE;
    conflict->sseq = sseq;
    if (!ruhu_hq_conflict_save (store, conflict, error))
      return FALSE;
  }
  return conflicts != NULL;
}
