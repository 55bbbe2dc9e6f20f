/* test-memory.c: a locked program's memory tells nothing
 *
 * What a core image of a locked program would hold, or what a finder reads out of a tablet that
 * runs: a child works and locks, its parent reads all that it may write to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* memmem */

#include "base/ruhu-forget.h"
#include "register/ruhu-register.h"
#include "store-fixture.h"
#include "store/ruhu-store-own-private.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define WANG "0192f3a0-aa01-7bcd-8123-456789abcdef"
#define KEY 32
#define N_KEYS 5
#define MAX_REGION (256 * 1024 * 1024) /* larger ones are reserved, by a sanitizer perhaps */

/* Typed, shown, or what opens it. In the child these stand in memory that it cannot write to. */
static const char *const secrets[] = {
  PIN,
  "王秀兰嫂",
  "13812345678",
  "李建国的儿子说下周再来",
  "/data/visit/contact_result",
  "mental_severe_level",
};

typedef struct {
  guint8 root[KEY], data[KEY], sum[KEY], ed[KEY], x[KEY];
} Keys;

static gboolean
put_person (RuhuObjectPage *page, gpointer data, GError **error)
{
  g_autoptr (RuhuObject) person = ruhu_object_new (WANG, RUHU_OBJECT_PERSON, DIVISION);

  g_free (person->body);
  person->body = g_strdup ("{\"f\":{\"person_name\":{\"v\":\"王秀兰嫂\",\"d\":\"a\",\"q\":1},"
                           "\"phone\":{\"v\":\"13812345678\",\"d\":\"a\",\"q\":1}}}");
  return ruhu_object_page_put (page, person, error);
}

static void
load_register (RuhuRegister *people)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_register_load_async (people, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  g_assert_true (ruhu_register_load_finish (people, result, &error));
}

static void
work (Fixture *f, RuhuRegister *people)
{
  guint i;

  fixture_pull (f, put_person, NULL);
  load_register (people);
  for (i = 0; i < 3; i++) {
    g_autoptr (RuhuResponse) response = fixture_begin (f);
    const char *id = ruhu_response_get_id (response);
    g_autoptr (GHashTable) answers = NULL;

    fixture_answer (f, id, "/data/visit/contact_result", "mental_severe_level");
    fixture_answer (f, id, "/data/visit/who", "李建国的儿子说下周再来");
    answers = fixture_load (f, id, NULL);
    g_assert_nonnull (answers);
    if (i < 2)
      fixture_finish (f, id, "{\"who\":\"李建国的儿子说下周再来\"}", NULL);
    if (i == 0)
      fixture_cut (f);
  }
}

/* Says what it is at with a byte, and waits for one. */
static void
meet (int out, int in, char what)
{
  char go;

  if (write (out, &what, 1) != 1 || read (in, &go, 1) != 1)
    _exit (3);
}

static void
run_child (int out, int in)
{
  Fixture f = { .dir = NULL };
  RuhuRegister *people;
  RuhuKeys *keys;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  fixture_set_up_unlocked (&f, NULL);
  people = ruhu_register_new (f.objects);
  work (&f, people);
  keys = f.store->keys;
  if (write (out, keys->root, KEY) != KEY || write (out, keys->data, KEY) != KEY ||
      write (out, keys->sum, KEY) != KEY || write (out, keys->ed, KEY) != KEY ||
      write (out, keys->x, KEY) != KEY)
    _exit (3);
  meet (out, in, 'u');

  g_object_unref (people);
  fixture_lock (&f);
  meet (out, in, 'l');
  fixture_tear_down (&f, NULL);
  _exit (0);
}

typedef struct {
  gconstpointer data;
  gsize size;
} Needle;

static guint
count_in_region (const char *region, gsize n, const Needle *needle)
{
  const char *at = region;
  guint found = 0;

  while ((at = memmem (at, region + n - at, needle->data, needle->size)) != NULL) {
    found++;
    at++;
  }
  return found;
}

/* Counts each of @needles in all memory that the child may write to. */
static void
count_in_memory (int memory, const char *maps, const Needle *needles, guint n_needles, guint *found)
{
  g_auto (GStrv) lines = g_strsplit (maps, "\n", -1);
  guint i, k;

  for (i = 0; lines[i] != NULL; i++) {
    guint64 start, end;
    char may[5];
    g_autofree char *region = NULL;
    gssize n;

    if (sscanf (lines[i],
                "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s",
                &start,
                &end,
                may) != 3 ||
        may[1] != 'w' || end - start > MAX_REGION)
      continue;

    region = g_malloc (end - start);
    n = pread (memory, region, end - start, (off_t) start);
    for (k = 0; n > 0 && k < n_needles; k++)
      found[k] += count_in_region (region, n, &needles[k]);
  }
}

typedef struct {
  pid_t child;
  int from, to;
  Keys keys;
} Child;

static void
start (Child *child)
{
  int out[2], in[2];

  g_assert_no_errno (pipe (out));
  g_assert_no_errno (pipe (in));
  child->child = fork ();
  g_assert_no_errno (child->child);
  if (child->child == 0) {
    close (out[0]);
    close (in[1]);
    run_child (out[1], in[0]);
  }
  close (out[1]);
  close (in[0]);
  child->from = out[0];
  child->to = in[1];
}

static void
wait_for (Child *child, char what)
{
  char said = 0;

  g_assert_cmpint (read (child->from, &said, 1), ==, 1);
  g_assert_cmpint (said, ==, what);
}

static void
read_keys (Child *child)
{
  gsize n = 0;

  while (n < sizeof child->keys) {
    gssize got = read (child->from, (char *) &child->keys + n, sizeof child->keys - n);

    g_assert_cmpint (got, >, 0);
    n += got;
  }
}

static void
count (Child *child, guint *keys, guint *texts)
{
  g_autofree char *maps_path = g_strdup_printf ("/proc/%d/maps", (int) child->child);
  g_autofree char *memory_path = g_strdup_printf ("/proc/%d/mem", (int) child->child);
  Needle needles[N_KEYS + G_N_ELEMENTS (secrets)];
  guint found[G_N_ELEMENTS (needles)] = { 0 };
  g_autofree char *maps = NULL;
  int memory = open (memory_path, O_RDONLY | O_CLOEXEC);
  guint i;

  g_assert_no_errno (memory);
  g_assert_true (g_file_get_contents (maps_path, &maps, NULL, NULL));
  for (i = 0; i < G_N_ELEMENTS (needles); i++) {
    if (i < N_KEYS)
      needles[i] = (Needle){ (const guint8 *) &child->keys + i * KEY, KEY };
    else
      needles[i] = (Needle){ secrets[i - N_KEYS], strlen (secrets[i - N_KEYS]) };
  }
  count_in_memory (memory, maps, needles, G_N_ELEMENTS (needles), found);
  close (memory);

  *keys = *texts = 0;
  for (i = 0; i < G_N_ELEMENTS (needles); i++)
    *(i < N_KEYS ? keys : texts) += found[i];
}

static void
end (Child *child)
{
  int status;

  close (child->to);
  close (child->from);
  g_assert_cmpint (waitpid (child->child, &status, 0), ==, child->child);
}

static void
test_locked_holds_no_key_and_no_word (void)
{
  Child child = { 0 };
  guint keys, texts;

  start (&child);
  read_keys (&child);
  wait_for (&child, 'u');
  count (&child, &keys, &texts);
  g_assert_cmpuint (keys, >=, 5); /* who works has them in memory, and the search finds them */
  g_assert_cmpuint (texts, >, 0);

  g_assert_cmpint (write (child.to, "g", 1), ==, 1);
  wait_for (&child, 'l');
  count (&child, &keys, &texts);
  end (&child);
  g_assert_cmpuint (keys, ==, 0);
  if (ruhu_forget_is_on ())
    g_assert_cmpuint (texts, ==, 0);
}

static void
test_no_core_is_written (void)
{
  struct rlimit limit;
  gpointer secret = ruhu_seal_secret_new (KEY);

  g_assert_no_errno (getrlimit (RLIMIT_CORE, &limit));
  g_assert_cmpuint (limit.rlim_cur, ==, 0);
  g_assert_cmpuint (limit.rlim_max, ==, 0);
  ruhu_seal_secret_free (secret);
}

/* “dd” is “not in a core image”, “lo” “not in the swap”; the second where the system allows it. */
static void
test_keys_stay_out_of_images (void)
{
  guint8 *secret = ruhu_seal_secret_new (KEY);
  g_autofree char *maps = NULL, *wanted = NULL;
  const char *at, *flags;
  guint64 start = GPOINTER_TO_SIZE (secret) & ~G_GUINT64_CONSTANT (4095);

  wanted = g_strdup_printf ("%" G_GINT64_MODIFIER "x-", start);
  g_assert_true (g_file_get_contents ("/proc/self/smaps", &maps, NULL, NULL));
  at = strstr (maps, wanted);
  g_assert_nonnull (at);
  flags = strstr (at, "VmFlags:");
  g_assert_nonnull (flags);
  g_assert_nonnull (g_strstr_len (flags, strcspn (flags, "\n"), " dd"));
  ruhu_seal_secret_free (secret);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/memory/locked-holds-no-key-and-no-word", test_locked_holds_no_key_and_no_word);
  g_test_add_func ("/memory/no-core-is-written", test_no_core_is_written);
  g_test_add_func ("/memory/keys-stay-out-of-images", test_keys_stay_out_of_images);

  return g_test_run ();
}
