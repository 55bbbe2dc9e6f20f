/* ruhu-xpath-numbers.c: functions on numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-library-private.h"

#include <math.h>
#include <string.h>

#define MOST_PLACES 30

static gboolean
set (RuhuXPathValue *result, double number)
{
  ruhu_xpath_value_set_number (result, number);
  return TRUE;
}

gboolean
ruhu_xpath_number (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  RuhuXPathContext *context = frame->context;

  if (frame->n > 0)
    return set (result, ruhu_xpath_frame_get_number (frame, 0));
  return set (result,
              ruhu_xpath_string_to_number (context->host->get_string (context, context->node)));
}

gboolean
ruhu_xpath_int (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, trunc (ruhu_xpath_frame_get_number (frame, 0)));
}

/* number × 10^places, in decimal: 1.005 × 100 is 100.5 here, as it is on paper. */
static double
shift (double number, int places)
{
  g_autofree char *text = ruhu_xpath_number_to_string (number);
  g_autofree char *shifted = g_strdup_printf ("%se%d", text, places);

  return g_ascii_strtod (shifted, NULL);
}

/* Half goes up, towards plus infinity (XPath 1.0, section 4.4); a decimal comma is read as a point.
 */
gboolean
ruhu_xpath_round (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  g_autofree char *text = g_strdup (ruhu_xpath_frame_get_string (frame, 0));
  double number = ruhu_xpath_string_to_number (g_strdelimit (text, ",", '.'));
  double places = frame->n > 1 ? trunc (ruhu_xpath_frame_get_number (frame, 1)) : 0;
  double rounded;

  if (frame->values[0].kind != RUHU_XPATH_VALUE_STRING)
    number = ruhu_xpath_frame_get_number (frame, 0);
  if (!isfinite (number) || places > MOST_PLACES)
    return set (result, number);
  if (isnan (places))
    return set (result, NAN);
  if (places < -MOST_PLACES)
    return set (result, 0);

  rounded = places == 0 ? number : shift (number, places);
  if (fabs (rounded) < 4503599627370496.0) /* 2^52: from here on there are no halves */
    rounded = copysign (floor (rounded + 0.5), number);
  return set (result, places == 0 ? rounded : shift (rounded, -places));
}

gboolean
ruhu_xpath_floor (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, floor (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_ceiling (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, ceil (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_abs (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, fabs (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_pow (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result,
              pow (ruhu_xpath_frame_get_number (frame, 0), ruhu_xpath_frame_get_number (frame, 1)));
}

gboolean
ruhu_xpath_log (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, log (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_log10 (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, log10 (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_exp (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, exp (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_exp10 (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, pow (10, ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_sqrt (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, sqrt (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_sin (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, sin (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_cos (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, cos (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_tan (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, tan (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_asin (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, asin (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_acos (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, acos (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_atan (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, atan (ruhu_xpath_frame_get_number (frame, 0)));
}

gboolean
ruhu_xpath_atan2 (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result,
              atan2 (ruhu_xpath_frame_get_number (frame, 0),
                     ruhu_xpath_frame_get_number (frame, 1)));
}

gboolean
ruhu_xpath_pi (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, G_PI);
}

gboolean
ruhu_xpath_random (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  return set (result, g_random_double ());
}
