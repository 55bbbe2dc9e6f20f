/* ruhu-hq-form-table.h: published forms and their files, every version for ever
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-dir.h"

#include "ruhu-form-notice.h"

G_BEGIN_DECLS

/** RuhuHqForm: one row, and in @notice what tablets are told of it; @body is %NULL in lists */
typedef struct {
  RuhuFormNotice *notice;
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

char *ruhu_hq_form_media_get_path (RuhuHqDir *dir, const char *hash);
gboolean
ruhu_hq_form_media_keep (RuhuHqDir *dir, const char *hash, GBytes *content, GError **error);
gboolean
ruhu_hq_form_media_has (RuhuHqStore *store, const char *hash, gboolean *has, GError **error);

G_END_DECLS
