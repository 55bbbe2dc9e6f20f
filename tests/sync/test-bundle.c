/* test-bundle.c: sync/protocol/ruhu-bundle.c and ruhu-bundle-reader.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"
#include "base/ruhu-json.h"
#include "ruhu-bundle.h"
#include "ruhu-sign.h"

#include <string.h>

typedef struct {
  guint8 public_key[32];
  guint8 secret_key[64];
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  ruhu_sign_make_keys (f->public_key, f->secret_key);
}

static void
add (RuhuBundleWriter *writer, const char *type, const char *content)
{
  g_autoptr (GBytes) bytes = g_bytes_new (content, strlen (content));
  g_autoptr (JsonObject) members = json_object_new ();
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (members, "key", "a key");
  ruhu_bundle_writer_add (writer, type, members, bytes, &error);
  g_assert_no_error (error);
}

static void
sign (Fixture *f, RuhuBundleWriter *writer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ruhu_bundle_writer_end (writer, &error);
  g_autofree char *signature = ruhu_sign_text (text, f->secret_key);

  g_assert_no_error (error);
  g_assert_true (ruhu_bundle_writer_sign (writer, signature, &error));
}

static RuhuBundleWriter *
begin (GOutputStream *stream)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (GError) error = NULL;
  RuhuBundleWriter *writer;

  json_object_set_string_member (header, "kind", RUHU_BUNDLE_UP);
  json_object_set_string_member (header, "dev", "d7k2");
  writer = ruhu_bundle_writer_new (stream, header, &error);
  g_assert_no_error (error);
  return writer;
}

static GBytes *
steal (GOutputStream *stream)
{
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

static GBytes *
make (Fixture *f)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (RuhuBundleWriter) writer = begin (stream);

  add (writer, RUHU_BUNDLE_PART_PUSH, "lines\nand lines\n");
  add (writer, "tomorrow", "");
  add (writer, RUHU_BUNDLE_PART_ATT, "a photo");
  sign (f, writer);
  return steal (stream);
}

static RuhuBundleReader *
read_bytes (gconstpointer data, gsize n, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, n, NULL);

  return ruhu_bundle_reader_new (stream, error);
}

/* Whether these bytes are a whole bundle that the key's owner signed. */
static gboolean
is_good (Fixture *f, gconstpointer data, gsize n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuBundleReader) reader = read_bytes (data, n, &error);
  gboolean good = reader != NULL && ruhu_bundle_reader_skip (reader, &error) &&
                  ruhu_bundle_reader_verify (reader, f->public_key);

  if (error != NULL)
    g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  return good;
}

static void
assert_part (RuhuBundleReader *reader, const char *type, const char *content)
{
  g_autoptr (RuhuBundlePart) part = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ruhu_bundle_reader_next (reader, &part, &error));
  g_assert_no_error (error);
  if (type == NULL) {
    g_assert_null (part);
    return;
  }
  g_assert_cmpstr (part->type, ==, type);
  g_assert_cmpstr (ruhu_json_get_string (part->members, "key"), ==, "a key");
  g_assert_cmpmem (g_bytes_get_data (part->content, NULL),
                   g_bytes_get_size (part->content),
                   content,
                   strlen (content));
}

static void
test_reads_back (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bundle = make (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuBundleReader) reader =
    read_bytes (g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (ruhu_bundle_reader_get_kind (reader), ==, RUHU_BUNDLE_UP);
  g_assert_cmpstr (ruhu_bundle_reader_get_device (reader), ==, "d7k2");
  g_assert_false (ruhu_bundle_reader_verify (reader, f->public_key)); /* not before its end */
  assert_part (reader, RUHU_BUNDLE_PART_PUSH, "lines\nand lines\n");
  assert_part (reader, "tomorrow", "");
  assert_part (reader, RUHU_BUNDLE_PART_ATT, "a photo");
  assert_part (reader, NULL, NULL);
  assert_part (reader, NULL, NULL);
  g_assert_true (ruhu_bundle_reader_verify (reader, f->public_key));
}

static void
test_any_changed_bit_shows (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bundle = make (f);
  gsize n, i;
  const guint8 *bytes = g_bytes_get_data (bundle, &n);

  g_assert_true (is_good (f, bytes, n));
  for (i = 0; i < n * 8; i++) {
    g_autofree guint8 *changed = g_memdup2 (bytes, n);

    changed[i / 8] ^= 1 << i % 8;
    g_assert_false (is_good (f, changed, n));
  }
}

static void
test_cut_anywhere_is_none (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bundle = make (f);
  gsize n, i;
  const guint8 *bytes = g_bytes_get_data (bundle, &n);
  g_autofree guint8 *longer = g_malloc0 (n + 1);

  for (i = 0; i < n; i++)
    g_assert_false (is_good (f, bytes, i));
  memcpy (longer, bytes, n);
  g_assert_false (is_good (f, longer, n + 1));
}

static void
test_another_key_is_told (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bundle = make (f);
  Fixture other;

  setup (&other, NULL);
  g_assert_false (is_good (&other, g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle)));
}

static void
assert_refused (const char *text, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuBundleReader) reader = read_bytes (text, strlen (text), &error);

  if (reader != NULL)
    g_assert_false (ruhu_bundle_reader_skip (reader, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_hostile_is_told_plainly (Fixture *f, gconstpointer data)
{
  g_autofree char *long_line = g_strnfill (100000, ' ');
  g_autofree char *long_header = g_strconcat ("RBB1\n", long_line, NULL);

  assert_refused ("", "no bundle");
  assert_refused ("<?xml version=\"1.0\"?>", "no bundle");
  assert_refused ("RBB1\n", "damaged");
  assert_refused ("RBB1\n[]\n", "damaged");
  assert_refused ("RBB1\n{\"p\":1}\n", "damaged");
  assert_refused ("RBB1\n{\"p\":2,\"kind\":\"up\"}\n", "newer");
  assert_refused (long_header, "damaged");
  assert_refused ("RBB1\n{\"p\":1,\"kind\":\"up\"}\n{\"len\":0}\n", "damaged");
  /* What is claimed is not allocated; what may not be claimed is not read. */
  assert_refused ("RBB1\n{\"p\":1,\"kind\":\"up\"}\n{\"t\":\"att\",\"len\":33554432}\nx",
                  "damaged");
  assert_refused ("RBB1\n{\"p\":1,\"kind\":\"up\"}\n{\"t\":\"att\",\"len\":33554433}\nx",
                  "damaged");
  assert_refused ("RBB1\n{\"p\":1,\"kind\":\"up\"}\n{\"t\":\"att\",\"len\":-1}\n", "damaged");
  assert_refused ("RBB1\n{\"p\":1,\"kind\":\"up\"}\n{\"t\":\"end\",\"n\":1}\nsig\n", "damaged");
}

static void
test_too_much_is_not_written (Fixture *f, gconstpointer data)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (RuhuBundleWriter) writer = begin (stream);
  char *much = g_malloc0 (RUHU_BUNDLE_MAX_PART + 1);
  g_autoptr (GBytes) bytes = g_bytes_new_take (much, RUHU_BUNDLE_MAX_PART + 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (ruhu_bundle_writer_add (writer, RUHU_BUNDLE_PART_ATT, NULL, bytes, &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_INVALID);
}

static void
test_missing_file_is_not_found (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ruhu_bundle_reader_open ("/nowhere/at/all.rbb", &error));
  g_assert_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, NULL)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/bundle/reads-back", test_reads_back);
  ADD ("/bundle/any-changed-bit-shows", test_any_changed_bit_shows);
  ADD ("/bundle/cut-anywhere-is-none", test_cut_anywhere_is_none);
  ADD ("/bundle/another-key-is-told", test_another_key_is_told);
  ADD ("/bundle/hostile-is-told-plainly", test_hostile_is_told_plainly);
  ADD ("/bundle/too-much-is-not-written", test_too_much_is_not_written);
  ADD ("/bundle/missing-file-is-not-found", test_missing_file_is_not_found);

  return g_test_run ();
}
