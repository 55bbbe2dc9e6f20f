/* ruhu-hq-web.h: HQ's page in the browser, and its JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-request.h"
#include "ruhu-hq-user-table.h"

G_BEGIN_DECLS

/**
 * RuhuHqRight:
 * @RUHU_HQ_RIGHT_SIGNED_IN: whoever is signed in, the one-time password still in use
 * @RUHU_HQ_RIGHT_COUNTS: who has a password of their own
 * @RUHU_HQ_RIGHT_RESPONSES: who works with persons; not those who keep forms or the system
 */
typedef enum {
  RUHU_HQ_RIGHT_SIGNED_IN,
  RUHU_HQ_RIGHT_COUNTS,
  RUHU_HQ_RIGHT_RESPONSES,
} RuhuHqRight;

/** RuhuHqVisitor: who asks; `g_auto (RuhuHqVisitor) visitor = { 0 };` */
typedef struct {
  RuhuHqUser *user;
  char *token; /* of the session, from the cookie */
  char *csrf;  /* what writing requests repeat */
  char *town;  /* whose audit tells of this user */
} RuhuHqVisitor;

void ruhu_hq_visitor_clear (RuhuHqVisitor *visitor);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RuhuHqVisitor, ruhu_hq_visitor_clear)

void ruhu_hq_web_protect (SoupServerMessage *message);
gboolean ruhu_hq_web_recognize (RuhuHqRequest *request, RuhuHqVisitor *visitor, GError **error);
gboolean ruhu_hq_web_admit (RuhuHqRequest *request, RuhuHqVisitor *visitor, RuhuHqRight right);
const char *ruhu_hq_web_get_division (RuhuHqRequest *request, RuhuHqVisitor *visitor);
gboolean ruhu_hq_web_note (RuhuHqRequest *request,
                           const char *town,
                           const char *actor,
                           const char *action,
                           const char *object);
JsonObject *ruhu_hq_web_read (RuhuHqRequest *request);

void ruhu_hq_web_refuse (RuhuHqRequest *request,
                         guint status,
                         const char *code,
                         const char *zh,
                         const char *en);
void ruhu_hq_web_fail (RuhuHqRequest *request, GError *error);
JsonObject *ruhu_hq_web_begin_answer (RuhuHqRequest *request, const char *division);
void ruhu_hq_web_set_texts (JsonObject *object, const char *member, const char *zh, const char *en);
void ruhu_hq_web_set_time (JsonObject *object, const char *member, gint64 ms);
void ruhu_hq_web_name_division (RuhuHqDir *dir, JsonObject *object, const char *division);

G_END_DECLS
