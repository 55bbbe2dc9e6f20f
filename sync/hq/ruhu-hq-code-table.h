/* ruhu-hq-code-table.h: enrolment codes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

#define RUHU_HQ_CODE_TRIES 5
#define RUHU_HQ_CODE_LIFE (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

/** RuhuHqCode: one row; column comments in resources/sql/hq/ */
typedef struct {
  char *id;
  char *code;
  char *scope;
  char *worker;
  gint64 expires;
  gint64 tries;
  char *used;
  char *answer;
  char *dev;
} RuhuHqCode;

void ruhu_hq_code_free (RuhuHqCode *code);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqCode, ruhu_hq_code_free)

RuhuHqCode *ruhu_hq_code_load (RuhuHqStore *store, const char *id, GError **error);
gboolean ruhu_hq_code_save (RuhuHqStore *store, RuhuHqCode *code, GError **error);
gboolean ruhu_hq_code_forget_old (RuhuHqStore *store, gint64 now, GError **error);

G_END_DECLS
