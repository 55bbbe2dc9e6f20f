/* ruhu-hq-ingest-find.c: what a transaction that writes asks of the state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-ingest.h"

#include "ruhu-hq-state.h"
#include "ruhu-merge.h"

typedef struct {
  const char *form;
  const char *reason;
  char *found;
} Search;

static gboolean
look_at_task (RuhuHqObject *object, gpointer data, GError **error)
{
  Search *search = data;
  g_autoptr (JsonObject) state = ruhu_hq_state_parse (object);

  if (object->state == RUHU_HQ_TASK_OPEN && state != NULL &&
      g_strcmp0 (ruhu_merge_get_text (state, "form_id"), search->form) == 0 &&
      g_strcmp0 (ruhu_merge_get_text (state, "reason"), search->reason) == 0)
    search->found = g_strdup (object->uuid);
  return search->found == NULL;
}

/** ruhu_hq_ingest_find_open_task: @id: (out) (nullable): an open task of @person for that reason */
gboolean
ruhu_hq_ingest_find_open_task (RuhuHqIngest *self,
                               RuhuHqObject *person,
                               const char *form,
                               const char *reason,
                               char **id,
                               GError **error)
{
  Search search = { form, reason, NULL };
  gboolean ok =
    ruhu_hq_object_foreach_of_parent (ruhu_hq_dir_get_store (ruhu_hq_ingest_get_dir (self)),
                                      person->town,
                                      person->uuid,
                                      RUHU_OBJECT_TASK,
                                      look_at_task,
                                      &search,
                                      error);

  *id = search.found;
  return ok;
}

/** ruhu_hq_ingest_find_resident: @id: (out) (nullable): who in @town has that resident number */
gboolean
ruhu_hq_ingest_find_resident (RuhuHqIngest *self,
                              const char *town,
                              const char *resident_id,
                              char **id,
                              GError **error)
{
  g_autofree char *idk =
    ruhu_hq_state_make_idk (resident_id,
                            ruhu_hq_dir_get_idk_secret (ruhu_hq_ingest_get_dir (self)));

  *id = NULL;
  return idk == NULL ||
         ruhu_hq_object_find_idk (ruhu_hq_dir_get_store (ruhu_hq_ingest_get_dir (self)),
                                  town,
                                  idk,
                                  id,
                                  error);
}
