/* ruhu-label-media.c: the picture, sound and film of a question's label
 *
 * Most labels have none, and then nothing is made. A picture opens large where the form has a large
 * one, or where it is drawn smaller than it is. One that is missing is told of by its name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-label-media.h"

#include "form/ruhu-clip.h"
#include "form/ruhu-media.h"
#include "form/ruhu-picture-page.h"
#include "ruhu-window.h"

#include <glib/gi18n.h>
#include <string.h>

#define HEIGHT 150 /* and so at most 300 wide, which the narrowest page has */

typedef enum {
  IMAGE,
  BIG_IMAGE,
  AUDIO,
  VIDEO,
  N_FORMS,
} Form;

static const char *const forms[N_FORMS] = { "image", "big-image", "audio", "video" };

struct _RuhuLabelMedia {
  AdwBin parent_instance;

  RuhuInstance *instance;
  char *uris[N_FORMS]; /* what is shown; NULL where nothing is */
  char *about;
  char *description; /* of the picture: what the form says that it shows, else @about */
};

G_DEFINE_FINAL_TYPE (RuhuLabelMedia, ruhu_label_media, ADW_TYPE_BIN)

static void
ruhu_label_media_dispose (GObject *object)
{
  g_clear_object (&RUHU_LABEL_MEDIA (object)->instance);

  G_OBJECT_CLASS (ruhu_label_media_parent_class)->dispose (object);
}

static void
ruhu_label_media_finalize (GObject *object)
{
  RuhuLabelMedia *self = RUHU_LABEL_MEDIA (object);
  guint i;

  for (i = 0; i < N_FORMS; i++)
    g_free (self->uris[i]);
  g_free (self->about);
  g_free (self->description);

  G_OBJECT_CLASS (ruhu_label_media_parent_class)->finalize (object);
}

static void
ruhu_label_media_class_init (RuhuLabelMediaClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_label_media_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_label_media_finalize;
}

static void
ruhu_label_media_init (RuhuLabelMedia *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_set_margin_top (GTK_WIDGET (self), 6);
}

static void
open_cb (RuhuLabelMedia *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GdkPixbuf) pixbuf = ruhu_media_load_pixbuf (self->instance, self->uris[BIG_IMAGE]);
  g_autoptr (GdkTexture) texture = NULL;

  if (pixbuf == NULL)
    pixbuf = ruhu_media_load_pixbuf (self->instance, self->uris[IMAGE]);
  if (pixbuf == NULL || !RUHU_IS_WINDOW (root))
    return;

  texture = gdk_texture_new_for_pixbuf (pixbuf);
  ruhu_window_push (RUHU_WINDOW (root),
                    RUHU_PAGE (ruhu_picture_page_new (GDK_PAINTABLE (texture), self->description)));
}

static GtkWidget *
make_missing (RuhuLabelMedia *self)
{
  GtkLabel *missing = ruhu_media_make_trouble ();
  g_autofree char *name = ruhu_media_get_name (self->uris[IMAGE]);
  g_autofree char *words = g_strdup_printf (_ ("The picture %s is missing."), name);

  gtk_label_set_label (missing, words);
  gtk_widget_set_visible (GTK_WIDGET (missing), TRUE);
  return GTK_WIDGET (missing);
}

static GtkWidget *
make_picture (RuhuLabelMedia *self)
{
  g_autoptr (GdkPixbuf) pixbuf = ruhu_media_load_pixbuf (self->instance, self->uris[IMAGE]);
  g_autoptr (GdkTexture) texture = NULL;
  GtkWidget *picture, *holder, *button;
  gboolean opens;

  if (pixbuf == NULL)
    return make_missing (self);

  texture = ruhu_media_shrink (pixbuf, 2 * HEIGHT, HEIGHT);
  opens = self->uris[BIG_IMAGE] != NULL ||
          gdk_texture_get_width (texture) < gdk_pixbuf_get_width (pixbuf);
  picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), self->description);
  holder = ruhu_media_hold (picture);
  gtk_widget_set_halign (holder, GTK_ALIGN_START);
  if (!opens)
    return holder;

  button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (button), holder);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "picture");
  gtk_widget_set_tooltip_text (button, _ ("Show large"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Show the picture large"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->description,
                                  -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (open_cb), self);
  return button;
}

static GtkWidget *
make_clip (RuhuLabelMedia *self, Form form, const char *autoplay)
{
  RuhuClip *clip = ruhu_clip_new (form == VIDEO ? RUHU_CLIP_FILM : RUHU_CLIP_SOUND,
                                  self->instance,
                                  self->uris[form],
                                  self->about);

  if (g_strcmp0 (autoplay, forms[form]) == 0)
    ruhu_clip_play_when_shown (clip);
  return GTK_WIDGET (clip);
}

/* (transfer full) (nullable): what the label has of that form */
static char *
get_media (RuhuLabelMedia *self, const RuhuControl *control, RuhuNode *within, const char *form)
{
  g_autofree char *media =
    control != NULL ? ruhu_instance_get_media (self->instance, control, within, form) : NULL;

  return media != NULL && *media != '\0' ? g_steal_pointer (&media) : NULL;
}

static void
describe (RuhuLabelMedia *self, const RuhuControl *control, RuhuNode *within, const char *about)
{
  g_free (self->about);
  self->about = g_strdup (about);
  g_free (self->description);
  self->description = get_media (self, control, within, "image-description");
  if (self->description == NULL)
    self->description = g_strdup (about);
}

/* Whether there is other media now than what is shown. */
static gboolean
take_uris (RuhuLabelMedia *self, const RuhuControl *control, RuhuNode *within)
{
  gboolean changed = FALSE;
  guint i;

  for (i = 0; i < N_FORMS; i++) {
    char *uri = get_media (self, control, within, forms[i]);

    changed |= g_strcmp0 (uri, self->uris[i]) != 0;
    g_free (self->uris[i]);
    self->uris[i] = uri;
  }
  return changed;
}

/**
 * ruhu_label_media_show:
 * @control: (nullable): a question, group or repeat; %NULL for nothing
 * @within: the row it stands in, or the root
 * @about: its label as plain text, for those who do not see the picture
 *
 * Shows what the label comes with now; what is shown already goes on as it is.
 */
void
ruhu_label_media_show (RuhuLabelMedia *self,
                       RuhuInstance *instance,
                       const RuhuControl *control,
                       RuhuNode *within,
                       const char *about)
{
  const char *autoplay = control != NULL ? ruhu_control_get_parameter (control, "autoplay") : NULL;
  GtkWidget *box;

  g_set_object (&self->instance, instance);
  describe (self, control, within, about);
  if (!take_uris (self, control, within))
    return;

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  if (self->uris[IMAGE] != NULL)
    gtk_box_append (GTK_BOX (box), make_picture (self));
  if (self->uris[AUDIO] != NULL)
    gtk_box_append (GTK_BOX (box), make_clip (self, AUDIO, autoplay));
  if (self->uris[VIDEO] != NULL)
    gtk_box_append (GTK_BOX (box), make_clip (self, VIDEO, autoplay));
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_first_child (box) != NULL);
}
