/* ruhu-pusher.c: the device's log to HQ
 *
 * Batch after batch, one in flight, until HQ has all of it. A locked store gives its lines sealed
 * to HQ, and HQ's answers wait in the inbox. Whatever happens between two batches, the same lines
 * sent again are the same bytes, and HQ knows them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-pusher-private.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "base/ruhu-hex.h"
#include "ruhu-batch.h"
#include "ruhu-inbox-private.h"
#include "ruhu-turn-private.h"
#include "ruhu-wire-json.h"
#include "ruhu-wire.h"
#include "store/ruhu-outbox.h"

/* Sealed bytes of one batch; gzip makes about a third of them. */
#define FIRST_WINDOW (24 * 1024)
#define LARGEST_WINDOW (768 * 1024)
#define SMALLEST_WINDOW 1024
#define FAST_MS 6000
#define MAX_FRAMES 3 /* how often HQ may fail to read a batch before somebody has to look */
#define MAX_TURNS 8  /* how often HQ may send us elsewhere without a line getting through */

typedef struct {
  RuhuHqClient *client;
  RuhuStore *store;
  gboolean locked;
  gboolean sealed; /* lines go as HQ alone can open them */
  gboolean again;
  gint64 from;
  gsize window;
  guint turns;
  guint frames;
  char *gen;
  char *head;       /* of our log, where only a receipt is asked for */
  GPtrArray *lines; /* of RuhuOutboxLine, in flight */
  RuhuPushAnswer *answer;
  gint64 sent_at;
  RuhuPushed pushed;
} Push;

static void
push_free (Push *push)
{
  g_clear_object (&push->client);
  g_clear_object (&push->store);
  g_clear_pointer (&push->lines, g_ptr_array_unref);
  g_clear_pointer (&push->answer, ruhu_push_answer_free);
  g_free (push->gen);
  g_free (push->head);
  g_free (push);
}

static void read_lines (GTask *task);

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
finish (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  ruhu_hq_client_set_gen (push->client, push->gen);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* HQ took lines; on to the next. */
static void
go_on (GTask *task)
{
  Push *push = g_task_get_task_data (task);
  gint64 next = push->answer->acked + 1;

  if (push->lines->len == 0) {
    finish (task);
    return;
  }
  if (next <= push->from) {
    fail (task, g_error_new (RUHU_ERROR, RUHU_ERROR_FAILED, "HQ takes no line and says not why"));
    return;
  }

  push->turns = 0;
  push->frames = 0;
  push->pushed.lines += next - push->from;
  if (ruhu_clock_now () - push->sent_at < FAST_MS)
    push->window = MIN (push->window * 2, LARGEST_WINDOW);
  push->from = next;
  read_lines (task);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (ruhu_outbox_answer_finish (RUHU_STORE (source), result, &error)) {
    go_on (task);
    return;
  }

  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID))
    ruhu_hq_client_note_fork (((Push *) g_task_get_task_data (task))->client);
  fail (task, error);
}

/* The receipt is over the head of our log; a head we do not know is another log's. */
static gboolean
check_head (Push *push, GError **error)
{
  guint i;

  for (i = 0; i < push->lines->len; i++) {
    RuhuOutboxLine *line = push->lines->pdata[i];
    g_autofree char *hash = NULL;

    if ((guint64) line->seq != push->answer->acked)
      continue;
    hash = ruhu_hex_encode (line->hash, sizeof line->hash);
    if (g_str_equal (hash, push->answer->receipt->head))
      return TRUE;
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CONFLICT, "HQ's receipt is for another log");
    return FALSE;
  }

  return TRUE;
}

static void
take_answer (GTask *task)
{
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;

  if (!check_head (push, &error)) {
    fail (task, error);
    return;
  }

  g_free (push->gen);
  push->gen = g_strdup (push->answer->gen);
  if (!push->locked) {
    ruhu_inbox_take_async (push->store,
                           push->answer,
                           g_task_get_cancellable (task),
                           taken_cb,
                           task);
    return;
  }

  if (!ruhu_inbox_save (push->store, push->answer, &error))
    fail (task, error);
  else
    go_on (task);
}

static void
turned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Push *push = g_task_get_task_data (task);
  RuhuTurned turned;
  GError *error = NULL;
  gboolean done = ruhu_turn_finish (result, &turned, &error);
  g_autofree char *gen = turned.gen;

  if (!done) {
    fail (task, error);
    return;
  }

  push->pushed.restart = TRUE;
  if (gen != NULL) {
    g_free (push->gen);
    push->gen = g_steal_pointer (&gen);
  }
  if (turned.from > 0)
    push->from = turned.from;
  read_lines (task);
}

static gboolean
turn_around (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  if (!ruhu_turn_is_needed (push->client, push->store))
    return FALSE;

  ruhu_turn_async (push->client, push->store, g_task_get_cancellable (task), turned_cb, task);
  return TRUE;
}

/* A locked tablet sends again what HQ has lost, and what it had no answer to; that it was lost is
 * noted with HQ's answer, which waits in the inbox. */
static gboolean
turn_locked (GTask *task, JsonObject *members)
{
  Push *push = g_task_get_task_data (task);
  const char *gen = ruhu_json_get_string (members, "gen");
  guint64 acked;

  if (!push->locked || gen == NULL || !ruhu_wire_json_get_uint (members, "acked", &acked))
    return FALSE;

  g_free (push->gen);
  push->gen = g_strdup (gen);
  push->from = MIN (push->from, (gint64) acked + 1);
  read_lines (task);
  return TRUE;
}

static gboolean
turn_to_gap (GTask *task, JsonObject *members)
{
  Push *push = g_task_get_task_data (task);
  guint64 expect;

  if (!ruhu_wire_json_get_uint (members, "expect", &expect) || expect == 0 ||
      (gint64) expect == push->from)
    return FALSE;

  push->from = expect;
  read_lines (task);
  return TRUE;
}

/* HQ takes what a revoked device has, and says no all the same. */
static gboolean
turn_to_rest (GTask *task, JsonObject *members)
{
  Push *push = g_task_get_task_data (task);
  guint64 acked;

  if (!ruhu_wire_json_get_uint (members, "acked", &acked) || (gint64) acked < push->from)
    return FALSE;

  push->turns = 0;
  push->from = acked + 1;
  read_lines (task);
  return TRUE;
}

static gboolean
turn_to_less (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  if (push->lines->len < 2)
    return FALSE;

  push->window = MAX (push->window / 2, SMALLEST_WINDOW);
  read_lines (task);
  return TRUE;
}

/* What HQ could not read may have been spoilt on its way. */
static gboolean
turn_to_frame (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  if (++push->frames >= MAX_FRAMES)
    return FALSE;
  if (!turn_to_less (task))
    read_lines (task);
  return TRUE;
}

/* Whether what HQ said no with tells us how to go on. */
static gboolean
turn (GTask *task)
{
  Push *push = g_task_get_task_data (task);
  JsonObject *members = ruhu_hq_client_get_refusal_members (push->client);

  if (push->turns++ >= MAX_TURNS)
    return FALSE;

  switch (ruhu_hq_client_get_refusal (push->client)) {
  case RUHU_REFUSAL_GAP:
    return turn_to_gap (task, members);
  case RUHU_REFUSAL_SCOPE:
    return turn_around (task);
  case RUHU_REFUSAL_RESTORED:
    return turn_around (task) || turn_locked (task, members);
  case RUHU_REFUSAL_FRAME:
    return turn_to_frame (task);
  case RUHU_REFUSAL_TOO_BIG:
    return turn_to_less (task);
  case RUHU_REFUSAL_REVOKED:
    return turn_to_rest (task, members);
  case RUHU_REFUSAL_NONE:
  case RUHU_REFUSAL_CLOCK:
  case RUHU_REFUSAL_SIG:
  case RUHU_REFUSAL_UNKNOWN_DEV:
  case RUHU_REFUSAL_SCOPE_DENIED:
  case RUHU_REFUSAL_CODE:
  case RUHU_REFUSAL_FORK:
  case RUHU_REFUSAL_OFFSET:
  case RUHU_REFUSAL_CURSOR:
  case RUHU_REFUSAL_ENC:
  case RUHU_REFUSAL_PROTO:
  case RUHU_REFUSAL_HASH:
  case RUHU_REFUSAL_BUSY:
  case RUHU_REFUSAL_NOT_FOUND:
  case RUHU_REFUSAL_FAILED:
  default:
    return FALSE;
  }
}

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&push->answer, ruhu_push_answer_free);
  push->answer = ruhu_hq_client_push_finish (RUHU_HQ_CLIENT (source), result, &error);
  if (push->answer != NULL)
    take_answer (task);
  else if (turn (task))
    g_error_free (error);
  else
    fail (task, error);
}

static GBytes *
make_body (Push *push)
{
  guint64 epoch = ruhu_store_get_device (push->store)->epoch;
  g_autoptr (RuhuBatch) batch =
    push->sealed ? ruhu_batch_new_sealed (push->from, epoch) : ruhu_batch_new (push->from, epoch);
  g_autofree char *head = g_steal_pointer (&push->head);
  g_autofree char *signature = NULL;
  g_autoptr (GBytes) body = NULL;
  guint i;

  for (i = 0; i < push->lines->len; i++) {
    RuhuOutboxLine *line = push->lines->pdata[i];

    ruhu_batch_add (batch, push->sealed ? line->sealed : line->line);
  }
  if (push->lines->len > 0) {
    RuhuOutboxLine *last = push->lines->pdata[push->lines->len - 1];

    g_free (head);
    head = ruhu_hex_encode (last->hash, sizeof last->hash);
    signature = g_base64_encode (last->signature, sizeof last->signature);
  }
  ruhu_batch_set_gen (batch, push->gen);

  body = ruhu_batch_to_bytes (batch, head, signature != NULL ? signature : "");
  return ruhu_batch_deflate (body);
}

static void
send_lines (GTask *task)
{
  Push *push = g_task_get_task_data (task);
  g_autoptr (GBytes) body = make_body (push);

  push->sent_at = ruhu_clock_now ();
  ruhu_hq_client_push_async (push->client, body, g_task_get_cancellable (task), pushed_cb, task);
}

static void
lines_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Push *push = g_task_get_task_data (task);
  RuhuOutboxLine *first;
  GError *error = NULL;

  g_clear_pointer (&push->lines, g_ptr_array_unref);
  push->lines = ruhu_outbox_read_finish (RUHU_STORE (source), result, &error);
  if (push->lines == NULL && !push->sealed &&
      g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CORRUPT)) {
    /* What is damaged lies here once more, sealed to HQ; from there it comes back. */
    g_error_free (error);
    push->sealed = push->pushed.damaged = TRUE;
    read_lines (task);
    return;
  }
  if (push->lines == NULL) {
    fail (task, error);
    return;
  }
  if (push->lines->len == 0 && push->head != NULL) {
    send_lines (task);
    return;
  }
  if (push->lines->len == 0) {
    finish (task);
    return;
  }

  first = push->lines->pdata[0];
  if (first->seq != push->from || (!push->sealed && first->line == NULL)) {
    fail (task,
          g_error_new (RUHU_ERROR, RUHU_ERROR_CONFLICT, "HQ asks for lines that are gone here"));
    return;
  }

  send_lines (task);
}

static void
read_lines (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  (push->sealed ? ruhu_outbox_read_sealed_async
                : ruhu_outbox_read_async) (push->store,
                                           push->from,
                                           RUHU_WIRE_MAX_LINES,
                                           push->window,
                                           g_task_get_cancellable (task),
                                           lines_read_cb,
                                           task);
}

/* What a locked send before this one has brought through already. */
static void
skip_answered (Push *push)
{
  g_autoptr (GPtrArray) answers = ruhu_inbox_list (push->store);
  RuhuPushAnswer *last = ruhu_inbox_get_newest (answers);

  if (last == NULL)
    return;
  push->from = MAX (push->from, (gint64) last->acked + 1);
  g_free (push->gen);
  push->gen = g_strdup (last->gen);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (RuhuOutboxCounts) counts =
    ruhu_outbox_count_finish (RUHU_STORE (source), result, &error);
  g_autoptr (RuhuReceipt) receipt = NULL;

  if (counts == NULL) {
    fail (task, error);
    return;
  }

  receipt = ruhu_receipt_parse (counts->receipt);
  push->gen = receipt != NULL ? g_strdup (receipt->gen) : NULL;
  if (push->again && receipt != NULL) {
    g_clear_pointer (&push->gen, g_free); /* HQ has told that it is another by now */
    push->head = g_strdup (receipt->head);
  }
  push->from = MAX (counts->first, 1);
  if (push->locked)
    skip_answered (push);
  read_lines (task);
}

/**
 * ruhu_pusher_run_async:
 * @client: speaks to HQ
 * @store: unlocked, or locked
 * @again: HQ has been restored since it was asked last: its receipt is wanted anew
 *
 * Sends every line HQ is not known to have. Nothing to send is no request, but for @again.
 */
void
ruhu_pusher_run_async (RuhuHqClient *client,
                       RuhuStore *store,
                       gboolean again,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Push *push = g_new0 (Push, 1);

  push->client = g_object_ref (client);
  push->store = g_object_ref (store);
  push->locked = ruhu_store_get_state (store) != RUHU_STORE_UNLOCKED;
  push->sealed = push->locked;
  push->again = again;
  push->window = FIRST_WINDOW;
  g_task_set_source_tag (task, ruhu_pusher_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, push, (GDestroyNotify) push_free);

  ruhu_outbox_count_async (store, 0, 0, cancellable, counted_cb, task);
}

/**
 * ruhu_pusher_run_finish:
 * @pushed: (out): how far it came, also where %FALSE
 *
 * Returns: %TRUE once HQ has all lines, which is then written in the store (or, where that is
 *   locked, in the inbox); %FALSE with what ruhu_hq_client_push_finish() or the store gave
 */
gboolean
ruhu_pusher_run_finish (GAsyncResult *result, RuhuPushed *pushed, GError **error)
{
  Push *push = g_task_get_task_data (G_TASK (result));

  *pushed = push->pushed;
  return g_task_propagate_boolean (G_TASK (result), error);
}
