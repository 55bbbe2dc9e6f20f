/* heads-hq.c: any bytes as what a client of HQ sends
 *
 * HQ has one tablet, a response of it, and some of its photo. In a request `@` and a letter stands
 * for what no fuzzer finds: @D the tablet, @T the time, @H the photo's hash, @N how much of it HQ
 * has, @M the hash of a form's file, @L the length of the body, and @S and @B the signatures over
 * what the request has become. A body that begins with @P is the next bytes of the photo.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* RTLD_NEXT */

#include "heads.h"

#include "base/ruhu-clock.h"
#include "hq-fixture.h"
#include "ruhu-hash.h"
#include "ruhu-hq-att-file.h"
#include "ruhu-refusal.h"
#include "ruhu-sign.h"
#include "ruhu-wire-json.h"

#include <dlfcn.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SIZE 2048
#define STEP 8
#define IDLE 4 /* looks at nothing, until there is nothing */
#define FILE_TEXT "name,label\nv1,Spring\n"
#define LONGEST_ANSWER (512 * 1024)
#define FORM \
  "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>" \
  "<h:head><h:title>s</h:title><model><instance><data id='small' version='1'><a/></data>" \
  "</instance><instance id='v' src='jr://file-csv/v.csv'/><bind nodeset='/data/a'/></model>" \
  "</h:head><h:body><input ref='/data/a'><label>a</label></input></h:body></h:html>"

static Hq hq;
static Tablet tablet;
static SoupServer *server;
static guint8 photo[SIZE];
static char *photo_hash, *file_hash, *part;
static guint16 port;

/* Of the input that is read. */
static gboolean is_signed;
static gboolean is_wrong; /* HQ said that the photo is another, and threw away what it had */

/* In front of libsoup's: HQ's server without TLS. */
gboolean
soup_server_listen (SoupServer *soup,
                    GSocketAddress *address,
                    SoupServerListenOptions options,
                    GError **error)
{
  gboolean (*listen_to) (SoupServer *, GSocketAddress *, SoupServerListenOptions, GError **) =
    dlsym (RTLD_NEXT, "soup_server_listen");

  server = soup;
  return listen_to (soup, address, 0, error);
}

static gsize
get_part_size (void)
{
  GStatBuf info;

  return g_stat (part, &info) == 0 ? info.st_size : 0;
}

static gboolean
is_open (const char *path)
{
  return !g_str_has_prefix (path, "/v1/") || g_str_equal (path, "/v1/hello");
}

/* Ours, not libsoup's: it says why, in words of the page. */
static void
check_refusal (SoupServerMessage *message)
{
  g_autoptr (GBytes) body =
    soup_message_body_flatten (soup_server_message_get_response_body (message));
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  g_autoptr (JsonObject) members = NULL;
  RuhuRefusal refusal;
  guint64 off;

  if (size == 0) /* to a HEAD */
    return;
  refusal = ruhu_refusal_from_json (text, size, &members);
  g_assert (refusal != RUHU_REFUSAL_NONE);
  if (refusal == RUHU_REFUSAL_OFFSET && ruhu_wire_json_get_uint (members, "off", &off) &&
      strstr (g_uri_get_path (soup_server_message_get_uri (message)), "/att/") != NULL)
    g_assert (off == get_part_size ());
  is_wrong = is_wrong || refusal == RUHU_REFUSAL_HASH;
}

/* One answer has gone out. */
static void
finished_cb (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *path = uri != NULL ? g_uri_get_path (uri) : "";
  guint status = soup_server_message_get_status (message);
  const char *offset =
    soup_message_headers_get_one (soup_server_message_get_response_headers (message),
                                  "Ruhu-Offset");

  if (g_object_get_data (G_OBJECT (message), "ruhu-intake") == NULL) {
    g_assert (status >= 400); /* libsoup could not read it, and nobody here has seen it */
    return;
  }
  g_assert (status >= 200 && status != 500);
  g_assert (status >= 400 || is_signed || is_open (path));
  if (status >= 400 && g_str_has_prefix (path, "/v1/"))
    check_refusal (message);
  if (status == 200 && offset != NULL && g_str_has_prefix (path, "/v1/att/"))
    g_assert (g_ascii_strtoull (offset, NULL, 10) == get_part_size ());
}

static void
publish (void)
{
  g_autofree char *folder = ruhu_test_make_dir ();
  g_autofree char *form = g_build_filename (folder, "small.xml", NULL);
  g_autofree char *file = g_build_filename (folder, "v.csv", NULL);

  g_assert (g_file_set_contents (form, FORM, -1, NULL));
  g_assert (g_file_set_contents (file, FILE_TEXT, -1, NULL));
  g_free (hq_do (&hq, "form", "publish", form, NULL));
  file_hash = ruhu_hash_text (FILE_TEXT, strlen (FILE_TEXT));
  ruhu_test_remove_dir (folder);
}

/* An answer of the tablet's that names the photo. */
static void
push (void)
{
  g_autofree char *line = g_strdup_printf (
    "\"id\":\"0192f3a0-aa01-7000-8000-000000000002\",\"k\":\"response\",\"div\":\"" VILLAGE "\","
    "\"u\":\"w1\",\"fm\":\"small\",\"fv\":\"1\",\"ans\":{},\"att\":[{\"id\":\"p\","
    "\"hash\":\"%s\",\"len\":%d,\"type\":\"image/jpeg\"}]",
    photo_hash,
    SIZE);
  g_autoptr (Answer) answer = tablet_push (&tablet, line);

  g_assert (answer->status == 200);
}

void
heads_hq_init (void)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *suffix = NULL;
  g_autofree char *folder = NULL;
  guint i;

  for (i = 0; i < SIZE; i++)
    photo[i] = i * 31 / 7;
  photo_hash = ruhu_hash_text ((const char *) photo, SIZE);
  hq_set_up (&hq, NULL);
  uri = g_uri_parse (hq.url, G_URI_FLAGS_NONE, NULL);
  port = g_uri_get_port (uri);
  tablet_init (&tablet, &hq, VILLAGE);
  publish ();
  push ();
  suffix = g_strdup_printf (".%s.part", tablet.dev);
  part = ruhu_hq_att_file_path (hq.dir, photo_hash, suffix);
  folder = g_path_get_dirname (part);
  g_mkdir (folder, 0700);
  g_signal_connect (server, "request-finished", G_CALLBACK (finished_cb), NULL);
}

/* Returns: (transfer full): HQ's certificate, PEM */
char *
heads_hq_get_ca (void)
{
  g_autofree char *path = g_build_filename (hq.dir_path, "ca.pem", NULL);
  char *ca = NULL;

  g_assert (g_file_get_contents (path, &ca, NULL, NULL));
  return ca;
}

static void
fill (GString *head, const char *letter, const char *value)
{
  g_string_replace (head, letter, value, 0);
}

static char *
get_word (const char *head, guint at)
{
  g_auto (GStrv) words = g_strsplit_set (head, " \r\n", at + 2);

  return g_strdup (g_strv_length (words) > at ? words[at] : "");
}

static char *
make_signature (const char *head, const char *method, GBytes *body, const guint8 *secret)
{
  g_autofree char *target = get_word (head, 1);
  const char *said = strstr (head, "Ruhu-T: ");
  gint64 at = said != NULL ? g_ascii_strtoll (said + 8, NULL, 10) : 0;
  g_autofree char *text =
    ruhu_sign_request_text (ruhu_hq_dir_get_hqs (hq.dir), method, target, at, body);

  return ruhu_sign_text (text, secret);
}

static void
sign (GString *head, GBytes *body, gboolean forged)
{
  guint8 other_public[32], other[64];
  g_autofree char *method = get_word (head->str, 0);
  const guint8 *secret = forged ? other : tablet.ed_secret;
  g_autofree char *whole = NULL;
  g_autofree char *begin = NULL;

  crypto_sign_keypair (other_public, other);
  whole = make_signature (head->str, method, body, secret);
  begin = make_signature (head->str, RUHU_SIGN_BEGIN, NULL, secret);
  is_signed = !forged && strstr (head->str, "@S") != NULL;
  fill (head, "@S", whole);
  fill (head, "@B", begin);
}

/* Returns: (transfer full): the body, @size bytes that were said */
static GBytes *
make_body (const char *data, gsize size, gsize has)
{
  if (size >= 3 && memcmp (data, "@P", 2) == 0)
    return g_bytes_new (photo + has, MIN ((guint8) data[2], SIZE - 1 - has));
  return g_bytes_new (data, size);
}

/* Returns: (transfer full): the request as it goes out */
static GByteArray *
make_request (const char *data, gsize size, gsize has, gboolean forged)
{
  const char *end = g_strstr_len (data, size, "\r\n\r\n");
  gsize length = end != NULL ? (gsize) (end + 4 - data) : size;
  g_autoptr (GString) head = g_string_new_len (data, length);
  g_autoptr (GBytes) body = make_body (data + length, size - length, has);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, ruhu_clock_now ());
  g_autofree char *offset = g_strdup_printf ("%" G_GSIZE_FORMAT, has);
  g_autofree char *body_size = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (body));
  GByteArray *request = g_byte_array_new ();

  fill (head, "@D", tablet.dev);
  fill (head, "@T", now);
  fill (head, "@H", photo_hash);
  fill (head, "@M", file_hash);
  fill (head, "@N", offset);
  fill (head, "@L", body_size);
  sign (head, body, forged);
  g_byte_array_append (request, (const guint8 *) head->str, head->len);
  g_byte_array_append (request, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  return request;
}

/* Sends it, and reads until HQ has nothing more to do. Returns how much it said. */
static gsize
talk (GByteArray *request)
{
  gint64 deadline = heads_deadline ();
  int fd = heads_connect (port);
  char answer[16384];
  gsize said = 0;
  guint idle = 0;

  heads_send (fd, (const char *) request->data, request->len);
  shutdown (fd, SHUT_WR);
  while (idle < IDLE) {
    gboolean busy = g_main_context_iteration (NULL, FALSE);
    gssize n = recv (fd, answer, sizeof answer, MSG_DONTWAIT);

    g_assert (said > 0 || n <= 0 || strncmp (answer, "HTTP/1.", MIN (n, 7)) == 0);
    g_assert (g_get_monotonic_time () < deadline);
    said += MAX (n, 0);
    idle = busy || n > 0 ? 0 : idle + 1;
  }
  close (fd);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  return said;
}

/* What HQ had of the photo it still has, and nothing that was not signed came to it. */
static void
check_part (gsize has)
{
  g_autofree char *content = NULL;
  gsize size = 0;

  if (is_wrong)
    return;
  g_assert (g_file_get_contents (part, &content, &size, NULL));
  g_assert (size >= has && size <= SIZE && memcmp (content, photo, has) == 0);
  g_assert (is_signed || size == has);
}

/* @state: how much of the photo HQ has; @forged: somebody else signs */
void
heads_hq_read (guint8 state, gboolean forged, const char *data, gsize size)
{
  static gint64 lines = -1;
  static guint turn;
  gsize has = state * STEP;
  g_autoptr (GByteArray) request = make_request (data, size, has, forged);

  is_wrong = FALSE;
  g_assert (g_file_set_contents_full (part,
                                      (const char *) photo,
                                      has,
                                      G_FILE_SET_CONTENTS_NONE,
                                      0600,
                                      NULL));
  g_assert (talk (request) < LONGEST_ANSWER);
  check_part (has);
  g_unlink (part);
  if (turn++ % 64 == 0) {
    gint64 now = hq_count (&hq, "SELECT count(*) FROM change_log");

    g_assert (lines < 0 || lines == now);
    lines = now;
  }
}
