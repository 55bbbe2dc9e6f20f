/* test-pending.c: keys that wait for HQ's answer by file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-test.h"

#include "base/ruhu-error.h"
#include "store/ruhu-pending.h"

#include <string.h>

#define PIN "2718281828"
#define NOTE "{\"code\":\"C\"}"
#define FILE_NAME "secret/pending"
#define OPERATIONS 16 /* where in the file the cost of a try begins: behind the salt */
#define MEMORY 24

typedef struct {
  char *dir;
  RuhuDeviceKeys *keys;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->dir = ruhu_test_make_dir ();
  f->keys = ruhu_device_keys_new ();
  g_assert_true (ruhu_pending_save (f->dir, f->keys, NOTE, PIN, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  ruhu_device_keys_unref (f->keys);
  ruhu_test_remove_dir (f->dir);
  g_free (f->dir);
}

static void
test_come_back_with_the_pin (Fixture *f, gconstpointer data)
{
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuDeviceKeys) keys = ruhu_pending_load (f->dir, PIN, &note, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (note, ==, NOTE);
  g_assert_cmpmem (ruhu_device_keys_get_public (keys, RUHU_DEVICE_KEY_ED),
                   RUHU_DEVICE_KEY_SIZE,
                   ruhu_device_keys_get_public (f->keys, RUHU_DEVICE_KEY_ED),
                   RUHU_DEVICE_KEY_SIZE);
}

static void
assert_refused (Fixture *f, const char *pin, RuhuError code)
{
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_pending_load (f->dir, pin, &note, &error));
  g_assert_error (error, RUHU_ERROR, (int) code);
}

static void
test_another_pin_opens_nothing (Fixture *f, gconstpointer data)
{
  assert_refused (f, "3141592653", RUHU_ERROR_REFUSED);
}

static void
test_nobody_asked (Fixture *f, gconstpointer data)
{
  ruhu_pending_remove (f->dir);
  assert_refused (f, PIN, RUHU_ERROR_NOT_FOUND);
}

/* A try that is paid for years would be a tablet that hangs. */
static void
test_damaged_cost_is_told_and_not_paid (Fixture *f, gconstpointer data)
{
  static const guint bits[] = { OPERATIONS * 8 + 24, OPERATIONS * 8 + 63, MEMORY * 8 + 40 };
  g_autofree char *path = g_build_filename (f->dir, FILE_NAME, NULL);
  g_autofree char *content = NULL;
  gsize n;
  guint i;

  g_assert_true (g_file_get_contents (path, &content, &n, NULL));
  for (i = 0; i < G_N_ELEMENTS (bits); i++) {
    content[bits[i] / 8] ^= 1 << bits[i] % 8;
    g_assert_true (g_file_set_contents (path, content, n, NULL));
    assert_refused (f, PIN, RUHU_ERROR_CORRUPT);
    content[bits[i] / 8] ^= 1 << bits[i] % 8;
  }
}

#define ADD(path, func) g_test_add ("/pending/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("come-back-with-the-pin", test_come_back_with_the_pin);
  ADD ("another-pin-opens-nothing", test_another_pin_opens_nothing);
  ADD ("nobody-asked", test_nobody_asked);
  ADD ("damaged-cost-is-told-and-not-paid", test_damaged_cost_is_told_and_not_paid);

  return g_test_run ();
}
