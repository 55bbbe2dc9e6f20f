/* ruhu-error-text.c: what people see of an error
 *
 * An error's own message is for the log. Each code has one sentence here, which says what is so and
 * what to do, and one place where it is shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-error-text.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

typedef struct {
  RuhuErrorPlace place;
  const char *sentence;
} Text;

static const Text texts[] = {
  [RUHU_ERROR_FAILED] = { RUHU_ERROR_PLACE_TOAST,
                          N_ ("That did not work. Nothing is lost; please try again.") },
  [RUHU_ERROR_NOT_FOUND] = { RUHU_ERROR_PLACE_TOAST,
                             N_ ("That is not on this tablet. It may come with the next "
                                 "connection.") },
  [RUHU_ERROR_INVALID] = { RUHU_ERROR_PLACE_BESIDE, N_ ("This does not fit. Please check it.") },
  [RUHU_ERROR_CORRUPT] = { RUHU_ERROR_PLACE_DIALOG,
                           N_ ("Part of what is stored here cannot be read. Please stop entering "
                               "and call the county; nothing is deleted.") },
  [RUHU_ERROR_FULL] = { RUHU_ERROR_PLACE_DIALOG,
                        N_ ("The tablet is full, the last answer is not saved. Make room, then try "
                            "again.") },
  [RUHU_ERROR_OFFLINE] = { RUHU_ERROR_PLACE_STATE,
                           N_ ("No network now. Everything is safe on this tablet.") },
  [RUHU_ERROR_REFUSED] = { RUHU_ERROR_PLACE_TOAST,
                           N_ ("The county said no to this. Please call them.") },
  [RUHU_ERROR_CONFLICT] = { RUHU_ERROR_PLACE_REVIEW,
                            N_ ("Somebody else changed this too. Please look at both.") },
  [RUHU_ERROR_NEWER] = { RUHU_ERROR_PLACE_DIALOG,
                         N_ (
                           "A newer Ruhu has written what is stored here. Nothing is lost. Please "
                           "install the newer Ruhu, or call the county.") },
  [RUHU_ERROR_BUSY] = { RUHU_ERROR_PLACE_TOAST,
                        N_ ("Another program is at work on what is stored here. Nothing is lost; "
                            "please try again in a moment.") },
};

/** ruhu_error_text_get_place: @error: (nullable): NULL and a cancelled action are shown nowhere */
RuhuErrorPlace
ruhu_error_text_get_place (const GError *error)
{
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return RUHU_ERROR_PLACE_NOWHERE;
  if (error->domain != RUHU_ERROR || (guint) error->code >= G_N_ELEMENTS (texts))
    return texts[RUHU_ERROR_FAILED].place;

  return texts[error->code].place;
}

/**
 * ruhu_error_text_get_sentence:
 * @error: (nullable): an error
 *
 * Returns: (nullable): what to tell people, in their language; NULL where nothing is shown
 */
const char *
ruhu_error_text_get_sentence (const GError *error)
{
  if (ruhu_error_text_get_place (error) == RUHU_ERROR_PLACE_NOWHERE)
    return NULL;
  if (error->domain != RUHU_ERROR || (guint) error->code >= G_N_ELEMENTS (texts))
    return _ (texts[RUHU_ERROR_FAILED].sentence);

  return _ (texts[error->code].sentence);
}

/**
 * ruhu_error_text_describe_secret:
 * @error: why the PIN or phrase in use did not help; %RUHU_ERROR_REFUSED is a wrong one
 * @until: moment of ruhu_clock_now() before which no try counts; 0 for none
 *
 * Returns: (transfer full) (nullable): what to tell people, in their language
 */
char *
ruhu_error_text_describe_secret (const GError *error, gint64 until)
{
  gint64 left = (until - ruhu_clock_now () + 999) / 1000;

  if (!g_error_matches (error, RUHU_ERROR, RUHU_ERROR_REFUSED))
    return g_strdup (ruhu_error_text_get_sentence (error));
  if (left > 0)
    return g_strdup_printf (_ ("Wrong too often. Nothing is lost; try again in %d seconds."),
                            (int) left);
  return g_strdup (_ ("The one you use now was not right. Nothing was changed."));
}
