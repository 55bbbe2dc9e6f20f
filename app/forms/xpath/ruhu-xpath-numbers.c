/* ruhu-xpath-numbers.c: functions on numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-library-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_PLACES 22               /* powers of ten are exact so far */
#define NO_HALVES 4503599627370496.0 /* 2^52: from here on all numbers are whole */
#define SAFE_PRODUCT 1e9
#define NEAR_HALF 1e-6

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

static double
round_half_up (double number)
{
  if (fabs (number) >= NO_HALVES)
    return number;
  return floor (number + 0.5);
}

/* To so many decimals. Paper is asked only where the binary product is near a half. */
static double
round_to (double number, int places)
{
  double scale = pow (10, abs (places));
  double product = places < 0 ? number / scale : number * scale;
  double rounded;

  if (fabs (product) > SAFE_PRODUCT || fabs (product - floor (product) - 0.5) < NEAR_HALF)
    return shift (round_half_up (shift (number, places)), -places);
  rounded = floor (product + 0.5);
  return places < 0 ? rounded * scale : rounded / scale;
}

/* A decimal comma is read as a point where there is no number else (JavaRosa). */
static double
get_with_comma (RuhuXPathFrame *frame)
{
  double number = ruhu_xpath_frame_get_number (frame, 0);
  g_autofree char *text = NULL;

  if (!isnan (number) || frame->values[0].kind == RUHU_XPATH_VALUE_NUMBER)
    return number;
  text = g_strdup (ruhu_xpath_frame_get_string (frame, 0));
  return ruhu_xpath_string_to_number (g_strdelimit (text, ",", '.'));
}

/* Half goes up, towards plus infinity (XPath 1.0, section 4.4). */
gboolean
ruhu_xpath_round (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  double number = get_with_comma (frame);
  double places = frame->n > 1 ? trunc (ruhu_xpath_frame_get_number (frame, 1)) : 0;

  if (!isfinite (number) || places > MOST_PLACES)
    return set (result, number);
  if (isnan (places))
    return set (result, NAN);
  if (places < -MOST_PLACES)
    return set (result, 0);

  number = copysign (places == 0 ? round_half_up (number) : round_to (number, places), number);
  return set (result, number);
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
