/* sim-model.h: what the worker at one tablet was told, and so may rely on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sim-tablet.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum {
  SIM_DRAFT_OPEN,
  SIM_DRAFT_FINISHED, /* may be final by now, as the tablet cuts by itself */
} SimDraftState;

/**
 * SimDraft:
 * @person: whom it is about, and @division: where; constants
 * @said: key → value: what the tablet said is saved
 * @maybe_key: (nullable): a save that it did not answer
 * @maybe: (nullable): create, finish or undo, which it did not answer
 * @ans: (nullable): what it was finished with
 * @final: seen to be final: it cannot change any more
 * @forked: there was a copy of the tablet that may have gone on with it
 */
typedef struct {
  char *id;
  const char *person;
  const char *division;
  char *replaces;
  GHashTable *said;
  char *maybe_key;
  char *maybe_value;
  const char *maybe;
  SimDraftState state;
  char *ans;
  gboolean final;
  gboolean forked;
} SimDraft;

/**
 * SimEdit:
 * @members: of the line; its `sim` no other has
 * @unsure: it was not answered
 *
 * A line that is about something else than a response.
 */
typedef struct {
  char *id;
  JsonObject *members;
  gboolean unsure;
} SimEdit;

typedef struct {
  GPtrArray *drafts; /* of SimDraft */
  GPtrArray *edits;  /* of SimEdit, in their order */
  guint n_edits;     /* and how many there ever were */
  gboolean forked;   /* it was set back: a copy of it may have gone on */
  GHashTable *known; /* of hashes of lines that HQ had then */
} SimModel;

void sim_model_begin (SimModel *self);
void sim_model_end (SimModel *self);
void sim_model_copy (SimModel *self, SimModel *from);
void sim_model_fork (SimModel *self);
SimDraft *sim_model_find (SimModel *self, const char *id);
SimDraft *sim_model_pick (SimModel *self, SimDraftState state, guint chance);
SimDraft *sim_model_add (SimModel *self, const char *id);
void sim_model_add_edit (SimModel *self, const char *id, JsonObject *members, gboolean unsure);
char *sim_draft_print (SimDraft *self);

void sim_model_compare (SimModel *self, SimTablet *tablet);

G_END_DECLS
