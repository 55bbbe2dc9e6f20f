/* ruhu-background-place.c: places that a form notes by itself
 *
 * For twenty seconds each position that is better than the last becomes the answer, as ODK Collect
 * does it for odk:setgeopoint; what somebody answers meanwhile stays. Nobody waits for it. The
 * places of the audit come from an asker of their own, as exact as the form wants them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-background-place.h"

#include "form/ruhu-location.h"

#define SEARCH_SECONDS 20
#define GOOD_ENOUGH 5.0 /* metres */

/* A question that wants the place. */
typedef struct {
  char *key;
  char *put; /* what stands there by our doing, or stood there when it was asked */
} Asked;

struct _RuhuBackgroundPlace {
  RuhuInstance *instance; /* not owned */
  RuhuAudit *audit;       /* not owned, or NULL */
  RuhuBackgroundPlaceFunc over;
  gpointer data;

  GPtrArray *asked; /* of Asked; empty while nothing is looked for */
  RuhuLocation *location;
  RuhuLocation *tracker; /* for the audit */
  guint timeout;
  double accuracy; /* of the best so far; 0 for none */
};

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->key);
  g_free (asked->put);
  g_free (asked);
}

/* Ends the search, and tells so. */
static void
end_search (RuhuBackgroundPlace *self)
{
  gboolean found = self->accuracy > 0;

  if (self->asked->len == 0)
    return;
  g_clear_handle_id (&self->timeout, g_source_remove);
  ruhu_location_stop (self->location);
  g_ptr_array_set_size (self->asked, 0);
  self->accuracy = 0;
  self->over (found, self->data);
}

static void
put (RuhuBackgroundPlace *self, Asked *asked, const char *place)
{
  RuhuNode *node = ruhu_instance_find_key (self->instance, asked->key);

  if (node == NULL || !g_str_equal (ruhu_instance_get_value (self->instance, node), asked->put))
    return;
  g_free (asked->put);
  asked->put = g_strdup (place);
  ruhu_instance_set_value (self->instance, node, place, NULL);
}

static void
found_cb (RuhuBackgroundPlace *self, const RuhuPosition *position)
{
  g_autofree char *place = NULL;
  guint i;

  if (self->asked->len == 0 || (self->accuracy > 0 && position->accuracy >= self->accuracy))
    return;

  self->accuracy = MAX (position->accuracy, 0.1);
  place = ruhu_position_to_text (position);
  /* An answer may bring up the next that asks: it is behind those that are there. */
  for (i = 0; i < self->asked->len; i++)
    put (self, g_ptr_array_index (self->asked, i), place);
  if (self->accuracy <= GOOD_ENOUGH)
    end_search (self);
}

static void
failed_cb (RuhuBackgroundPlace *self)
{
  end_search (self);
}

static gboolean
timeout_cb (gpointer data)
{
  RuhuBackgroundPlace *self = data;

  self->timeout = 0;
  end_search (self);
  return G_SOURCE_REMOVE;
}

static void
tracked_cb (RuhuBackgroundPlace *self, const RuhuPosition *position)
{
  ruhu_audit_set_place (self->audit, position->latitude, position->longitude, position->accuracy);
}

/**
 * ruhu_background_place_new:
 * @audit: (nullable): what wants to know all the time where the tablet is
 * @over: called when a search that ruhu_background_place_ask() began is over, unless it was stopped
 */
RuhuBackgroundPlace *
ruhu_background_place_new (RuhuInstance *instance,
                           RuhuAudit *audit,
                           RuhuBackgroundPlaceFunc over,
                           gpointer data)
{
  RuhuBackgroundPlace *self = g_new0 (RuhuBackgroundPlace, 1);

  self->instance = instance;
  self->audit = audit;
  self->over = over;
  self->data = data;
  self->asked = g_ptr_array_new_with_free_func (asked_free);
  self->location = ruhu_location_new ();
  g_signal_connect_swapped (self->location, "found", G_CALLBACK (found_cb), self);
  g_signal_connect_swapped (self->location, "failed", G_CALLBACK (failed_cb), self);
  return self;
}

void
ruhu_background_place_free (RuhuBackgroundPlace *self)
{
  ruhu_background_place_stop (self);
  g_signal_handlers_disconnect_by_data (self->location, self);
  g_object_unref (self->location);
  g_ptr_array_unref (self->asked);
  g_free (self);
}

/** ruhu_background_place_ask: @key: the storage key of a question that wants the place of now */
void
ruhu_background_place_ask (RuhuBackgroundPlace *self, const char *key)
{
  RuhuNode *node = ruhu_instance_find_key (self->instance, key);
  Asked *asked;
  guint i;

  for (i = 0; i < self->asked->len; i++)
    if (g_str_equal (((Asked *) g_ptr_array_index (self->asked, i))->key, key))
      return;
  if (node == NULL)
    return;
  if (!ruhu_location_is_there ()) {
    self->over (FALSE, self->data);
    return;
  }

  asked = g_new0 (Asked, 1);
  asked->key = g_strdup (key);
  asked->put = g_strdup (ruhu_instance_get_value (self->instance, node));
  g_ptr_array_add (self->asked, asked);
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add_seconds (SEARCH_SECONDS, timeout_cb, self);
  ruhu_location_start (self->location);
}

static RuhuLocationLevel
choose_level (const char *priority)
{
  if (g_str_equal (priority, "high-accuracy"))
    return RUHU_LOCATION_EXACT;
  return g_str_equal (priority, "low-power") ? RUHU_LOCATION_TOWN : RUHU_LOCATION_STREET;
}

/**
 * ruhu_background_place_track:
 *
 * Tells the audit where the tablet is, from now on; harmless where it does not want to know. A form
 * that wants no current spent on it (“no-power”) is told nothing: no other app's search is heard
 * here.
 */
void
ruhu_background_place_track (RuhuBackgroundPlace *self)
{
  const char *priority =
    self->audit != NULL ? ruhu_audit_get_location_priority (self->audit) : NULL;

  if (priority == NULL || g_str_equal (priority, "no-power") || self->tracker != NULL ||
      !ruhu_location_is_there ())
    return;
  self->tracker = ruhu_location_new ();
  ruhu_location_set_level (self->tracker,
                           choose_level (priority),
                           ruhu_audit_get_location_interval (self->audit));
  g_signal_connect_swapped (self->tracker, "found", G_CALLBACK (tracked_cb), self);
  ruhu_location_start (self->tracker);
}

gboolean
ruhu_background_place_is_searching (RuhuBackgroundPlace *self)
{
  return self->asked->len > 0;
}

/** ruhu_background_place_stop: looks for nothing any more; what was found stays */
void
ruhu_background_place_stop (RuhuBackgroundPlace *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  ruhu_location_stop (self->location);
  g_ptr_array_set_size (self->asked, 0);
  self->accuracy = 0;
  if (self->tracker != NULL) {
    g_signal_handlers_disconnect_by_data (self->tracker, self);
    ruhu_location_stop (self->tracker);
  }
  g_clear_object (&self->tracker);
}
