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

/* Which kinds of text a sheet has in which language; kinds are bits. */
typedef struct {
  const RuhuXlsSheet *sheet;
  GPtrArray *languages; /* as they are met */
  GHashTable *kinds;    /* language → its kinds */
  guint unnamed;        /* kinds that stand in columns without a language */
  guint all;
} Texts;

static guint
kinds_of (const Texts *texts, const char *language)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (texts->kinds, language));
}

static void
collect (RuhuXlsForm *form, Texts *texts)
{
  for (guint i = 0; i < texts->sheet->columns->len; i++) {
    const RuhuXlsColumn *column = texts->sheet->columns->pdata[i];
    const char *language = column->language == NULL ? form->default_language : column->language;
    RuhuXlsTextKind kind;

    if (!is_text (texts->sheet->kind, column, &kind))
      continue;
    texts->all |= 1u << kind;
    if (column->language == NULL)
      texts->unnamed |= 1u << kind;
    else if (!g_ptr_array_find_with_equal_func (texts->languages, language, g_str_equal, NULL)) {
      g_ptr_array_add (texts->languages, column->language);
      check_language (form, texts->sheet->kind, column);
    }
    g_hash_table_insert (texts->kinds,
                         (gpointer) language,
                         GUINT_TO_POINTER (kinds_of (texts, language) | 1u << kind));
  }
}

/* Says of each text in @missing which column would hold it in @language. */
static void
tell_missing (RuhuXlsForm *form, const Texts *texts, const char *language, guint missing)
{
  for (guint i = 0; i < texts->sheet->columns->len && missing != 0; i++) {
    const RuhuXlsColumn *column = texts->sheet->columns->pdata[i];
    RuhuXlsTextKind kind;

    if (!is_text (texts->sheet->kind, column, &kind) || !(missing & 1u << kind))
      continue;
    missing &= ~(1u << kind);
    ruhu_xls_warn (form,
                   texts->sheet->kind,
                   1,
                   column->header,
                   "there is no column '%s::%s': who reads %s misses that text; add the column",
                   name_of (column),
                   language,
                   language);
  }
}

static void
tell_unnamed (RuhuXlsForm *form, const Texts *texts)
{
  for (guint i = 0; i < texts->sheet->columns->len; i++) {
    const RuhuXlsColumn *column = texts->sheet->columns->pdata[i];
    RuhuXlsTextKind kind;

    if (column->language == NULL && is_text (texts->sheet->kind, column, &kind))
      ruhu_xls_warn (form,
                     texts->sheet->kind,
                     1,
                     column->header,
                     "'%s' says no language, others do: name it '%s::%s', or set "
                     "default_language on the settings sheet",
                     column->header,
                     name_of (column),
                     (char *) texts->languages->pdata[0]);
  }
}

/* Columns without a language beside columns with one are a language of their own, which nobody
 * chooses; where it lacks a text, a name was forgotten. */
static void
check_sheet (RuhuXlsForm *form, const RuhuXlsSheet *sheet)
{
  g_autoptr (GPtrArray) languages = g_ptr_array_new ();
  g_autoptr (GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);
  Texts texts = { sheet, languages, kinds, 0, 0 };
  gboolean forgotten;

  if (sheet == NULL)
    return;
  collect (form, &texts);
  if (languages->len == 0)
    return;
  forgotten = texts.unnamed != 0 && texts.unnamed != texts.all &&
              g_str_equal (form->default_language, "default");
  for (guint i = 0; i < languages->len; i++) {
    guint missing = texts.all & ~kinds_of (&texts, languages->pdata[i]);

    tell_missing (form, &texts, languages->pdata[i], missing & ~(forgotten ? texts.unnamed : 0));
  }
  if (forgotten)
    tell_unnamed (form, &texts);
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
