/* store-fixture.h: a profile of its own for a test, with HQ's keys at hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response-attachments.h"
#include "responses/ruhu-response-list.h"
#include "responses/ruhu-response-store.h"
#include "store/ruhu-object-store.h"
#include "store/ruhu-outbox.h"

#include "ruhu-test.h"

#define PIN "2837465910"
#define OTHER_PIN "1029384756"
#define USER "w0017"
#define DIVISION "990101001201"

typedef struct {
  char *dir;
  gint64 now; /* the clock, ms */
  guint8 hqs_public[32], hqs[64];
  guint8 hqx_public[32], hqx[32];
  guint8 hqe_public[32], hqe[32];
  guint8 ed_public[32], lk_public[32];
  RuhuStore *store;
  RuhuResponseStore *responses;
  RuhuObjectStore *objects;
} Fixture;

void fixture_set_up (Fixture *f, gconstpointer data);
void fixture_set_up_unlocked (Fixture *f, gconstpointer data);
void fixture_tear_down (Fixture *f, gconstpointer data);
void fixture_open_at (Fixture *f, const char *dir);
void fixture_reopen (Fixture *f);

gboolean fixture_create (Fixture *f, GCancellable *cancellable, GError **error);
gboolean fixture_unlock_with (Fixture *f,
                              const char *pin,
                              const char *code,
                              GCancellable *cancellable,
                              GError **error);
void fixture_unlock (Fixture *f);
void fixture_lock (Fixture *f);

RuhuResponse *fixture_begin (Fixture *f);
gboolean fixture_put (Fixture *f,
                      const char *id,
                      const char *key,
                      const char *value,
                      GCancellable *c,
                      GError **error);
void fixture_answer (Fixture *f, const char *id, const char *key, const char *value);
GHashTable *fixture_load (Fixture *f, const char *id, GError **error);
void fixture_finish (Fixture *f, const char *id, const char *ans, const char *const *keep);
char *fixture_attach (Fixture *f, const char *id, const char *content, const char *type);
void fixture_cut (Fixture *f);
void fixture_pull (Fixture *f, RuhuObjectMergeFunc merge, gpointer data);
GPtrArray *fixture_list (Fixture *f);
RuhuResponse *fixture_find (Fixture *f, const char *id);
GPtrArray *fixture_read_lines (Fixture *f, gint64 from);
RuhuOutboxCounts *fixture_count (Fixture *f);
char *fixture_make_receipt (Fixture *f, gint64 upto, gint64 attachments);
void fixture_be_answered (Fixture *f, gint64 acked, gint64 attachments);
void fixture_copy (const char *from, const char *to);
GPtrArray *fixture_list_files (const char *dir);
