/* test-decision.c: sync/protocol/ruhu-decision.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-decision.h"
#include "base/ruhu-json.h"

#include <string.h>

/* Decisions as `id,level,outcome,prev` between spaces; "!" for disputed, "-" for none. */
static char *
stand (const char *text)
{
  g_autoptr (GPtrArray) decisions =
    g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  JsonObject *standing;
  gboolean disputed;
  guint i;

  for (i = 0; words[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (words[i], ",", -1);
    JsonObject *decision = json_object_new ();

    json_object_set_string_member (decision, "id", parts[0]);
    json_object_set_string_member (decision, "level", parts[1]);
    json_object_set_string_member (decision, "outcome", parts[2]);
    if (parts[3] != NULL)
      json_object_set_string_member (decision, "prev", parts[3]);
    g_ptr_array_add (decisions, decision);
  }

  standing = ruhu_decision_find_standing (decisions, &disputed);
  g_assert_true (!disputed || standing == NULL);
  if (disputed)
    return g_strdup ("!");
  return g_strdup (standing != NULL ? ruhu_json_get_string (standing, "outcome") : "-");
}

static void
assert_stands (const char *text, const char *outcome)
{
  g_autofree char *got = stand (text);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) mirrored = NULL;
  g_autofree char *reversed = NULL, *again = NULL;
  guint n;

  g_assert_cmpstr (got, ==, outcome);
  for (n = g_strv_length (words); n > 0; n--)
    g_strv_builder_add (builder, words[n - 1]);
  mirrored = g_strv_builder_end (builder);
  reversed = g_strjoinv (" ", mirrored);
  again = stand (reversed);
  g_assert_cmpstr (again, ==, outcome);
}

static void
test_last_of_the_chain_stands (void)
{
  assert_stands ("1,township,returned", "returned");
  assert_stands ("1,township,returned 2,township,verified,1", "verified");
}

static void
test_higher_level_stands (void)
{
  assert_stands ("1,county,queried 2,township,verified", "queried");
  assert_stands ("1,village,a 2,township,b 3,county,c", "c");
}

static void
test_two_of_one_level_are_disputed (void)
{
  assert_stands ("1,township,returned 2,township,verified", "!");
  assert_stands ("0,township,a 1,township,returned,0 2,township,verified,0", "!");
  assert_stands ("1,township,returned 2,township,verified 3,county,accepted", "accepted");
}

static void
test_none_is_none (void)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  gboolean disputed;

  g_assert_null (ruhu_decision_find_standing (none, &disputed));
  g_assert_false (disputed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decision/last-of-the-chain-stands", test_last_of_the_chain_stands);
  g_test_add_func ("/decision/higher-level-stands", test_higher_level_stands);
  g_test_add_func ("/decision/two-of-one-level-are-disputed", test_two_of_one_level_are_disputed);
  g_test_add_func ("/decision/none-is-none", test_none_is_none);

  return g_test_run ();
}
