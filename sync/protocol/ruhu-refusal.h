/* ruhu-refusal.h: the answers by which HQ says no
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * RuhuRefusal:
 * @RUHU_REFUSAL_NONE: nothing is refused
 * @RUHU_REFUSAL_FRAME: the body is not gzip, or its header is wrong
 * @RUHU_REFUSAL_CLOCK: Ruhu-T is too far from HQ's time, which the answer gives, signed
 * @RUHU_REFUSAL_SIG: the signature does not hold
 * @RUHU_REFUSAL_UNKNOWN_DEV: no such device
 * @RUHU_REFUSAL_REVOKED: the device is to erase itself
 * @RUHU_REFUSAL_SCOPE_DENIED: not in what this device may see
 * @RUHU_REFUSAL_CODE: enrolment: no such code, used, too old or too many tries
 * @RUHU_REFUSAL_GAP: lines are missing before the first one sent
 * @RUHU_REFUSAL_FORK: HQ holds another line under the same number
 * @RUHU_REFUSAL_SCOPE: the device's scope has changed; the epoch is old
 * @RUHU_REFUSAL_OFFSET: HQ's part of the attachment ends elsewhere
 * @RUHU_REFUSAL_RESTORED: HQ came back from a backup
 * @RUHU_REFUSAL_CURSOR: this cursor can no longer be served
 * @RUHU_REFUSAL_TOO_BIG: outside the limits of ruhu-wire.h
 * @RUHU_REFUSAL_ENC: not in an encoding HQ takes
 * @RUHU_REFUSAL_PROTO: HQ speaks newer protocols only
 * @RUHU_REFUSAL_HASH: the bytes are not those the hash names
 * @RUHU_REFUSAL_BUSY: later
 * @RUHU_REFUSAL_NOT_FOUND: no such thing, or not for this device
 * @RUHU_REFUSAL_FAILED: HQ met a fault of its own
 */
typedef enum {
  RUHU_REFUSAL_NONE,
  RUHU_REFUSAL_FRAME,
  RUHU_REFUSAL_CLOCK,
  RUHU_REFUSAL_SIG,
  RUHU_REFUSAL_UNKNOWN_DEV,
  RUHU_REFUSAL_REVOKED,
  RUHU_REFUSAL_SCOPE_DENIED,
  RUHU_REFUSAL_CODE,
  RUHU_REFUSAL_GAP,
  RUHU_REFUSAL_FORK,
  RUHU_REFUSAL_SCOPE,
  RUHU_REFUSAL_OFFSET,
  RUHU_REFUSAL_RESTORED,
  RUHU_REFUSAL_CURSOR,
  RUHU_REFUSAL_TOO_BIG,
  RUHU_REFUSAL_ENC,
  RUHU_REFUSAL_PROTO,
  RUHU_REFUSAL_HASH,
  RUHU_REFUSAL_BUSY,
  RUHU_REFUSAL_NOT_FOUND,
  RUHU_REFUSAL_FAILED,
} RuhuRefusal;

guint ruhu_refusal_get_status (RuhuRefusal refusal);
const char *ruhu_refusal_to_string (RuhuRefusal refusal);
char *ruhu_refusal_to_json (RuhuRefusal refusal, JsonObject *members);
RuhuRefusal ruhu_refusal_from_json (const char *data, gsize length, JsonObject **members);

G_END_DECLS
