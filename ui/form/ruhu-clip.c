/* ruhu-clip.c: a sound or film that came with a form, and the button that plays it
 *
 * One plays at a time. It ends when its page is left. A file that is missing or that this tablet
 * cannot play is told of by its name, in the place of the button.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-clip.h"

#include "form/ruhu-media.h"
#include "form/ruhu-player.h"

#include <glib/gi18n.h>

#define FILM_HEIGHT 360
#define FILM_WIDTH 640
#define NARROWEST 300 /* of the pages */

struct _RuhuClip {
  AdwBin parent_instance;

  RuhuClipKind kind;
  RuhuInstance *instance;
  char *uri;
  char *about;

  GtkPicture *film; /* NULL for sounds */
  GtkButton *button;
  GtkLabel *trouble;
  RuhuPlayer *player; /* while it plays */
  gboolean plays_when_shown;
};

G_DEFINE_FINAL_TYPE (RuhuClip, ruhu_clip, ADW_TYPE_BIN)

/* The one that plays, if any. */
static RuhuClip *playing;

static void
show_state (RuhuClip *self)
{
  const char *play = self->kind == RUHU_CLIP_FILM ? _ ("Watch") : _ ("Listen");
  const char *words = self->player != NULL ? _ ("Stop") : play;
  const char *icon =
    self->player != NULL ? "media-playback-stop-symbolic" : "media-playback-start-symbolic";
  g_autofree char *name = g_strdup_printf ("%s: %s", words, self->about);

  if (self->kind == RUHU_CLIP_SOUND_SHORT) {
    gtk_button_set_icon_name (self->button, icon);
  } else {
    AdwButtonContent *content = ADW_BUTTON_CONTENT (gtk_button_get_child (self->button));

    adw_button_content_set_icon_name (content, icon);
    adw_button_content_set_label (content, words);
  }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name,
                                  -1);
}

static void
stop (RuhuClip *self)
{
  g_clear_pointer (&self->player, ruhu_player_stop);
  if (playing == self)
    playing = NULL;
}

/* @sentence: (transfer full): with the file's name in it */
static void
show_trouble (RuhuClip *self, char *sentence)
{
  gtk_label_set_label (self->trouble, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);
  g_free (sentence);
}

static void
show_failure (RuhuClip *self)
{
  g_autofree char *name = ruhu_media_get_name (self->uri);

  show_trouble (self, g_strdup_printf (_ ("This tablet cannot play %s."), name));
}

static void
ended_cb (gpointer player, gpointer data)
{
  RuhuClip *self = data;
  gboolean failed = ruhu_player_has_failed (player);

  stop (self);
  show_state (self);
  if (failed)
    show_failure (self);
}

static void
frame_cb (GdkPixbuf *frame, gpointer data)
{
  RuhuClip *self = data;
  int width = CLAMP (gtk_widget_get_width (GTK_WIDGET (self)), NARROWEST, FILM_WIDTH);
  g_autoptr (GdkTexture) texture = ruhu_media_shrink (frame, width, FILM_HEIGHT);

  gtk_picture_set_paintable (self->film, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->film)), TRUE);
}

static void
play (RuhuClip *self)
{
  g_autoptr (GBytes) content = ruhu_instance_read_media (self->instance, self->uri);

  if (content == NULL)
    return;
  if (playing != NULL) {
    RuhuClip *other = playing;

    stop (other);
    show_state (other);
  }

  self->player = ruhu_player_start_film (content,
                                         self->kind == RUHU_CLIP_FILM ? frame_cb : NULL,
                                         ended_cb,
                                         self);
  if (self->player != NULL)
    playing = self;
  else
    show_failure (self);
  show_state (self);
}

static void
clicked_cb (RuhuClip *self)
{
  if (self->player == NULL) {
    play (self);
    return;
  }
  stop (self);
  show_state (self);
}

static gboolean
play_cb (gpointer data)
{
  RuhuClip *self = RUHU_CLIP (data);

  /* Of several on a page only the first. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && playing == NULL)
    play (self);
  return G_SOURCE_REMOVE;
}

static void
ruhu_clip_map (GtkWidget *widget)
{
  RuhuClip *self = RUHU_CLIP (widget);

  GTK_WIDGET_CLASS (ruhu_clip_parent_class)->map (widget);
  if (self->plays_when_shown)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, play_cb, g_object_ref (self), g_object_unref);
  self->plays_when_shown = FALSE;
}

static void
ruhu_clip_unmap (GtkWidget *widget)
{
  RuhuClip *self = RUHU_CLIP (widget);

  if (self->player != NULL) {
    stop (self);
    show_state (self);
  }
  GTK_WIDGET_CLASS (ruhu_clip_parent_class)->unmap (widget);
}

static void
ruhu_clip_dispose (GObject *object)
{
  RuhuClip *self = RUHU_CLIP (object);

  stop (self);
  g_clear_object (&self->instance);

  G_OBJECT_CLASS (ruhu_clip_parent_class)->dispose (object);
}

static void
ruhu_clip_finalize (GObject *object)
{
  RuhuClip *self = RUHU_CLIP (object);

  g_free (self->uri);
  g_free (self->about);

  G_OBJECT_CLASS (ruhu_clip_parent_class)->finalize (object);
}

static void
ruhu_clip_class_init (RuhuClipClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ruhu_clip_dispose;
  G_OBJECT_CLASS (klass)->finalize = ruhu_clip_finalize;
  GTK_WIDGET_CLASS (klass)->map = ruhu_clip_map;
  GTK_WIDGET_CLASS (klass)->unmap = ruhu_clip_unmap;
}

static void
ruhu_clip_init (RuhuClip *self)
{
}

static void
build (RuhuClip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (self->kind == RUHU_CLIP_FILM) {
    GtkWidget *holder;

    self->film = GTK_PICTURE (gtk_picture_new ());
    gtk_picture_set_alternative_text (self->film, self->about);
    holder = ruhu_media_hold (GTK_WIDGET (self->film));
    gtk_widget_set_halign (holder, GTK_ALIGN_START);
    gtk_widget_set_visible (holder, FALSE);
    gtk_box_append (GTK_BOX (box), holder);
  }
  self->button = GTK_BUTTON (gtk_button_new ());
  if (self->kind != RUHU_CLIP_SOUND_SHORT)
    gtk_button_set_child (self->button, adw_button_content_new ());
  gtk_widget_set_halign (GTK_WIDGET (self->button), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->button));
  self->trouble = ruhu_media_make_trouble ();
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->trouble));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * ruhu_clip_new:
 * @uri: jr://audio/… or jr://video/…
 * @about: what it belongs to, as plain text
 *
 * Returns: (transfer floating): the clip
 */
RuhuClip *
ruhu_clip_new (RuhuClipKind kind, RuhuInstance *instance, const char *uri, const char *about)
{
  RuhuClip *self = g_object_new (RUHU_TYPE_CLIP, NULL);
  g_autoptr (GBytes) content = ruhu_instance_read_media (instance, uri);

  self->kind = kind;
  self->instance = g_object_ref (instance);
  self->uri = g_strdup (uri);
  self->about = g_strdup (about);
  if (kind == RUHU_CLIP_SOUND_SHORT)
    gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  build (self);
  show_state (self);
  if (content == NULL) {
    g_autofree char *name = ruhu_media_get_name (uri);

    show_trouble (self,
                  g_strdup_printf (kind == RUHU_CLIP_FILM ? _ ("The film %s is missing.")
                                                          : _ ("The sound %s is missing."),
                                   name));
  }
  return self;
}

/** ruhu_clip_play_when_shown: the form says that nobody need press the button */
void
ruhu_clip_play_when_shown (RuhuClip *self)
{
  self->plays_when_shown = TRUE;
}
