/* ruhu-fields-scan.c: fields out of an object's body, fast
 *
 * At unlock every body of the register is read, and json-glib takes several times as long for it
 * as one walk through the text does (`./dev bench unlock` says how long each). This walk knows
 * what sync/protocol/ruhu-merge.c writes and nothing else: at the first thing it does not expect it
 * gives up, and json-glib decides. So it may be narrow, but it may not be wrong; a test compares
 * the two.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-fields-private.h"

#include <string.h>

#define MOST_LEVELS 8
#define MOST_DIGITS 15 /* what every reader of JSON keeps exactly */

/* Where the walk is; %NULL once it has given up. */
typedef struct {
  const char *p;
} Walk;

typedef struct {
  const char *start;
  gsize length;
} Text;

static void
skip_space (Walk *walk)
{
  while (walk->p != NULL && (*walk->p == ' ' || *walk->p == '\n' || *walk->p == '\t'))
    walk->p++;
}

static gboolean
take (Walk *walk, char c)
{
  skip_space (walk);
  if (walk->p == NULL || *walk->p != c)
    return FALSE;

  walk->p++;
  return TRUE;
}

static void
give_up (Walk *walk)
{
  walk->p = NULL;
}

static void
expect (Walk *walk, char c)
{
  if (!take (walk, c))
    give_up (walk);
}

/* A text without escapes; there is none in a name, and few in an answer. */
static Text
take_text (Walk *walk)
{
  Text text = { NULL, 0 };
  const char *p;

  expect (walk, '"');
  if (walk->p == NULL)
    return text;

  for (p = walk->p; *p != '"' && *p != '\\' && (guchar) *p >= 0x20; p++)
    ;
  if (*p != '"') {
    give_up (walk);
    return text;
  }

  text = (Text){ walk->p, (gsize) (p - walk->p) };
  walk->p = p + 1;
  return text;
}

static Text
take_whole_number (Walk *walk)
{
  Text text = { walk->p, 0 };
  const char *digits = walk->p + (*walk->p == '-');
  gsize n = strspn (digits, "0123456789");

  if (n == 0 || n > MOST_DIGITS || *digits == '0' || strchr (".eE", digits[n]) != NULL) {
    if (!(n == 1 && digits == walk->p && strchr (".eE", digits[n]) == NULL)) {
      give_up (walk);
      return text;
    }
  }

  text.length = (gsize) (digits + n - walk->p);
  walk->p = digits + n;
  return text;
}

static gboolean
take_word (Walk *walk, const char *word)
{
  if (!g_str_has_prefix (walk->p, word))
    return FALSE;

  walk->p += strlen (word);
  return TRUE;
}

/* A value as a text, length 0 for null. */
static Text
take_value (Walk *walk)
{
  skip_space (walk);
  if (walk->p == NULL)
    return (Text){ NULL, 0 };
  if (*walk->p == '"')
    return take_text (walk);
  if (take_word (walk, "null"))
    return (Text){ NULL, 0 };
  if (take_word (walk, "true"))
    return (Text){ "1", 1 };
  if (take_word (walk, "false"))
    return (Text){ "0", 1 };

  return take_whole_number (walk);
}

static void
skip_value (Walk *walk, guint level)
{
  gboolean object = take (walk, '{');
  char end = object ? '}' : ']';

  if (!object && !take (walk, '[')) {
    take_value (walk);
    return;
  }
  if (level >= MOST_LEVELS) {
    give_up (walk);
    return;
  }
  if (take (walk, end))
    return;

  do {
    if (object) {
      take_text (walk);
      expect (walk, ':');
    }
    skip_value (walk, level + 1);
  } while (take (walk, ','));
  expect (walk, end);
}

static gboolean
is (Text text, const char *word)
{
  return text.length == strlen (word) && memcmp (text.start, word, text.length) == 0;
}

static void
put (GString *string, Text text)
{
  g_string_truncate (string, 0);
  g_string_append_len (string, text.start != NULL ? text.start : "", (gssize) text.length);
}

/* {"v":…,"e":…,"d":…,"q":…,"src":…} */
static Text
take_write (Walk *walk, gboolean *proposed)
{
  Text value = { NULL, 0 };

  *proposed = FALSE;
  expect (walk, '{');
  do {
    Text name = take_text (walk);

    expect (walk, ':');
    if (walk->p != NULL && is (name, "v"))
      value = take_value (walk);
    else
      skip_value (walk, 2);
    *proposed |= walk->p != NULL && is (name, "src");
  } while (take (walk, ','));
  expect (walk, '}');

  return value;
}

/* What a name that comes twice means, is again for the other reader. */
static gboolean
is_new (GPtrArray *seen, const char *name)
{
  gpointer interned = (gpointer) g_intern_string (name);

  if (g_ptr_array_find (seen, interned, NULL))
    return FALSE;

  g_ptr_array_add (seen, interned);
  return TRUE;
}

static void
scan_fields (Walk *walk, RuhuFieldsBuilder *builder)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_sized_new (64);
  GString *name = g_string_new (NULL);
  GString *value = g_string_new (NULL);

  expect (walk, '{');
  if (!take (walk, '}')) {
    do {
      Text path = take_text (walk);
      gboolean proposed;
      Text text;

      expect (walk, ':');
      text = take_write (walk, &proposed);
      /* Whether a delete holds is a question for the other reader. */
      put (name, path);
      if (walk->p == NULL || is (path, "_del") || !is_new (seen, name->str)) {
        give_up (walk);
        break;
      }
      put (value, text);
      ruhu_fields_builder_add (builder, name->str, value->str, proposed);
    } while (take (walk, ','));
    expect (walk, '}');
  }

  explicit_bzero (value->str, value->len);
  g_string_free (value, TRUE);
  g_string_free (name, TRUE);
}

/**
 * ruhu_fields_scan:
 * @body: anything
 *
 * Returns: (transfer full) (nullable): what ruhu_fields_parse() would, or %NULL where that is to be
 *   asked
 */
RuhuFields *
ruhu_fields_scan (const char *body)
{
  g_autoptr (RuhuFieldsBuilder) builder = ruhu_fields_builder_new ();
  Walk walk = { g_utf8_validate (body, -1, NULL) ? body : NULL };
  guint found = 0;

  expect (&walk, '{');
  do {
    Text name = take_text (&walk);

    expect (&walk, ':');
    if (walk.p != NULL && is (name, "f") && found++ == 0)
      scan_fields (&walk, builder);
    else
      skip_value (&walk, 0);
  } while (take (&walk, ','));
  expect (&walk, '}');
  skip_space (&walk);

  if (walk.p == NULL || *walk.p != '\0' || found != 1)
    return NULL;

  return ruhu_fields_builder_make (builder, FALSE);
}
