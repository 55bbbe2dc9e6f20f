/* ruhu-job-private.h: one piece of work for the store thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "store/ruhu-store-private.h"

G_BEGIN_DECLS

typedef struct _RuhuJob RuhuJob;

/**
 * RuhuJob:
 * @store: a reference, given back in the context of whoever asked; %NULL for a checkpoint
 * @vault: what @func works with; the store thread's alone
 * @locked_too: whether it can read without keys where the store is locked
 * @settle: (nullable): what the store makes of the result; such a job opens and closes by itself
 * @done: told before the task returns
 * @wrote: whether there is something to checkpoint
 */
struct _RuhuJob {
  RuhuStore *store;
  RuhuVault *vault;
  GTask *task;
  RuhuStoreFunc func;
  GDestroyNotify free_result;
  gboolean locked_too;
  void (*settle) (RuhuStore *store, RuhuJob *job);
  void (*done) (RuhuStore *store, RuhuJob *job);
  gpointer result;
  GError *error;
  RuhuStoreChanges changes;
  gboolean wrote;
};

RuhuJob *ruhu_job_new (RuhuStore *store,
                       RuhuVault *vault,
                       GTask *task,
                       RuhuStoreFunc func,
                       GDestroyNotify free_result);
RuhuJob *ruhu_job_new_checkpoint (RuhuVault *vault);
void ruhu_job_run (gpointer data, gpointer user_data);

G_END_DECLS
