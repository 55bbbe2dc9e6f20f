/* ruhu-response-standing.c: how a response stands with HQ
 *
 * Its line, its attachments, the receipt over them, and what somebody asked about it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-private.h"

/** ruhu_response_get_question: Returns: (nullable): why HQ holds it in quarantine */
const char *
ruhu_response_get_question (RuhuResponse *self)
{
  return self->question;
}

void
ruhu_response_set_question (RuhuResponse *self, const char *question)
{
  ruhu_response_set_text (self, PROP_QUESTION, question);
}

/** ruhu_response_get_reason: Returns: (nullable): why a reviewer sent it, or what it corrects, back
 */
const char *
ruhu_response_get_reason (RuhuResponse *self)
{
  return self->reason;
}

void
ruhu_response_set_reason (RuhuResponse *self, const char *reason)
{
  ruhu_response_set_text (self, PROP_REASON, reason);
}

/** ruhu_response_get_seq: Returns: number of its line in this device's log, 0 before it is cut */
gint64
ruhu_response_get_seq (RuhuResponse *self)
{
  return self->seq;
}

void
ruhu_response_set_seq (RuhuResponse *self, gint64 seq)
{
  ruhu_response_set_number (self, PROP_SEQ, seq);
}

/** ruhu_response_get_n_attachments: Returns: how many attachments it has on this device */
gint64
ruhu_response_get_n_attachments (RuhuResponse *self)
{
  return self->n_attachments;
}

void
ruhu_response_set_n_attachments (RuhuResponse *self, gint64 n_attachments)
{
  ruhu_response_set_number (self, PROP_N_ATTACHMENTS, n_attachments);
}

/** ruhu_response_get_n_waiting: Returns: how many of its attachments HQ does not have yet */
gint64
ruhu_response_get_n_waiting (RuhuResponse *self)
{
  return self->n_waiting;
}

void
ruhu_response_set_n_waiting (RuhuResponse *self, gint64 n_waiting)
{
  ruhu_response_set_number (self, PROP_N_WAITING, n_waiting);
}

/**
 * ruhu_response_get_receipt:
 *
 * Returns: (nullable): the first receipt by which HQ has all of it, as it came; %NULL before
 */
const char *
ruhu_response_get_receipt (RuhuResponse *self)
{
  return self->receipt;
}

void
ruhu_response_set_receipt (RuhuResponse *self, const char *receipt)
{
  ruhu_response_set_text (self, PROP_RECEIPT, receipt);
}

/**
 * ruhu_response_get_carrier:
 *
 * Returns: (nullable): who took it along in a bundle, "" where nobody said who; %NULL where it was
 *   not handed over, or HQ has it by now
 */
const char *
ruhu_response_get_carrier (RuhuResponse *self)
{
  return self->carrier;
}

void
ruhu_response_set_carrier (RuhuResponse *self, const char *carrier)
{
  ruhu_response_set_text (self, PROP_CARRIER, carrier);
}
