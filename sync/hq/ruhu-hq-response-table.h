/* ruhu-hq-response-table.h: responses as HQ's page lists them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-store.h"

G_BEGIN_DECLS

/**
 * RuhuHqListed: one response of a list
 * @recv: when it came, ms
 * @person: (nullable): UUID of whom it is about
 * @replaces: (nullable): UUID of the response that it corrects
 * @replaced_by: (nullable): UUID of the one that counts in its place
 */
typedef struct {
  gint64 recv;
  char *town;
  gint64 sseq;
  char *uuid;
  char *division;
  gint64 state;
  char *person;
  char *replaces;
  char *replaced_by;
} RuhuHqListed;

void ruhu_hq_listed_free (RuhuHqListed *listed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuHqListed, ruhu_hq_listed_free)

/* Instead of a state: a correction counts in their place. */
#define RUHU_HQ_REPLACED 100

/**
 * RuhuHqFilter: which responses
 * @division: a prefix
 * @from, @until: when they came, ms; @until itself not
 * @state: of those that count; -1 for all, and %RUHU_HQ_REPLACED for those that do not
 */
typedef struct {
  const char *division;
  gint64 from;
  gint64 until;
  gint64 state;
} RuhuHqFilter;

char *ruhu_hq_listed_make_key (const RuhuHqListed *listed);
GPtrArray *ruhu_hq_response_list (RuhuHqStore *store,
                                  const RuhuHqFilter *filter,
                                  const char *after,
                                  guint limit,
                                  GError **error);
gboolean ruhu_hq_response_count (RuhuHqStore *store,
                                 const RuhuHqFilter *filter,
                                 gint64 *count,
                                 GError **error);
char *ruhu_hq_response_find_town (RuhuHqStore *store, const char *uuid, GError **error);

G_END_DECLS
