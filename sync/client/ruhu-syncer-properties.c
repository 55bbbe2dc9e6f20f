/* ruhu-syncer-properties.c: how things stand with HQ, for whoever shows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-syncer-private.h"

#include "base/ruhu-clock.h"

enum {
  PROP_0,
  PROP_STATE,
  PROP_REFUSAL,
  PROP_MESSAGE,
  PROP_WAITING_RESPONSES,
  PROP_WAITING_ATTACHMENTS,
  PROP_WAITING_BYTES,
  PROP_DRAFTS,
  PROP_QUARANTINED,
  PROP_RECEIPT,
  PROP_LAST_CONTACT,
  PROP_NEXT_TRY,
  PROP_AUTOMATIC,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
ruhu_syncer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RuhuSyncer *self = RUHU_SYNCER (object);

  switch (id) {
  case PROP_STATE:
    g_value_set_int (value, self->state);
    break;
  case PROP_REFUSAL:
    g_value_set_int (value, self->refusal);
    break;
  case PROP_MESSAGE:
    g_value_set_string (value, self->message);
    break;
  case PROP_WAITING_RESPONSES:
    g_value_set_uint (value, self->counts->responses);
    break;
  case PROP_WAITING_ATTACHMENTS:
    g_value_set_uint (value, self->counts->attachments);
    break;
  case PROP_WAITING_BYTES:
    g_value_set_uint64 (value, self->counts->bytes);
    break;
  case PROP_DRAFTS:
    g_value_set_uint (value, self->counts->drafts);
    break;
  case PROP_QUARANTINED:
    g_value_set_uint (value, self->counts->quarantined);
    break;
  case PROP_RECEIPT:
    g_value_set_string (value, self->counts->receipt);
    break;
  case PROP_LAST_CONTACT:
    g_value_set_int64 (value, self->times.last_contact);
    break;
  case PROP_NEXT_TRY:
    g_value_set_int64 (value, self->times.next_try);
    break;
  case PROP_AUTOMATIC:
    g_value_set_boolean (value, self->automatic);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_syncer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_AUTOMATIC:
    ruhu_syncer_set_automatic (RUHU_SYNCER (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static GParamSpec *
make_uint (const char *name)
{
  return g_param_spec_uint (name,
                            NULL,
                            NULL,
                            0,
                            G_MAXUINT,
                            0,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
make_time (const char *name)
{
  return g_param_spec_int64 (name,
                             NULL,
                             NULL,
                             0,
                             G_MAXINT64,
                             0,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
make_text (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
make_enum (const char *name, int last)
{
  return g_param_spec_int (name, NULL, NULL, 0, last, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

void
ruhu_syncer_install_properties (GObjectClass *object_class)
{
  object_class->get_property = ruhu_syncer_get_property;
  object_class->set_property = ruhu_syncer_set_property;

  props[PROP_STATE] = make_enum ("state", RUHU_SYNC_FAILED);
  props[PROP_REFUSAL] = make_enum ("refusal", RUHU_REFUSAL_FAILED);
  props[PROP_MESSAGE] = make_text ("message");
  props[PROP_WAITING_RESPONSES] = make_uint ("waiting-responses");
  props[PROP_WAITING_ATTACHMENTS] = make_uint ("waiting-attachments");
  props[PROP_WAITING_BYTES] = g_param_spec_uint64 ("waiting-bytes",
                                                   NULL,
                                                   NULL,
                                                   0,
                                                   G_MAXUINT64,
                                                   0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_DRAFTS] = make_uint ("drafts");
  props[PROP_QUARANTINED] = make_uint ("quarantined");
  props[PROP_RECEIPT] = make_text ("receipt");
  props[PROP_LAST_CONTACT] = make_time ("last-contact");
  props[PROP_NEXT_TRY] = make_time ("next-try");
  props[PROP_AUTOMATIC] =
    g_param_spec_boolean ("automatic",
                          NULL,
                          NULL,
                          FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

void
ruhu_syncer_set_state (RuhuSyncer *self, RuhuSyncState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
ruhu_syncer_set_next_try (RuhuSyncer *self, gint64 next_try)
{
  if (self->times.next_try == next_try)
    return;

  self->times.next_try = next_try;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NEXT_TRY]);
}

void
ruhu_syncer_set_outcome (RuhuSyncer *self, RuhuRefusal refusal, const char *message)
{
  g_free (self->message);
  self->message = g_strdup (message);
  self->refusal = refusal;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REFUSAL]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MESSAGE]);
}

/* Takes @counts. */
void
ruhu_syncer_set_counts (RuhuSyncer *self, RuhuOutboxCounts *counts)
{
  RuhuOutboxCounts *old = self->counts;

  self->counts = counts;
  if (old->responses != counts->responses)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING_RESPONSES]);
  if (old->attachments != counts->attachments)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING_ATTACHMENTS]);
  if (old->bytes != counts->bytes)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WAITING_BYTES]);
  if (old->drafts != counts->drafts)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DRAFTS]);
  if (old->quarantined != counts->quarantined)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUARANTINED]);
  if (g_strcmp0 (old->receipt, counts->receipt) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECEIPT]);
  ruhu_outbox_counts_free (old);
}

void
ruhu_syncer_note_contact (RuhuSyncer *self)
{
  self->times.last_contact = ruhu_clock_now ();
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LAST_CONTACT]);
}

void
ruhu_syncer_note_automatic (RuhuSyncer *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AUTOMATIC]);
}

RuhuSyncState
ruhu_syncer_get_state (RuhuSyncer *self)
{
  return self->state;
}

/** ruhu_syncer_get_refusal: Returns: with what HQ said no last; NONE where it did not */
RuhuRefusal
ruhu_syncer_get_refusal (RuhuSyncer *self)
{
  return self->refusal;
}

/** ruhu_syncer_get_message: Returns: (nullable): why the last run failed, in English, for the log
 */
const char *
ruhu_syncer_get_message (RuhuSyncer *self)
{
  return self->message;
}

/** ruhu_syncer_get_waiting_responses: Returns: cut, and not yet known to be with HQ */
guint
ruhu_syncer_get_waiting_responses (RuhuSyncer *self)
{
  return self->counts->responses;
}

/** ruhu_syncer_get_waiting_attachments: Returns: of cut responses, not complete at HQ */
guint
ruhu_syncer_get_waiting_attachments (RuhuSyncer *self)
{
  return self->counts->attachments;
}

/** ruhu_syncer_get_waiting_bytes: Returns: what these and all waiting lines come to */
guint64
ruhu_syncer_get_waiting_bytes (RuhuSyncer *self)
{
  return self->counts->bytes;
}

/** ruhu_syncer_get_drafts: Returns: responses begun or finished, not yet cut */
guint
ruhu_syncer_get_drafts (RuhuSyncer *self)
{
  return self->counts->drafts;
}

/** ruhu_syncer_get_quarantined: Returns: lines with HQ that it has a question about */
guint
ruhu_syncer_get_quarantined (RuhuSyncer *self)
{
  return self->counts->quarantined;
}

/** ruhu_syncer_get_receipt: Returns: (nullable): HQ's last receipt, as ruhu_receipt_parse() reads
 */
const char *
ruhu_syncer_get_receipt (RuhuSyncer *self)
{
  return self->counts->receipt;
}

/** ruhu_syncer_get_covered: Returns: how many responses are among the lines that receipt is over */
guint
ruhu_syncer_get_covered (RuhuSyncer *self)
{
  return self->counts->covered;
}

/** ruhu_syncer_get_last_contact: Returns: when HQ last answered, ms since 1970 UTC; 0 for never */
gint64
ruhu_syncer_get_last_contact (RuhuSyncer *self)
{
  return self->times.last_contact;
}

/** ruhu_syncer_get_next_try: Returns: when the next run is due, ms since 1970 UTC; 0 for unknown */
gint64
ruhu_syncer_get_next_try (RuhuSyncer *self)
{
  return self->times.next_try;
}

gboolean
ruhu_syncer_get_automatic (RuhuSyncer *self)
{
  return self->automatic;
}
