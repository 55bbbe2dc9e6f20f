/* ruhu-markdown.c: the little Markdown that form authors use
 *
 * What ODK's clients show (XForms specification, "Markdown in labels"): headings with #, *emphasis*
 * and **strong** with stars or underscores, [links](https://…), <span style="color:…">, the few
 * tags of HTML that Collect shows too, and a backslash before a sign that is meant as itself.
 * Anything else, and what has no end, stays as it
 * was written: a label never gets lost over a star too many. Emphasis is underlined, since slanted
 * Chinese is hard to read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "form/ruhu-markdown.h"

#include <string.h>

#define SIGNS "\\`*_{}[]()#+-.!<>"
/* Halves of a Chinese character: six of them fit everywhere. */
#define SHORT 12
/* Emphasis in emphasis in a link: deeper nobody writes, and a hostile label must not go. */
#define DEEPEST 6
/* How far an end may be from its beginning, in bytes: to look further for each of a million
 * beginnings would take for ever. */
#define LONGEST 4096

static void write_inline (GString *out, const char *from, const char *to, guint depth);

static const char *
reach (const char *from, const char *to)
{
  return to - from > LONGEST ? from + LONGEST : to;
}

static void
write_escaped (GString *out, const char *from, const char *to)
{
  g_autofree char *escaped = g_markup_escape_text (from, to - from);

  g_string_append (out, escaped);
}

/* Returns where @mark ends what was opened before @from, or NULL. */
static const char *
find_end (const char *from, const char *to, const char *mark)
{
  gsize length = strlen (mark);
  const char *p;

  to = reach (from, to);
  for (p = from; p + length <= to; p++) {
    if (*p == '\\' && p + 1 < to) {
      p++;
      continue;
    }
    if (strncmp (p, mark, length) != 0)
      continue;
    /* The end of **strong** is not the end of *emphasis*. */
    if (length == 1 && p + 1 < to && p[1] == *mark) {
      p++;
      continue;
    }
    return p > from && !g_ascii_isspace (p[-1]) ? p : NULL;
  }
  return NULL;
}

static gboolean
is_inside_word (const char *start, const char *p)
{
  return p > start && g_ascii_isalnum (p[-1]);
}

/* Returns where it goes on, or NULL where nothing is emphasised here. */
static const char *
write_emphasis (GString *out, const char *start, const char *p, const char *to, guint depth)
{
  gboolean strong = p + 1 < to && p[1] == *p;
  const char mark[] = { *p, strong ? *p : '\0', '\0' };
  const char *inner = p + strlen (mark);
  const char *end;

  /* snake_case_names are no emphasis. */
  if (inner >= to || g_ascii_isspace (*inner) || (*p == '_' && is_inside_word (start, p)))
    return NULL;
  end = find_end (inner, to, mark);
  if (end == NULL ||
      (*p == '_' && end + strlen (mark) < to && g_ascii_isalnum (end[strlen (mark)])))
    return NULL;

  g_string_append (out, strong ? "<b>" : "<u>");
  write_inline (out, inner, end, depth + 1);
  g_string_append (out, strong ? "</b>" : "</u>");
  return end + strlen (mark);
}

static gboolean
is_safe_link (const char *uri)
{
  return g_str_has_prefix (uri, "https://") || g_str_has_prefix (uri, "http://") ||
         g_str_has_prefix (uri, "tel:") || g_str_has_prefix (uri, "mailto:");
}

static const char *
write_link (GString *out, const char *p, const char *to, guint depth)
{
  const char *middle = find_end (p + 1, to, "]");
  const char *end;
  g_autofree char *uri = NULL;
  g_autofree char *escaped = NULL;

  if (middle == NULL || middle + 1 >= to || middle[1] != '(')
    return NULL;
  end = memchr (middle, ')', (gsize) (reach (middle, to) - middle));
  if (end == NULL)
    return NULL;

  uri = g_strndup (middle + 2, (gsize) (end - middle - 2));
  escaped = g_markup_escape_text (g_strstrip (uri), -1);
  if (is_safe_link (uri))
    g_string_append_printf (out, "<a href=\"%s\">", escaped);
  write_inline (out, p + 1, middle, depth + 1);
  g_string_append (out, is_safe_link (uri) ? "</a>" : "");
  return end + 1;
}

/* "color: red; font-family: …" → "#ff0000" */
static char *
find_color (const char *tag, gsize length)
{
  g_autofree char *whole = g_strndup (tag, length);
  const char *style = strstr (whole, "color");
  g_autofree char *name = NULL;
  GdkRGBA rgba;

  if (style == NULL || (style = strchr (style, ':')) == NULL)
    return NULL;
  style++;
  name = g_strndup (style, strcspn (style, ";\"'>"));
  if (!gdk_rgba_parse (&rgba, g_strstrip (name)))
    return NULL;
  return g_strdup_printf ("#%02x%02x%02x",
                          (guint) (rgba.red * 255),
                          (guint) (rgba.green * 255),
                          (guint) (rgba.blue * 255));
}

/* What a tag of HTML comes to; "" where only its colour counts. */
static const struct {
  const char *name, *markup;
} tags[] = {
  { "span", "" }, { "p", "" },   { "div", "" }, { "b", "b" },     { "strong", "b" },
  { "i", "u" },   { "em", "u" }, { "u", "u" },  { "sup", "sup" }, { "sub", "sub" },
};

/* Whether @p begins with the name of the tag, and not of a longer one. */
static gboolean
is_tag (const char *p, const char *to, const char *name)
{
  gsize length = strlen (name);

  return p + length < to && g_ascii_strncasecmp (p, name, length) == 0 &&
         (p[length] == '>' || p[length] == ' ');
}

/* Returns where the tag that was opened at nesting 0 before @p is closed, or NULL. */
static const char *
find_close (const char *p, const char *to, const char *name)
{
  guint nested = 0;

  to = reach (p, to);
  for (; p < to; p++) {
    if (*p == '\\')
      p++;
    else if (*p != '<')
      continue;
    else if (is_tag (p + 1, to, name))
      nested++;
    else if (p + 1 < to && p[1] == '/' && is_tag (p + 2, to, name) && nested-- == 0)
      return p;
  }
  return NULL;
}

static const char *
write_pair (GString *out, const char *p, const char *to, guint tag, guint depth)
{
  const char *name = tags[tag].name;
  const char *markup = tags[tag].markup;
  const char *open = memchr (p, '>', (gsize) (reach (p, to) - p));
  const char *close = open != NULL ? find_close (open, to, name) : NULL;
  g_autofree char *color = NULL;

  if (close == NULL)
    return NULL;

  color = find_color (p, (gsize) (open - p));
  if (color != NULL)
    g_string_append_printf (out, "<span foreground=\"%s\">", color);
  if (*markup != '\0')
    g_string_append_printf (out, "<%s>", markup);
  write_inline (out, open + 1, close, depth + 1);
  if (*markup != '\0')
    g_string_append_printf (out, "</%s>", markup);
  g_string_append (out, color != NULL ? "</span>" : "");
  return close + strlen ("</>") + strlen (name);
}

static const char *
write_tag (GString *out, const char *p, const char *to, guint depth)
{
  static const char *const breaks[] = { "<br>", "<br/>", "<br />" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (breaks); i++)
    if ((gsize) (to - p) >= strlen (breaks[i]) &&
        g_ascii_strncasecmp (p, breaks[i], strlen (breaks[i])) == 0) {
      g_string_append_c (out, '\n');
      return p + strlen (breaks[i]);
    }
  for (i = 0; i < G_N_ELEMENTS (tags); i++)
    if (is_tag (p + 1, to, tags[i].name))
      return write_pair (out, p, to, i, depth);
  return NULL;
}

static const char *
write_special (GString *out, const char *start, const char *p, const char *to, guint depth)
{
  if (*p == '\\' && p + 1 < to && strchr (SIGNS, p[1]) != NULL) {
    write_escaped (out, p + 1, p + 2);
    return p + 2;
  }
  if (depth >= DEEPEST)
    return NULL;
  if (*p == '*' || *p == '_')
    return write_emphasis (out, start, p, to, depth);
  if (*p == '[')
    return write_link (out, p, to, depth);
  if (*p == '<')
    return write_tag (out, p, to, depth);
  return NULL;
}

static void
write_inline (GString *out, const char *from, const char *to, guint depth)
{
  const char *plain = from; /* where the plain text began that is not written yet */
  const char *p = from;

  while (p < to) {
    GString *special = NULL;
    const char *next = NULL;

    if (strchr ("\\*_[<", *p) != NULL) {
      special = g_string_new (NULL);
      next = write_special (special, from, p, to, depth);
    }
    if (next != NULL) {
      write_escaped (out, plain, p);
      g_string_append_len (out, special->str, (gssize) special->len);
      plain = next;
    }
    p = next != NULL ? next : p + 1;
    if (special != NULL)
      g_string_free (special, TRUE);
  }
  write_escaped (out, plain, to);
}

/* Returns how many # open the line, 0 where it is no heading. */
static guint
count_hashes (const char *line)
{
  guint n = (guint) strspn (line, "#");

  return n >= 1 && n <= 6 && line[n] == ' ' ? n : 0;
}

/**
 * ruhu_markdown_to_markup:
 * @text: a label as its author wrote it
 *
 * Returns: (transfer full): the same for a #GtkLabel, always well-formed
 */
char *
ruhu_markdown_to_markup (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *out = g_string_new (NULL);
  guint i;

  for (i = 0; lines[i] != NULL; i++) {
    guint hashes = count_hashes (lines[i]);
    const char *line = lines[i] + hashes + (hashes > 0);

    if (i > 0)
      g_string_append_c (out, '\n');
    if (hashes > 0)
      g_string_append (out, hashes <= 2 ? "<span size=\"larger\"><b>" : "<b>");
    write_inline (out, line, line + strlen (line), 0);
    if (hashes > 0)
      g_string_append (out, hashes <= 2 ? "</b></span>" : "</b>");
  }
  return g_string_free (out, FALSE);
}

/** ruhu_markdown_to_plain: Returns: (transfer full): the words alone, as they are read aloud */
char *
ruhu_markdown_to_plain (const char *text)
{
  g_autofree char *markup = NULL;
  GString *plain;
  const char *p;

  if (strpbrk (text, "\\*_[<#") == NULL)
    return g_strdup (text);

  markup = ruhu_markdown_to_markup (text);
  plain = g_string_new (NULL);
  for (p = markup; *p != '\0'; p++) {
    if (*p == '<')
      p = strchr (p, '>');
    else
      g_string_append_c (plain, *p);
  }
  g_string_replace (plain, "&lt;", "<", 0);
  g_string_replace (plain, "&gt;", ">", 0);
  g_string_replace (plain, "&quot;", "\"", 0);
  g_string_replace (plain, "&apos;", "'", 0);
  g_string_replace (plain, "&#39;", "'", 0);
  g_string_replace (plain, "&amp;", "&", 0);
  return g_string_free (plain, FALSE);
}

/* Whether @text is wider than the narrowest page could show in one line, in text of twice the size.
 */
static gboolean
may_break (const char *text)
{
  guint width = 0;
  const char *p;

  for (p = text; *p != '\0' && width <= SHORT; p = g_utf8_next_char (p)) {
    if (*p == '\n')
      return TRUE;
    width += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  }
  return width > SHORT;
}

/* What may wrap is shaped anew for every width that somebody tries, and two words of a choice
 * never break: on a page of thirty choices that is most of the work. */
static void
set_wrap (GtkLabel *label, gboolean wrap)
{
  gtk_label_set_wrap (label, wrap);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (label, wrap ? 2 : -1);
}

/**
 * ruhu_markdown_show:
 *
 * Shows @text in @label, which breaks into lines where it has to. Costs next to nothing where it
 * shows it already.
 */
void
ruhu_markdown_show (GtkLabel *label, const char *text)
{
  g_autofree char *markup = NULL;

  if (strpbrk (text, "\\*_[<#") == NULL) {
    if (gtk_label_get_use_markup (label) || !g_str_equal (gtk_label_get_label (label), text)) {
      gtk_label_set_use_markup (label, FALSE);
      gtk_label_set_label (label, text);
      set_wrap (label, may_break (text));
    }
    return;
  }

  markup = ruhu_markdown_to_markup (text);
  if (!gtk_label_get_use_markup (label) || !g_str_equal (gtk_label_get_label (label), markup)) {
    gtk_label_set_markup (label, markup);
    set_wrap (label, TRUE);
  }
}

/** ruhu_markdown_show_in_cell: the same, centred, where there may be room for but a few letters */
void
ruhu_markdown_show_in_cell (GtkLabel *label, const char *text)
{
  ruhu_markdown_show (label, text);
  set_wrap (label, TRUE);
  gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
}
