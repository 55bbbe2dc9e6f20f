/* store-fixture.c: a profile of its own for a test, with HQ's keys at hand
 *
 * The KDF costs next to nothing here; test-store-kdf.c keeps the real one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-fixture.h"

#include "base/ruhu-clock.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

static gint64
tell_now (gpointer data)
{
  return ((Fixture *) data)->now;
}

static void
open_stores (Fixture *f)
{
  f->store = ruhu_store_new (f->dir);
  ruhu_store_set_kdf_cost (f->store, 1, 8192);
  f->responses = ruhu_response_store_new (f->store);
  f->objects = ruhu_object_store_new (f->store);
}

static void
close_stores (Fixture *f)
{
  g_assert_finalize_object (f->objects);
  g_assert_finalize_object (f->responses);
  g_assert_finalize_object (f->store);
}

void
fixture_set_up (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (sodium_init (), >=, 0);
  f->dir = ruhu_test_make_dir ();
  f->now = G_GINT64_CONSTANT (1795257000000);
  ruhu_clock_replace (tell_now, f);
  crypto_sign_keypair (f->hqs_public, f->hqs);
  crypto_box_keypair (f->hqx_public, f->hqx);
  crypto_box_keypair (f->hqe_public, f->hqe);
  open_stores (f);
}

void
fixture_set_up_unlocked (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_set_up (f, data);
  fixture_create (f, NULL, &error);
  g_assert_no_error (error);
}

void
fixture_tear_down (Fixture *f, gconstpointer data)
{
  close_stores (f);
  ruhu_clock_replace (NULL, NULL);
  ruhu_test_remove_dir (f->dir);
  g_free (f->dir);
}

/* A profile that is there already, by the machine's clock. */
void
fixture_open_at (Fixture *f, const char *dir)
{
  f->dir = g_strdup (dir);
  open_stores (f);
}

/* As after a crash: nothing is locked, nothing flushed that was not. */
void
fixture_reopen (Fixture *f)
{
  close_stores (f);
  open_stores (f);
}

static RuhuDevice *
make_device (Fixture *f)
{
  RuhuDevice *device = ruhu_device_new ();

  device->id = g_strdup ("d7k2");
  device->scope = g_strdup (DIVISION);
  device->role = g_strdup ("village");
  device->url = g_strdup ("https://127.0.0.1:8443");
  device->ca = g_strdup ("-----BEGIN CERTIFICATE-----\n");
  device->epoch = 1;
  device->hqs = g_bytes_new (f->hqs_public, sizeof f->hqs_public);
  device->hqx = g_bytes_new (f->hqx_public, sizeof f->hqx_public);
  device->hqe = g_bytes_new (f->hqe_public, sizeof f->hqe_public);
  return device;
}

gboolean
fixture_create (Fixture *f, GCancellable *cancellable, GError **error)
{
  g_autoptr (RuhuDevice) device = make_device (f);
  RuhuDeviceKeys *keys = ruhu_device_keys_new ();
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  memcpy (f->ed_public, ruhu_device_keys_get_public (keys, RUHU_DEVICE_KEY_ED), 32);
  memcpy (f->lk_public, ruhu_device_keys_get_public (keys, RUHU_DEVICE_KEY_LK), 32);
  ruhu_store_create_async (f->store, device, keys, USER, PIN, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_create_finish (f->store, result, error);
}

gboolean
fixture_unlock_with (Fixture *f,
                     const char *pin,
                     const char *code,
                     GCancellable *cancellable,
                     GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_unlock_async (f->store, USER, pin, code, cancellable, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_store_unlock_finish (f->store, result, error);
}

void
fixture_unlock (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  fixture_unlock_with (f, PIN, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
fixture_lock (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_store_lock_async (f->store, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_store_lock_finish (f->store, result, &error);
  g_assert_no_error (error);
}

/* A home visit to somebody, begun. */
RuhuResponse *
fixture_begin (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  RuhuResponse *response = ruhu_response_new ("ruhu_home_visit", "2026112101", DIVISION);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_set_person_id (response, "2f1c0f7e-6f5b-4a53-9d0b-7a3d3a0c9e11");
  ruhu_response_set_title (response, "入户访视 王秀兰");
  ruhu_response_store_create_async (f->responses, response, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_create_finish (f->responses, result, &error);
  g_assert_no_error (error);
  return response;
}

gboolean
fixture_put (Fixture *f,
             const char *id,
             const char *key,
             const char *value,
             GCancellable *c,
             GError **error)
{
  g_autoptr (GHashTable) answers = g_hash_table_new (g_str_hash, g_str_equal);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_hash_table_insert (answers, (gpointer) key, (gpointer) value);
  ruhu_response_store_put_async (f->responses, id, answers, c, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_response_store_put_finish (f->responses, result, error);
}

void
fixture_answer (Fixture *f, const char *id, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  fixture_put (f, id, key, value, NULL, &error);
  g_assert_no_error (error);
}

GHashTable *
fixture_load (Fixture *f, const char *id, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_load_answers_async (f->responses, id, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  return ruhu_response_store_load_answers_finish (f->responses, result, error);
}

void
fixture_finish (Fixture *f, const char *id, const char *ans, const char *const *keep)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_finish_async (f->responses,
                                    id,
                                    ans,
                                    keep,
                                    "{\"visit\":12}",
                                    NULL,
                                    NULL,
                                    ruhu_test_got,
                                    &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_finish_finish (f->responses, result, &error);
  g_assert_no_error (error);
}

char *
fixture_attach (Fixture *f, const char *id, const char *content, const char *type)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (content, strlen (content));
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  char *name;

  ruhu_response_store_add_attachment_async (f->responses,
                                            id,
                                            bytes,
                                            type,
                                            NULL,
                                            ruhu_test_got,
                                            &got);
  result = ruhu_test_wait (&got);
  name = ruhu_response_store_add_attachment_finish (f->responses, result, &error);
  g_assert_no_error (error);
  return name;
}

/* The first page that HQ has of the township. */
void
fixture_pull (Fixture *f, RuhuObjectMergeFunc merge, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_object_store_apply_async (f->objects,
                                 "town",
                                 "",
                                 "c1",
                                 merge,
                                 data,
                                 NULL,
                                 NULL,
                                 ruhu_test_got,
                                 &got);
  result = ruhu_test_wait (&got);
  ruhu_object_store_apply_finish (f->objects, result, &error);
  g_assert_no_error (error);
}

void
fixture_cut (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_store_cut_async (f->responses, TRUE, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_response_store_cut_finish (f->responses, result, &error);
  g_assert_no_error (error);
}

GPtrArray *
fixture_list (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *list;

  ruhu_response_store_list_async (f->responses, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  list = ruhu_response_store_list_finish (f->responses, result, &error);
  g_assert_no_error (error);
  return list;
}

/* Returns: (transfer full) (nullable) */
RuhuResponse *
fixture_find (Fixture *f, const char *id)
{
  g_autoptr (GPtrArray) list = fixture_list (f);
  guint i;

  for (i = 0; i < list->len; i++) {
    if (g_str_equal (ruhu_response_get_id (list->pdata[i]), id))
      return g_object_ref (list->pdata[i]);
  }

  return NULL;
}

GPtrArray *
fixture_read_lines (Fixture *f, gint64 from)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *lines;

  ruhu_outbox_read_async (f->store, from, 100, 1000000, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  lines = ruhu_outbox_read_finish (f->store, result, &error);
  g_assert_no_error (error);
  return lines;
}

RuhuOutboxCounts *
fixture_count (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  RuhuOutboxCounts *counts;

  ruhu_outbox_count_async (f->store, 0, 0, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  counts = ruhu_outbox_count_finish (f->store, result, &error);
  g_assert_no_error (error);
  return counts;
}

char *
fixture_make_receipt (Fixture *f, gint64 upto, gint64 attachments)
{
  return g_strdup_printf ("RUHU1|rcpt|g1|d7k2|%" G_GINT64_FORMAT "|%064d|%" G_GINT64_FORMAT
                          "|%" G_GINT64_FORMAT "|c2lnbmF0dXJl",
                          upto,
                          0,
                          f->now,
                          attachments);
}

void
fixture_be_answered (Fixture *f, gint64 acked, gint64 attachments)
{
  g_autofree char *receipt = fixture_make_receipt (f, acked, attachments);
  g_autoptr (GError) error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_outbox_answer_async (f->store,
                            ruhu_outbox_answer_new (acked, receipt, 0, "g1"),
                            NULL,
                            ruhu_test_got,
                            &got);
  result = ruhu_test_wait (&got);
  ruhu_outbox_answer_finish (f->store, result, &error);
  g_assert_no_error (error);
}

/* Copies a folder with all in it. */
void
fixture_copy (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  g_assert_no_errno (g_mkdir_with_parents (to, 0700));
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);
    g_autofree char *content = NULL;
    g_autoptr (GError) error = NULL;
    gsize n;

    if (g_file_test (source, G_FILE_TEST_IS_DIR)) {
      fixture_copy (source, target);
      continue;
    }
    g_file_get_contents (source, &content, &n, &error);
    g_assert_no_error (error);
    g_file_set_contents (target, content, n, &error);
    g_assert_no_error (error);
  }
}

/* Returns: (transfer full) (element-type filename): every file below @dir */
GPtrArray *
fixture_list_files (const char *dir)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  const char *name;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL) {
    char *path = g_build_filename (dir, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      g_ptr_array_extend_and_steal (files, fixture_list_files (path));
      g_free (path);
    } else {
      g_ptr_array_add (files, path);
    }
  }

  return files;
}
