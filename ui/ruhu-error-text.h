/* ruhu-error-text.h: what people see of an error
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RuhuErrorPlace:
 * @RUHU_ERROR_PLACE_NOWHERE: nothing is shown
 * @RUHU_ERROR_PLACE_STATE: the state of sending says it; never a dialog
 * @RUHU_ERROR_PLACE_BESIDE: beside what was answered or typed
 * @RUHU_ERROR_PLACE_TOAST: a toast with one action
 * @RUHU_ERROR_PLACE_REVIEW: the page that shows both values
 * @RUHU_ERROR_PLACE_DIALOG: a dialog that stays until it is answered
 */
typedef enum {
  RUHU_ERROR_PLACE_NOWHERE,
  RUHU_ERROR_PLACE_STATE,
  RUHU_ERROR_PLACE_BESIDE,
  RUHU_ERROR_PLACE_TOAST,
  RUHU_ERROR_PLACE_REVIEW,
  RUHU_ERROR_PLACE_DIALOG,
} RuhuErrorPlace;

RuhuErrorPlace ruhu_error_text_get_place (const GError *error);
const char *ruhu_error_text_get_sentence (const GError *error);
char *ruhu_error_text_describe_secret (const GError *error, gint64 until);

G_END_DECLS
