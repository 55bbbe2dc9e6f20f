/* ruhu-hq-object-table.h: the state of every object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-object.h"
#include "ruhu-hq-store.h"

G_BEGIN_DECLS

/* Of a response and of a task. Numbers stand in the database. */
enum {
  RUHU_HQ_RESPONSE_RECEIVED = 0,
  RUHU_HQ_RESPONSE_VERIFIED = 1,
  RUHU_HQ_RESPONSE_RETURNED = 2,
  RUHU_HQ_RESPONSE_ACCEPTED = 3,
  RUHU_HQ_RESPONSE_QUERIED = 4,
  RUHU_HQ_RESPONSE_DUPLICATE = 5,
  RUHU_HQ_RESPONSE_VOID = 6,

  RUHU_HQ_TASK_OPEN = 0,
  RUHU_HQ_TASK_DONE = 1,
  RUHU_HQ_TASK_CANCELLED = 2,
};

/** RuhuHqObject: one row; column comments in resources/sql/hq/ */
typedef struct {
  char *town;
  char *uuid;
  RuhuObjectKind kind;
  char *division;
  char *parent;
  gint64 state;
  gint64 due;
  guint64 eff;
  char *idk;
  char *replaces;
  char *replaced_by;
  GBytes *body;
} RuhuHqObject;

void ruhu_hq_object_free (RuhuHqObject *object);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqObject, ruhu_hq_object_free)

/** RuhuHqObjectFunc: Returns: %FALSE to stop; with @error set where something is wrong */
typedef gboolean (*RuhuHqObjectFunc) (RuhuHqObject *object, gpointer data, GError **error);

RuhuHqObject *
ruhu_hq_object_load (RuhuHqStore *store, const char *town, const char *uuid, GError **error);
gboolean
ruhu_hq_object_remove (RuhuHqStore *store, const char *town, const char *uuid, GError **error);
gboolean ruhu_hq_object_save (RuhuHqStore *store, RuhuHqObject *object, GError **error);
gboolean ruhu_hq_object_foreach_in_town (RuhuHqStore *store,
                                         const char *town,
                                         const char *scope,
                                         const char *after,
                                         RuhuHqObjectFunc func,
                                         gpointer data,
                                         GError **error);

gboolean ruhu_hq_object_foreach_of_parent (RuhuHqStore *store,
                                           const char *town,
                                           const char *parent,
                                           RuhuObjectKind kind,
                                           RuhuHqObjectFunc func,
                                           gpointer data,
                                           GError **error);

gboolean ruhu_hq_object_foreach_linked (RuhuHqStore *store,
                                        const char *town,
                                        const char *uuid,
                                        RuhuHqObjectFunc func,
                                        gpointer data,
                                        GError **error);

gboolean ruhu_hq_object_is_replaced (RuhuHqStore *store,
                                     const char *town,
                                     const char *uuid,
                                     gboolean *is,
                                     GError **error);
gboolean ruhu_hq_object_find_idk (RuhuHqStore *store,
                                  const char *town,
                                  const char *idk,
                                  char **uuid,
                                  GError **error);

GPtrArray *
ruhu_hq_object_list_idk (RuhuHqStore *store, const char *town, const char *idk, GError **error);

G_END_DECLS
