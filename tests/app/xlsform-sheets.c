/* xlsform-sheets.c: forms written in a test, compiled and looked into
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "xlsform-sheets.h"

#include "ruhu-test.h"

#include "base/ruhu-error.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <string.h>

void
sheets_set_up (Sheets *self, gconstpointer data)
{
  self->folder = ruhu_test_make_dir ();
  self->messages = g_ptr_array_new_with_free_func (g_free);
}

void
sheets_tear_down (Sheets *self, gconstpointer data)
{
  ruhu_test_remove_dir (self->folder);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->form, g_bytes_unref);
  g_clear_pointer (&self->doc, xmlFreeDoc);
}

/* Writes the sheet @name, "|" standing for the comma between cells where @text has none of its own.
 */
void
sheets_write (Sheets *self, const char *name, const char *text)
{
  g_autofree char *file = g_strconcat (name, ".csv", NULL);
  g_autofree char *path = g_build_filename (self->folder, file, NULL);
  g_autoptr (GString) csv = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_string_append_c (csv, '"');
  for (const char *at = text; *at != '\0'; at++)
    switch (*at) {
    case '|':
      g_string_append (csv, "\",\"");
      break;
    case '\n':
      g_string_append (csv, "\"\n\"");
      break;
    case '"':
      g_string_append (csv, "\"\"");
      break;
    default:
      g_string_append_c (csv, *at);
    }
  g_string_append (csv, "\"\n");
  g_file_set_contents (path, csv->str, (gssize) csv->len, &error);
  g_assert_no_error (error);
}

static void
run (Sheets *self, const char *survey, GError **error)
{
  if (survey != NULL)
    sheets_write (self, "survey", survey);
  g_ptr_array_set_size (self->messages, 0);
  g_clear_pointer (&self->form, g_bytes_unref);
  g_clear_pointer (&self->doc, xmlFreeDoc);
  self->form = self->tries ? ruhu_xlsform_try (self->folder, "data", self->messages, NULL, error)
                           : ruhu_xlsform_compile (self->folder, "data", self->messages, error);
}

/* Compiles @survey and the sheets written before, without a word of complaint. */
void
sheets_compile (Sheets *self, const char *survey)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text;

  run (self, survey, &error);
  for (guint i = 0; i < self->messages->len; i++)
    g_test_message ("%s", (char *) self->messages->pdata[i]);
  g_assert_no_error (error);
  text = g_bytes_get_data (self->form, &length);
  self->doc = xmlReadMemory (text, (int) length, "form.xml", NULL, XML_PARSE_NONET);
  g_assert_nonnull (self->doc);
}

/* The same for a form that has to be refused. */
void
sheets_refuse (Sheets *self, const char *survey)
{
  g_autoptr (GError) error = NULL;

  run (self, survey, &error);
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_null (self->form);
  g_assert_cmpuint (self->messages->len, >, 0);
}

/* What @xpath is in the form, as a string; namespaces x (XForms), h, jr, odk, entities, ruhu. */
char *
sheets_find (Sheets *self, const char *xpath)
{
  static const char *const spaces[][2] = {
    { "x", "http://www.w3.org/2002/xforms" },
    { "h", "http://www.w3.org/1999/xhtml" },
    { "jr", "http://openrosa.org/javarosa" },
    { "odk", "http://www.opendatakit.org/xforms" },
    { "entities", "http://www.opendatakit.org/xforms/entities" },
    { "ruhu", "http://ruhu.org/xforms" },
  };
  xmlXPathContext *context = xmlXPathNewContext (self->doc);
  xmlXPathObject *found;
  xmlChar *text;
  char *copy;

  for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
    xmlXPathRegisterNs (context, BAD_CAST spaces[i][0], BAD_CAST spaces[i][1]);
  found = xmlXPathEvalExpression (BAD_CAST xpath, context);
  g_assert_nonnull (found);
  text = xmlXPathCastToString (found);
  copy = g_strdup ((const char *) text);
  xmlFree (text);
  xmlXPathFreeObject (found);
  xmlXPathFreeContext (context);
  return copy;
}

void
sheets_assert (Sheets *self, const char *xpath, const char *expected)
{
  g_autofree char *found = sheets_find (self, xpath);

  g_assert_cmpstr (g_strstrip (found), ==, expected);
}

/* Some message begins at @place, "survey:3:relevant", and says @part. */
void
sheets_assert_message (Sheets *self, const char *place, const char *part)
{
  g_autofree char *where = g_strdup_printf (":%s: ", place);

  for (guint i = 0; i < self->messages->len; i++) {
    const char *message = self->messages->pdata[i];
    const char *at = strstr (message, where);

    g_test_message ("%s", message);
    if (at != NULL && strstr (at, part) != NULL)
      return;
  }
  g_test_fail_printf ("nothing said '%s' at %s", part, place);
}

static void
test_case (Sheets *self, gconstpointer data)
{
  const SheetsCase *one = data;
  const char *const sheets[][2] = { { "choices", one->choices },
                                    { "settings", one->settings },
                                    { "entities", one->entities },
                                    { "rules", one->rules },
                                    { one->extra[0], one->extra[1] } };
  guint n = 0;

  self->tries = one->tried;
  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    if (sheets[i][1] != NULL)
      sheets_write (self, sheets[i][0], sheets[i][1]);
  if (one->refused)
    sheets_refuse (self, one->survey);
  else
    sheets_compile (self, one->survey);
  for (; n < G_N_ELEMENTS (one->says) && one->says[n][0] != NULL; n++)
    sheets_assert_message (self, one->says[n][0], one->says[n][1]);
  if (one->exact)
    g_assert_cmpuint (self->messages->len, ==, n);
  for (guint i = 0; i < G_N_ELEMENTS (one->finds) && one->finds[i][0] != NULL; i++)
    sheets_assert (self, one->finds[i][0], one->finds[i][1]);
}

/* Adds a test for each of @cases, its path @area and its claim. */
void
sheets_add_cases (const char *area, const SheetsCase *cases, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%s", area, cases[i].claim);

    g_test_add (path, Sheets, &cases[i], sheets_set_up, test_case, sheets_tear_down);
  }
}
