/* ruhu-response-private.h: what the files that make up RuhuResponse share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "responses/ruhu-response.h"

G_BEGIN_DECLS

struct _RuhuResponse {
  GObject parent_instance;

  char *id;
  char *form_id;
  char *form_version;
  char *division;
  char *person_id;
  char *task_id;
  char *user;
  char *title;
  char *replaces;
  char *replaced_by;
  char *correction;
  char *why;
  char *question;
  char *reason;
  char *receipt;
  char *carrier;
  char *next;
  RuhuResponseState state;
  gint64 seq;
  gint64 started_at;
  gint64 saved_at;
  gint64 finished_at;
  gint64 missing;
  gint64 n_attachments;
  gint64 n_waiting;
};

typedef enum {
  PROP_0,
  PROP_ID,
  PROP_FORM_ID,
  PROP_FORM_VERSION,
  PROP_DIVISION,
  PROP_PERSON_ID,
  PROP_TASK_ID,
  PROP_USER,
  PROP_TITLE,
  PROP_REPLACES,
  PROP_REPLACED_BY,
  PROP_CORRECTION,
  PROP_WHY,
  PROP_QUESTION,
  PROP_REASON,
  PROP_RECEIPT,
  PROP_CARRIER,
  PROP_NEXT,
  PROP_STATE,
  PROP_SEQ,
  PROP_STARTED_AT,
  PROP_SAVED_AT,
  PROP_FINISHED_AT,
  PROP_MISSING,
  PROP_N_ATTACHMENTS,
  PROP_N_WAITING,
  N_PROPS
} RuhuResponseProp;

void ruhu_response_set_text (RuhuResponse *self, guint id, const char *value);
void ruhu_response_set_number (RuhuResponse *self, guint id, gint64 value);

G_END_DECLS
