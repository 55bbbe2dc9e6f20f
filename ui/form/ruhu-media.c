/* ruhu-media.c: pictures that come with a form
 *
 * A picture that is missing, or is none, leaves the words beside it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-media.h"

/**
 * ruhu_media_load_picture:
 * @uri: (nullable): jr://images/…
 *
 * Returns: (transfer full) (nullable): the picture, if the form came with it
 */
GdkPaintable *
ruhu_media_load_picture (RuhuInstance *instance, const char *uri)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  GdkTexture *texture;

  if (uri == NULL || *uri == '\0')
    return NULL;
  content = ruhu_instance_read_media (instance, uri);
  if (content == NULL)
    return NULL;

  texture = gdk_texture_new_from_bytes (content, &error);
  if (texture == NULL) {
    g_message ("a form's picture cannot be shown: %s", error->message);
    return NULL;
  }
  return GDK_PAINTABLE (texture);
}
