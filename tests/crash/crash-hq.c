/* crash-hq.c: HQ that is pushed to and given commands, and what it has promised
 *
 * The handlers and commands of ruhu-hq do all of it, on HQ's own folder and store; only the network
 * is left out: what a handler asks of a request, and what it answers, is led here by the linker.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "crash-world.h"

#include "bad-disk.h"
#include "hq-fixture.h"
#include "store-fixture.h"
#include "seeded.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"
#include "ruhu-hash.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-log-table.h"
#include "ruhu-hq-verify.h"
#include "ruhu-receipt.h"
#include "ruhu-wire-json.h"

#include <glib/gstdio.h>

#define N_TABLETS 3
#define PERSON "0192f3a0-aa01-7000-8000-000000000001"
#define FORM_ID "crash"
#define FORM \
  "<h:html xmlns:h='http://www.w3.org/1999/xhtml' xmlns='http://www.w3.org/2002/xforms'>" \
  "<h:head><h:title>t</h:title><model><instance><data id='" FORM_ID "' version='%u'><q/></data>" \
  "</instance><bind nodeset='/data/q' type='string'/></model></h:head>" \
  "<h:body><input ref='/data/q'><label>q</label></input></h:body></h:html>"

/* What can be done with it. */
typedef enum {
  ACT_PUSH,
  ACT_PUSH_MANY,
  ACT_PUSH_AGAIN,
  ACT_DECIDE,
  ACT_SEE,
  ACT_PUBLISH,
  ACT_IMPORT,
  N_ACTS,
} Act;

static const char *const act_names[N_ACTS] = {
  [ACT_PUSH] = "push",
  [ACT_PUSH_MANY] = "push-many",
  [ACT_PUSH_AGAIN] = "push-again",
  [ACT_DECIDE] = "decide",
  [ACT_SEE] = "see",
  [ACT_PUBLISH] = "publish",
  [ACT_IMPORT] = "register",
};

/* One tablet's log: what HQ gave a receipt for, and what it was being sent. */
typedef struct {
  Tablet tablet;
  GPtrArray *hashes; /* of all lines that were made */
  guint acked;
  GBytes *body; /* of the last push */
  guint from;   /* its first line */
  char *receipt;
} Log;

typedef struct {
  Hq hq;
  GRand *rand;
  char *home;
  char *blank;
  Log logs[N_TABLETS];
  guint forms;     /* published */
  guint may_forms; /* at most */
  guint persons;   /* imported */
  guint may_persons;
  guint imports;
} Place;

static JsonObject *answered;
static GError *failed;

void __wrap_ruhu_hq_request_answer (RuhuHqRequest *request, guint status, JsonObject *body);
void
__wrap_ruhu_hq_request_refuse (RuhuHqRequest *request, RuhuRefusal refusal, JsonObject *members);
void __wrap_ruhu_hq_request_fail (RuhuHqRequest *request, GError *error);
const char *__wrap_ruhu_hq_request_get_header (RuhuHqRequest *request, const char *name);

void
__wrap_ruhu_hq_request_answer (RuhuHqRequest *request, guint status, JsonObject *body)
{
  g_clear_pointer (&answered, json_object_unref);
  answered = json_object_ref (body);
}

void
__wrap_ruhu_hq_request_refuse (RuhuHqRequest *request, RuhuRefusal refusal, JsonObject *members)
{
  g_clear_error (&failed);
  g_set_error (&failed, RUHU_ERROR, RUHU_ERROR_REFUSED, "refusal %d", refusal);
}

void
__wrap_ruhu_hq_request_fail (RuhuHqRequest *request, GError *error)
{
  g_clear_error (&failed);
  failed = g_error_copy (error);
}

const char *
__wrap_ruhu_hq_request_get_header (RuhuHqRequest *request, const char *name)
{
  return g_str_equal (name, "Content-Encoding") ? "gzip" : NULL;
}

static void
start_over (gpointer world)
{
  Place *self = world;
  g_autoptr (GError) error = NULL;
  guint i;

  g_clear_object (&self->hq.dir);
  ruhu_test_remove_dir (self->home);
  fixture_copy (self->blank, self->home);
  bad_disk_power_on ();
  self->hq.dir = ruhu_hq_dir_open (self->home, &error);
  g_assert_no_error (error);

  for (i = 0; i < N_TABLETS; i++) {
    Log *log = &self->logs[i];

    g_ptr_array_set_size (log->hashes, 0);
    g_clear_pointer (&log->body, g_bytes_unref);
    g_clear_pointer (&log->receipt, g_free);
    log->acked = 0;
    log->tablet.seq = 0;
    g_free (log->tablet.head);
    log->tablet.head = g_strdup (RUHU_HASH_NONE);
  }
  self->forms = self->may_forms = 0;
  self->persons = self->may_persons = 0;
}

static gpointer
place_new (guint32 seed)
{
  static const char *const scopes[N_TABLETS] = { VILLAGE, OTHER_VILLAGE, TOWN };
  Place *self = g_new0 (Place, 1);
  g_autofree char *socket = NULL;
  guint i;

  self->rand = g_rand_new_with_seed (seed);
  seeded_reset (seed);
  hq_set_up (&self->hq, NULL);
  for (i = 0; i < N_TABLETS; i++) {
    tablet_init (&self->logs[i].tablet, &self->hq, scopes[i]);
    self->logs[i].hashes = g_ptr_array_new_with_free_func (g_free);
  }
  hq_stop (&self->hq);

  self->home = g_strdup (self->hq.dir_path);
  self->blank = g_strconcat (self->home, ".blank", NULL);
  g_assert_no_errno (g_rename (self->home, self->blank));
  socket = g_build_filename (self->blank, "control.sock", NULL);
  g_unlink (socket);
  fixture_copy (self->blank, self->home);
  start_over (self);
  return self;
}

static void
place_free (gpointer world)
{
  Place *self = world;
  g_autofree char *parent = g_path_get_dirname (self->home);
  guint i;

  g_clear_object (&self->hq.dir);
  ruhu_test_remove_dir (parent);
  for (i = 0; i < N_TABLETS; i++) {
    tablet_clear (&self->logs[i].tablet);
    g_ptr_array_unref (self->logs[i].hashes);
    g_clear_pointer (&self->logs[i].body, g_bytes_unref);
    g_free (self->logs[i].receipt);
  }
  g_rand_free (self->rand);
  g_free (self->hq.dir_path);
  g_free (self->hq.halves[0]);
  g_free (self->hq.halves[1]);
  g_free (self->home);
  g_free (self->blank);
  g_free (self);
}

/* Has HQ handle a push of @log's. Returns: (nullable): what it answered; %NULL with @error */
static JsonObject *
send_body (Place *self, Log *log, GError **error)
{
  RuhuHqRequest request = { self->hq.dir, NULL, "", NULL, log->body, 1795262400000, NULL, FALSE };

  g_clear_pointer (&answered, json_object_unref);
  g_clear_error (&failed);
  request.device =
    ruhu_hq_device_load (ruhu_hq_dir_get_store (self->hq.dir), log->tablet.dev, error);
  if (request.device == NULL)
    return NULL;

  ruhu_hq_push_handle (&request);
  ruhu_hq_device_free (request.device);
  if (answered == NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  return g_steal_pointer (&answered);
}

static gboolean
push_again (Place *self, Log *log, GError **error)
{
  g_autoptr (JsonObject) answer = log->body == NULL ? NULL : send_body (self, log, error);

  if (log->body == NULL || answer == NULL)
    return log->body == NULL;

  log->acked = ruhu_json_get_int64 (answer, "acked");
  g_free (log->receipt);
  log->receipt = g_strdup (ruhu_json_get_string (answer, "rcpt"));
  return TRUE;
}

/* A line about a person, one of a village that is not the tablet's, or a response whose form may
 * not be published yet: all are taken, some into quarantine. */
static char *
make_content (Place *self, Log *log)
{
  g_autofree char *id = ruhu_id_new ();
  guint kind = g_rand_int_range (self->rand, 0, 8);
  g_autofree char *text = g_strnfill (g_rand_int_range (self->rand, 0, 2000), 't');

  if (kind == 0)
    return g_strdup_printf ("\"id\":\"%s\",\"k\":\"person\",\"div\":\"990101102201\","
                            "\"u\":\"w1\",\"set\":{\"phone\":\"1\"}",
                            id);
  if (kind < 4)
    return g_strdup_printf ("\"id\":\"%s\",\"k\":\"response\",\"div\":\"" VILLAGE
                            "\",\"u\":\"w1\",\"fm\":\"" FORM_ID "\",\"fv\":\"%u\","
                            "\"ans\":{\"q\":\"%s\"}",
                            id,
                            g_rand_int_range (self->rand, 1, 5),
                            text);
  return g_strdup_printf ("\"id\":\"%s\",\"k\":\"person\",\"div\":\"%s\",\"u\":\"w1\","
                          "\"set\":{\"phone\":\"%u\",\"address\":\"%s\"}",
                          kind < 6 ? PERSON : id,
                          strlen (log->tablet.scope) == 12 ? log->tablet.scope : VILLAGE,
                          g_rand_int (self->rand),
                          text);
}

static char *
make_decision (Place *self, Log *log)
{
  g_autofree char *id = ruhu_id_new ();

  return g_strdup_printf ("\"id\":\"%s\",\"k\":\"decision\",\"div\":\"" VILLAGE
                          "\",\"u\":\"w1\",\"response\":\"" PERSON "\",\"outcome\":"
                          "\"verified\",\"level\":\"township\"",
                          id);
}

/* A push that was not answered is made again, byte for byte, before there is a new one. */
static gboolean
push (Place *self, Log *log, guint n, char *(*make) (Place *self, Log *log), GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  guint i;

  if (log->hashes->len > log->acked)
    return push_again (self, log, error);

  log->from = log->tablet.seq + 1;
  for (i = 0; i < n; i++) {
    g_autofree char *content = make (self, log);

    g_ptr_array_add (lines, tablet_make_line (&log->tablet, content));
    g_ptr_array_add (log->hashes, g_strdup (log->tablet.head));
  }
  g_clear_pointer (&log->body, g_bytes_unref);
  log->body = tablet_make_push (&log->tablet, log->from, lines);
  return push_again (self, log, error);
}

static gboolean
see (Place *self, Log *log, GError **error)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (self->hq.dir);
  g_autoptr (RuhuHqDevice) device = ruhu_hq_device_load (store, log->tablet.dev, error);

  return device != NULL && ruhu_hq_device_see (store, device, g_rand_int (self->rand), error);
}

static gboolean
command (Place *self, const char *one, const char *two, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (self->home, "given.txt", NULL);
  const char *const words[] = { one, two, path, NULL };
  g_autoptr (RuhuHqCall) call = NULL;
  g_autoptr (RuhuHqReply) reply = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  call = ruhu_hq_call_parse (words, error);
  g_assert_nonnull (call);
  if (!ruhu_hq_call_read (call, error))
    return FALSE;
  reply = ruhu_hq_command_run (self->hq.dir, call);
  if (reply->code == 0)
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_FAILED, "%s", reply->err->str);
  return FALSE;
}

static gboolean
publish (Place *self, GError **error)
{
  g_autofree char *form = g_strdup_printf (FORM, self->forms + 1);

  self->may_forms = self->forms + 1;
  if (!command (self, "form", "publish", form, error))
    return FALSE;

  self->forms = self->may_forms;
  return TRUE;
}

static gboolean
import (Place *self, GError **error)
{
  g_autoptr (GString) text = g_string_new ("person_id,person_name,division_code\n");
  guint i, n = g_rand_int_range (self->rand, 1, 4);

  for (i = 0; i < n; i++)
    g_string_append_printf (text, ",n%u," VILLAGE "\n", ++self->imports);
  self->may_persons = self->persons + n;
  if (!command (self, "register", "import", text->str, error))
    return FALSE;

  self->persons = self->may_persons;
  return TRUE;
}

static gboolean
act (gpointer world, guint number, GError **error)
{
  Place *self = world;
  Log *log = &self->logs[g_rand_int_range (self->rand, 0, N_TABLETS)];

  switch (number) {
  case ACT_PUSH:
    return push (self, log, 1, make_content, error);
  case ACT_PUSH_MANY:
    return push (self, log, g_rand_int_range (self->rand, 2, 9), make_content, error);
  case ACT_PUSH_AGAIN:
    return push_again (self, log, error);
  case ACT_DECIDE:
    return push (self, &self->logs[N_TABLETS - 1], 1, make_decision, error);
  case ACT_SEE:
    return see (self, log, error);
  case ACT_PUBLISH:
    return publish (self, error);
  default:
    return import (self, error);
  }
}

/* Every act has something to do once there was a push. */
static void
prepare (gpointer world, guint number)
{
  Place *self = world;

  if (self->logs[0].body == NULL)
    g_assert_true (push (self, &self->logs[0], 1, make_content, NULL));
}

static guint
choose (gpointer world)
{
  Place *self = world;

  return g_rand_boolean (self->rand) ? (guint) ACT_PUSH
                                     : (guint) g_rand_int_range (self->rand, 0, N_ACTS);
}

static void
crash (gpointer world)
{
  Place *self = world;

  g_assert_finalize_object (g_steal_pointer (&self->hq.dir));
  bad_disk_power_on ();
}

static char *
find_wrong_pages (Place *self)
{
  g_autoptr (RuhuHqRows) rows =
    ruhu_hq_store_query (ruhu_hq_dir_get_store (self->hq.dir), NULL, "PRAGMA integrity_check", "");

  if (rows == NULL || !ruhu_hq_rows_next (rows, NULL))
    return g_strdup ("its pages cannot be checked");
  return g_str_equal (ruhu_hq_rows_get_text (rows, 0), "ok")
           ? NULL
           : g_strdup (ruhu_hq_rows_get_text (rows, 0));
}

static char *
find_unverified (Place *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RuhuHqVerified) verified = ruhu_hq_verify (self->hq.dir, &error);

  if (verified == NULL)
    return g_strdup (error->message);
  return verified->faults->len > 0 ? g_strdup (g_ptr_array_index (verified->faults, 0)) : NULL;
}

/* A receipt that was given out holds; of what was sent and not answered there is all or nothing. */
static char *
find_lost_lines (Place *self, Log *log)
{
  RuhuHqStore *store = ruhu_hq_dir_get_store (self->hq.dir);
  g_autoptr (RuhuHqDevice) device = ruhu_hq_device_load (store, log->tablet.dev, NULL);
  guint i;

  if (device == NULL)
    return g_strdup ("a tablet is lost");
  if (device->acked != log->acked && device->acked != log->hashes->len)
    return g_strdup_printf ("HQ has %d lines, not %u or %u",
                            (int) device->acked,
                            log->acked,
                            log->hashes->len);
  if (device->acked == log->acked && log->receipt != NULL &&
      g_strcmp0 (device->receipt, log->receipt) != 0)
    return g_strdup ("the receipt is another one");

  for (i = 0; i < device->acked; i++) {
    g_autofree char *hash = ruhu_hq_log_get_hash (store, log->tablet.dev, i + 1, NULL);

    if (g_strcmp0 (hash, g_ptr_array_index (log->hashes, i)) != 0)
      return g_strdup_printf ("line %u is lost", i + 1);
  }
  return NULL;
}

/* @found is so from now on. */
static char *
settle (guint *is, guint *may, gint64 found, const char *what)
{
  if (found != *is && found != *may)
    return g_strdup_printf ("%d %s, not %u or %u", (int) found, what, *is, *may);

  *is = *may = found;
  return NULL;
}

static char *
find_fault (gpointer world)
{
  Place *self = world;
  g_autoptr (GError) error = NULL;
  char *fault = NULL;
  guint i;

  if (self->hq.dir == NULL)
    self->hq.dir = ruhu_hq_dir_open (self->home, &error);
  if (self->hq.dir == NULL)
    return g_strdup_printf ("HQ does not open: %s", error->message);

  fault = find_wrong_pages (self);
  if (fault == NULL && g_rand_int_range (self->rand, 0, 4) == 0)
    fault = find_unverified (self); /* it reads the whole log: what is wrong stays so */
  for (i = 0; i < N_TABLETS && fault == NULL; i++) {
    Log *log = &self->logs[i];

    fault = find_lost_lines (self, log);
    if (fault == NULL && log->body != NULL && !push_again (self, log, &error))
      fault = g_strdup_printf ("the same push again: %s", error->message);
    if (fault == NULL && log->acked != log->hashes->len)
      fault = g_strdup ("the same push again leaves lines out");
  }
  if (fault == NULL)
    fault = settle (&self->forms,
                    &self->may_forms,
                    hq_count (&self->hq, "SELECT count(*) FROM form"),
                    "forms");
  if (fault == NULL)
    fault = settle (
      &self->persons,
      &self->may_persons,
      hq_count (&self->hq,
                "SELECT count(DISTINCT uuid) FROM change_log WHERE dev LIKE 'hq-%' AND kind = 1"),
      "persons imported");
  return fault;
}

const World hq_world = {
  .name = "HQ",
  .n_acts = N_ACTS,
  .act_names = act_names,
  .make = place_new,
  .free = place_free,
  .start_over = start_over,
  .choose = choose,
  .prepare = prepare,
  .act = act,
  .crash = crash,
  .find_fault = find_fault,
};
