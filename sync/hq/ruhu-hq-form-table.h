/* ruhu-hq-form-table.h: published forms, every version for ever
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

/** RuhuHqForm: one row; @body is %NULL in lists */
typedef struct {
  char *id;
  char *version;
  char *hash;
  char *title;
  gint64 published;
  gint64 number;
  GBytes *body;
} RuhuHqForm;

void ruhu_hq_form_free (RuhuHqForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqForm, ruhu_hq_form_free)

RuhuHqForm *
ruhu_hq_form_load (RuhuHqStore *store, const char *id, const char *version, GError **error);
gboolean ruhu_hq_form_add (RuhuHqStore *store, RuhuHqForm *form, GError **error);
GPtrArray *ruhu_hq_form_list (RuhuHqStore *store, gint64 after, GError **error);
gboolean ruhu_hq_form_has (RuhuHqStore *store,
                           const char *id,
                           const char *version,
                           gboolean *has,
                           GError **error);

G_END_DECLS
