/* ruhu-puller.c: what HQ has for this device
 *
 * Page after page: first the forms it announces are fetched and on disk, then its lines and the
 * cursor go into the store in one transaction. So whenever this stops, the next pull begins where
 * nothing is lost. A device that begins anew (it is new, it has moved, HQ was restored, or has no
 * log that far back any more) gathers all pages and then shows them at once: never half a register.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-puller-private.h"

#include "base/ruhu-error.h"
#include "ruhu-apply-private.h"
#include "ruhu-form-folder.h"

#define STREAM "hq"
#define FIRST_MAX (256 * 1024)
#define SMALLEST_MAX (16 * 1024)
#define MAX_TURNS 4

typedef struct {
  RuhuHqClient *client;
  RuhuObjectStore *objects;
  char *shown;  /* the cursor of what is shown; "" where that begins anew, */
  char *cursor; /* and of what is asked for */
  gsize max;
  gboolean restart;
  gboolean anew;  /* what comes is shown once all of it is here */
  gboolean whole; /* a line of our own is not here: HQ is to send them whole */
  guint turns;
  RuhuPullPage *page;
  char *next;
  char **users; /* who works with this device, as the last page says */
  gboolean more;
  guint form; /* line of the page that is looked at for a form */
  guint lines;
} Pull;

static void
pull_free (Pull *pull)
{
  g_clear_object (&pull->client);
  g_clear_object (&pull->objects);
  g_clear_pointer (&pull->page, ruhu_pull_page_free);
  g_free (pull->shown);
  g_free (pull->cursor);
  g_free (pull->next);
  g_strfreev (pull->users);
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

static RuhuDevice *
get_device (Pull *pull)
{
  return ruhu_store_get_device (ruhu_object_store_get_store (pull->objects));
}

static void
users_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (!ruhu_store_keep_users_finish (RUHU_STORE (source), result, &error)) {
    fail (task, error);
    return;
  }

  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* All is here; who has left the device opens it no more. */
static void
keep_users (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);

  if (pull->users == NULL) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }

  ruhu_store_keep_users_async (ruhu_object_store_get_store (pull->objects),
                               (const char *const *) pull->users,
                               g_task_get_cancellable (task),
                               users_kept_cb,
                               task);
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_object_store_apply_finish (RUHU_OBJECT_STORE (source), result, &error)) {
    if (!pull->whole && g_error_matches (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND)) {
      g_error_free (error);
      pull->whole = TRUE;
      g_clear_pointer (&pull->next, g_free);
      ask (task);
    } else {
      fail (task, error);
    }
    return;
  }

  g_free (pull->cursor);
  pull->cursor = g_steal_pointer (&pull->next);
  if (pull->more)
    ask (task);
  else
    keep_users (task);
}

static void
apply (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);
  RuhuApply *data;

  pull->next = g_strdup (ruhu_pull_page_get_cursor (pull->page));
  pull->more = ruhu_pull_page_get_more (pull->page);
  g_strfreev (pull->users);
  pull->users = g_strdupv ((char **) ruhu_pull_page_get_users (pull->page));
  pull->lines += ruhu_pull_page_get_n_lines (pull->page);
  data = ruhu_apply_new (g_steal_pointer (&pull->page), get_device (pull)->id);
  if (pull->anew)
    ruhu_object_store_gather_async (pull->objects,
                                    STREAM,
                                    pull->cursor,
                                    pull->next,
                                    !pull->more,
                                    ruhu_apply_merge,
                                    data,
                                    (GDestroyNotify) ruhu_apply_free,
                                    g_task_get_cancellable (task),
                                    applied_cb,
                                    task);
  else
    ruhu_object_store_apply_async (pull->objects,
                                   STREAM,
                                   pull->cursor,
                                   pull->next,
                                   ruhu_apply_merge,
                                   data,
                                   (GDestroyNotify) ruhu_apply_free,
                                   g_task_get_cancellable (task),
                                   applied_cb,
                                   task);
}

static void
form_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Pull *pull = g_task_get_task_data (task);
  g_autoptr (RuhuFormNotice) notice =
    ruhu_form_notice_from_json (ruhu_pull_page_get_line (pull->page, pull->form)->object);
  RuhuStore *store = ruhu_object_store_get_store (pull->objects);
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

/* Fetches the next form of the page that is not on disk yet; after the last, applies the page. */
static void
fetch_forms (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);
  RuhuStore *store = ruhu_object_store_get_store (pull->objects);

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

  apply (task);
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
  if (ruhu_hq_client_get_refusal (pull->client) == RUHU_REFUSAL_CURSOR && *pull->cursor != '\0') {
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
  if (!g_str_equal (ruhu_pull_page_get_from (pull->page), pull->cursor)) {
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

  ruhu_hq_client_pull_async (pull->client,
                             pull->cursor,
                             get_device (pull)->epoch,
                             pull->max,
                             !pull->whole && *pull->cursor != '\0',
                             g_task_get_cancellable (task),
                             pulled_cb,
                             task);
}

static gboolean
drop_outside (RuhuObjectPage *page, gpointer scope, GError **error)
{
  return ruhu_object_page_delete_outside (page, scope, error);
}

static void
restarted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;

  if (!ruhu_object_store_apply_finish (RUHU_OBJECT_STORE (source), result, &error)) {
    fail (task, error);
    return;
  }

  g_free (pull->shown);
  g_free (pull->cursor);
  pull->shown = g_strdup ("");
  pull->cursor = g_strdup ("");
  pull->anew = TRUE;
  ask (task);
}

/* What is shown stays until all that takes its place is here; but for what lies outside the scope,
 * which may have changed in a run that did not come as far as this. */
static void
begin (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);

  if (!pull->restart) {
    ask (task);
    return;
  }

  pull->restart = FALSE;
  ruhu_object_store_apply_async (pull->objects,
                                 STREAM,
                                 pull->shown,
                                 "",
                                 drop_outside,
                                 g_strdup (get_device (pull)->scope),
                                 g_free,
                                 g_task_get_cancellable (task),
                                 restarted_cb,
                                 task);
}

static void
incoming_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;

  pull->cursor = ruhu_object_store_get_cursor_finish (RUHU_OBJECT_STORE (source), result, &error);
  pull->anew = TRUE;
  if (pull->cursor == NULL)
    fail (task, error);
  else
    begin (task);
}

static void
cursor_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;

  pull->shown = ruhu_object_store_get_cursor_finish (RUHU_OBJECT_STORE (source), result, &error);
  if (pull->shown == NULL) {
    fail (task, error);
    return;
  }
  if (*pull->shown == '\0') {
    ruhu_object_store_get_incoming_async (pull->objects,
                                          STREAM,
                                          g_task_get_cancellable (task),
                                          incoming_read_cb,
                                          task);
    return;
  }

  pull->cursor = g_strdup (pull->shown);
  begin (task);
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
  pull->objects = g_object_ref (objects);
  pull->restart = restart;
  pull->max = FIRST_MAX;
  g_task_set_source_tag (task, ruhu_puller_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, pull, (GDestroyNotify) pull_free);

  ruhu_object_store_get_cursor_async (objects, STREAM, cancellable, cursor_read_cb, task);
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
    *lines = pull->lines;
  return g_task_propagate_boolean (G_TASK (result), error);
}
