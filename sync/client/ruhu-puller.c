/* ruhu-puller.c: what HQ has for this device
 *
 * Page after page: first the forms it announces are fetched and on disk, then it goes into the
 * store. So whenever this stops, the next pull begins where nothing is lost.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-puller-private.h"

#include "base/ruhu-error.h"
#include "ruhu-form-folder.h"
#include "ruhu-stream-private.h"

#define FIRST_MAX (256 * 1024)
#define SMALLEST_MAX (16 * 1024)
#define MAX_TURNS 4

typedef struct {
  RuhuHqClient *client;
  RuhuStream *stream;
  gsize max;
  gboolean restart;
  gboolean whole; /* a line of our own is not here: HQ is to send them whole */
  guint turns;
  RuhuPullPage *page;
  guint form; /* line of the page that is looked at for a form */
} Pull;

static void
pull_free (Pull *pull)
{
  g_clear_object (&pull->client);
  g_clear_pointer (&pull->stream, ruhu_stream_free);
  g_clear_pointer (&pull->page, ruhu_pull_page_free);
  g_free (pull);
}

static void ask (GTask *task);
static void fetch_forms (GTask *task);
static void begin (GTask *task);

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (!ruhu_stream_finish (result, &error)) {
    fail (task, error);
    return;
  }

  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_stream_finish (result, &error)) {
    if (!pull->whole && g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
      g_error_free (error);
      pull->whole = TRUE;
      ask (task);
    } else {
      fail (task, error);
    }
    return;
  }

  if (ruhu_stream_get_more (pull->stream))
    ask (task);
  else
    ruhu_stream_close_async (pull->stream, g_task_get_cancellable (task), closed_cb, task);
}

static void
form_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Pull *pull = g_task_get_task_data (task);
  g_autoptr (RuhuFormNotice) notice =
    ruhu_form_notice_from_json (ruhu_pull_page_get_line (pull->page, pull->form)->object);
  RuhuStore *store = ruhu_stream_get_store (pull->stream);
  GError *error = NULL;
  g_autoptr (GBytes) form =
    ruhu_hq_client_get_form_finish (RUHU_HQ_CLIENT (source), result, &error);

  if (form == NULL && !g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
    fail (task, error);
    return;
  }
  g_clear_error (&error); /* a form that was taken back stops nothing */
  if (form != NULL && !ruhu_form_folder_save (ruhu_store_get_dir (store), notice, form, &error)) {
    fail (task, error);
    return;
  }

  pull->form++;
  fetch_forms (task);
}

/* Fetches the next form of the page that is not on disk yet; after the last, takes in the page. */
static void
fetch_forms (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);
  RuhuStore *store = ruhu_stream_get_store (pull->stream);

  for (; pull->form < ruhu_pull_page_get_n_lines (pull->page); pull->form++) {
    const RuhuPulled *line = ruhu_pull_page_get_line (pull->page, pull->form);
    g_autoptr (RuhuFormNotice) notice = NULL;

    if (line->type == RUHU_PULLED_FORM)
      notice = ruhu_form_notice_from_json (line->object);
    if (notice == NULL || ruhu_form_folder_has (ruhu_store_get_dir (store), notice))
      continue;

    ruhu_hq_client_get_form_async (pull->client,
                                   notice->id,
                                   notice->version,
                                   notice->hash,
                                   g_task_get_cancellable (task),
                                   form_fetched_cb,
                                   task);
    return;
  }

  ruhu_stream_take_async (pull->stream,
                          g_steal_pointer (&pull->page),
                          g_task_get_cancellable (task),
                          taken_cb,
                          task);
}

static gboolean
turn (GTask *task, GError *error)
{
  Pull *pull = g_task_get_task_data (task);

  if (pull->turns++ >= MAX_TURNS)
    return FALSE;

  if (g_error_matches (error, RUHU_ERROR, RUHU_ERROR_INVALID) &&
      ruhu_hq_client_get_refusal (pull->client) == RUHU_REFUSAL_NONE) {
    pull->max = MAX (pull->max / 2, SMALLEST_MAX);
    ask (task);
    return TRUE;
  }
  if (ruhu_hq_client_get_refusal (pull->client) == RUHU_REFUSAL_CURSOR &&
      *ruhu_stream_get_cursor (pull->stream) != '\0') {
    pull->restart = TRUE;
    begin (task);
    return TRUE;
  }

  return FALSE;
}

static void
pulled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&pull->page, ruhu_pull_page_free);
  pull->page = ruhu_hq_client_pull_finish (RUHU_HQ_CLIENT (source), result, &error);
  if (pull->page == NULL) {
    if (turn (task, error))
      g_error_free (error);
    else
      fail (task, error);
    return;
  }
  if (!g_str_equal (ruhu_pull_page_get_from (pull->page), ruhu_stream_get_cursor (pull->stream))) {
    fail (task, g_error_new (RUHU_ERROR, RUHU_ERROR_OFFLINE, "HQ answers another question"));
    return;
  }

  pull->turns = 0;
  pull->form = 0;
  fetch_forms (task);
}

static void
ask (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);
  const char *cursor = ruhu_stream_get_cursor (pull->stream);

  ruhu_hq_client_pull_async (pull->client,
                             cursor,
                             ruhu_store_get_device (ruhu_stream_get_store (pull->stream))->epoch,
                             pull->max,
                             !pull->whole && *cursor != '\0',
                             g_task_get_cancellable (task),
                             pulled_cb,
                             task);
}

static void
restarted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (ruhu_stream_finish (result, &error))
    ask (task);
  else
    fail (task, error);
}

static void
begin (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);

  if (!pull->restart) {
    ask (task);
    return;
  }

  pull->restart = FALSE;
  ruhu_stream_restart_async (pull->stream, g_task_get_cancellable (task), restarted_cb, task);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (ruhu_stream_finish (result, &error))
    begin (task);
  else
    fail (task, error);
}

/**
 * ruhu_puller_run_async:
 * @client: speaks to HQ
 * @objects: of an unlocked store
 * @restart: forget the cursor; of the objects, keep those in the device's scope
 */
void
ruhu_puller_run_async (RuhuHqClient *client,
                       RuhuObjectStore *objects,
                       gboolean restart,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Pull *pull = g_new0 (Pull, 1);

  pull->client = g_object_ref (client);
  pull->stream = ruhu_stream_new (objects);
  pull->restart = restart;
  pull->max = FIRST_MAX;
  g_task_set_source_tag (task, ruhu_puller_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, pull, (GDestroyNotify) pull_free);

  ruhu_stream_open_async (pull->stream, cancellable, opened_cb, task);
}

/**
 * ruhu_puller_run_finish:
 * @lines: (out) (optional): how many lines came, also where %FALSE
 *
 * Returns: %TRUE once the store holds all that HQ had; %FALSE with what
 *   ruhu_hq_client_pull_finish() or the store gave: what came before is in the store
 */
gboolean
ruhu_puller_run_finish (GAsyncResult *result, guint *lines, GError **error)
{
  Pull *pull = g_task_get_task_data (G_TASK (result));

  if (lines != NULL)
    *lines = ruhu_stream_get_n_lines (pull->stream);
  return g_task_propagate_boolean (G_TASK (result), error);
}
