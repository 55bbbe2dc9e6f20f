/* ruhu-xlsform-language.c: what stands behind "::" in a header, and what a translation lacks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-write-private.h"

#include <string.h>

/* ISO 639-1 codes, each with the ISO 639-3 code that it makes superfluous (RFC 5646, 2.2.1: the
 * shortest code is the language's subtag). */
static const char codes[] =
  "aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel "
  "bgbul bibis bmbam bnben bobod brbre bsbos cacat ceche chcha cocos crcre csces cuchu "
  "cvchv cycym dadan dedeu dvdiv dzdzo eeewe elell eneng eoepo esspa etest eueus fafas "
  "ffful fifin fjfij fofao frfra fyfry gagle gdgla glglg gngrn guguj gvglv hahau heheb "
  "hihin hohmo hrhrv hthat huhun hyhye hzher iaina idind ieile igibo iiiii ikipk ioido "
  "isisl itita iuiku jajpn jvjav kakat kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor "
  "krkau kskas kukur kvkom kwcor kykir lalat lbltz lglug lilim lnlin lolao ltlit lulub "
  "lvlav mgmlg mhmah mimri mkmkd mlmal mnmon mrmar msmsa mtmlt mymya nanau nbnob ndnde "
  "nenep ngndo nlnld nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs papan "
  "pipli plpol pspus ptpor quque rmroh rnrun roron rurus rwkin sasan scsrd sdsnd sesme "
  "sgsag shhbs sisin skslk slslv smsmo snsna sosom sqsqi srsrp ssssw stsot susun svswe "
  "swswa tatam tetel tgtgk ththa titir tktuk tltgl tntsn toton trtur tstso tttat twtwi "
  "tytah uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor zazha "
  "zhzho zuzul ";

static gboolean
is_short_code (const char *code, gsize length)
{
  for (const char *at = codes; length == 2 && *at != '\0'; at += 6)
    if (g_ascii_strncasecmp (at, code, 2) == 0)
      return TRUE;
  return FALSE;
}

/* The two letters that stand for the three of @code; NULL where there are none. */
static const char *
shorter_code (const char *code, gsize length)
{
  for (const char *at = codes; length == 3 && *at != '\0'; at += 6)
    if (g_ascii_strncasecmp (at + 2, code, 3) == 0)
      return at;
  return NULL;
}

/* "zh", "zh-CN", "ach": a language's subtag, and what may follow it. */
static gboolean
is_tag (const char *tag)
{
  gsize length = strcspn (tag, "-");

  if (strspn (tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") !=
        strlen (tag) ||
      g_str_has_suffix (tag, "-"))
    return FALSE;
  return is_short_code (tag, length) || (length == 3 && shorter_code (tag, length) == NULL);
}

static void
check_language (RuhuXlsForm *form, RuhuXlsSheetKind kind, const RuhuXlsColumn *column)
{
  const char *language = column->language;
  const char *open = strrchr (language, '(');
  gsize length = strlen (language);
  g_autofree char *tag = NULL;
  const char *shorter;

  if (length < 3 || g_str_equal (language, "default"))
    return;
  if (open != NULL && g_str_has_suffix (language, ")"))
    tag = g_strndup (open + 1, (gsize) (language + length - open) - 2);
  if (tag != NULL && is_tag (tag))
    return;
  shorter = tag == NULL ? NULL : shorter_code (tag, strlen (tag));
  if (shorter != NULL)
    ruhu_xls_warn (form,
                   kind,
                   1,
                   column->header,
                   "the short code of '%s' is %.2s: write (%.2s) behind the language's name",
                   language,
                   shorter,
                   shorter);
  else
    ruhu_xls_warn (form,
                   kind,
                   1,
                   column->header,
                   "no device knows which language '%s' is: write its code behind its name, as "
                   "in '中文 (zh)' or 'English (en)'",
                   language);
}

/* The name of a column that holds @kind; of a medium as authors write it. */
static const char *
name_of (const RuhuXlsColumn *column)
{
  return g_str_equal (column->key, "media") ? column->name : column->key;
}

static gboolean
is_text (RuhuXlsSheetKind sheet, const RuhuXlsColumn *column, RuhuXlsTextKind *kind)
{
  return ruhu_xls_text_kind (column, kind) && *kind != RUHU_XLS_NO_APP_MESSAGE &&
         (sheet != RUHU_XLS_CHOICES || *kind == RUHU_XLS_LABEL ||
          (*kind >= RUHU_XLS_IMAGE && *kind <= RUHU_XLS_VIDEO));
}

static gboolean
has_text (const RuhuXlsForm *form,
          const RuhuXlsSheet *sheet,
          RuhuXlsTextKind kind,
          const char *language)
{
  gboolean by_default = g_strcmp0 (language, form->default_language) == 0;

  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    RuhuXlsTextKind its;

    if (is_text (sheet->kind, column, &its) && its == kind &&
        (g_strcmp0 (column->language, language) == 0 || (column->language == NULL && by_default) ||
         (language == NULL && g_strcmp0 (column->language, form->default_language) == 0)))
      return TRUE;
  }
  return FALSE;
}

/* Whether some other column's text is missing in @language, NULL for the unnamed one. */
static const RuhuXlsColumn *
find_missing (const RuhuXlsForm *form,
              const RuhuXlsSheet *sheet,
              const char *language,
              guint from,
              guint *at)
{
  for (guint i = from; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    RuhuXlsTextKind kind;

    if (is_text (sheet->kind, column, &kind) && !has_text (form, sheet, kind, language)) {
      *at = i;
      return column;
    }
  }
  return NULL;
}

/* Whether a column without a language holds the same kind of text as @like. */
static gboolean
is_bare (const RuhuXlsSheet *sheet, const RuhuXlsColumn *like)
{
  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];

    if (column->language == NULL && g_str_equal (column->key, like->key) &&
        g_strcmp0 (column->name, like->name) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Says once for each kind of text that a language lacks, which column would hold it; not where a
 * column without a language will be told (@bare). */
static void
check_named (RuhuXlsForm *form, const RuhuXlsSheet *sheet, const char *language, gboolean bare)
{
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  const RuhuXlsColumn *column;

  for (guint at = 0; (column = find_missing (form, sheet, language, at, &at)) != NULL; at++)
    if (!(bare && is_bare (sheet, column)) && g_hash_table_add (said, (gpointer) name_of (column)))
      ruhu_xls_warn (form,
                     sheet->kind,
                     1,
                     column->header,
                     "there is no column '%s::%s': who reads %s misses that text; add the column",
                     name_of (column),
                     language,
                     language);
}

/* Columns without a language beside columns with one are a language of their own, which nobody
 * chooses; where it lacks a text, a name was forgotten. */
static void
check_unnamed (RuhuXlsForm *form, const RuhuXlsSheet *sheet, const char *example)
{
  for (guint i = 0; i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    RuhuXlsTextKind kind;

    if (column->language == NULL && is_text (sheet->kind, column, &kind))
      ruhu_xls_warn (form,
                     sheet->kind,
                     1,
                     column->header,
                     "'%s' says no language, others do: name it '%s::%s', or set "
                     "default_language on the settings sheet",
                     column->header,
                     name_of (column),
                     example);
  }
}

static void
check_sheet (RuhuXlsForm *form, const RuhuXlsSheet *sheet)
{
  g_autoptr (GPtrArray) languages = g_ptr_array_new ();
  gboolean unnamed = FALSE;
  guint at;

  for (guint i = 0; sheet != NULL && i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    RuhuXlsTextKind kind;

    if (!is_text (sheet->kind, column, &kind))
      continue;
    if (column->language == NULL)
      unnamed = TRUE;
    else if (!g_ptr_array_find_with_equal_func (languages, column->language, g_str_equal, NULL)) {
      g_ptr_array_add (languages, column->language);
      check_language (form, sheet->kind, column);
    }
  }
  unnamed = unnamed && languages->len > 0 && g_str_equal (form->default_language, "default") &&
            find_missing (form, sheet, NULL, 0, &at) != NULL;
  for (guint i = 0; i < languages->len; i++)
    check_named (form, sheet, languages->pdata[i], unnamed);
  if (unnamed)
    check_unnamed (form, sheet, languages->pdata[0]);
}

/* Whether any text of @sheet is in a named language. */
static gboolean
is_translated (const RuhuXlsSheet *sheet)
{
  for (guint i = 0; sheet != NULL && i < sheet->columns->len; i++) {
    const RuhuXlsColumn *column = sheet->columns->pdata[i];
    RuhuXlsTextKind kind;

    if (is_text (sheet->kind, column, &kind) && column->language != NULL)
      return TRUE;
  }
  return FALSE;
}

gboolean
ruhu_xls_has_translations (const RuhuXlsForm *form)
{
  return is_translated (form->book->sheets[RUHU_XLS_SURVEY]) ||
         is_translated (form->book->sheets[RUHU_XLS_CHOICES]);
}

/**
 * ruhu_xls_check_languages:
 * @form: the form being compiled, its settings read
 *
 * Warns of languages without a code and of texts that some language lacks.
 */
void
ruhu_xls_check_languages (RuhuXlsForm *form)
{
  check_sheet (form, form->book->sheets[RUHU_XLS_SURVEY]);
  check_sheet (form, form->book->sheets[RUHU_XLS_CHOICES]);
}
