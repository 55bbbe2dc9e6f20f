/* form-fixture.c: small forms written in a test, and what happens in them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form-fixture.h"

#include <string.h>

/* @instance: what is in <data>; @model: what follows the primary instance; @body: what is in the
 * body. The root is /data. */
GBytes *
form_write (const char *instance, const char *model, const char *body)
{
  char *text = g_strdup_printf (
    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
    "xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:orx=\"http://openrosa.org/xforms\" "
    "xmlns:odk=\"http://www.opendatakit.org/xforms\" xmlns:ruhu=\"http://ruhu.org/xforms\">"
    "<h:head><h:title>Test</h:title><model>\n"
    "<instance><data id=\"test\" version=\"1\">%s</data></instance>\n"
    "%s\n"
    "</model></h:head><h:body>%s</h:body></h:html>",
    instance,
    model,
    body);

  return g_bytes_new_take (text, strlen (text));
}

RuhuForm *
form_make (const char *instance, const char *model, const char *body)
{
  g_autoptr (GBytes) bytes = form_write (instance, model, body);
  g_autoptr (GError) error = NULL;
  RuhuForm *form = ruhu_form_new_from_bytes (bytes, "test.xml", &error);

  g_assert_no_error (error);
  return form;
}

RuhuInstance *
form_start (const char *instance, const char *model, const char *body)
{
  g_autoptr (RuhuForm) form = form_make (instance, model, body);
  RuhuInstance *self = ruhu_instance_new (form);

  g_assert_true (ruhu_instance_start (self, NULL));
  return self;
}

RuhuNode *
form_node (RuhuInstance *self, const char *ref)
{
  RuhuNode *node = ruhu_instance_find (self, ref);

  if (node == NULL)
    g_error ("nothing at %s", ref);
  return node;
}

void
form_set (RuhuInstance *self, const char *ref, const char *value)
{
  g_autoptr (GError) error = NULL;

  ruhu_instance_set_value (self, form_node (self, ref), value, &error);
  g_assert_no_error (error);
}

const char *
form_get (RuhuInstance *self, const char *ref)
{
  return ruhu_instance_get_value (self, form_node (self, ref));
}

/* @path: of a repeat, without positions */
RuhuNode *
form_add_row (RuhuInstance *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  RuhuNode *row =
    ruhu_instance_add_row (self,
                           ruhu_form_find_control (ruhu_instance_get_form (self), path),
                           NULL,
                           &error);

  g_assert_no_error (error);
  return row;
}

void
form_remove_row (RuhuInstance *self, const char *ref)
{
  g_autoptr (GError) error = NULL;

  ruhu_instance_remove_row (self, form_node (self, ref), &error);
  g_assert_no_error (error);
}

/* Returns value=label of each choice, separated by blanks. */
char *
form_choices (RuhuInstance *self, const char *ref)
{
  RuhuNode *node = form_node (self, ref);
  g_autoptr (GPtrArray) choices =
    ruhu_instance_get_choices (self, ruhu_node_get_control (node), node);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < choices->len; i++) {
    RuhuChoice *choice = choices->pdata[i];

    g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", choice->value, choice->label);
  }

  return g_string_free (text, FALSE);
}
