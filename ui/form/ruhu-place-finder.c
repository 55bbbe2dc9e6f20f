/* ruhu-place-finder.c: lets the tablet answer where it is
 *
 * Each position that is better than the last becomes the answer, until it is good enough, somebody
 * stops, or a minute has passed. The last one of this run can be taken again: the next household is
 * often the next door.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-place-finder.h"

#include "base/ruhu-clock.h"
#include "form/ruhu-location.h"
#include "form/ruhu-part.h"

#include <glib/gi18n.h>

#define LONGEST_SECONDS 60
/* ODK's own, where the form does not say (XForms, accuracyThreshold): metres. */
#define GOOD_ENOUGH 5.0
#define TOO_FAR_OFF 100.0

struct _RuhuPlaceFinder {
  AdwBin parent_instance;

  RuhuEditor *editor; /* this lies in it */
  GtkButton *find;    /* and stops */
  GtkButton *last;
  GtkLabel *words;

  RuhuLocation *location;
  guint timeout;
  gboolean searching;
  double accuracy; /* of the best so far; 0 for none */
};

G_DEFINE_FINAL_TYPE (RuhuPlaceFinder, ruhu_place_finder, ADW_TYPE_BIN)

/* In memory only, and gone when the app is: where a tablet was is nobody else's business. */
static char *last_place;
static char *last_time;

static double
get_threshold (RuhuPlaceFinder *self, const char *name, double otherwise)
{
  const char *text = ruhu_control_get_parameter (ruhu_editor_get_control (self->editor), name);
  double metres = text != NULL ? g_ascii_strtod (text, NULL) : 0;

  return metres > 0 ? metres : otherwise;
}

static void
show_buttons (RuhuPlaceFinder *self)
{
  g_autofree char *last = NULL;

  gtk_button_set_label (self->find,
                        self->searching ? _ ("That is good enough") : _ ("Find where we are"));
  if (last_time != NULL)
    last = g_strdup_printf (_ ("As at %s"), last_time);
  gtk_button_set_label (self->last, last != NULL ? last : "");
  gtk_widget_set_visible (GTK_WIDGET (self->last), last != NULL && !self->searching);
}

static char *
describe (RuhuPlaceFinder *self)
{
  if (self->accuracy <= 0)
    return g_strdup (_ ("Nothing found. Try again under the open sky, or type it."));
  if (self->accuracy > get_threshold (self, "unacceptableAccuracyThreshold", TOO_FAR_OFF))
    return g_strdup_printf (_ ("Found only to within %.0f m. Try again under the open sky."),
                            self->accuracy);
  return g_strdup_printf (_ ("Found to within %.0f m."), self->accuracy);
}

/** ruhu_place_finder_stop: keeps what was found so far; harmless where nothing is looked for */
void
ruhu_place_finder_stop (RuhuPlaceFinder *self)
{
  g_autofree char *words = NULL;

  if (!self->searching)
    return;
  self->searching = FALSE;
  g_clear_handle_id (&self->timeout, g_source_remove);
  ruhu_location_stop (self->location);
  words = describe (self);
  gtk_label_set_label (self->words, words);
  show_buttons (self);
}

static void
found_cb (RuhuPlaceFinder *self, const RuhuPosition *position)
{
  g_autofree char *words = NULL;
  g_autofree char *place = NULL;
  g_autoptr (GDateTime) now = NULL;

  if (!self->searching || (self->accuracy > 0 && position->accuracy >= self->accuracy))
    return;

  self->accuracy = MAX (position->accuracy, 0.1);
  place = ruhu_position_to_text (position);
  now = ruhu_clock_local ();
  g_free (last_time);
  last_time = g_date_time_format (now, "%H:%M");
  g_free (last_place);
  last_place = g_strdup (place);
  ruhu_editor_set_value (self->editor, place);
  ruhu_editor_refresh (self->editor);

  if (self->accuracy <= get_threshold (self, "accuracyThreshold", GOOD_ENOUGH)) {
    ruhu_place_finder_stop (self);
    return;
  }
  words = g_strdup_printf (_ ("To within %.0f m, looking on…"), self->accuracy);
  gtk_label_set_label (self->words, words);
}

static void
failed_cb (RuhuPlaceFinder *self)
{
  ruhu_place_finder_stop (self);
  if (self->accuracy <= 0)
    gtk_label_set_label (self->words, _ ("This tablet does not know where it is. Please type it."));
}

static gboolean
timeout_cb (gpointer data)
{
  RuhuPlaceFinder *self = data;

  self->timeout = 0;
  ruhu_place_finder_stop (self);
  return G_SOURCE_REMOVE;
}

static void
find_cb (RuhuPlaceFinder *self)
{
  if (self->searching) {
    ruhu_place_finder_stop (self);
    return;
  }

  self->searching = TRUE;
  self->accuracy = 0;
  self->timeout = g_timeout_add_seconds (LONGEST_SECONDS, timeout_cb, self);
  gtk_label_set_label (self->words, _ ("Looking for satellites…"));
  show_buttons (self);
  ruhu_location_start (self->location);
}

static void
last_cb (RuhuPlaceFinder *self)
{
  ruhu_editor_set_value (self->editor, last_place);
  ruhu_editor_refresh (self->editor);
}

static void
ruhu_place_finder_dispose (GObject *object)
{
  RuhuPlaceFinder *self = RUHU_PLACE_FINDER (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  self->searching = FALSE;
  if (self->location != NULL)
    ruhu_location_stop (self->location);
  g_clear_object (&self->location);

  G_OBJECT_CLASS (ruhu_place_finder_parent_class)->dispose (object);
}

static void
ruhu_place_finder_class_init (RuhuPlaceFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_place_finder_dispose;
}

static GtkButton *
add_button (RuhuPlaceFinder *self, GtkWidget *box, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label ("");

  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (box), button);
  return GTK_BUTTON (button);
}

static void
ruhu_place_finder_init (RuhuPlaceFinder *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  ruhu_part_name (buttons, "find-fold");
  self->find = add_button (self, buttons, G_CALLBACK (find_cb));
  gtk_widget_add_css_class (GTK_WIDGET (self->find), "primary");
  self->last = add_button (self, buttons, G_CALLBACK (last_cb));
  self->words = g_object_new (GTK_TYPE_LABEL,
                              "xalign",
                              0.0,
                              "wrap",
                              TRUE,
                              "accessible-role",
                              GTK_ACCESSIBLE_ROLE_STATUS,
                              NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "secondary");
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->words));
  adw_bin_set_child (ADW_BIN (self), box);

  self->location = ruhu_location_new ();
  g_signal_connect_object (self->location, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->location,
                           "failed",
                           G_CALLBACK (failed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

/** ruhu_place_finder_new: @editor: asks for a point; the finder is to lie in it */
RuhuPlaceFinder *
ruhu_place_finder_new (RuhuEditor *editor)
{
  RuhuPlaceFinder *self = g_object_new (RUHU_TYPE_PLACE_FINDER, NULL);

  self->editor = editor;
  show_buttons (self);
  gtk_widget_set_visible (GTK_WIDGET (self), ruhu_location_is_there ());
  return self;
}
