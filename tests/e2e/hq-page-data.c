/* hq-page-data.c: an HQ with a month's responses, for a browser to look at
 *
 * Says where it is as one line of JSON, and again after each command on standard input: `alter`
 * changes an answer in the database by hand, after which HQ is at another place; with `differ` two
 * people write one telephone, and a line is held. Ends with its input.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "web-fixture.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-json.h"

#include <gio/gunixinputstream.h>
#include <gnutls/abstract.h>
#include <unistd.h>

#define DAY (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)
#define NIGHTS 12

typedef struct {
  Web web;
  char *password;
  char *receipt;
  GMainLoop *loop;
} Data;

static gint64 moved;

static gint64
moved_clock (gpointer data)
{
  return g_get_real_time () / 1000 + moved;
}

/* By which a browser knows the key although no authority it knows vouches for it. */
static char *
make_pin (Data *data)
{
  g_autofree char *path = g_build_filename (data->web.hq.dir_path, "server.pem", NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gnutls_datum_t pem, key;
  gnutls_x509_crt_t certificate;
  gnutls_pubkey_t public_key;
  guint8 digest[32];
  gsize size = sizeof digest;

  g_assert_cmpint (gnutls_load_file (path, &pem), ==, 0);
  gnutls_x509_crt_init (&certificate);
  gnutls_pubkey_init (&public_key);
  g_assert_cmpint (gnutls_x509_crt_import (certificate, &pem, GNUTLS_X509_FMT_PEM), ==, 0);
  g_assert_cmpint (gnutls_pubkey_import_x509 (public_key, certificate, 0), ==, 0);
  g_assert_cmpint (gnutls_pubkey_export2 (public_key, GNUTLS_X509_FMT_DER, &key), ==, 0);
  g_checksum_update (sum, key.data, key.size);
  g_checksum_get_digest (sum, digest, &size);
  gnutls_free (pem.data);
  gnutls_free (key.data);
  gnutls_pubkey_deinit (public_key);
  gnutls_x509_crt_deinit (certificate);
  return g_base64_encode (digest, size);
}

static void
say (Data *data)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *pin = make_pin (data);
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "url", data->web.hq.url);
  json_object_set_string_member (object, "pin", pin);
  json_object_set_string_member (object, "user", "zhao");
  json_object_set_string_member (object, "password", data->password);
  json_object_set_string_member (object, "response", RESPONSE_A2);
  json_object_set_string_member (object, "device", data->web.tablet.dev);
  json_object_set_string_member (object, "receipt", data->receipt);
  text = ruhu_json_to_text (object);
  g_print ("%s\n", text);
}

/* Some came in on each of the last nights. */
static void
fill_nights (Web *web)
{
  guint i;

  ruhu_clock_replace (moved_clock, NULL);
  for (i = NIGHTS; i > 0; i--) {
    moved = -(gint64) i * DAY;
    web_push_more (web, 2 + i * 5 % 7);
  }
  ruhu_clock_replace (NULL, NULL);
  web_decide (web, RESPONSE_A, TOWN, "returned");
  web_decide (web, RESPONSE_A2, TOWN, "verified");
  web_decide (web, RESPONSE_B, COUNTY, "queried");
}

static void read_command (GDataInputStream *input, Data *data);

static void
got_command_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Data *data = user_data;
  g_autofree char *line =
    g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL) {
    g_main_loop_quit (data->loop);
    return;
  }
  if (g_str_equal (line, "alter")) {
    web_change_answer (&data->web, RESPONSE_A2, FALSE);
    say (data);
  } else if (g_str_equal (line, "differ")) {
    web_write_differently (&data->web);
    say (data);
  }
  read_command (G_DATA_INPUT_STREAM (source), data);
}

static void
read_command (GDataInputStream *input, Data *data)
{
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, got_command_cb, data);
}

int
main (int argc, char *argv[])
{
  Data data = { 0 };
  g_autoptr (GInputStream) plain = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (plain);

  data.loop = g_main_loop_new (NULL, FALSE);
  web_set_up (&data.web, NULL);
  data.password = web_add_user (&data.web, "zhao", "county", COUNTY);
  fill_nights (&data.web);
  data.receipt = web_make_receipt (&data.web);
  say (&data);
  read_command (input, &data);
  g_main_loop_run (data.loop);

  g_main_loop_unref (data.loop);
  g_free (data.receipt);
  g_free (data.password);
  web_tear_down (&data.web, NULL);
  return 0;
}
