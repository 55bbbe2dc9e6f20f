/* ruhu-xlsform-settings.c: the settings sheet, and the meta group it shapes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

/* The setting @key, or NULL. */
const char *
ruhu_xls_setting (const RuhuXlsForm *form, const char *key)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SETTINGS];
  const char *override = g_hash_table_lookup (form->overrides, key);

  if (override != NULL || sheet == NULL || sheet->rows->len == 0)
    return override;
  return ruhu_xls_cell (sheet, sheet->rows->pdata[0], key);
}

/**
 * ruhu_xls_override_setting:
 * @form: the form being compiled
 * @type: a cell of the survey sheet's type column
 * @value: (nullable): the name beside it
 *
 * Takes the setting that old forms have among their questions: "set form title" and its name.
 *
 * Returns: %FALSE where @type is no such setting
 */
gboolean
ruhu_xls_override_setting (RuhuXlsForm *form, const char *type, const char *value)
{
  static const struct {
    const char *type, *key;
  } known[] = { { "form_title", "title" },
                { "set form title", "title" },
                { "set_form_title", "title" },
                { "form_id", "form_id" },
                { "set form id", "form_id" },
                { "set_form_id", "form_id" },
                { "prefix", "prefix" },
                { "delimiter", "delimiter" },
                { "submission_url", "submission_url" },
                { "public_key", "public_key" },
                { "auto_send", "auto_send" },
                { "auto_delete", "auto_delete" } };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].type, type)) {
      if (value != NULL)
        g_hash_table_replace (form->overrides, (gpointer) known[i].key, (gpointer) value);
      return TRUE;
    }
  return FALSE;
}

static RuhuXlsNode *
add_meta (RuhuXlsForm *form, const char *name)
{
  RuhuXlsNode *node = ruhu_xls_node_new (RUHU_XLS_QUESTION, ruhu_xls_type_get ("hidden"), name);

  node->in_meta = TRUE;
  ruhu_xls_node_add (form->meta, node);
  return node;
}

/**
 * ruhu_xls_read_settings:
 * @form: the form being compiled, before its survey is read
 */
void
ruhu_xls_read_settings (RuhuXlsForm *form)
{
  const char *language = ruhu_xls_setting (form, "default_language");
  const char *clean = ruhu_xls_setting (form, "clean_text_values");

  form->default_language = language == NULL ? "default" : language;
  form->collapse = !ruhu_xls_says_no (clean);
  if (ruhu_xls_says_yes (ruhu_xls_setting (form, "omit_instanceid")) &&
      ruhu_xls_setting (form, "public_key") != NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_SETTINGS,
                    2,
                    ruhu_xls_header (form->book->sheets[RUHU_XLS_SETTINGS], "omit_instanceid"),
                    "an encrypted form (public_key) needs its instanceID: leave this empty");
}

/**
 * ruhu_xls_add_meta:
 * @form: the form being compiled, its survey read
 *
 * Adds the questions that every filling answers about itself.
 */
void
ruhu_xls_add_meta (RuhuXlsForm *form)
{
  const char *preload = ruhu_xls_setting (form, "instance_id");
  const char *name = ruhu_xls_setting (form, "instance_name");

  if (!ruhu_xls_says_yes (ruhu_xls_setting (form, "omit_instanceid"))) {
    RuhuXlsNode *id = add_meta (form, "instanceID");

    ruhu_xls_attribute_add (id->binds, "readonly", "true()", "instance_id");
    ruhu_xls_attribute_add (id->binds,
                            "jr:preload",
                            preload == NULL ? "uid" : preload,
                            "instance_id");
  }
  if (name != NULL)
    add_meta (form, "instanceName")->calculation = name;
}

static void
write_submission (RuhuXlsForm *form)
{
  static const struct {
    const char *setting, *attribute;
  } switches[] = { { "auto_send", "orx:auto-send" }, { "auto_delete", "orx:auto-delete" } };
  const char *url = ruhu_xls_setting (form, "submission_url");
  const char *key = ruhu_xls_setting (form, "public_key");
  gboolean editable = ruhu_xls_says_yes (ruhu_xls_setting (form, "client_editable"));
  const char *values[G_N_ELEMENTS (switches)];
  gboolean any = url != NULL || key != NULL || editable;
  xmlNode *submission;

  for (guint i = 0; i < G_N_ELEMENTS (switches); i++) {
    values[i] = ruhu_xls_setting (form, switches[i].setting);
    any = any || values[i] != NULL;
  }
  if (!any)
    return;
  submission = ruhu_xls_element (form->model, "submission");
  if (url != NULL) {
    ruhu_xls_set (form, submission, "action", url);
    ruhu_xls_set (form, submission, "method", "post");
  }
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    if (values[i] != NULL)
      ruhu_xls_set (form, submission, switches[i].attribute, values[i]);
  if (key != NULL)
    ruhu_xls_set (form, submission, "base64RsaPublicKey", key);
  if (editable)
    ruhu_xls_set (form, submission, "odk:client-editable", "true");
}

/**
 * ruhu_xls_write_settings:
 * @form: the form being compiled
 * @instance: the root of the primary instance
 *
 * Writes id, version and the author's own attributes to @instance, and how it is submitted.
 */
void
ruhu_xls_write_settings (RuhuXlsForm *form, xmlNode *instance)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_SETTINGS];
  const char *id = ruhu_xls_setting (form, "form_id");
  const char *version = ruhu_xls_setting (form, "version");
  const char *prefix = ruhu_xls_setting (form, "prefix");
  const char *delimiter = ruhu_xls_setting (form, "delimiter");
  const char *space = ruhu_xls_setting (form, "instance_xmlns");

  if (id == NULL)
    id = ruhu_xls_setting (form, "id_string");
  ruhu_xls_set (form, instance, "id", id == NULL ? "data" : id);
  if (version != NULL)
    ruhu_xls_set (form, instance, "version", version);
  if (prefix != NULL)
    ruhu_xls_set (form, instance, "odk:prefix", prefix);
  if (delimiter != NULL)
    ruhu_xls_set (form, instance, "odk:delimiter", delimiter);
  if (space != NULL)
    xmlSetNs (instance, ruhu_xls_new_space (instance, space, NULL));
  for (guint i = 0; sheet != NULL && sheet->rows->len > 0 && i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    const RuhuXlsRow *row = sheet->rows->pdata[0];

    if (g_str_equal (column->key, "attribute") && column->name != NULL &&
        ruhu_xls_is_attribute (column->name) && row->cells->pdata[i] != NULL)
      ruhu_xls_set (form, instance, column->name, row->cells->pdata[i]);
  }
  write_submission (form);
}
