/* sim-soup.h: libsoup without sockets, on both ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * SimRequest:
 * @process: who asks
 * @headers: name → value
 *
 * One request on its way. The network may keep it and deliver it again.
 */
typedef struct {
  gatomicrefcount refs;
  guint process;
  char *method;
  char *uri;
  GHashTable *headers;
  GBytes *body;
} SimRequest;

SimRequest *sim_request_ref (SimRequest *self);
void sim_request_unref (SimRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimRequest, sim_request_unref)

/** SimReply: what HQ answers */
typedef struct {
  guint status;
  GHashTable *headers;
  GBytes *body;
} SimReply;

GBytes *sim_reply_inflate (SimReply *self);
void sim_reply_free (SimReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimReply, sim_reply_free)

SimRequest *sim_soup_get_request (guint process);
void sim_soup_answer (guint process, SimReply *reply);
void sim_soup_break (guint process);
void sim_soup_refuse (guint process, gboolean refuse);

void sim_soup_serve_beginning (SimRequest *request, GBytes *body);
SimReply *sim_soup_serve (SimRequest *request, GBytes *body);

G_END_DECLS
