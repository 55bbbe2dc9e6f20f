/* ruhu-xlsform-rules.c: the rules sheet → elements of Ruhu's own namespace
 *
 * <ruhu:rule id severity when raises parameters message/> says what the form language cannot: a
 * warning that wants a reason, a task, an alert, which question is the consent. @message is
 * jr:itext('ruhu:rule:ID'), as in a bind; @when is an expression over the whole response.
 * @parameters are key=value, parted by blanks; a value that begins with / is the path of a question
 * whose answer is meant. The rule that raises "consent" holds once consent is given; its parameters
 * name the question (consent=) and the group that may be kept without it (visit=). The severity
 * "tell" says what an answer means beside the question that its parameters name (beside=). A rule
 * that raises "attempt" offers a visit that met nobody, under its message: a response of which the
 * question (question=) is answered from the start (value=), asked in one group (visit=). Where a
 * "task" of kind=revisit is raised, the task that the response was for is not done, but moves to
 * its due=.
 * Other engines leave the elements alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform.h"

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

static const char *const severities[] = { "block", "warn", "flag", "tell", NULL };
static const char *const raised[] = { "task", "need", "alert", "consent", "attempt", NULL };

/* What @column may hold; ends with NULL. */
const char *const *
ruhu_xlsform_rule_words (RuhuXlsformRuleColumn column)
{
  return column == RUHU_XLSFORM_SEVERITY ? severities : raised;
}

static void
free_rule (gpointer data)
{
  RuhuXlsRule *rule = data;

  g_ptr_array_unref (rule->texts);
  g_free (rule);
}

static gboolean
check_word (RuhuXlsForm *form,
            const RuhuXlsRow *row,
            const char *key,
            const char *const *allowed,
            const char *word)
{
  g_autofree char *words = NULL;

  if (word == NULL || g_strv_contains (allowed, word))
    return TRUE;
  words = g_strjoinv (", ", (char **) allowed);
  ruhu_xls_error (form,
                  RUHU_XLS_RULES,
                  row->number,
                  ruhu_xls_header (form->book->sheets[RUHU_XLS_RULES], key),
                  "'%s' is none of %s",
                  word,
                  words);
  return FALSE;
}

static void
read_messages (RuhuXlsRule *rule, const RuhuXlsSheet *sheet, const RuhuXlsRow *row)
{
  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];

    if (g_str_equal (column->key, "message") && row->cells->pdata[i] != NULL)
      ruhu_xls_text_add (rule->texts,
                         RUHU_XLS_LABEL,
                         column->language,
                         row->cells->pdata[i],
                         column->header);
  }
}

static void
read_rule (RuhuXlsForm *form, const RuhuXlsRow *row, GHashTable *seen)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_RULES];
  RuhuXlsRule *rule = g_new0 (RuhuXlsRule, 1);
  const RuhuXlsRule *same;

  rule->row = row->number;
  rule->id = ruhu_xls_cell (sheet, row, "id");
  rule->when = ruhu_xls_cell (sheet, row, "when");
  rule->severity = ruhu_xls_cell (sheet, row, "severity");
  rule->raises = ruhu_xls_cell (sheet, row, "raises");
  rule->parameters = ruhu_xls_cell (sheet, row, "parameters");
  rule->texts = g_ptr_array_new_with_free_func (g_free);
  read_messages (rule, sheet, row);
  g_ptr_array_add (form->rules, rule);
  if (rule->id == NULL || !ruhu_xls_is_name (rule->id))
    ruhu_xls_error (form,
                    RUHU_XLS_RULES,
                    row->number,
                    ruhu_xls_header (sheet, "id"),
                    "the rule needs a name of its own, letters and digits without blanks");
  same = rule->id == NULL ? NULL : g_hash_table_lookup (seen, rule->id);
  if (same != NULL)
    ruhu_xls_error (form,
                    RUHU_XLS_RULES,
                    row->number,
                    ruhu_xls_header (sheet, "id"),
                    "rule '%s' stands in row %u already: rename one",
                    rule->id,
                    same->row);
  else if (rule->id != NULL)
    g_hash_table_insert (seen, (gpointer) rule->id, rule);
  check_word (form, row, "severity", severities, rule->severity);
  check_word (form, row, "raises", raised, rule->raises);
  if (rule->severity == NULL && rule->raises == NULL)
    ruhu_xls_error (
      form,
      RUHU_XLS_RULES,
      row->number,
      ruhu_xls_header (sheet, "severity"),
      "the rule does nothing: give it a severity (block, warn, flag, tell) or say what it "
      "raises");
  if (rule->severity != NULL && rule->texts->len == 0)
    ruhu_xls_error (form,
                    RUHU_XLS_RULES,
                    row->number,
                    ruhu_xls_header (sheet, "message"),
                    "the rule has no message: say what is odd and what to do");
  if (rule->when == NULL && g_strcmp0 (rule->raises, "consent") != 0)
    ruhu_xls_error (form,
                    RUHU_XLS_RULES,
                    row->number,
                    ruhu_xls_header (sheet, "when"),
                    "say when the rule applies, by an expression");
}

/**
 * ruhu_xls_read_rules:
 * @form: the form being compiled
 *
 * Reads the rules sheet, where there is one.
 */
void
ruhu_xls_read_rules (RuhuXlsForm *form)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_RULES];
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_ptr_array_set_free_func (form->rules, free_rule);
  for (guint i = 0; sheet != NULL && i < sheet->rows->len; i++)
    read_rule (form, sheet->rows->pdata[i], seen);
}

static void
write_expression (RuhuXlsForm *form,
                  xmlNode *element,
                  const RuhuXlsRule *rule,
                  const char *key,
                  const char *text,
                  RuhuXlsReferenceFlags flags)
{
  const RuhuXlsSheet *sheet = form->book->sheets[RUHU_XLS_RULES];
  g_autofree char *value = NULL;

  if (text == NULL)
    return;
  value = ruhu_xls_expand (form,
                           NULL,
                           text,
                           RUHU_XLS_RULES,
                           rule->row,
                           ruhu_xls_header (sheet, key),
                           flags,
                           NULL);
  ruhu_xls_set (form, element, key, value);
}

/**
 * ruhu_xls_write_rules:
 * @form: the form being compiled
 *
 * Writes the rules into the model. Paths are absolute: a rule looks at the whole response.
 */
void
ruhu_xls_write_rules (RuhuXlsForm *form)
{
  for (guint i = 0; i < form->rules->len; i++) {
    const RuhuXlsRule *rule = form->rules->pdata[i];
    xmlNode *element = ruhu_xls_element (form->model, "ruhu:rule");
    g_autofree char *message = g_strdup_printf ("jr:itext('ruhu:rule:%s')", rule->id);

    ruhu_xls_set (form, element, "id", rule->id == NULL ? "" : rule->id);
    write_expression (form, element, rule, "when", rule->when, RUHU_XLS_REQUIRE);
    if (rule->severity != NULL)
      ruhu_xls_set (form, element, "severity", rule->severity);
    if (rule->raises != NULL)
      ruhu_xls_set (form, element, "raises", rule->raises);
    write_expression (form, element, rule, "parameters", rule->parameters, RUHU_XLS_BARE);
    if (rule->texts->len > 0)
      ruhu_xls_set (form, element, "message", message);
  }
}
