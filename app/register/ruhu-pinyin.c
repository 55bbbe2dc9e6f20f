/* ruhu-pinyin.c: how a name is read, and whether letters mean it
 *
 * ICU reads a character as it is mostly read; as a surname many are read otherwise, and no library
 * in Debian knows which. The tables here do. What is searched accepts every reading, because who
 * types may not know the right one either; what is sorted uses the first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-pinyin.h"

#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define MOST_READINGS 8
#define MOST_UNITS 256

typedef struct {
  const char *han;
  const char *readings;
} Reading;

/* Surnames: the reading as a surname first, then what ICU or a stranger would say. */
static const Reading surnames[] = {
  { "万俟", "mo:qi wan:si" },
  { "尉迟", "yu:chi wei:chi" },
  { "澹台", "tan:tai dan:tai" },
  { "长孙", "zhang:sun chang:sun" },
  { "单于", "chan:yu shan:yu dan:yu" },
  { "乐正", "yue:zheng le:zheng" },
  { "宰父", "zai:fu" },
  { "令狐", "ling:hu" },
  { "皇甫", "huang:fu" },
  { "鲜于", "xian:yu" },
  { "拓跋", "tuo:ba ta:ba" },
  { "夹谷", "jia:gu" },
  { "太叔", "tai:shu" },
  { "叶赫", "ye:he" },
  { "单", "shan dan" },
  { "仇", "qiu chou" },
  { "解", "xie jie" },
  { "曾", "zeng ceng" },
  { "朴", "piao pu" },
  { "区", "ou qu" },
  { "查", "zha cha" },
  { "盖", "ge gai" },
  { "尉", "wei yu" },
  { "乐", "yue le" },
  { "任", "ren" },
  { "冼", "xian" },
  { "缪", "miao mou" },
  { "宓", "mi fu" },
  { "秘", "bi mi" },
  { "覃", "qin tan" },
  { "谌", "chen shen" },
  { "黑", "he hei" },
  { "员", "yun yuan" },
  { "贠", "yun yuan" },
  { "祭", "zhai ji" },
  { "翟", "zhai di" },
  { "牟", "mu mou" },
  { "那", "na" },
  { "能", "nai neng" },
  { "佴", "nai er" },
  { "隗", "wei kui" },
  { "郗", "xi chi" },
  { "郇", "xun huan" },
  { "訾", "zi" },
  { "召", "shao zhao" },
  { "繁", "po fan" },
  { "折", "she zhe" },
  { "乜", "nie mie" },
  { "么", "yao me" },
  { "角", "jue jiao" },
  { "都", "du dou" },
  { "种", "chong zhong" },
  { "句", "gou ju" },
  { "适", "kuo shi" },
  { "洗", "xian xi" },
  { "卜", "bu bo" },
  { "不", "fou bu" },
  { "相", "xiang" },
  { "降", "xiang jiang" },
  { "藏", "zang cang" },
  { "贲", "ben" },
  { "车", "che ju" },
  { "行", "xing hang" },
  { "隽", "juan jun" },
  { "哈", "ha" },
  { "费", "fei bi" },
  { "叶", "ye she" },
  { "盛", "sheng cheng" },
  { "石", "shi dan" },
  { "宿", "su xiu" },
  { "殷", "yin" },
  { "臧", "zang" },
  { "逄", "pang" },
  { "强", "qiang jiang" },
  { "过", "guo" },
  { "占", "zhan" },
  { "瞿", "qu" },
  { "尹", "yin" },
  { "柏", "bai bo" },
  { "黄", "huang" },
  { "晁", "chao" },
  { "阙", "que" },
  { "洛", "luo" },
};

/* In given names: what parents mean by these is anyone's guess, so all of them are searched. */
static const Reading given[] = {
  { "乐", "le yue" },      { "长", "chang zhang" }, { "朝", "chao zhao" },
  { "重", "chong zhong" }, { "传", "chuan zhuan" }, { "行", "xing hang" },
  { "茜", "qian xi" },     { "莎", "sha suo" },     { "晟", "sheng cheng" },
  { "娜", "na nuo" },      { "盛", "sheng cheng" }, { "曾", "zeng ceng" },
  { "贾", "jia gu" },      { "卜", "bu bo" },       { "单", "shan dan" },
  { "都", "du dou" },      { "大", "da dai" },      { "会", "hui kuai" },
  { "宿", "su xiu" },      { "柏", "bai bo" },      { "伯", "bo bai" },
  { "石", "shi dan" },     { "叶", "ye xie" },      { "解", "jie xie" },
  { "调", "diao tiao" },   { "弹", "tan dan" },     { "藏", "zang cang" },
  { "降", "jiang xiang" }, { "强", "qiang jiang" }, { "系", "xi ji" },
  { "褚", "chu zhu" },     { "识", "shi zhi" },     { "参", "shen can" },
  { "省", "sheng xing" },  { "塞", "sai se" },      { "琪", "qi" },
  { "尔", "er" },          { "玥", "yue" },         { "祎", "yi" },
  { "堡", "bao pu" },      { "隽", "jun juan" },
};

static GMutex lock;
static UTransliterator *transliterator;
static GHashTable *cache; /* gunichar → one interned syllable, "" where there is none */

static char *
transliterate (const char *text)
{
  UChar units[MOST_UNITS];
  char bytes[MOST_UNITS * 3 + 1];
  UErrorCode status = U_ZERO_ERROR;
  int32_t length, limit, written;

  if (transliterator == NULL) {
    static const UChar name[] = u"Any-Latin";

    transliterator = utrans_openU (name, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    if (U_FAILURE (status))
      g_error ("ICU has no Any-Latin: %s", u_errorName (status));
  }

  u_strFromUTF8 (units, G_N_ELEMENTS (units), &length, text, -1, &status);
  limit = length;
  utrans_transUChars (transliterator, units, &length, G_N_ELEMENTS (units), 0, &limit, &status);
  u_strToUTF8 (bytes, sizeof bytes, &written, units, length, &status);
  if (U_FAILURE (status) || status == U_STRING_NOT_TERMINATED_WARNING)
    return g_strdup ("");

  return g_strndup (bytes, (gsize) written);
}

/* Takes the tones off: "lǚ" → "lv". Other letters than a to z go. */
static char *
strip (const char *latin)
{
  g_autofree char *apart = g_utf8_normalize (latin, -1, G_NORMALIZE_ALL);
  GString *plain = g_string_new (NULL);

  for (const char *p = apart != NULL ? apart : ""; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == 0x308 && plain->len > 0 && plain->str[plain->len - 1] == 'u')
      plain->str[plain->len - 1] = 'v';
    else if (c < 0x80 && g_ascii_isalpha ((char) c))
      g_string_append_c (plain, g_ascii_tolower ((char) c));
  }

  return g_string_free (plain, FALSE);
}

static const char *
read_character (gunichar c)
{
  const char *syllable;

  g_mutex_lock (&lock);
  if (cache == NULL)
    cache = g_hash_table_new (NULL, NULL);

  syllable = g_hash_table_lookup (cache, GUINT_TO_POINTER (c));
  if (syllable == NULL) {
    char text[7] = { 0 };
    g_autofree char *latin = NULL;
    g_autofree char *plain = NULL;

    g_unichar_to_utf8 (c, text);
    latin = transliterate (text);
    plain = strip (latin);
    syllable = g_intern_string (plain);
    g_hash_table_insert (cache, GUINT_TO_POINTER (c), (gpointer) syllable);
  }
  g_mutex_unlock (&lock);

  return syllable;
}

static const char *
find (const Reading *table, gsize n, const char *text)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_has_prefix (text, table[i].han))
      return table[i].readings;

  return NULL;
}

static gboolean
is_han (gunichar c)
{
  return g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN;
}

/* Each reading so far is followed by each of @more ("shan dan", a ':' between two syllables). */
static void
follow (GPtrArray *readings, const char *more)
{
  g_auto (GStrv) choices = g_strsplit (more, " ", -1);
  guint had = readings->len;

  for (guint i = 1; choices[i] != NULL && readings->len < MOST_READINGS; i++)
    for (guint j = 0; j < had && readings->len < MOST_READINGS; j++)
      g_ptr_array_add (readings,
                       g_strconcat (g_ptr_array_index (readings, j), " ", choices[i], NULL));

  for (guint j = 0; j < had; j++) {
    g_autofree char *before = g_ptr_array_index (readings, j);

    g_ptr_array_index (readings, j) = g_strconcat (before, " ", choices[0], NULL);
  }
}

/* A word in letters is one syllable, however long: its beginning is what somebody types. */
static const char *
follow_word (GPtrArray *readings, const char *text)
{
  GString *word = g_string_new (NULL);
  g_autofree char *latin = NULL;
  g_autofree char *plain = NULL;

  for (; *text != '\0' && word->len < MOST_UNITS / 2; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);

    if (is_han (c) || !(g_unichar_isalpha (c) || g_unichar_ismark (c)))
      break;
    g_string_append_unichar (word, c);
  }

  g_mutex_lock (&lock);
  latin = transliterate (word->str);
  g_mutex_unlock (&lock);
  plain = strip (latin);
  if (*plain != '\0')
    follow (readings, plain);

  g_string_free (word, TRUE);
  return text;
}

static gboolean
is_one_piece (const char *name)
{
  const char *p = name;

  while (*p != '\0' && is_han (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);

  return *p == '\0' && p != name && *g_utf8_next_char (name) != '\0';
}

static const char *
follow_surname (GPtrArray *readings, const char *name)
{
  const char *found = find (surnames, G_N_ELEMENTS (surnames), name);

  if (found == NULL || !is_one_piece (name))
    return name;

  /* With a compound surname something must follow it; else 单于 is Shan Yu, a whole name. */
  if (strchr (found, ':') != NULL && g_utf8_strlen (name, 3 * 3) < 3) {
    g_autofree char *first = g_strndup (name, strlen ("单"));

    found = find (surnames, G_N_ELEMENTS (surnames), first);
    if (found == NULL)
      return name;
  }

  follow (readings, found);
  name = g_utf8_next_char (name);
  return strchr (found, ':') != NULL ? g_utf8_next_char (name) : name;
}

/**
 * ruhu_pinyin_read_name:
 * @name: a person's name, in valid UTF-8
 *
 * A name without `·` begins with its surname; in one with it (阿依古丽·买买提) nothing is a
 * surname. Any thread.
 *
 * Returns: (transfer full): the ways to read @name, the likeliest first, at most eight; each in
 *   small letters without tones (ü is v), a space between two syllables. Empty where nothing can be
 *   read
 */
GStrv
ruhu_pinyin_read_name (const char *name)
{
  GPtrArray *readings = g_ptr_array_new ();

  g_ptr_array_add (readings, g_strdup (""));
  name = follow_surname (readings, name);
  while (*name != '\0') {
    gunichar c = g_utf8_get_char (name);
    const char *found = find (given, G_N_ELEMENTS (given), name);

    if (!is_han (c) && g_unichar_isalpha (c)) {
      name = follow_word (readings, name);
      continue;
    }

    if (found == NULL && is_han (c))
      found = read_character (c);
    if (found != NULL && *found != '\0')
      follow (readings, found);
    name = g_utf8_next_char (name);
  }

  for (guint i = 0; i < readings->len; i++)
    g_strdelimit (g_strchug (g_ptr_array_index (readings, i)), ":", ' ');
  if (*(char *) g_ptr_array_index (readings, 0) == '\0') {
    g_free (g_ptr_array_index (readings, 0));
    g_ptr_array_set_size (readings, 0);
  }

  g_ptr_array_add (readings, NULL);
  return (GStrv) g_ptr_array_free (readings, FALSE);
}

static gpointer
read_one (gpointer name)
{
  g_strfreev (ruhu_pinyin_read_name (name));
  return NULL;
}

/**
 * ruhu_pinyin_prepare:
 *
 * Has ICU read its rules in a thread of its own, which takes it longer than a village's names do
 * later. Meant for when something else is waited for: the key derivation.
 */
void
ruhu_pinyin_prepare (void)
{
  static gsize begun;

  if (g_once_init_enter (&begun)) {
    g_thread_unref (g_thread_new ("pinyin", read_one, "王"));
    g_once_init_leave (&begun, 1);
  }
}

/**
 * ruhu_pinyin_get_initials:
 * @reading: one that ruhu_pinyin_read_name() gave
 *
 * Returns: (transfer full): the first letter of each syllable: "wgh"
 */
char *
ruhu_pinyin_get_initials (const char *reading)
{
  GString *initials = g_string_new (NULL);

  for (const char *p = reading; *p != '\0'; p++)
    if (*p != ' ' && (p == reading || p[-1] == ' '))
      g_string_append_c (initials, *p);

  return g_string_free (initials, FALSE);
}

/**
 * ruhu_pinyin_from_typed:
 * @text: what somebody typed
 *
 * Returns: (transfer full) (nullable): its letters as ruhu_pinyin_match() wants them, %NULL where
 *   something in it is neither a letter, nor a space or apostrophe
 */
char *
ruhu_pinyin_from_typed (const char *text)
{
  g_autofree char *plain = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *letters = NULL;

  for (const char *p = plain != NULL ? plain : ""; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!(c < 0x80 && g_ascii_isalpha ((char) c)) && c != ' ' && c != '\'' && c != 0x2019 &&
        !g_unichar_ismark (c))
      return NULL;
  }

  letters = strip (text);
  return *letters != '\0' ? g_steal_pointer (&letters) : NULL;
}

/* Letters take a beginning of this syllable, and what is left of them goes on with the next. */
static RuhuPinyinMatch
match_from (const char *syllable, const char *letters)
{
  const char *next;
  gsize same = 0;

  if (*letters == '\0')
    return *syllable == '\0' ? RUHU_PINYIN_WHOLE : RUHU_PINYIN_BEGINNING;

  /* Many type u for ü: lu for 吕. */
  while (syllable[same] != '\0' && syllable[same] != ' ' &&
         (syllable[same] == letters[same] || (syllable[same] == 'v' && letters[same] == 'u')))
    same++;
  if (same == 0)
    return RUHU_PINYIN_NONE;

  next = syllable + strcspn (syllable, " ");
  if (*next == ' ')
    next++;

  for (; same > 0; same--) {
    RuhuPinyinMatch match = match_from (next, letters + same);

    if (match != RUHU_PINYIN_NONE)
      return match;
  }

  return RUHU_PINYIN_NONE;
}

/**
 * ruhu_pinyin_match:
 * @reading: one that ruhu_pinyin_read_name() gave
 * @letters: small letters, not empty
 *
 * Each syllable may be typed whole, in part, or by its first letter alone: "wgh", "wangguihua",
 * "wguih" and "ghua" all mean wang gui hua. Any thread.
 *
 * Returns: how well they do
 */
RuhuPinyinMatch
ruhu_pinyin_match (const char *reading, const char *letters)
{
  RuhuPinyinMatch match = match_from (reading, letters);

  if (match != RUHU_PINYIN_NONE)
    return match;

  for (const char *p = strchr (reading, ' '); p != NULL; p = strchr (p + 1, ' '))
    if (match_from (p + 1, letters) != RUHU_PINYIN_NONE)
      return RUHU_PINYIN_INNER;

  return RUHU_PINYIN_NONE;
}
