/* ruhu-response.c: a filled form: which, whom, when, how far
 *
 * What a list shows of a response, and what it was begun with. Its answers are in the store.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-private.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-id.h"

G_DEFINE_FINAL_TYPE (RuhuResponse, ruhu_response, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];

static void
ruhu_response_finalize (GObject *object)
{
  RuhuResponse *self = RUHU_RESPONSE (object);

  g_free (self->id);
  g_free (self->form_id);
  g_free (self->form_version);
  g_free (self->division);
  g_free (self->person_id);
  g_free (self->task_id);
  g_free (self->user);
  g_free (self->title);
  g_free (self->replaces);
  g_free (self->replaced_by);
  g_free (self->correction);
  g_free (self->why);
  g_free (self->question);
  g_free (self->reason);
  g_free (self->receipt);
  g_free (self->carrier);
  g_free (self->next);

  G_OBJECT_CLASS (ruhu_response_parent_class)->finalize (object);
}

/* The text property of that number: where it is kept. */
static char **
find_text (RuhuResponse *self, guint id)
{
  switch (id) {
  case PROP_ID:
    return &self->id;
  case PROP_FORM_ID:
    return &self->form_id;
  case PROP_FORM_VERSION:
    return &self->form_version;
  case PROP_DIVISION:
    return &self->division;
  case PROP_PERSON_ID:
    return &self->person_id;
  case PROP_TASK_ID:
    return &self->task_id;
  case PROP_USER:
    return &self->user;
  case PROP_TITLE:
    return &self->title;
  case PROP_REPLACES:
    return &self->replaces;
  case PROP_REPLACED_BY:
    return &self->replaced_by;
  case PROP_CORRECTION:
    return &self->correction;
  case PROP_WHY:
    return &self->why;
  case PROP_QUESTION:
    return &self->question;
  case PROP_REASON:
    return &self->reason;
  case PROP_RECEIPT:
    return &self->receipt;
  case PROP_CARRIER:
    return &self->carrier;
  case PROP_NEXT:
    return &self->next;
  default:
    return NULL;
  }
}

static gint64 *
find_number (RuhuResponse *self, guint id)
{
  switch (id) {
  case PROP_SEQ:
    return &self->seq;
  case PROP_STARTED_AT:
    return &self->started_at;
  case PROP_SAVED_AT:
    return &self->saved_at;
  case PROP_FINISHED_AT:
    return &self->finished_at;
  case PROP_MISSING:
    return &self->missing;
  case PROP_N_ATTACHMENTS:
    return &self->n_attachments;
  case PROP_N_WAITING:
    return &self->n_waiting;
  default:
    return NULL;
  }
}

void
ruhu_response_set_text (RuhuResponse *self, guint id, const char *value)
{
  char **text = find_text (self, id);

  if (g_strcmp0 (*text, value) == 0)
    return;

  g_free (*text);
  *text = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

void
ruhu_response_set_number (RuhuResponse *self, guint id, gint64 value)
{
  gint64 *number = find_number (self, id);

  if (*number == value)
    return;

  *number = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

static void
ruhu_response_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RuhuResponse *self = RUHU_RESPONSE (object);

  if (find_text (self, id) != NULL)
    g_value_set_string (value, *find_text (self, id));
  else if (find_number (self, id) != NULL)
    g_value_set_int64 (value, *find_number (self, id));
  else if (id == PROP_STATE)
    g_value_set_int (value, self->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ruhu_response_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RuhuResponse *self = RUHU_RESPONSE (object);

  if (find_text (self, id) != NULL)
    ruhu_response_set_text (self, id, g_value_get_string (value));
  else if (find_number (self, id) != NULL)
    ruhu_response_set_number (self, id, g_value_get_int64 (value));
  else if (id == PROP_STATE)
    ruhu_response_set_state (self, g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static GParamSpec *
make_text (const char *name, GParamFlags flags)
{
  return g_param_spec_string (name,
                              NULL,
                              NULL,
                              NULL,
                              flags | G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
make_number (const char *name)
{
  return g_param_spec_int64 (name,
                             NULL,
                             NULL,
                             G_MININT64,
                             G_MAXINT64,
                             0,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
ruhu_response_class_init (RuhuResponseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ruhu_response_finalize;
  object_class->get_property = ruhu_response_get_property;
  object_class->set_property = ruhu_response_set_property;

  props[PROP_ID] = make_text ("id", G_PARAM_CONSTRUCT_ONLY);
  props[PROP_FORM_ID] = make_text ("form-id", G_PARAM_CONSTRUCT_ONLY);
  props[PROP_FORM_VERSION] = make_text ("form-version", G_PARAM_CONSTRUCT_ONLY);
  props[PROP_DIVISION] = make_text ("division", G_PARAM_CONSTRUCT_ONLY);
  props[PROP_PERSON_ID] = make_text ("person-id", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_TASK_ID] = make_text ("task-id", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_USER] = make_text ("user", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_TITLE] = make_text ("title", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_REPLACES] = make_text ("replaces", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_REPLACED_BY] = make_text ("replaced-by", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_CORRECTION] = make_text ("correction", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_WHY] = make_text ("why", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_QUESTION] = make_text ("question", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_REASON] = make_text ("reason", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_RECEIPT] = make_text ("receipt", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_CARRIER] = make_text ("carrier", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_NEXT] = make_text ("next", G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_STATE] =
    g_param_spec_int ("state",
                      NULL,
                      NULL,
                      RUHU_RESPONSE_DRAFT,
                      RUHU_RESPONSE_QUERIED,
                      RUHU_RESPONSE_DRAFT,
                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_SEQ] = make_number ("seq");
  props[PROP_STARTED_AT] = make_number ("started-at");
  props[PROP_SAVED_AT] = make_number ("saved-at");
  props[PROP_FINISHED_AT] = make_number ("finished-at");
  props[PROP_MISSING] = make_number ("missing");
  props[PROP_N_ATTACHMENTS] = make_number ("n-attachments");
  props[PROP_N_WAITING] = make_number ("n-waiting");
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ruhu_response_init (RuhuResponse *self)
{
}

/**
 * ruhu_response_new:
 * @division: the village it is made in
 *
 * Returns: (transfer full): a draft with an id of its own, begun now; in no store yet
 */
RuhuResponse *
ruhu_response_new (const char *form_id, const char *form_version, const char *division)
{
  g_autofree char *id = ruhu_id_new_ordered ();
  RuhuResponse *self = ruhu_response_new_with_id (id, form_id, form_version, division);

  self->started_at = ruhu_clock_now ();
  return self;
}

/** ruhu_response_new_with_id: @id: a UUID */
RuhuResponse *
ruhu_response_new_with_id (const char *id,
                           const char *form_id,
                           const char *form_version,
                           const char *division)
{
  return g_object_new (RUHU_TYPE_RESPONSE,
                       "id",
                       id,
                       "form-id",
                       form_id,
                       "form-version",
                       form_version,
                       "division",
                       division,
                       NULL);
}

/** ruhu_response_take_from: @newer: another reading of the same response; notifies what differs */
void
ruhu_response_take_from (RuhuResponse *self, RuhuResponse *newer)
{
  guint id;

  g_return_if_fail (g_strcmp0 (self->id, newer->id) == 0);

  g_object_freeze_notify (G_OBJECT (self));
  for (id = PROP_PERSON_ID; id < N_PROPS; id++) {
    if (find_text (self, id) != NULL)
      ruhu_response_set_text (self, id, *find_text (newer, id));
    else if (find_number (self, id) != NULL)
      ruhu_response_set_number (self, id, *find_number (newer, id));
  }
  ruhu_response_set_state (self, newer->state);
  g_object_thaw_notify (G_OBJECT (self));
}

RuhuResponseState
ruhu_response_get_state (RuhuResponse *self)
{
  return self->state;
}

void
ruhu_response_set_state (RuhuResponse *self, RuhuResponseState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

const char *
ruhu_response_get_id (RuhuResponse *self)
{
  return self->id;
}

const char *
ruhu_response_get_form_id (RuhuResponse *self)
{
  return self->form_id;
}

const char *
ruhu_response_get_form_version (RuhuResponse *self)
{
  return self->form_version;
}

const char *
ruhu_response_get_division (RuhuResponse *self)
{
  return self->division;
}

/** ruhu_response_get_person_id: Returns: (nullable): whom it is about */
const char *
ruhu_response_get_person_id (RuhuResponse *self)
{
  return self->person_id;
}

void
ruhu_response_set_person_id (RuhuResponse *self, const char *person_id)
{
  ruhu_response_set_text (self, PROP_PERSON_ID, person_id);
}

/** ruhu_response_get_task_id: Returns: (nullable): which task it fulfils */
const char *
ruhu_response_get_task_id (RuhuResponse *self)
{
  return self->task_id;
}

void
ruhu_response_set_task_id (RuhuResponse *self, const char *task_id)
{
  ruhu_response_set_text (self, PROP_TASK_ID, task_id);
}

/** ruhu_response_get_user: Returns: (nullable): who fills it */
const char *
ruhu_response_get_user (RuhuResponse *self)
{
  return self->user;
}

void
ruhu_response_set_user (RuhuResponse *self, const char *user)
{
  ruhu_response_set_text (self, PROP_USER, user);
}

/** ruhu_response_get_title: Returns: (nullable): what a list shows */
const char *
ruhu_response_get_title (RuhuResponse *self)
{
  return self->title;
}

void
ruhu_response_set_title (RuhuResponse *self, const char *title)
{
  ruhu_response_set_text (self, PROP_TITLE, title);
}

/** ruhu_response_get_replaces: Returns: (nullable): the response it corrects */
const char *
ruhu_response_get_replaces (RuhuResponse *self)
{
  return self->replaces;
}

void
ruhu_response_set_replaces (RuhuResponse *self, const char *replaces)
{
  ruhu_response_set_text (self, PROP_REPLACES, replaces);
}

/**
 * ruhu_response_get_replaced_by:
 *
 * Returns: (nullable): the newest of its corrections, finished or further, which counts in its
 *   place; %NULL where it counts itself
 */
const char *
ruhu_response_get_replaced_by (RuhuResponse *self)
{
  return self->replaced_by;
}

void
ruhu_response_set_replaced_by (RuhuResponse *self, const char *replaced_by)
{
  ruhu_response_set_text (self, PROP_REPLACED_BY, replaced_by);
}

/** ruhu_response_get_correction: Returns: (nullable): the draft by which it is being corrected */
const char *
ruhu_response_get_correction (RuhuResponse *self)
{
  return self->correction;
}

void
ruhu_response_set_correction (RuhuResponse *self, const char *correction)
{
  ruhu_response_set_text (self, PROP_CORRECTION, correction);
}

/** ruhu_response_get_why: Returns: (nullable): of a correction, why it was made */
const char *
ruhu_response_get_why (RuhuResponse *self)
{
  return self->why;
}

void
ruhu_response_set_why (RuhuResponse *self, const char *why)
{
  ruhu_response_set_text (self, PROP_WHY, why);
}

/** ruhu_response_get_started_at: Returns: when it was begun, ms since 1970 UTC */
gint64
ruhu_response_get_started_at (RuhuResponse *self)
{
  return self->started_at;
}

void
ruhu_response_set_started_at (RuhuResponse *self, gint64 started_at)
{
  ruhu_response_set_number (self, PROP_STARTED_AT, started_at);
}

/** ruhu_response_get_saved_at: Returns: when an answer was last saved, ms since 1970 UTC; 0 for
 * never */
gint64
ruhu_response_get_saved_at (RuhuResponse *self)
{
  return self->saved_at;
}

void
ruhu_response_set_saved_at (RuhuResponse *self, gint64 saved_at)
{
  ruhu_response_set_number (self, PROP_SAVED_AT, saved_at);
}

/** ruhu_response_get_finished_at: Returns: when it was finished, ms since 1970 UTC; 0 for not */
gint64
ruhu_response_get_finished_at (RuhuResponse *self)
{
  return self->finished_at;
}

void
ruhu_response_set_finished_at (RuhuResponse *self, gint64 finished_at)
{
  ruhu_response_set_number (self, PROP_FINISHED_AT, finished_at);
}

/**
 * ruhu_response_get_missing:
 *
 * Returns: how many questions of a draft were still to answer when its page was last left; 0 where
 *   none was, where it is not known, and where the response is no draft
 */
gint64
ruhu_response_get_missing (RuhuResponse *self)
{
  return self->missing;
}

void
ruhu_response_set_missing (RuhuResponse *self, gint64 missing)
{
  ruhu_response_set_number (self, PROP_MISSING, missing);
}

/**
 * ruhu_response_get_next:
 *
 * Returns: (nullable): where nobody was met, the day of the next try, `2026-11-28`: the task that
 *   the response was for is not done, but moves there
 */
const char *
ruhu_response_get_next (RuhuResponse *self)
{
  return self->next;
}

void
ruhu_response_set_next (RuhuResponse *self, const char *next)
{
  ruhu_response_set_text (self, PROP_NEXT, next);
}
