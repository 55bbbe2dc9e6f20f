/* ruhu-error.h: the one error domain of Ruhu
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_ERROR (ruhu_error_quark ())

/**
 * RuhuError:
 * @RUHU_ERROR_FAILED: no better code fits; the message says what happened
 * @RUHU_ERROR_NOT_FOUND: no such person, response, form or file
 * @RUHU_ERROR_INVALID: input breaks a rule of the form, of a file format or of the protocol
 * @RUHU_ERROR_CORRUPT: what is stored cannot be read back or was altered; stop writing
 * @RUHU_ERROR_FULL: no room left on the device
 * @RUHU_ERROR_OFFLINE: HQ cannot be reached now; try again later, unprompted
 * @RUHU_ERROR_REFUSED: somebody answered, and said no: HQ, or a lock that a PIN did not open
 * @RUHU_ERROR_CONFLICT: the other side holds something newer
 * @RUHU_ERROR_NEWER: a newer Ruhu wrote it; this one leaves it alone and has to be brought up to
 * date
 * @RUHU_ERROR_BUSY: another process works with it; try again in a moment
 *
 * What went wrong, told by what the caller can do about it. The message is for the log, in English,
 * and holds no name, no answer and no key; ui/ruhu-error-text.c has the sentences for people.
 */
typedef enum {
  RUHU_ERROR_FAILED,
  RUHU_ERROR_NOT_FOUND,
  RUHU_ERROR_INVALID,
  RUHU_ERROR_CORRUPT,
  RUHU_ERROR_FULL,
  RUHU_ERROR_OFFLINE,
  RUHU_ERROR_REFUSED,
  RUHU_ERROR_CONFLICT,
  RUHU_ERROR_NEWER,
  RUHU_ERROR_BUSY,
} RuhuError;

GQuark ruhu_error_quark (void);

G_END_DECLS
