/* ruhu-preferences.c: language and text size, before and after anybody unlocks
 *
 * They are read before the store can be opened and name nobody, so they stand in a file of their
 * own in the profile.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-preferences.h"

#include "ruhu-language.h"

#include <gio/gio.h>
#include <gtk/gtk.h>

#define GROUP "Ruhu"
#define DPI (96 * 1024)

struct _RuhuPreferences {
  GObject parent_instance;

  char *path;
  char *language;
  int text_size;
  gboolean read_aloud;
  int system_dpi;
  gboolean saving;
  gboolean again; /* something changed meanwhile */
};

enum {
  PROP_LANGUAGE = 1,
  PROP_TEXT_SIZE,
  PROP_READ_ALOUD,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RuhuPreferences, ruhu_preferences, G_TYPE_OBJECT)

static void save (RuhuPreferences *self);

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RuhuPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_message ("Preferences are not saved: %s", error->message);

  self->saving = FALSE;
  if (self->again)
    save (self);
}

static void
save (RuhuPreferences *self)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text;
  gsize length;

  if (self->path == NULL)
    return;

  /* One write at a time, or an older one might end last. */
  self->again = self->saving;
  if (self->again)
    return;

  self->saving = TRUE;
  file = g_file_new_for_path (self->path);
  g_key_file_set_string (keys, GROUP, "language", self->language);
  g_key_file_set_integer (keys, GROUP, "text-size", self->text_size);
  g_key_file_set_boolean (keys, GROUP, "read-aloud", self->read_aloud);
  text = g_key_file_to_data (keys, &length, NULL);
  bytes = g_bytes_new_take (text, length);
  g_file_replace_contents_bytes_async (file,
                                       bytes,
                                       NULL,
                                       FALSE,
                                       G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL,
                                       saved_cb,
                                       g_object_ref (self));
}

static void
load (RuhuPreferences *self)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *language = NULL;

  if (!g_key_file_load_from_file (keys, self->path, G_KEY_FILE_NONE, NULL))
    return;

  language = g_key_file_get_string (keys, GROUP, "language", NULL);
  if (g_strcmp0 (language, "en") == 0 || g_strcmp0 (language, "zh_CN") == 0) {
    g_free (self->language);
    self->language = g_steal_pointer (&language);
  }
  self->text_size = CLAMP (g_key_file_get_integer (keys, GROUP, "text-size", NULL), 100, 200);
  self->read_aloud = g_key_file_get_boolean (keys, GROUP, "read-aloud", NULL);
}

static void
ruhu_preferences_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  RuhuPreferences *self = RUHU_PREFERENCES (object);

  switch (id) {
  case PROP_LANGUAGE:
    g_value_set_string (value, self->language);
    break;
  case PROP_TEXT_SIZE:
    g_value_set_int (value, self->text_size);
    break;
  case PROP_READ_ALOUD:
    g_value_set_boolean (value, self->read_aloud);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_preferences_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  RuhuPreferences *self = RUHU_PREFERENCES (object);

  switch (id) {
  case PROP_LANGUAGE:
    ruhu_preferences_set_language (self, g_value_get_string (value));
    break;
  case PROP_TEXT_SIZE:
    ruhu_preferences_set_text_size (self, g_value_get_int (value));
    break;
  case PROP_READ_ALOUD:
    ruhu_preferences_set_read_aloud (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ruhu_preferences_finalize (GObject *object)
{
  RuhuPreferences *self = RUHU_PREFERENCES (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->language, g_free);

  G_OBJECT_CLASS (ruhu_preferences_parent_class)->finalize (object);
}

static void
ruhu_preferences_class_init (RuhuPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = ruhu_preferences_get_property;
  object_class->set_property = ruhu_preferences_set_property;
  object_class->finalize = ruhu_preferences_finalize;

  /**
   * RuhuPreferences:language: "zh_CN" or "en"
   */
  properties[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, NULL, flags);
  /**
   * RuhuPreferences:text-size: per cent of the system's own text size, 100 to 200
   */
  properties[PROP_TEXT_SIZE] = g_param_spec_int ("text-size", NULL, NULL, 100, 200, 100, flags);
  /**
   * RuhuPreferences:read-aloud: whether what is tapped is read aloud
   */
  properties[PROP_READ_ALOUD] = g_param_spec_boolean ("read-aloud", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ruhu_preferences_init (RuhuPreferences *self)
{
  self->language = g_strdup (ruhu_language_guess ());
  self->text_size = 100;
}

/**
 * ruhu_preferences_new:
 * @dir: (nullable): the profile's folder; it need not have a file of preferences yet. NULL keeps
 *   them nowhere
 *
 * Returns: (transfer full): what the user chose last, or what suits most
 */
RuhuPreferences *
ruhu_preferences_new (const char *dir)
{
  RuhuPreferences *self = g_object_new (RUHU_TYPE_PREFERENCES, NULL);

  if (dir != NULL) {
    self->path = g_build_filename (dir, "preferences.ini", NULL);
    load (self);
  }
  return self;
}

const char *
ruhu_preferences_get_language (RuhuPreferences *self)
{
  g_return_val_if_fail (RUHU_IS_PREFERENCES (self), NULL);

  return self->language;
}

void
ruhu_preferences_set_language (RuhuPreferences *self, const char *language)
{
  g_return_if_fail (RUHU_IS_PREFERENCES (self));
  g_return_if_fail (language != NULL);

  if (g_strcmp0 (self->language, language) == 0)
    return;

  g_free (self->language);
  self->language = g_strdup (language);
  ruhu_preferences_apply (self);
  save (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LANGUAGE]);
}

int
ruhu_preferences_get_text_size (RuhuPreferences *self)
{
  g_return_val_if_fail (RUHU_IS_PREFERENCES (self), 100);

  return self->text_size;
}

/** ruhu_preferences_set_text_size: @percent: of the system's own text size, 100 to 200 */
void
ruhu_preferences_set_text_size (RuhuPreferences *self, int percent)
{
  g_return_if_fail (RUHU_IS_PREFERENCES (self));

  percent = CLAMP (percent, 100, 200);
  if (self->text_size == percent)
    return;

  self->text_size = percent;
  ruhu_preferences_apply (self);
  save (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT_SIZE]);
}

gboolean
ruhu_preferences_get_read_aloud (RuhuPreferences *self)
{
  g_return_val_if_fail (RUHU_IS_PREFERENCES (self), FALSE);

  return self->read_aloud;
}

void
ruhu_preferences_set_read_aloud (RuhuPreferences *self, gboolean read_aloud)
{
  g_return_if_fail (RUHU_IS_PREFERENCES (self));

  if (self->read_aloud == read_aloud)
    return;

  self->read_aloud = read_aloud;
  save (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READ_ALOUD]);
}

/**
 * ruhu_preferences_apply:
 *
 * Makes them so: the catalogue for words still to be drawn, and GTK's text size. Needs a display.
 */
void
ruhu_preferences_apply (RuhuPreferences *self)
{
  GtkSettings *settings = gtk_settings_get_default ();

  g_return_if_fail (RUHU_IS_PREFERENCES (self));

  ruhu_language_use (self->language);
  if (settings == NULL)
    return;

  if (self->system_dpi <= 0)
    g_object_get (settings, "gtk-xft-dpi", &self->system_dpi, NULL);
  if (self->system_dpi <= 0)
    self->system_dpi = DPI;
  g_object_set (settings, "gtk-xft-dpi", self->system_dpi * self->text_size / 100, NULL);
}
