/* ruhu-form.c: one form definition (ODK XForm)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-form-parser-private.h"
#include "forms/ruhu-lists-private.h"

#include "base/ruhu-error.h"

G_DEFINE_FINAL_TYPE (RuhuForm, ruhu_form, G_TYPE_OBJECT)

static void
free_secondary (gpointer data)
{
  RuhuSecondary *secondary = data;

  if (secondary->content != NULL)
    ruhu_dataset_unref (secondary->content);
  g_free (secondary->id);
  g_free (secondary->source);
  g_free (secondary);
}

static void
ruhu_form_finalize (GObject *object)
{
  RuhuForm *self = RUHU_FORM (object);

  g_clear_pointer (&self->body, ruhu_control_free);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->actions, g_ptr_array_unref);
  g_clear_pointer (&self->triggers, g_ptr_array_unref);
  g_clear_pointer (&self->binds, g_ptr_array_unref);
  g_clear_pointer (&self->by_path, g_hash_table_unref);
  g_clear_pointer (&self->schemas, g_ptr_array_unref);
  g_clear_pointer (&self->by_instance, g_hash_table_unref);
  g_clear_pointer (&self->by_bind_id, g_hash_table_unref);
  g_clear_pointer (&self->secondaries, g_ptr_array_unref);
  g_clear_pointer (&self->choice_paths, g_hash_table_unref);
  g_clear_pointer (&self->language_ranks, g_array_unref);
  g_clear_pointer (&self->catcher, ruhu_list_catcher_free);
  g_clear_pointer (&self->itext, ruhu_itext_free);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->doc, xmlFreeDoc);

  G_OBJECT_CLASS (ruhu_form_parent_class)->finalize (object);
}

static void
ruhu_form_class_init (RuhuFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ruhu_form_finalize;
}

static void
ruhu_form_init (RuhuForm *self)
{
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->binds = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_bind_free);
  self->triggers = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_trigger_free);
  self->actions = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_action_free);
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) ruhu_form_rule_free);
  self->by_instance = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_bind_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->secondaries = g_ptr_array_new_with_free_func (free_secondary);
  self->choice_paths =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ruhu_xpath_expr_free);
  self->language_ranks = g_array_new (FALSE, FALSE, sizeof (guint));
}

/**
 * ruhu_form_new_from_bytes:
 * @bytes: the XForm
 * @name: what messages call it: a file's name
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the form, or %NULL with @error set to %RUHU_ERROR_INVALID, its message
 *   “NAME:LINE: reason”
 */
RuhuForm *
ruhu_form_new_from_bytes (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (RuhuForm) self = g_object_new (RUHU_TYPE_FORM, NULL);

  self->bytes = g_bytes_ref (bytes);
  self->name = g_strdup (name);
  if (!ruhu_form_parse (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * ruhu_form_new_from_file:
 * @path: where the XForm is
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the form, or %NULL with @error set to %RUHU_ERROR_INVALID, or
 *   %RUHU_ERROR_NOT_FOUND where the file cannot be read
 */
RuhuForm *
ruhu_form_new_from_file (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *data;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, &reason)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "%s", reason->message);
    return NULL;
  }
  bytes = g_bytes_new_take (data, length);

  return ruhu_form_new_from_bytes (bytes, path, error);
}

const char *
ruhu_form_get_id (RuhuForm *self)
{
  return self->id;
}

/**
 * ruhu_form_get_version:
 * @self: a form
 *
 * Returns: its version; "" where it has none
 */
const char *
ruhu_form_get_version (RuhuForm *self)
{
  return self->version;
}

const char *
ruhu_form_get_title (RuhuForm *self)
{
  return self->title;
}

const char *
ruhu_form_get_root_name (RuhuForm *self)
{
  return self->root->name;
}

GBytes *
ruhu_form_get_bytes (RuhuForm *self)
{
  return self->bytes;
}

/**
 * ruhu_form_reads_last_saved:
 * @self: a form
 *
 * Returns: whether it wants ruhu_instance_set_last_saved()
 */
gboolean
ruhu_form_reads_last_saved (RuhuForm *self)
{
  for (guint i = 0; i < self->secondaries->len; i++) {
    const RuhuSecondary *secondary = self->secondaries->pdata[i];

    if (g_strcmp0 (secondary->source, RUHU_LAST_SAVED) == 0)
      return TRUE;
  }

  return FALSE;
}

/**
 * ruhu_form_has_offline_entities:
 * @self: a form
 *
 * A form made for entities older than 2024.1 does not tell which version of an object it changes:
 * what it says waits for the server (ODK entities, versions).
 *
 * Returns: whether what a response to it makes and changes may show before it was sent
 */
gboolean
ruhu_form_has_offline_entities (RuhuForm *self)
{
  return self->entities_year == 0 || self->entities_year >= 2024;
}

/**
 * ruhu_form_get_languages:
 * @self: a form
 *
 * Returns: (array zero-terminated=1): its languages as written, “中文 (zh)” for example; empty for
 * a form whose texts stand in the body only
 */
const char *const *
ruhu_form_get_languages (RuhuForm *self)
{
  return ruhu_itext_get_languages (self->itext);
}

/**
 * ruhu_form_get_default_language:
 * @self: a form
 *
 * Returns: (nullable): the language it begins in; %NULL where it has none
 */
const char *
ruhu_form_get_default_language (RuhuForm *self)
{
  return ruhu_itext_get_languages (self->itext)[ruhu_itext_get_default (self->itext)];
}

/**
 * ruhu_form_get_body:
 * @self: a form
 *
 * Returns: (transfer none): a group that holds all controls
 */
const RuhuControl *
ruhu_form_get_body (RuhuForm *self)
{
  return self->body;
}

/**
 * ruhu_form_find_control:
 * @self: a form
 * @path: a path without positions
 *
 * Returns: (nullable): the control of that node
 */
const RuhuControl *
ruhu_form_find_control (RuhuForm *self, const char *path)
{
  RuhuSchema *schema = g_hash_table_lookup (self->by_path, path);

  return schema != NULL ? schema->control : NULL;
}

/** ruhu_form_has_question: Returns: whether an answer of that name stands in it, asked or computed:
 * what ruhu_instance_preset() would set */
gboolean
ruhu_form_has_question (RuhuForm *self, const char *name)
{
  guint i;

  for (i = 0; i < self->schemas->len; i++) {
    const RuhuSchema *schema = g_ptr_array_index (self->schemas, i);

    if (schema->is_leaf && !schema->is_attribute && g_str_equal (schema->name, name))
      return TRUE;
  }
  return FALSE;
}

/**
 * ruhu_form_get_rules:
 * @self: a form
 *
 * Returns: (element-type RuhuFormRule) (transfer none): the rules in the order of the sheet
 */
GPtrArray *
ruhu_form_get_rules (RuhuForm *self)
{
  return self->rules;
}

/**
 * ruhu_form_get_warnings:
 * @self: a form
 *
 * Returns: (element-type utf8) (transfer none): “FILE:LINE: warning: …”, in the order found
 */
GPtrArray *
ruhu_form_get_warnings (RuhuForm *self)
{
  return self->warnings;
}
