/* ruhu-hq-client-private.h: how a request goes to HQ, for ruhu-hq-client.c and ruhu-hq-requests.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-client.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

struct _RuhuHqClient {
  GObject parent_instance;

  RuhuDevice *device;
  RuhuSignFunc sign;
  gpointer sign_data;
  SoupSession *session;
  gint64 ahead; /* HQ's clock less ours, ms */
  RuhuRefusal refusal;
  JsonObject *refusal_members;
  guint retry_after;
  char *gen;          /* what HQ called its store last, or NULL */
  JsonObject *order;  /* to erase this device, as HQ sent it; or NULL */
  gint64 handed_over; /* the last line that HQ took before it said so */
};

typedef struct {
  const char *method;
  char *path;
  const char *type;
  gboolean gzip;
  GBytes *body;
  gboolean begins; /* HQ keeps its body as it comes */
  SoupMessage *message;
  gint64 at;
  gint64 sent;
  gboolean again;
  char *hash;  /* of the form that is asked for */
  guint64 max; /* bytes of the file that are asked for */
} RuhuHqClientRequest;

GTask *ruhu_hq_client_new_request (RuhuHqClient *self,
                                   gpointer tag,
                                   const char *method,
                                   char *path,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void ruhu_hq_client_set_body (GTask *task, const char *type, GBytes *body, gboolean gzip);
void ruhu_hq_client_send_request (GTask *task);
const guint8 *ruhu_hq_client_get_hqs (RuhuHqClient *self);
void ruhu_hq_client_learn_now (RuhuHqClient *self, RuhuHqClientRequest *request, gint64 now);

G_END_DECLS
