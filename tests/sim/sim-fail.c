/* sim-fail.c: what has gone wrong
 *
 * The first thing counts: what follows is most often its consequence.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "sim-fail.h"

#include <stdio.h>

static char *failure;
static gboolean is_tracing;

void
sim_fail (const char *format, ...)
{
  va_list args;

  if (failure != NULL)
    return;

  va_start (args, format);
  failure = g_strdup_vprintf (format, args);
  va_end (args);
  sim_trace ("FAILED: %s", failure);
}

/* Returns: (nullable): %NULL while all is well */
const char *
sim_fail_get (void)
{
  return failure;
}

void
sim_fail_reset (void)
{
  g_clear_pointer (&failure, g_free);
}

/* A program that stops says that its disk fails; a programmer's mistake is a failure. */
static GLogWriterOutput
take_log (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  const char *message = "";
  gsize i;

  for (i = 0; i < n; i++) {
    if (g_str_equal (fields[i].key, "MESSAGE"))
      message = fields[i].value;
  }
  if ((level & G_LOG_LEVEL_ERROR) != 0)
    fprintf (stderr, "%s\n", message);
  if ((level & G_LOG_LEVEL_CRITICAL) != 0)
    sim_fail ("%s", message);
  else
    sim_trace ("  said: %s", message);
  return G_LOG_WRITER_HANDLED;
}

void
sim_fail_take_logs (void)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_writer_func (take_log, NULL, NULL);
}

/* Whether each step is told. */
void
sim_trace_set (gboolean on)
{
  is_tracing = on;
}

void
sim_trace (const char *format, ...)
{
  va_list args;

  if (!is_tracing)
    return;

  va_start (args, format);
  vfprintf (stderr, format, args);
  va_end (args);
  fputc ('\n', stderr);
}
