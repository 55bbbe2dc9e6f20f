/* client-fixture.h: a real HQ, a link that can be cut, and a tablet behind it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "hq-fixture.h"
#include "responses/ruhu-response-attachments.h"
#include "ruhu-enrol.h"
#include "ruhu-syncer.h"
#include "store/ruhu-outbox.h"

#define PIN "2837465910"

typedef struct _Link Link;

Link *link_new (const char *url);
void link_free (Link *link);
const char *link_get_url (Link *link);
void link_set_target (Link *link, const char *url);
void link_set_budget (Link *link, int pieces);
gsize link_get_bytes (Link *link);

typedef struct {
  Hq hq;
  Link *link;
  char *dir;
  char *user;
  RuhuStore *store;
  RuhuObjectStore *objects;
  RuhuResponseStore *responses;
  RuhuSyncer *syncer;
} Client;

void client_set_up (Client *c, gconstpointer data);
void client_tear_down (Client *c, gconstpointer data);
void client_join (Client *c, Client *first);
void client_leave (Client *c);
guint client_count_lines (Client *c);
guint client_count_files (Client *c);
RuhuDevice *
client_enrol (Client *c, const char *url, const char *code, RuhuDeviceKeys *keys, GError **error);
void client_reopen (Client *c);
void client_open (Client *c);
void client_close (Client *c);
void client_lock (Client *c);
void client_unlock (Client *c);
void client_finish (Client *c, const char *ans);
char *client_correct (Client *c, const char *id);
char *client_finish_response (Client *c, const char *photo);
gboolean client_sync (Client *c, GError **error);
void client_count (Client *c);
