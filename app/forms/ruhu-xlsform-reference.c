/* ruhu-xlsform-reference.c: ${question} → the path an engine understands
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include "forms/xpath/ruhu-xpath-ast-private.h"

#include <string.h>

#define LONGEST_PIECE 16 /* characters of an expression that a message quotes */

#define LAST_SAVED "last-saved#"

typedef struct {
  RuhuXlsForm *form;
  const RuhuXlsNode *context;
  const RuhuXlsNode *inside;
  RuhuXlsSheetKind sheet;
  guint row;
  const char *header;
  RuhuXlsReferenceFlags flags;
} Place;

/* Whether @text is one reference and nothing else; its name into @name where asked for. */
gboolean
ruhu_xls_is_reference (const char *text, char **name)
{
  const char *close = g_str_has_prefix (text, "${") ? strchr (text, '}') : NULL;

  if (close == NULL || close[1] != '\0' || close == text + 2)
    return FALSE;
  if (name != NULL)
    *name = g_strndup (text + 2, (gsize) (close - text - 2));
  return TRUE;
}

static void
complain (RuhuXlsForm *form,
          const char *name,
          RuhuXlsSheetKind sheet,
          guint row,
          const char *header)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree char *near = NULL;

  for (guint i = 1, n = ruhu_xls_may_guess (form, form->nodes->len) ? form->nodes->len : 0; i < n;
       i++)
    g_ptr_array_add (all, (gpointer) ((RuhuXlsNode *) form->nodes->pdata[i])->name);
  near = ruhu_xls_near (name, all);
  ruhu_xls_error (form, sheet, row, header, "no question is named '%s'%s", name, near);
}

/**
 * ruhu_xls_resolve:
 * @form: the form being compiled, its tree read
 * @name: a question's, group's or repeat's name
 * @sheet: where it is referred to, as @row and @header
 *
 * Returns: (nullable): the one node of that name; %NULL after a message where there is none, or
 * more
 */
RuhuXlsNode *
ruhu_xls_resolve (RuhuXlsForm *form,
                  const char *name,
                  RuhuXlsSheetKind sheet,
                  guint row,
                  const char *header)
{
  GPtrArray *found = g_hash_table_lookup (form->by_name, name);

  if (found == NULL) {
    complain (form, name, sheet, row, header);
    return NULL;
  }
  if (found->len > 1) {
    ruhu_xls_error (form,
                    sheet,
                    row,
                    header,
                    "'%s' names more than one question (rows %u and %u): rename one of them",
                    name,
                    ((RuhuXlsNode *) found->pdata[0])->row,
                    ((RuhuXlsNode *) found->pdata[1])->row);
    return NULL;
  }
  return found->pdata[0];
}

static guint
depth (const RuhuXlsNode *node)
{
  guint n = 0;

  for (; node->parent != NULL; node = node->parent)
    n++;
  return n;
}

static const RuhuXlsNode *
common (const RuhuXlsNode *a, const RuhuXlsNode *b)
{
  guint da = depth (a), db = depth (b);

  for (; da > db; da--)
    a = a->parent;
  for (; db > da; db--)
    b = b->parent;
  while (a != b) {
    a = a->parent;
    b = b->parent;
  }
  return a;
}

static gboolean
contains (const RuhuXlsNode *node, const RuhuXlsNode *inner)
{
  while (inner != NULL && inner != node)
    inner = inner->parent;
  return inner == node;
}

/* "../../group/question" from one node to another; @from itself and what contains it are reached
 * through their parents, so that a repeat's name stands for all its instances. */
char *
ruhu_xls_path_between (const RuhuXlsNode *from, const RuhuXlsNode *to)
{
  const RuhuXlsNode *meet = common (from, to);
  GString *path = g_string_new (NULL);

  if (meet == to)
    meet = to->parent;
  for (const RuhuXlsNode *at = from; at != meet; at = at->parent)
    g_string_append (path, path->len == 0 ? ".." : "/..");
  g_string_append (path, to->path + strlen (meet->path) + (path->len == 0 ? 1 : 0));
  return g_string_free (path, FALSE);
}

/* Relative where both stand in one instance of a repeat; a repeat seen from within is absolute, for
 * all its instances are meant, unless an outer repeat bounds them. */
static gboolean
is_relative (const RuhuXlsNode *from, const RuhuXlsNode *to)
{
  const RuhuXlsNode *meet;

  if (from == NULL || from == to)
    return from != NULL && ruhu_xls_node_repeat (from) != NULL;
  meet = common (from, to);
  if (meet == to || meet == from)
    return ruhu_xls_node_repeat (meet) != NULL;
  return meet->kind == RUHU_XLS_REPEAT || ruhu_xls_node_repeat (meet) != NULL;
}

/* Whether @to belongs to the row that a filter looks at: it stands in the same instance of the
 * repeat that is filtered, or of one around it that the question itself is not in. */
static gboolean
is_of_row (const Place *at, const RuhuXlsNode *to)
{
  gboolean innermost = TRUE;

  if (at->inside != NULL && at->inside != to && contains (at->inside, to))
    return TRUE;
  for (const RuhuXlsNode *row = at->inside; row != NULL; row = row->parent)
    if (row->kind == RUHU_XLS_REPEAT) {
      if (contains (row, to) && row != to && (innermost || !contains (row, at->context)))
        return TRUE;
      innermost = FALSE;
    }
  return FALSE;
}

static char *
write_path (const Place *at, const RuhuXlsNode *to, RuhuXlsReferenceFlags flags)
{
  const char *blank = (flags & RUHU_XLS_BARE) ? "" : " ";
  g_autofree char *path = NULL;

  if (is_of_row (at, to)) {
    g_autofree char *below = ruhu_xls_path_between (at->inside, to);

    path = *below == '.' ? g_strdup (below) : g_strconcat ("./", below, NULL);
  } else if ((flags & RUHU_XLS_ABSOLUTE) || !is_relative (at->context, to))
    path = g_strdup (to->path);
  else {
    g_autofree char *way = ruhu_xls_path_between (at->context, to);

    path = g_strconcat ((flags & RUHU_XLS_CURRENT) ? "current()/" : "", way, NULL);
  }
  return g_strconcat (blank, path, blank, NULL);
}

static char *
replace (const Place *at, const char *reference, RuhuXlsReferenceFlags flags)
{
  gboolean last = g_str_has_prefix (reference, LAST_SAVED);
  const char *name = last ? reference + strlen (LAST_SAVED) : reference;
  RuhuXlsNode *to;

  if (!ruhu_xls_is_name (name)) {
    ruhu_xls_error (at->form,
                    at->sheet,
                    at->row,
                    at->header,
                    "'${%s}' is no reference: write ${question}, the question's name between the "
                    "braces",
                    reference);
    return g_strdup ("");
  }
  to = ruhu_xls_resolve (at->form, name, at->sheet, at->row, at->header);
  if (to == NULL)
    return g_strdup ("");
  if (!last)
    return write_path (at, to, flags);
  at->form->last_saved = TRUE;
  return g_strdup_printf (" instance('__last-saved')%s ", to->path);
}

/* An open parenthesis or bracket around the place that is read. */
typedef struct {
  char bracket;
  gboolean indexed;  /* an indexed-repeat() call */
  gboolean instance; /* a predicate on instance() */
  guint argument;
  const char *path; /* where the path begins that goes on after it, NULL where none does */
} Nest;

/* What is open around the place that is read, and the path that it is in. */
typedef struct {
  GArray *nests; /* Nest */
  const char *start;
  const char *path;
  char quote;
} Reading;

static void
open_nest (Reading *reading, const char *at)
{
  Nest nest = { *at, FALSE, FALSE, 0, reading->path };
  const char *path = reading->path;
  gsize length = strlen ("indexed-repeat");

  if (*at == '(')
    nest.indexed = (gsize) (at - reading->start) >= length &&
                   strncmp (at - length, "indexed-repeat", length) == 0;
  else if (path != NULL)
    nest.instance = g_str_has_prefix (path + (*path == '/'), "instance(");
  g_array_append_val (reading->nests, nest);
  reading->path = NULL;
}

static void
close_nest (Reading *reading)
{
  if (reading->nests->len == 0)
    return;
  reading->path = g_array_index (reading->nests, Nest, reading->nests->len - 1).path;
  g_array_set_size (reading->nests, reading->nests->len - 1);
}

static RuhuXlsReferenceFlags
flags_here (const Place *place, const GArray *nests)
{
  RuhuXlsReferenceFlags flags = place->flags;

  for (guint i = 0; i < nests->len; i++) {
    const Nest *nest = &g_array_index (nests, Nest, i);

    if (nest->instance)
      flags |= RUHU_XLS_CURRENT;
    if (i + 1 == nests->len && nest->indexed && (nest->argument == 0 || nest->argument % 2 == 1))
      flags |= RUHU_XLS_ABSOLUTE;
  }
  return flags;
}

static gboolean
is_in_path (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80 || strchr ("/._-:*@", c) != NULL;
}

/* Follows brackets, calls and their arguments; a text between quotes is none of these. */
static void
follow (Reading *reading, const char *at)
{
  if (reading->quote != '\0')
    reading->quote = *at == reading->quote ? '\0' : reading->quote;
  else if (*at == '\'' || *at == '"')
    reading->quote = *at;
  else if (*at == '(' || *at == '[')
    open_nest (reading, at);
  else if (*at == ')' || *at == ']')
    close_nest (reading);
  else if (!is_in_path (*at))
    reading->path = NULL;
  else if (reading->path == NULL)
    reading->path = at;
  if (*at == ',' && reading->quote == '\0' && reading->nests->len > 0)
    g_array_index (reading->nests, Nest, reading->nests->len - 1).argument++;
}

/* The piece of @text at which @error says that something is wrong: "column 12: …". */
static char *
quote_piece (const char *text, const GError *error, const char **what)
{
  const char *number = g_str_has_prefix (error->message, "column ") ? error->message + 7 : "1";
  char *rest = NULL;
  guint64 column = g_ascii_strtoull (number, &rest, 10);
  glong length = g_utf8_strlen (text, -1);
  glong from = (glong) CLAMP (column, 1, (guint64) length + 1) - 1;
  glong to = MIN (length, from + LONGEST_PIECE);
  g_autofree char *piece = g_utf8_substring (text, from, to);
  char *path;

  path = strstr (piece, " /");
  if (path != NULL)
    *path = '\0';
  *what = g_str_has_prefix (rest, ": ") ? rest + 2 : error->message;
  return from == length
           ? g_strdup ("at the end")
           : g_strdup_printf ("at “%s%s”", piece, to < length || path != NULL ? "…" : "");
}

/* Says where @cell was written if no engine could read @text, which came of it. */
static void
check (const Place *at, const char *text, const char *cell)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuXPathExpr) expression = ruhu_xpath_parse (text, &error);
  g_autofree char *slip = ruhu_xls_describe_slip (cell);
  g_autofree char *piece = NULL;
  const char *what;

  if (expression != NULL && slip == NULL)
    return;
  if (expression != NULL) {
    ruhu_xls_warn (at->form,
                   at->sheet,
                   at->row,
                   at->header,
                   "this is hardly meant%s: %s",
                   slip,
                   cell);
    return;
  }
  piece = quote_piece (text, error, &what);
  (at->flags & RUHU_XLS_REQUIRE ? ruhu_xls_error : ruhu_xls_warn) (at->form,
                                                                   at->sheet,
                                                                   at->row,
                                                                   at->header,
                                                                   "%s, %s%s: %s",
                                                                   what,
                                                                   piece,
                                                                   slip != NULL ? slip : "",
                                                                   cell);
}

/**
 * ruhu_xls_expand:
 * @form: the form being compiled
 * @context: (nullable): the node the expression belongs to
 * @expression: an expression with ${references}
 * @sheet: where it stands, as @row and @header
 * @flags: how paths are written, and whether the outcome has to be an expression
 * @inside: (nullable): a repeat whose instances are being filtered, or a group in it: its questions
 *   are "./question"
 *
 * Returns: (transfer full): the expression with paths. Inside a predicate on instance() a relative
 *   path starts at current() (ODK XForms, "current()"); indexed-repeat() takes absolute ones.
 */
char *
ruhu_xls_expand (RuhuXlsForm *form,
                 const RuhuXlsNode *context,
                 const char *expression,
                 RuhuXlsSheetKind sheet,
                 guint row,
                 const char *header,
                 RuhuXlsReferenceFlags flags,
                 const RuhuXlsNode *inside)
{
  Place place = { form, context, inside, sheet, row, header, flags };
  g_autoptr (GArray) nests = g_array_new (FALSE, FALSE, sizeof (Nest));
  Reading reading = { nests, expression, NULL, '\0' };
  GString *out = g_string_new (NULL);
  guint before = form->errors;

  for (const char *at = expression; *at != '\0'; at++) {
    const char *close = g_str_has_prefix (at, "${") ? strchr (at, '}') : NULL;

    if (close != NULL) {
      g_autofree char *name = g_strndup (at + 2, (gsize) (close - at - 2));
      g_autofree char *path = replace (&place, name, flags_here (&place, nests));

      g_string_append (out, path);
      at = close;
      continue;
    }
    if (g_str_has_prefix (at, "${"))
      ruhu_xls_error (form, sheet, row, header, "a reference is not closed: write ${question}");
    follow (&reading, at);
    g_string_append_c (out, *at);
  }
  if ((flags & (RUHU_XLS_CHECK | RUHU_XLS_REQUIRE)) && form->errors == before)
    check (&place, out->str, expression);
  return g_string_free (out, FALSE);
}
