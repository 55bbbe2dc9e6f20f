/* ruhu-job.c: one piece of work for the store thread
 *
 * The thread computes; the result, and the last reference to whoever asked, go back to the main
 * context they came from. A thread that returned results itself would sometimes hold the last
 * reference to the store, and then wait for its own end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-job-private.h"

#include "base/ruhu-error.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-schema-private.h"
#include "store/ruhu-vault-private.h"

/* In the caller's main context: hands over the result, then lets go of the task there. */
static gboolean
return_job (gpointer data)
{
  g_autofree RuhuJob *job = data;
  g_autoptr (RuhuStore) store G_GNUC_UNUSED = job->store; /* goes after the task */
  g_autoptr (GTask) task = job->task;

  if (job->settle != NULL)
    job->settle (store, job);
  job->done (store, job);

  if (job->error != NULL)
    g_task_return_error (task, job->error);
  else
    g_task_return_pointer (task, job->result, job->free_result);

  return G_SOURCE_REMOVE;
}

/* What a job needs open: the connection of an unlocked store, or one for the length of the job. */
static gboolean
open_for (RuhuJob *job, gboolean *close_after, GError **error)
{
  RuhuVault *vault = job->vault;

  *close_after = FALSE;
  if (vault->keys != NULL)
    return vault->db != NULL || ruhu_vault_reopen (vault, error);

  if (!job->locked_too) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_REFUSED, "the store is locked");
    return FALSE;
  }
  if (!ruhu_profile_has (vault->dir, RUHU_PROFILE_STORE)) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_NOT_FOUND, "there is no store");
    return FALSE;
  }

  *close_after = TRUE;
  if (!ruhu_vault_open_locked (vault, error))
    return FALSE;
  if (ruhu_schema_is_known (vault->db, error))
    return TRUE;

  ruhu_vault_close (vault);
  return FALSE;
}

static gboolean
is_disk_error (const GError *error)
{
  return g_error_matches (error, RUHU_ERROR, RUHU_ERROR_FULL) ||
         g_error_matches (error, RUHU_ERROR, RUHU_ERROR_CORRUPT);
}

/*
 * A connection whose write or sync failed is not used again: the file is opened anew and
 * checked, and the job tried once more. Where that fails too, the next job opens it anew.
 */
static void
run_on_disk (RuhuJob *job, gpointer data)
{
  RuhuVault *vault = job->vault;
  g_autoptr (GError) again = NULL;

  job->result = job->func (vault, data, &job->error);
  if (vault->keys == NULL || !is_disk_error (job->error))
    return;

  vault->changes = 0;
  if (!ruhu_vault_reopen (vault, NULL))
    return;

  job->result = job->func (vault, data, &again);
  if (again == NULL) {
    g_clear_error (&job->error);
  } else if (is_disk_error (again)) {
    ruhu_vault_close (vault);
  }
}

static void
do_job (RuhuJob *job)
{
  RuhuVault *vault = job->vault;
  gpointer data = g_task_get_task_data (job->task);
  gboolean close_after;
  gint64 before;

  if (job->settle != NULL) {
    job->result = job->func (vault, data, &job->error);
    return;
  }
  if (!open_for (job, &close_after, &job->error))
    return;

  before = sqlite3_total_changes64 (vault->db);
  run_on_disk (job, data);
  job->wrote = vault->db != NULL && sqlite3_total_changes64 (vault->db) != before;
  if (close_after)
    ruhu_vault_close (vault);
}

/* What there was no memory to take back would be read as if it were saved: the next job opens the
 * file anew. */
static void
drop_open_transaction (RuhuVault *vault)
{
  if (vault->db != NULL && !sqlite3_get_autocommit (vault->db))
    ruhu_vault_close (vault);
}

/*
 * ruhu_job_run:
 * @data: (transfer full): a #RuhuJob
 *
 * In the store thread; for a #GThreadPool.
 */
void
ruhu_job_run (gpointer data, gpointer user_data)
{
  RuhuJob *job = data;
  g_autoptr (GSource) source = NULL;

  if (job->task == NULL) {
    ruhu_vault_checkpoint (job->vault);
    g_free (job);
    return;
  }

  job->vault->changes = 0;
  if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error)) {
    do_job (job);
    drop_open_transaction (job->vault);
  }
  if (job->error == NULL)
    job->changes = job->vault->changes;

  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, return_job, job, NULL);
  g_source_attach (source, g_task_get_context (job->task));
}

/*
 * ruhu_job_new:
 * @task: carries the data in, and the result out
 *
 * Returns: (transfer full): to be given to ruhu_job_run(), which frees it
 */
RuhuJob *
ruhu_job_new (RuhuStore *store,
              RuhuVault *vault,
              GTask *task,
              RuhuStoreFunc func,
              GDestroyNotify free_result)
{
  RuhuJob *job = g_new0 (RuhuJob, 1);

  job->store = g_object_ref (store);
  job->vault = vault;
  job->task = g_object_ref (task);
  job->func = func;
  job->free_result = free_result;
  return job;
}

/* Returns: (transfer full): a checkpoint, which holds nobody and tells nobody */
RuhuJob *
ruhu_job_new_checkpoint (RuhuVault *vault)
{
  RuhuJob *job = g_new0 (RuhuJob, 1);

  job->vault = vault;
  return job;
}
