/* ruhu-response-row-private.h: rows of drafts and answers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response.h"
#include "store/ruhu-store-private.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A row of table draft; @body is `{"local":{…},"content":{…}}`: see ruhu-response-row.c. */
typedef struct {
  guint8 rec[16];
  RuhuResponseState state;
  gint64 finished;
  JsonObject *body;
} RuhuDraft;

/* In `local` of a correction. */
#define RUHU_DRAFT_SHARED "shared"

void ruhu_draft_free (RuhuDraft *draft);
gboolean ruhu_draft_is_discarded (const RuhuDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuDraft, ruhu_draft_free)

RuhuDraft *ruhu_draft_new (RuhuResponse *response, GError **error);
gboolean ruhu_draft_find (RuhuVault *vault, const char *id, RuhuDraft **draft, GError **error);
RuhuDraft *ruhu_draft_get (RuhuVault *vault, const char *id, GError **error);
GPtrArray *ruhu_draft_list (RuhuVault *vault, GError **error);
gboolean ruhu_draft_write (RuhuVault *vault, RuhuDraft *draft, GError **error);
RuhuResponse *ruhu_draft_to_response (RuhuVault *vault, RuhuDraft *draft, GError **error);
RuhuResponse *ruhu_response_from_local (const char *id, JsonObject *local);

gboolean ruhu_answer_put (RuhuVault *vault,
                          const guint8 rec[16],
                          const char *key,
                          const char *value,
                          guint64 hlc,
                          GError **error);
gboolean
ruhu_answer_delete (RuhuVault *vault, const guint8 rec[16], const char *key, GError **error);
GHashTable *ruhu_answer_load (RuhuVault *vault, const guint8 rec[16], GError **error);

G_END_DECLS
