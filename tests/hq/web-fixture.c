/* web-fixture.c: an HQ with a county's first responses, and browsers that look at them
 *
 * Everything came the way it comes in the field: a register import, a tablet's signed lines, and
 * its pictures.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "web-fixture.h"
#include "ruhu-test-sql.h"

#include "ruhu-hash.h"
#include "ruhu-hq-pack.h"
#include "base/ruhu-json.h"

#include <png.h>

#define DIFFERENT(set) \
  "\"id\":\"" PERSON_DIFFERENT "\",\"k\":\"person\",\"div\":\"" VILLAGE \
  "\",\"u\":\"w1\",\"set\":{" set "}"
#define WIDTH 480
#define HEIGHT 360

/* The fields are those of the home visit; nothing is real. */
#define REGISTER \
  "person_id,person_name,resident_id,birth_date,sex,division_code,address,phone,cert_no," \
  "cert_status,cert_category,cert_grade\n" PERSON_A \
  ",王桂花,990101195803120027,1958-03-12,2," VILLAGE ",石湾村二组12号,13900001427," \
  "99010119580312002742,valid,4,2\n" PERSON_B \
  ",Ann Example,990101198507030012,1985-07-03,1," VILLAGE ",石湾村一组5号,13900002210," \
  "99010119850703001243,valid,4,3\n"

#define DIVISIONS \
  "code,name,en\n990101,示范县,Model county\n990101101,石湾镇,Shiwan\n" \
  "990101102,青坪乡,Qingping\n990101101201,石湾村,Shiwan village\n"

/* Two triangles on a ground, so that one can be told from another. */
static GBytes *
draw_picture (guint8 hue)
{
  png_image image = { .version = PNG_IMAGE_VERSION };
  g_autofree guint8 *pixels = g_malloc (WIDTH * HEIGHT * 3);
  png_alloc_size_t size;
  guint8 *data;
  guint x, y;

  for (y = 0; y < HEIGHT; y++) {
    for (x = 0; x < WIDTH; x++) {
      guint8 *pixel = pixels + (y * WIDTH + x) * 3;
      gboolean inside = (x + y) % 200 < 60;

      pixel[0] = inside ? 40 : 225;
      pixel[1] = inside ? hue : 222;
      pixel[2] = inside ? 90 : 214;
    }
  }
  image.width = WIDTH;
  image.height = HEIGHT;
  image.format = PNG_FORMAT_RGB;
  size = PNG_IMAGE_PNG_SIZE_MAX (image);
  data = g_malloc (size);
  g_assert_true (png_image_write_to_memory (&image, data, &size, 0, pixels, 0, NULL));
  return g_bytes_new_take (data, size);
}

static void
push (Web *web, const char *content)
{
  g_autoptr (Answer) answer = tablet_push (&web->tablet, content);
  JsonArray *held = ruhu_json_get_array (answer->json, "bad");

  g_assert_cmpuint (answer->status, ==, 200);
  if (held != NULL)
    g_assert_cmpuint (json_array_get_length (held), ==, 0);
}

static char *
make_response (Web *web,
               const char *id,
               const char *more,
               const char *person,
               const char *visit,
               const char *rest)
{
  return g_strdup_printf ("\"id\":\"%s\",\"k\":\"response\",\"div\":\"" VILLAGE
                          "\",\"u\":\"w1\",\"fm\":\"%s\",\"fv\":%s%s,\"ans\":{\"visit\":{"
                          "\"person_id\":\"%s\",\"visit_date\":\"2026-11-20\",\"age\":\"68\","
                          "\"visit_type\":\"routine\",\"visit_mode\":\"home\","
                          "\"contact_result\":\"met\"%s}%s}",
                          id,
                          web->form,
                          web->version,
                          more,
                          person,
                          visit,
                          rest);
}

static void
push_responses (Web *web)
{
  g_autofree char *first = make_response (
    web,
    RESPONSE_A,
    ",\"par\":{\"reasons\":{\"Q10\":\"the village did not tell the family\"}}",
    PERSON_A,
    ",\"gps\":\"38.1234567 106.7654321 0 5\"",
    ",\"consent\":{\"respondent\":\"self\",\"interview_lang\":\"putonghua dialect\","
    "\"consent_basic\":\"yes\",\"consent_sensitive\":\"yes\"},\"basic\":{\"person_name\":"
    "\"王桂花\",\"phone\":\"13900001427\",\"cert_status\":\"valid\","
    "\"cert_grade\":\"2\",\"living_with\":\"spouse\"},"
    "\"social\":{\"nursing_subsidy\":\"not_eligible\"}");
  g_autofree char *more = g_strdup_printf (
    ",\"replaces\":\"" RESPONSE_A
    "\",\"par\":{\"why\":\"she lives alone since May\",\"reasons\":{\"Q10\":\"the village did not tell the"
    " family\",\"Q16\":\"a neighbour comes\"}},\"att\":[{\"id\":\"house\",\"hash\":\"%s\",\"len\":%" G_GSIZE_FORMAT
    ",\"type\":\"image/png\"},{\"id\":\"sign\",\"hash\":\"%s\",\"len\":%" G_GSIZE_FORMAT
    ",\"type\":\"image/png\"}]",
    web->photo_hash,
    g_bytes_get_size (web->photo),
    web->signature_hash,
    g_bytes_get_size (web->signature));
  g_autofree char *second = make_response (
    web,
    RESPONSE_A2,
    more,
    PERSON_A,
    ",\"gps\":\"38.1234567 106.7654321 0 5\"",
    ",\"consent\":{\"respondent\":\"self\",\"interview_lang\":\"putonghua dialect\","
    "\"consent_basic\":\"yes\",\"consent_sensitive\":\"yes\",\"consent_sign\":\"sign.png\"},"
    "\"basic\":{\"person_name\":\"王桂花\",\"phone\":\"13900001427\",\"cert_status\":\"valid\","
    "\"cert_grade\":\"2\","
    "\"living_with\":\"alone\"},\"social\":{\"nursing_subsidy\":\"not_eligible\"},\"rights\":{"
    "\"matter\":[{\"matter_text\":\"road\"},{\"matter_text\":\"<b>water & wall</b>\"}]},"
    "\"finish\":{\"danger\":\"gas\",\"danger_note\":\"stove beside the bed of 王桂花\",\"house_photo\":"
    "\"house.png\"}");
  g_autofree char *third = make_response (web, RESPONSE_B, "", PERSON_B, "", "");

  push (web, first);
  push (web, second);
  push (web, third);
}

static void
send_picture (Web *web, GBytes *bytes, const char *hash)
{
  g_autofree char *path =
    g_strdup_printf ("/v1/att/%s?off=0&len=%" G_GSIZE_FORMAT, hash, g_bytes_get_size (bytes));
  g_autoptr (Answer) answer = tablet_ask (&web->tablet, "PATCH", path, bytes, NULL);

  g_assert_cmpuint (answer->status, ==, 201);
}

static void
write_file (Web *web, const char *name, const char *text, char **path)
{
  *path = g_build_filename (web->hq.dir_path, name, NULL);
  g_assert_true (g_file_set_contents (*path, text, -1, NULL));
}

static void
fill (Web *web)
{
  g_autofree char *path = NULL;
  g_autofree char *names = NULL;
  g_autofree char *published = NULL;
  g_auto (GStrv) words = NULL;

  write_file (web, "register.csv", REGISTER, &path);
  write_file (web, "divisions.csv", DIVISIONS, &names);
  published = hq_do (&web->hq, "form", "publish", HOME_VISIT, NULL);
  words = g_strsplit (published, " ", -1);
  web->form = g_strdup (words[0]);
  web->version = g_strdup (words[1]);
  g_strchomp (web->version);
  g_free (hq_do (&web->hq, "register", "import", path, NULL));
}

void
web_set_up (Web *web, gconstpointer data)
{
  hq_set_up (&web->hq, NULL);
  fill (web);
  web->photo = draw_picture (120);
  web->signature = draw_picture (20);
  web->photo_hash = ruhu_hash_bytes (web->photo);
  web->signature_hash = ruhu_hash_bytes (web->signature);
  tablet_init (&web->tablet, &web->hq, VILLAGE);
  push_responses (web);
  send_picture (web, web->photo, web->photo_hash);
  send_picture (web, web->signature, web->signature_hash);
}

void
web_tear_down (Web *web, gconstpointer data)
{
  tablet_clear (&web->tablet);
  hq_tear_down (&web->hq, NULL);
  g_free (web->form);
  g_free (web->version);
  g_bytes_unref (web->photo);
  g_bytes_unref (web->signature);
  g_free (web->photo_hash);
  g_free (web->signature_hash);
}

/* Returns the one-time password. */
char *
web_add_user (Web *web, const char *name, const char *role, const char *scope)
{
  g_autofree char *out =
    hq_do (&web->hq, "user", "add", name, "--role", role, "--scope", scope, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GRegex) pattern = g_regex_new ("[a-z2-9]{4}(-[a-z2-9]{4}){3}", 0, 0, NULL);

  g_assert_true (g_regex_match (pattern, out, 0, &match));
  return g_match_info_fetch (match, 0);
}

/* @n more responses about one person. */
void
web_push_more (Web *web, guint n)
{
  guint i;

  for (i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf ("0192f3a0-aa01-7000-8000-00000001%04x", web->n_more++);
    g_autofree char *content = make_response (web, id, "", PERSON_B, "", "");

    push (web, content);
  }
}

/* What a tablet of the township or the county @scope decides about a response. */
void
web_decide (Web *web, const char *response, const char *scope, const char *outcome)
{
  Tablet tablet;
  g_autoptr (Answer) answer = NULL;
  g_autofree char *content = NULL;

  tablet_init (&tablet, &web->hq, scope);
  content = g_strdup_printf ("\"id\":\"0192f3a0-aa01-7000-8000-00000002%04x\",\"k\":"
                             "\"decision\",\"div\":\"" VILLAGE "\",\"u\":\"t1\",\"response\":"
                             "\"%s\",\"outcome\":\"%s\",\"level\":\"%s\",\"reason\":\"by phone\"",
                             web->n_decisions++,
                             response,
                             outcome,
                             g_str_equal (scope, TOWN) ? "township" : "county");
  answer = tablet_push (&tablet, content);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (hq_count (&web->hq, "SELECT count(*) FROM quarantine"), ==, 0);
  tablet_clear (&tablet);
}

static GBytes *
read_body (sqlite3 *db, const char *where)
{
  g_autofree char *sql = g_strdup_printf ("SELECT body FROM change_log WHERE %s", where);
  g_autoptr (GBytes) packed = NULL;
  sqlite3_stmt *statement;

  sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  packed = g_bytes_new (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0));
  sqlite3_finalize (statement);
  return ruhu_hq_unpack (packed);
}

static void
write_body (sqlite3 *db, const char *where, GBytes *line, gboolean hash_too)
{
  g_autoptr (GBytes) packed = ruhu_hq_pack (line);
  g_autofree char *hash = ruhu_hash_bytes (line);
  g_autofree char *and_hash = hash_too ? g_strdup_printf (", hash = x'%s'", hash) : g_strdup ("");
  g_autofree char *sql =
    g_strdup_printf ("UPDATE change_log SET body = ?1%s WHERE %s", and_hash, where);
  sqlite3_stmt *statement;
  gsize size;
  gconstpointer data = g_bytes_get_data (packed, &size);

  sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
  sqlite3_bind_blob (statement, 1, data, size, SQLITE_TRANSIENT);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
  g_assert_cmpint (sqlite3_changes (db), ==, 1);
  sqlite3_finalize (statement);
}

/* Somebody with the database: takes a line out, changes an answer, packs it again. HQ is down
 * meanwhile, and comes up on another port. */
void
web_change_answer (Web *web, const char *response, gboolean hash_too)
{
  g_auto (GStrv) parts = g_strsplit (response, "-", -1);
  g_autofree char *digits = g_strjoinv ("", parts);
  g_autofree char *where = g_strdup_printf ("kind = 6 AND uuid = x'%s'", digits);
  g_autoptr (GBytes) line = NULL;
  g_autoptr (GBytes) changed = NULL;
  sqlite3 *db;
  char *text, *answer;

  hq_stop (&web->hq);
  db = ruhu_test_sql_open (web->hq.dir_path, "hq.db");
  line = read_body (db, where);
  text = g_strndup (g_bytes_get_data (line, NULL), g_bytes_get_size (line));
  answer = strstr (text, "\"visit_mode\":\"home\"");
  g_assert_nonnull (answer);
  memcpy (strstr (answer, "\"home\""), "\"none\"", 6);
  changed = g_bytes_new_take (text, strlen (text));
  write_body (db, where, changed, hash_too);
  sqlite3_close (db);
  hq_start (&web->hq);
}

/* Two telephones of one person, and a line that is held. */
void
web_write_differently (Web *web)
{
  Tablet township;
  g_autoptr (Answer) one G_GNUC_UNUSED =
    tablet_push (&web->tablet, DIFFERENT ("\"person_name\":\"陈小满\",\"phone\":\"111\""));
  g_autoptr (Answer) two = NULL;
  g_autoptr (Answer) held G_GNUC_UNUSED =
    tablet_push (&web->tablet, DIFFERENT ("\"division_code\":\"" VILLAGE "\""));

  tablet_init (&township, &web->hq, TOWN);
  two = tablet_push (&township, DIFFERENT ("\"phone\":\"222\""));
  g_assert_cmpint (hq_count (&web->hq, "SELECT count(*) FROM conflict WHERE state = 0"), ==, 1);
  tablet_clear (&township);
}

/* Over all that the village's tablet sent. */
char *
web_make_receipt (Web *web)
{
  g_autoptr (Answer) answer =
    tablet_push (&web->tablet,
                 "\"id\":\"" PERSON_A "\",\"k\":\"person\",\"div\":\"" VILLAGE
                 "\",\"u\":\"w1\",\"set\":{\"phone\":\"13900001427\"}");
  const char *receipt = ruhu_json_get_string (answer->json, "rcpt");

  g_assert_nonnull (receipt);
  return g_strdup (receipt);
}

void
browser_init (Browser *browser, Web *web)
{
  memset (browser, 0, sizeof *browser);
  browser->web = web;
}

void
browser_clear (Browser *browser)
{
  g_free (browser->cookie);
  g_free (browser->token);
}

static void
keep (Browser *browser, Answer *answer)
{
  const char *cookie = soup_message_headers_get_one (answer->headers, "Set-Cookie");
  const char *token = answer->json != NULL ? ruhu_json_get_string (answer->json, "token") : NULL;

  if (cookie != NULL) {
    g_free (browser->cookie);
    browser->cookie = g_strndup (cookie, strcspn (cookie, ";"));
  }
  if (token != NULL) {
    g_free (browser->token);
    browser->token = g_strdup (token);
  }
}

Answer *
browser_ask (Browser *browser, const char *method, const char *path, const char *body)
{
  g_autofree char *url = g_strconcat (browser->web->hq.url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  Answer *answer;

  if (browser->cookie != NULL)
    soup_message_headers_append (headers, "Cookie", browser->cookie);
  if (browser->token != NULL)
    soup_message_headers_append (headers, "X-Ruhu-Token", browser->token);
  if (body != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }
  answer = hq_send (&browser->web->hq, message);
  keep (browser, answer);
  return answer;
}

Answer *
browser_sign_in (Browser *browser, const char *name, const char *password)
{
  g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\",\"password\":\"%s\"}", name, password);

  return browser_ask (browser, "POST", "/api/session", body);
}

/* A new user, signed in, with a password of their own. */
void
browser_enter (Browser *browser, Web *web, const char *role, const char *scope)
{
  static guint number;
  g_autofree char *name = g_strdup_printf ("%s-%u", role, ++number);
  g_autofree char *password = web_add_user (web, name, role, scope);
  g_autofree char *body = NULL;
  g_autoptr (Answer) in = NULL;
  g_autoptr (Answer) changed = NULL;

  browser_init (browser, web);
  in = browser_sign_in (browser, name, password);
  g_assert_cmpuint (in->status, ==, 200);
  body = g_strdup_printf ("{\"password\":\"%s\",\"new\":\"" OWN_PASSWORD "\"}", password);
  changed = browser_ask (browser, "POST", "/api/password", body);
  g_assert_cmpuint (changed->status, ==, 200);
}
