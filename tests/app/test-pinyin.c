/* test-pinyin.c: app/register/ruhu-pinyin.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "register/ruhu-pinyin.h"

static void
assert_read (const char *name, const char *reading)
{
  g_auto (GStrv) readings = ruhu_pinyin_read_name (name);

  g_assert_cmpstr (readings[0], ==, reading);
}

static gboolean
means (const char *letters, const char *name, RuhuPinyinMatch at_least)
{
  g_auto (GStrv) readings = ruhu_pinyin_read_name (name);

  for (gsize i = 0; readings[i] != NULL; i++)
    if (ruhu_pinyin_match (readings[i], letters) >= at_least)
      return TRUE;

  return FALSE;
}

static void
test_names_are_read_without_tones (void)
{
  assert_read ("王桂花", "wang gui hua");
  assert_read ("吕建军", "lv jian jun");
  assert_read ("欧阳晓梅", "ou yang xiao mei");
}

static void
test_surnames_are_read_as_surnames (void)
{
  const char *names[][2] = {
    { "单小英", "shan xiao ying" }, { "仇大伟", "qiu da wei" },   { "解玉兰", "xie yu lan" },
    { "曾国强", "zeng guo qiang" }, { "朴顺姬", "piao shun ji" }, { "区志明", "ou zhi ming" },
    { "查文斌", "zha wen bin" },    { "盖春霞", "ge chun xia" },  { "尉迟敬", "yu chi jing" },
    { "万俟雪", "mo qi xue" },      { "澹台明", "tan tai ming" }, { "长孙无忌", "zhang sun wu ji" },
    { "翟秀兰", "zhai xiu lan" },   { "任红", "ren hong" },       { "万俟", "wan qi" },
    { "单于", "shan yu" },          { "尉刚", "wei gang" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    assert_read (names[i][0], names[i][1]);
}

static void
test_only_the_first_character_is_a_surname (void)
{
  assert_read ("王解放", "wang jie fang");
  assert_read ("单", "shan");
  assert_read ("阿依古丽·买买提", "a yi gu li mai mai ti");
}

static void
test_a_wrong_reading_finds_the_person_too (void)
{
  g_assert_true (means ("chou", "仇大伟", RUHU_PINYIN_BEGINNING));
  g_assert_true (means ("qiu", "仇大伟", RUHU_PINYIN_BEGINNING));
  g_assert_true (means ("zhangyue", "张乐", RUHU_PINYIN_WHOLE));
  g_assert_true (means ("zhangle", "张乐", RUHU_PINYIN_WHOLE));
}

static void
test_initials_syllables_and_a_mixture_mean_a_name (void)
{
  const char *typed[] = { "wgh", "wangguihua", "wguih", "wangh", "wangguih" };

  g_assert_true (means ("wgh", "王桂花", RUHU_PINYIN_WHOLE));
  g_assert_true (means ("wangguihua", "王桂花", RUHU_PINYIN_WHOLE));
  g_assert_true (means ("wguihua", "王桂花", RUHU_PINYIN_WHOLE));
  g_assert_true (means ("w", "王桂花", RUHU_PINYIN_BEGINNING));
  g_assert_true (means ("wanggu", "王桂花", RUHU_PINYIN_BEGINNING));
  g_assert_false (means ("wanh", "王桂花", RUHU_PINYIN_INNER));
  g_assert_false (means ("wghx", "王桂花", RUHU_PINYIN_INNER));
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    g_assert_false (means (typed[i], "李建军", RUHU_PINYIN_INNER));
}

static void
test_given_name_alone_means_less (void)
{
  g_assert_true (means ("gh", "王桂花", RUHU_PINYIN_INNER));
  g_assert_false (means ("gh", "王桂花", RUHU_PINYIN_BEGINNING));
  g_assert_true (means ("mmt", "阿依古丽·买买提", RUHU_PINYIN_INNER));
  g_assert_true (means ("aygl", "阿依古丽·买买提", RUHU_PINYIN_BEGINNING));
}

static void
test_u_and_v_stand_for_each_other (void)
{
  g_assert_true (means ("lv", "吕建军", RUHU_PINYIN_BEGINNING));
  g_assert_true (means ("lu", "吕建军", RUHU_PINYIN_BEGINNING));
  g_assert_true (means ("lujianjun", "吕建军", RUHU_PINYIN_WHOLE));
}

static void
test_other_scripts_are_words (void)
{
  assert_read ("Anna Müller", "anna mvller");
  g_assert_true (means ("am", "Anna Muller", RUHU_PINYIN_WHOLE));
  g_assert_true (means ("mu", "Anna Müller", RUHU_PINYIN_INNER));
  g_assert_true (means ("gul", "Айнур Гульнара", RUHU_PINYIN_INNER));
}

static void
test_nothing_to_read_gives_no_reading (void)
{
  const char *names[] = { "", "·", "123", "  " };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_auto (GStrv) readings = ruhu_pinyin_read_name (names[i]);

    g_assert_null (readings[0]);
  }
}

static void
test_readings_have_a_limit (void)
{
  g_auto (GStrv) readings = ruhu_pinyin_read_name ("单乐长朝重传行茜");

  g_assert_cmpuint (g_strv_length (readings), ==, 8);
  g_assert_cmpstr (readings[0], ==, "shan le chang chao chong chuan xing qian");
}

static void
test_typed_text_becomes_letters (void)
{
  const char *typed[][2] = { { "WGH", "wgh" },    { "Wang Gui hua", "wangguihua" },
                             { "xi'an", "xian" }, { "lü", "lv" },
                             { "ＷＧＨ", "wgh" }, { "wáng", "wang" } };
  const char *no_letters[] = { "", " ", "王", "139", "w3", "w·" };

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++) {
    g_autofree char *letters = ruhu_pinyin_from_typed (typed[i][0]);

    g_assert_cmpstr (letters, ==, typed[i][1]);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (no_letters); i++)
    g_assert_null (ruhu_pinyin_from_typed (no_letters[i]));
}

static void
test_initials_are_first_letters (void)
{
  g_autofree char *initials = ruhu_pinyin_get_initials ("wang gui hua");

  g_assert_cmpstr (initials, ==, "wgh");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pinyin/names-are-read-without-tones", test_names_are_read_without_tones);
  g_test_add_func ("/pinyin/surnames-are-read-as-surnames", test_surnames_are_read_as_surnames);
  g_test_add_func ("/pinyin/only-the-first-character-is-a-surname",
                   test_only_the_first_character_is_a_surname);
  g_test_add_func ("/pinyin/a-wrong-reading-finds-the-person-too",
                   test_a_wrong_reading_finds_the_person_too);
  g_test_add_func ("/pinyin/initials-syllables-and-a-mixture-mean-a-name",
                   test_initials_syllables_and_a_mixture_mean_a_name);
  g_test_add_func ("/pinyin/given-name-alone-means-less", test_given_name_alone_means_less);
  g_test_add_func ("/pinyin/u-and-v-stand-for-each-other", test_u_and_v_stand_for_each_other);
  g_test_add_func ("/pinyin/other-scripts-are-words", test_other_scripts_are_words);
  g_test_add_func ("/pinyin/nothing-to-read-gives-no-reading",
                   test_nothing_to_read_gives_no_reading);
  g_test_add_func ("/pinyin/readings-have-a-limit", test_readings_have_a_limit);
  g_test_add_func ("/pinyin/typed-text-becomes-letters", test_typed_text_becomes_letters);
  g_test_add_func ("/pinyin/initials-are-first-letters", test_initials_are_first_letters);

  return g_test_run ();
}
