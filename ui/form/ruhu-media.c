/* ruhu-media.c: pictures that come with a form
 *
 * A choice's picture that is missing, or is none, leaves the words beside it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-media.h"

#include "forms/ruhu-form-media.h"

/**
 * ruhu_media_get_name:
 * @uri: jr://images/… and the like
 *
 * Returns: (transfer full): the file's name, for people
 */
char *
ruhu_media_get_name (const char *uri)
{
  char *name = ruhu_form_media_get_name (uri);

  return name != NULL ? name : g_strdup (uri);
}

/**
 * ruhu_media_shrink:
 * @width: at most, in pixels
 * @height: at most
 *
 * As large as it is drawn: a picture would else ask for all the height that its width allows.
 *
 * Returns: (transfer full): @pixbuf, no larger than that
 */
GdkTexture *
ruhu_media_shrink (GdkPixbuf *pixbuf, int width, int height)
{
  double scale = MIN ((double) height / gdk_pixbuf_get_height (pixbuf),
                      (double) width / gdk_pixbuf_get_width (pixbuf));
  g_autoptr (GdkPixbuf) small = NULL;

  if (scale >= 1)
    return gdk_texture_new_for_pixbuf (pixbuf);
  small = gdk_pixbuf_scale_simple (pixbuf,
                                   MAX (1, (int) (gdk_pixbuf_get_width (pixbuf) * scale)),
                                   MAX (1, (int) (gdk_pixbuf_get_height (pixbuf) * scale)),
                                   GDK_INTERP_BILINEAR);
  return gdk_texture_new_for_pixbuf (small);
}

/**
 * ruhu_media_load_pixbuf:
 * @uri: (nullable): jr://images/…
 *
 * Returns: (transfer full) (nullable): the picture, if the form came with it
 */
GdkPixbuf *
ruhu_media_load_pixbuf (RuhuInstance *instance, const char *uri)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = NULL;
  GdkPixbuf *pixbuf;

  if (uri == NULL || *uri == '\0')
    return NULL;
  content = ruhu_instance_read_media (instance, uri);
  if (content == NULL)
    return NULL;

  stream = g_memory_input_stream_new_from_bytes (content);
  pixbuf = gdk_pixbuf_new_from_stream (stream, NULL, &error);
  if (pixbuf == NULL)
    g_message ("a form's picture cannot be shown: %s", error->message);
  return pixbuf;
}

/**
 * ruhu_media_load_picture:
 * @uri: (nullable): jr://images/…
 * @height: at most, in pixels; a picture is at most twice as wide
 *
 * Returns: (transfer full) (nullable): the picture, if the form came with it
 */
GdkPaintable *
ruhu_media_load_picture (RuhuInstance *instance, const char *uri, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = ruhu_media_load_pixbuf (instance, uri);

  return pixbuf != NULL ? GDK_PAINTABLE (ruhu_media_shrink (pixbuf, 2 * height, height)) : NULL;
}

/**
 * ruhu_media_hold:
 * @picture: (transfer floating): a #GtkPicture
 *
 * Returns: (transfer floating): what gives @picture its own size, and not all the height that the
 *   width of a page would allow it
 */
GtkWidget *
ruhu_media_hold (GtkWidget *picture)
{
  GtkWidget *holder = gtk_fixed_new ();

  gtk_picture_set_can_shrink (GTK_PICTURE (picture), FALSE);
  gtk_fixed_put (GTK_FIXED (holder), picture, 0, 0);
  gtk_widget_set_halign (holder, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (holder, GTK_ALIGN_CENTER);
  return holder;
}

/** ruhu_media_make_trouble: Returns: (transfer floating): hidden words for what is not there */
GtkLabel *
ruhu_media_make_trouble (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "secondary");
  gtk_widget_set_visible (label, FALSE);
  return GTK_LABEL (label);
}
