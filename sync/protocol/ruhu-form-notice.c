/* ruhu-form-notice.c: what HQ says of a form it published
 *
 *   {"id","version","hash","media":[{"name","hash","size"}]}
 *
 * Without "media" where the form comes with no files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-form-notice.h"

#include "base/ruhu-json.h"
#include "forms/ruhu-form-media.h"
#include "ruhu-hash.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

static void
free_file (gpointer data)
{
  RuhuFormFile *file = data;

  g_free (file->name);
  g_free (file->hash);
  g_free (file);
}

RuhuFormNotice *
ruhu_form_notice_new (const char *id, const char *version, const char *hash)
{
  RuhuFormNotice *self = g_new0 (RuhuFormNotice, 1);

  self->id = g_strdup (id);
  self->version = g_strdup (version);
  self->hash = g_strdup (hash);
  self->files = g_ptr_array_new_with_free_func (free_file);
  return self;
}

void
ruhu_form_notice_free (RuhuFormNotice *self)
{
  g_free (self->id);
  g_free (self->version);
  g_free (self->hash);
  g_ptr_array_unref (self->files);
  g_free (self);
}

/** ruhu_form_notice_add: @size: in bytes */
void
ruhu_form_notice_add (RuhuFormNotice *self, const char *name, const char *hash, guint64 size)
{
  RuhuFormFile *file = g_new0 (RuhuFormFile, 1);

  file->name = g_strdup (name);
  file->hash = g_strdup (hash);
  file->size = size;
  g_ptr_array_add (self->files, file);
}

/** ruhu_form_notice_to_json: Returns: (transfer full): what stands behind "form" on the wire */
JsonObject *
ruhu_form_notice_to_json (RuhuFormNotice *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *media;
  guint i;

  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "version", self->version);
  json_object_set_string_member (object, "hash", self->hash);
  if (self->files->len == 0)
    return object;

  media = json_array_new ();
  for (i = 0; i < self->files->len; i++) {
    RuhuFormFile *file = g_ptr_array_index (self->files, i);
    JsonObject *member = json_object_new ();

    json_object_set_string_member (member, "name", file->name);
    json_object_set_string_member (member, "hash", file->hash);
    json_object_set_int_member (member, "size", file->size);
    json_array_add_object_element (media, member);
  }
  json_object_set_array_member (object, "media", media);
  return object;
}

/** ruhu_form_notice_find: Returns: (transfer none) (nullable): the file of that name */
RuhuFormFile *
ruhu_form_notice_find (RuhuFormNotice *self, const char *name)
{
  guint i;

  for (i = 0; i < self->files->len; i++) {
    RuhuFormFile *file = g_ptr_array_index (self->files, i);

    if (g_str_equal (file->name, name))
      return file;
  }

  return NULL;
}

static gboolean
read_file (RuhuFormNotice *self, JsonNode *node)
{
  JsonObject *member = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = ruhu_json_get_string (member, "name");
  const char *hash = ruhu_json_get_string (member, "hash");
  guint64 size;

  if (!ruhu_form_media_is_name (name) || hash == NULL || !ruhu_hash_is_valid (hash) ||
      !ruhu_wire_json_get_uint (member, "size", &size) || size > RUHU_WIRE_MAX_MEDIA ||
      ruhu_form_notice_find (self, name) != NULL)
    return FALSE;

  ruhu_form_notice_add (self, name, hash, size);
  return TRUE;
}

/**
 * ruhu_form_notice_from_json:
 * @object: what stands behind "form"
 *
 * Returns: (transfer full) (nullable): %NULL where a member is missing, a file's name is none or
 *   there twice, a file is larger than %RUHU_WIRE_MAX_MEDIA, or there are too many
 */
RuhuFormNotice *
ruhu_form_notice_from_json (JsonObject *object)
{
  const char *id = ruhu_json_get_string (object, "id");
  const char *version = ruhu_json_get_string (object, "version");
  const char *hash = ruhu_json_get_string (object, "hash");
  JsonArray *media = ruhu_json_get_array (object, "media");
  g_autoptr (RuhuFormNotice) self = NULL;
  guint i;

  if (id == NULL || version == NULL || hash == NULL ||
      (media != NULL && json_array_get_length (media) > RUHU_WIRE_MAX_FORM_FILES))
    return NULL;

  self = ruhu_form_notice_new (id, version, hash);
  for (i = 0; media != NULL && i < json_array_get_length (media); i++) {
    if (!read_file (self, json_array_get_element (media, i)))
      return NULL;
  }

  return g_steal_pointer (&self);
}

/** ruhu_form_notice_has_files_of: Returns: whether both come with the same files */
gboolean
ruhu_form_notice_has_files_of (RuhuFormNotice *self, RuhuFormNotice *other)
{
  guint i;

  if (self->files->len != other->files->len)
    return FALSE;

  for (i = 0; i < other->files->len; i++) {
    RuhuFormFile *wanted = g_ptr_array_index (other->files, i);
    RuhuFormFile *file = ruhu_form_notice_find (self, wanted->name);

    if (file == NULL || !g_str_equal (file->hash, wanted->hash))
      return FALSE;
  }

  return TRUE;
}
