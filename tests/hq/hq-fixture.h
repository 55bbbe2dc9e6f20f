/* hq-fixture.h: an HQ on the loopback, and a tablet that talks to it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-command.h"
#include "ruhu-hq-dir.h"
#include "ruhu-hq-server.h"
#include "ruhu-test.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define VILLAGE "990101101201"
#define OTHER_VILLAGE "990101101202"
#define TOWN "990101101"

typedef struct {
  char *dir_path;
  char *halves[2]; /* of the recovery key */
  RuhuHqDir *dir;
  RuhuHqServer *server;
  char *url;
  SoupSession *session;
} Hq;

typedef struct {
  Hq *hq;
  char *dev;
  char *scope;
  guint epoch;
  guint8 ed[32], ed_secret[64];
  guint8 lk[32], lk_secret[64];
  guint8 x[32], x_secret[32];
  gint64 skew;     /* how wrong its clock is */
  gboolean locked; /* signs with LK */
  guint64 seq;
  char *head;
} Tablet;

/* What a request came back with. */
typedef struct {
  guint status;
  GBytes *bytes;
  JsonObject *json;
  SoupMessageHeaders *headers;
} Answer;

void hq_set_up (Hq *hq, gconstpointer data);
void hq_tear_down (Hq *hq, gconstpointer data);
RuhuHqReply *hq_run (Hq *hq, ...) G_GNUC_NULL_TERMINATED;
char *hq_do (Hq *hq, ...) G_GNUC_NULL_TERMINATED;
void hq_start (Hq *hq);
void hq_stop (Hq *hq);
void hq_restart (Hq *hq);
void hq_execute_stopped (Hq *hq, const char *sql);
guint hq_get_schema (void);
void hq_downgrade_stopped (Hq *hq, guint version);
void hq_execute (Hq *hq, const char *sql);
gint64 hq_count (Hq *hq, const char *sql);

void tablet_init (Tablet *tablet, Hq *hq, const char *scope);
void tablet_clear (Tablet *tablet);
char *tablet_make_code (Hq *hq, const char *scope);
SoupMessage *
tablet_make_request (Tablet *tablet, const char *method, const char *path, GBytes *body);
Answer *tablet_ask (Tablet *tablet,
                    const char *method,
                    const char *path,
                    GBytes *body,
                    const char *encoding);
Answer *hq_send (Hq *hq, SoupMessage *message);
Answer *hq_ask (Hq *hq, const char *method, const char *path, const char *body);

GBytes *tablet_make_line (Tablet *tablet, const char *content);
GBytes *tablet_make_push (Tablet *tablet, guint64 from, GPtrArray *lines);
Answer *tablet_push (Tablet *tablet, const char *content);
Answer *tablet_push_body (Tablet *tablet, GBytes *body);
Answer *tablet_pull (Tablet *tablet, const char *cursor, guint max);

void answer_free (Answer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)
const char *answer_code (Answer *answer);

G_END_DECLS
