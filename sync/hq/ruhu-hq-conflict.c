/* ruhu-hq-conflict.c: values neither of which replaced the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-conflict.h"

#include "ruhu-hq-state.h"
#include "ruhu-merge.h"
#include "base/ruhu-json.h"

static gboolean
save (RuhuHqStore *store,
      RuhuHqObject *object,
      JsonObject *state,
      const char *path,
      gint64 sseq,
      gboolean closed,
      GError **error)
{
  g_autoptr (JsonObject) body = ruhu_merge_describe_conflict (state, path);
  g_autofree char *text = NULL;
  g_autofree char *uuid = ruhu_merge_conflict_id (object->uuid, path);
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

/**
 * ruhu_hq_conflict_settle:
 * @before, @after: an object without and with @line
 * @sseq: the line's place in the township's log: where the conflict is found by who pulls
 *
 * Opens the conflicts that the line made and closes those it settled.
 */
gboolean
ruhu_hq_conflict_settle (RuhuHqStore *store,
                         RuhuHqObject *before,
                         RuhuHqObject *after,
                         RuhuLine *line,
                         gint64 sseq,
                         GError **error)
{
  g_autoptr (JsonObject) old = ruhu_hq_state_parse (before);
  g_autoptr (JsonObject) new = ruhu_hq_state_parse (after);
  JsonObject *set = ruhu_json_get_object (ruhu_line_get_object (line), "set");
  g_auto (GStrv) were = ruhu_merge_list_conflicts (old);
  g_auto (GStrv) are = ruhu_merge_list_conflicts (new);
  guint i;

  for (i = 0; are[i] != NULL; i++) {
    if ((json_object_has_member (set, are[i]) || !has (were, are[i])) &&
        !save (store, after, new, are[i], sseq, FALSE, error))
      return FALSE;
  }
  for (i = 0; were[i] != NULL; i++) {
    if (!has (are, were[i]) && !save (store, after, new, were[i], sseq, TRUE, error))
      return FALSE;
  }
  return TRUE;
}
