/* ruhu-xpath-geo.c: functions on places: "latitude longitude altitude accuracy", several with ";"
 * between
 *
 * The earth is a sphere with the equator's radius (ODK XForms, area() and distance()).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/xpath/ruhu-xpath-library-private.h"

#include <math.h>
#include <string.h>

#define BLANKS " \t\r\n"
#define EARTH_RADIUS 6378100.0
#define RADIANS(degrees) ((degrees) *G_PI / 180)

typedef struct {
  double latitude;
  double longitude;
} Place;

/* One place in @text, which is changed; altitude and accuracy are not needed. */
static gboolean
parse_place (char *text, Place *place)
{
  char *rest = NULL;
  const char *latitude = strtok_r (text, BLANKS, &rest);
  const char *longitude = strtok_r (NULL, BLANKS, &rest);

  if (longitude == NULL)
    return FALSE;
  place->latitude = ruhu_xpath_string_to_number (latitude);
  place->longitude = ruhu_xpath_string_to_number (longitude);
  return fabs (place->latitude) <= 90 && fabs (place->longitude) <= 180;
}

/* Adds the places of @text; an empty part, as after the last ";", is none. A trace may have a
 * hundred thousand, so that nothing is allocated for one. */
static gboolean
parse_places (const char *text, GArray *places)
{
  g_autofree char *copy = g_strdup (text);
  char *next;

  for (char *part = copy; part != NULL; part = next) {
    Place place;

    next = strchr (part, ';');
    if (next != NULL)
      *next++ = '\0';
    if (part[strspn (part, BLANKS)] == '\0')
      continue;
    if (!parse_place (part, &place))
      return FALSE;
    g_array_append_val (places, place);
  }
  return TRUE;
}

/* All places of all arguments, or none if one of them is none. */
static GArray *
collect (RuhuXPathFrame *frame, guint first)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = first; i < frame->n; i++)
    for (guint item = 0; item < ruhu_xpath_frame_count_items (frame, i); item++)
      if (!parse_places (ruhu_xpath_frame_get_item_string (frame, i, item), places))
        return g_array_set_size (places, 0);
  return places;
}

/* Seen from the first place, on a plane: what JavaRosa and the specification compute. */
gboolean
ruhu_xpath_area (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  g_autoptr (GArray) places = collect (frame, 0);
  const Place *all = (const Place *) (void *) places->data;
  double twice = 0;

  for (guint i = 1; places->len > 2 && i < places->len; i++) {
    const Place *a = &all[i];
    const Place *b = &all[(i + 1) % places->len];
    double ax = RADIANS (a->longitude - all[0].longitude) * cos (RADIANS (a->latitude));
    double ay = RADIANS (a->latitude - all[0].latitude);
    double bx = RADIANS (b->longitude - all[0].longitude) * cos (RADIANS (b->latitude));
    double by = RADIANS (b->latitude - all[0].latitude);

    twice += ay * bx - ax * by;
  }
  ruhu_xpath_value_set_number (result, fabs (twice) / 2 * EARTH_RADIUS * EARTH_RADIUS);
  return TRUE;
}

/* Along the great circle, by the haversine, which is exact for near places too. */
static double
measure (const Place *a, const Place *b)
{
  double latitude = sin (RADIANS (b->latitude - a->latitude) / 2);
  double longitude = sin (RADIANS (b->longitude - a->longitude) / 2);
  double h = latitude * latitude +
             cos (RADIANS (a->latitude)) * cos (RADIANS (b->latitude)) * longitude * longitude;

  return 2 * EARTH_RADIUS * asin (sqrt (MIN (h, 1)));
}

gboolean
ruhu_xpath_distance (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  g_autoptr (GArray) places = collect (frame, 0);
  double sum = 0;

  for (guint i = 1; i < places->len; i++)
    sum += measure (&g_array_index (places, Place, i - 1), &g_array_index (places, Place, i));
  ruhu_xpath_value_set_number (result, sum);
  return TRUE;
}

/* Is the place within? A line from it to the east crosses the border an odd number of times. */
static gboolean
is_within (const Place *place, GArray *border)
{
  gboolean within = FALSE;

  for (guint i = 0; i < border->len; i++) {
    const Place *a = &g_array_index (border, Place, i);
    const Place *b = &g_array_index (border, Place, (i + 1) % border->len);

    if ((a->latitude > place->latitude) != (b->latitude > place->latitude) &&
        place->longitude < a->longitude + (b->longitude - a->longitude) *
                                            (place->latitude - a->latitude) /
                                            (b->latitude - a->latitude))
      within = !within;
  }
  return within;
}

gboolean
ruhu_xpath_geofence (RuhuXPathFrame *frame, RuhuXPathValue *result, GError **error)
{
  g_autofree char *text = g_strdup (ruhu_xpath_frame_get_string (frame, 0));
  g_autoptr (GArray) border = collect (frame, 1);
  Place place;

  if (!parse_place (text, &place))
    return ruhu_xpath_frame_refuse (frame, "the first argument is not a place", error);
  if (border->len < 3)
    return ruhu_xpath_frame_refuse (frame, "the second argument is not an area", error);
  ruhu_xpath_value_set_boolean (result, is_within (&place, border));
  return TRUE;
}
