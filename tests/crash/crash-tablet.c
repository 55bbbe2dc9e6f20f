/* crash-tablet.c: a tablet that is used, and what it has promised
 *
 * The store's own code does all of it; only its thread is this one, so that a seed does the same
 * again, and no time is lost in waiting. What is being done is noted before it is begun as what may
 * be so, and after it was reported as what is so: a crash between leaves either, and nothing else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "crash-tablet-private.h"

#include "bad-disk.h"
#include "seeded.h"

#include "base/ruhu-id.h"
#include "base/ruhu-json.h"
#include "store/ruhu-job-private.h"
#include "store/ruhu-vault-private.h"

#include <glib/gstdio.h>

/* What can be done with it. */
typedef enum {
  ACT_BEGIN,
  ACT_ANSWER,
  ACT_CLEAR,
  ACT_PHOTO,
  ACT_FINISH,
  ACT_UNDO,
  ACT_CUT,
  ACT_DECIDE,
  ACT_RECEIPT,
  ACT_RECEIPT_AND_FREE,
  ACT_RESTORED,
  ACT_PULL,
  ACT_CHANGE_PIN,
  ACT_MOVE,
  ACT_IDLE,
  ACT_LOCK,
  N_ACTS,
} Act;

#define CURSOR_STREAM "990101001"
#define PERSON "2f1c0f7e-6f5b-4a53-9d0b-7a3d3a0c9e11"

static const char *const act_names[N_ACTS] = {
  [ACT_BEGIN] = "begin",
  [ACT_ANSWER] = "answer",
  [ACT_CLEAR] = "clear",
  [ACT_PHOTO] = "photo",
  [ACT_FINISH] = "finish",
  [ACT_UNDO] = "undo",
  [ACT_CUT] = "cut",
  [ACT_DECIDE] = "decide",
  [ACT_RECEIPT] = "receipt",
  [ACT_RECEIPT_AND_FREE] = "receipt-and-free",
  [ACT_RESTORED] = "hq-restored",
  [ACT_PULL] = "pull",
  [ACT_CHANGE_PIN] = "change-pin",
  [ACT_MOVE] = "move",
  [ACT_IDLE] = "idle",
  [ACT_LOCK] = "lock",
};

static RuhuVault *last_vault;

gboolean __wrap_g_thread_pool_push (GThreadPool *pool, gpointer data, GError **error);
/* The linker leads the store here: the job is done at once, on this thread. */
gboolean
__wrap_g_thread_pool_push (GThreadPool *pool, gpointer data, GError **error)
{
  last_vault = ((RuhuJob *) data)->vault;
  ruhu_job_run (data, NULL);
  return TRUE;
}

/* Returns: (transfer none): what the store that was used last works with */
RuhuVault *
tablet_get_vault (void)
{
  return last_vault;
}

static void
visit_free (Visit *visit)
{
  g_free (visit->id);
  g_hash_table_unref (visit->answers);
  g_free (visit->may_key);
  g_free (visit->may_value);
  g_free (visit);
}

static Visit *
visit_new (const char *id)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->id = g_strdup (id);
  visit->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  visit->state.is = visit->state.may = RUHU_RESPONSE_DRAFT;
  return visit;
}

gboolean
tablet_unlock (Tablet *self, GError **error)
{
  self->may_be_cut = TRUE; /* what was finished ten minutes ago */
  return fixture_unlock_with (&self->f, self->pin, NULL, NULL, error);
}

/* A new profile, unlocked, that has promised nothing. */
static void
start_over (gpointer world)
{
  Tablet *self = world;
  g_autoptr (GError) error = NULL;

  fixture_lock (&self->f);
  ruhu_test_remove_dir (self->home);
  fixture_copy (self->blank, self->home);
  fixture_reopen (&self->f);
  bad_disk_power_on ();

  g_ptr_array_set_size (self->visits, 0);
  self->pin = self->may_pin = PIN;
  self->acked = self->confirmed = self->safe = self->cursor = (Either){ 0, 0 };
  self->epoch = (Either){ 1, 1 };
  self->lines = 0;
  g_assert_true (tablet_unlock (self, &error));
}

static gpointer
tablet_new (guint32 seed)
{
  Tablet *self = g_new0 (Tablet, 1);

  self->rand = g_rand_new_with_seed (seed);
  seeded_reset (seed);
  self->visits = g_ptr_array_new_with_free_func ((GDestroyNotify) visit_free);
  fixture_set_up_unlocked (&self->f, NULL);
  fixture_lock (&self->f);
  self->home = g_strdup (self->f.dir);
  self->blank = g_strconcat (self->home, ".blank", NULL);
  g_assert_no_errno (g_rename (self->home, self->blank));
  fixture_copy (self->blank, self->home);
  start_over (self);
  return self;
}

static void
tablet_free (gpointer world)
{
  Tablet *self = world;

  fixture_tear_down (&self->f, NULL);
  ruhu_test_remove_dir (self->blank);
  g_rand_free (self->rand);
  g_ptr_array_unref (self->visits);
  g_free (self->home);
  g_free (self->blank);
  g_free (self);
}

static void
crash (gpointer world)
{
  fixture_reopen (&((Tablet *) world)->f);
  bad_disk_power_on ();
}

static Visit *
pick (Tablet *self, RuhuResponseState state)
{
  Visit *found = NULL;
  guint i, n = 0;

  for (i = 0; i < self->visits->len; i++) {
    Visit *visit = g_ptr_array_index (self->visits, i);

    if (visit->state.is == state && g_rand_int_range (self->rand, 0, ++n) == 0)
      found = visit;
  }
  return found;
}

static gboolean
begin (Tablet *self, GError **error)
{
  g_autoptr (RuhuResponse) response = ruhu_response_new ("ruhu_home_visit", "2026112101", DIVISION);
  Visit *visit = visit_new (ruhu_response_get_id (response));
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_response_set_person_id (response, PERSON);
  visit->may_be_absent = TRUE;
  g_ptr_array_add (self->visits, visit);
  ruhu_response_store_create_async (self->f.responses, response, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  if (!ruhu_response_store_create_finish (self->f.responses, result, error))
    return FALSE;
  visit->may_be_absent = FALSE;
  return TRUE;
}

static void
note_answer (Visit *visit)
{
  if (visit->may_value == NULL)
    g_hash_table_remove (visit->answers, visit->may_key);
  else
    g_hash_table_insert (visit->answers, g_strdup (visit->may_key), g_strdup (visit->may_value));
  g_clear_pointer (&visit->may_key, g_free);
  g_clear_pointer (&visit->may_value, g_free);
}

/* @value: (nullable): %NULL takes the answer back */
static gboolean
put (Tablet *self, Visit *visit, const char *key, const char *value, GError **error)
{
  visit->may_key = g_strdup (key);
  visit->may_value = g_strdup (value);
  if (!fixture_put (&self->f, visit->id, key, value, NULL, error))
    return FALSE;

  note_answer (visit);
  return TRUE;
}

static gboolean
answer (Tablet *self, GError **error)
{
  Visit *visit = pick (self, RUHU_RESPONSE_DRAFT);
  g_autofree char *key = g_strdup_printf ("/data/q%d", g_rand_int_range (self->rand, 0, 12));
  g_autofree char *tail = g_strnfill (g_rand_int_range (self->rand, 0, 300), 'a');
  g_autofree char *value = g_strdup_printf ("%u%s", g_rand_int (self->rand), tail);

  return visit == NULL || put (self, visit, key, value, error);
}

static gboolean
clear (Tablet *self, GError **error)
{
  Visit *visit = pick (self, RUHU_RESPONSE_DRAFT);
  g_autofree char *key = g_strdup_printf ("/data/q%d", g_rand_int_range (self->rand, 0, 12));

  return visit == NULL || put (self, visit, key, NULL, error);
}

static gboolean
photo (Tablet *self, GError **error)
{
  Visit *visit = pick (self, RUHU_RESPONSE_DRAFT);
  int size = g_rand_int_range (self->rand, 1, g_rand_int_range (self->rand, 0, 20) ? 2000 : 90000);
  g_autofree char *content = g_strnfill (size, 'p');
  g_autoptr (GBytes) bytes = g_bytes_new (content, size);
  g_autofree char *key = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *name = NULL;

  if (visit == NULL)
    return TRUE;
  ruhu_response_store_add_attachment_async (self->f.responses,
                                            visit->id,
                                            bytes,
                                            "image/jpeg",
                                            NULL,
                                            ruhu_test_got,
                                            &got);
  result = ruhu_test_wait (&got);
  name = ruhu_response_store_add_attachment_finish (self->f.responses, result, error);
  if (name == NULL)
    return FALSE;

  key = g_strdup_printf (PHOTO_KEY "%u", g_hash_table_size (visit->answers));
  return put (self, visit, key, name, error);
}

static char *
make_ans (Visit *visit)
{
  g_autoptr (JsonObject) ans = json_object_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, visit->answers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    json_object_set_string_member (ans, key, value);
  return ruhu_json_to_text (ans);
}

static gboolean
finish (Tablet *self, GError **error)
{
  Visit *visit = pick (self, RUHU_RESPONSE_DRAFT);
  g_autofree char *ans = visit == NULL ? NULL : make_ans (visit);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (visit == NULL)
    return TRUE;
  visit->state.may = RUHU_RESPONSE_FINISHED;
  ruhu_response_store_finish_async (self->f.responses,
                                    visit->id,
                                    ans,
                                    NULL,
                                    "{}",
                                    NULL,
                                    NULL,
                                    ruhu_test_got,
                                    &got);
  result = ruhu_test_wait (&got);
  if (!ruhu_response_store_finish_finish (self->f.responses, result, error))
    return FALSE;

  visit->state.is = visit->state.may;
  return TRUE;
}

static gboolean
undo (Tablet *self, GError **error)
{
  Visit *visit = pick (self, RUHU_RESPONSE_FINISHED);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (visit == NULL)
    return TRUE;
  visit->state.may = RUHU_RESPONSE_DRAFT;
  ruhu_response_store_undo_async (self->f.responses, visit->id, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  if (!ruhu_response_store_undo_finish (self->f.responses, result, error))
    return FALSE;

  visit->state.is = visit->state.may;
  return TRUE;
}

static void
note_cut (Tablet *self)
{
  guint i;

  for (i = 0; i < self->visits->len; i++) {
    Visit *visit = g_ptr_array_index (self->visits, i);

    if (visit->state.is == RUHU_RESPONSE_FINISHED) {
      visit->state.is = visit->state.may = RUHU_RESPONSE_FINAL;
      self->lines++;
    }
  }
  self->may_be_cut = FALSE;
}

static gboolean
cut (Tablet *self, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  self->may_be_cut = TRUE;
  ruhu_response_store_cut_async (self->f.responses, TRUE, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  if (!ruhu_response_store_cut_finish (self->f.responses, result, error))
    return FALSE;

  note_cut (self);
  return TRUE;
}

static gboolean
decide (Tablet *self, GError **error)
{
  g_autofree char *id = ruhu_id_new ();
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_outbox_append_async (self->f.store,
                            "decision",
                            id,
                            DIVISION,
                            "{\"need\":\"" PERSON "\",\"outcome\":\"verified\"}",
                            NULL,
                            ruhu_test_got,
                            &got);
  result = ruhu_test_wait (&got);
  if (!ruhu_outbox_append_finish (self->f.store, result, error))
    return FALSE;

  self->lines++;
  return TRUE;
}

/* HQ says that it has all lines up to @acked, and that its backup has those up to @safe. */
static gboolean
be_answered (Tablet *self, gint64 acked, gint64 safe, GError **error)
{
  g_autofree char *receipt = fixture_make_receipt (&self->f, acked, acked);
  g_autofree char *generation = g_strdup_printf ("g%u", self->generation);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  self->acked.may = acked;
  self->safe.may = safe;
  self->confirmed.may = MIN (self->confirmed.is, acked);
  ruhu_outbox_answer_async (self->f.store,
                            ruhu_outbox_answer_new (acked, receipt, safe, generation),
                            NULL,
                            ruhu_test_got,
                            &got);
  result = ruhu_test_wait (&got);
  if (!ruhu_outbox_answer_finish (self->f.store, result, error))
    return FALSE;

  self->acked.is = acked;
  self->safe.is = MAX (self->safe.is, safe);
  self->confirmed.is = self->confirmed.may;
  return TRUE;
}

typedef struct {
  gint64 cursor;
  gint64 from; /* own lines that come back */
  gint64 upto;
} Page;

/* The person's body is the cursor: both or neither. */
static gboolean
merge (RuhuObjectPage *page, gpointer data, GError **error)
{
  Page *pulled = data;
  g_autoptr (RuhuObject) person = ruhu_object_new (PERSON, RUHU_OBJECT_PERSON, DIVISION);
  gint64 seq;

  g_free (person->body);
  person->body = g_strdup_printf ("{\"cursor\":%" G_GINT64_FORMAT "}", pulled->cursor);
  for (seq = pulled->from; seq <= pulled->upto; seq++) {
    if (!ruhu_object_page_confirm (page, seq, error))
      return FALSE;
  }
  return ruhu_object_page_put (page, person, error);
}

static gboolean
pull (Tablet *self, GError **error)
{
  const Page page = { self->cursor.is + 1, self->safe.is + 1, self->acked.is };
  g_autofree char *from =
    self->cursor.is == 0 ? g_strdup ("") : g_strdup_printf ("%" G_GINT64_FORMAT, self->cursor.is);
  g_autofree char *to = g_strdup_printf ("%" G_GINT64_FORMAT, page.cursor);
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  self->cursor.may = page.cursor;
  self->confirmed.may = MAX (self->confirmed.is, page.upto);
  ruhu_object_store_apply_async (self->f.objects,
                                 CURSOR_STREAM,
                                 from,
                                 to,
                                 merge,
                                 g_memdup2 (&page, sizeof page),
                                 g_free,
                                 NULL,
                                 ruhu_test_got,
                                 &got);
  result = ruhu_test_wait (&got);
  if (!ruhu_object_store_apply_finish (self->f.objects, result, error))
    return FALSE;

  self->cursor.is = self->cursor.may;
  self->confirmed.is = self->confirmed.may;
  return TRUE;
}

static gboolean
change_pin (Tablet *self, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  self->may_pin = g_str_equal (self->pin, PIN) ? OTHER_PIN : PIN;
  ruhu_store_change_pin_async (self->f.store,
                               USER,
                               self->pin,
                               self->may_pin,
                               NULL,
                               ruhu_test_got,
                               &got);
  result = ruhu_test_wait (&got);
  if (!ruhu_store_change_pin_finish (self->f.store, result, error))
    return FALSE;

  self->pin = self->may_pin;
  return TRUE;
}

/* HQ has given the worker another area. */
static gboolean
move (Tablet *self, GError **error)
{
  g_autoptr (RuhuDevice) device = ruhu_device_copy (ruhu_store_get_device (self->f.store));
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  device->epoch = self->epoch.may = self->epoch.is + 1;
  ruhu_store_set_device_async (self->f.store, device, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  if (!ruhu_store_set_device_finish (self->f.store, result, error))
    return FALSE;

  self->epoch.is = self->epoch.may;
  return TRUE;
}

static gboolean
lock (Tablet *self, GError **error)
{
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done;

  self->may_be_cut = TRUE;
  ruhu_store_lock_async (self->f.store, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  done = ruhu_store_lock_finish (self->f.store, result, error);
  if (done)
    note_cut (self);
  return done && tablet_unlock (self, error);
}

static gboolean
restored (Tablet *self, GError **error)
{
  self->generation++;
  return be_answered (self,
                      g_rand_int_range (self->rand, self->safe.is, self->acked.is + 1),
                      self->safe.is,
                      error);
}

static gboolean
receive (Tablet *self, GError **error)
{
  return be_answered (self, self->lines, self->safe.is, error);
}

static gboolean
receive_and_free (Tablet *self, GError **error)
{
  return be_answered (self, self->lines, self->confirmed.is, error);
}

static gboolean
idle (Tablet *self, GError **error)
{
  ruhu_vault_checkpoint (tablet_get_vault ());
  return TRUE;
}

static gboolean (*const acts[N_ACTS]) (Tablet *self, GError **error) = {
  [ACT_BEGIN] = begin,
  [ACT_ANSWER] = answer,
  [ACT_CLEAR] = clear,
  [ACT_PHOTO] = photo,
  [ACT_FINISH] = finish,
  [ACT_UNDO] = undo,
  [ACT_CUT] = cut,
  [ACT_DECIDE] = decide,
  [ACT_RECEIPT] = receive,
  [ACT_RECEIPT_AND_FREE] = receive_and_free,
  [ACT_RESTORED] = restored,
  [ACT_PULL] = pull,
  [ACT_CHANGE_PIN] = change_pin,
  [ACT_MOVE] = move,
  [ACT_IDLE] = idle,
  [ACT_LOCK] = lock,
};

/* Does @act with whatever fits; nothing, where nothing does. */
static gboolean
act (gpointer world, guint number, GError **error)
{
  Tablet *self = world;

  self->f.now += g_rand_int_range (self->rand, 0, 5000);
  return acts[number](self, error);
}

static void
have_draft (Tablet *self)
{
  if (pick (self, RUHU_RESPONSE_DRAFT) == NULL)
    g_assert_true (begin (self, NULL) && answer (self, NULL) && photo (self, NULL));
}

static void
have_finished (Tablet *self)
{
  if (pick (self, RUHU_RESPONSE_FINISHED) == NULL) {
    have_draft (self);
    g_assert_true (finish (self, NULL));
  }
}

static void
have_new_line (Tablet *self)
{
  if (self->acked.is == self->lines) {
    have_finished (self);
    g_assert_true (cut (self, NULL));
  }
}

static void
have_acked_line (Tablet *self)
{
  if (self->confirmed.is == self->acked.is) {
    have_new_line (self);
    g_assert_true (receive (self, NULL));
  }
}

static void
have_confirmed_line (Tablet *self)
{
  if (self->safe.is == self->confirmed.is) {
    have_acked_line (self);
    g_assert_true (pull (self, NULL));
  }
}

static void (*const preparations[N_ACTS]) (Tablet *self) = {
  [ACT_ANSWER] = have_draft,        [ACT_CLEAR] = have_draft,
  [ACT_PHOTO] = have_draft,         [ACT_FINISH] = have_draft,
  [ACT_UNDO] = have_finished,       [ACT_CUT] = have_finished,
  [ACT_RECEIPT] = have_new_line,    [ACT_RECEIPT_AND_FREE] = have_confirmed_line,
  [ACT_RESTORED] = have_acked_line, [ACT_PULL] = have_acked_line,
  [ACT_IDLE] = have_draft,          [ACT_LOCK] = have_finished,
};

static void
prepare (gpointer world, guint number)
{
  Tablet *self = world;

  if (ruhu_store_get_state (self->f.store) != RUHU_STORE_UNLOCKED) /* a lock that failed locks */
    g_assert_true (tablet_unlock (self, NULL));
  if (preparations[number] != NULL)
    preparations[number](self);
}

/* What a worker does most, most often. */
static guint
choose (gpointer world)
{
  static const Act often[] = { ACT_ANSWER, ACT_ANSWER, ACT_ANSWER, ACT_ANSWER, ACT_FINISH,
                               ACT_CUT,    ACT_BEGIN,  ACT_PULL,   ACT_RECEIPT };
  Tablet *self = world;

  if (pick (self, RUHU_RESPONSE_DRAFT) == NULL)
    return ACT_BEGIN;
  return g_rand_boolean (self->rand) ? often[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (often))]
                                     : (guint) g_rand_int_range (self->rand, 0, N_ACTS);
}

const World tablet_world = {
  .name = "tablet",
  .n_acts = N_ACTS,
  .act_names = act_names,
  .make = tablet_new,
  .free = tablet_free,
  .start_over = start_over,
  .choose = choose,
  .prepare = prepare,
  .act = act,
  .crash = crash,
  .find_fault = tablet_find_fault,
};
