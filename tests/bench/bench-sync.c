/* bench-sync.c: how long a new tablet's first sync takes, and what a pull of nothing costs HQ
 *
 *   bench-sync URL PROFILE CODE HQ-PID PULLS
 *
 * A real tablet in an empty PROFILE: enrols, fetches all that HQ has for it, and then asks PULLS
 * times for what is new, on one connection. HQ is another process, whose processor time is read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "responses/ruhu-response-store.h"
#include "ruhu-enrol.h"
#include "ruhu-syncer.h"
#include "ruhu-test.h"

#include <stdio.h>
#include <stdlib.h>

#define PIN "2837465910"

typedef struct {
  RuhuStore *store;
  RuhuObjectStore *objects;
  RuhuResponseStore *responses;
  RuhuSyncer *syncer;
} Tablet;

static double
get_ms (void)
{
  return g_get_monotonic_time () / 1000.0;
}

/* Processor time of all of the process's threads. */
static double
get_processor_ms (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "task", NULL);
  g_autoptr (GDir) tasks = g_dir_open (path, 0, NULL);
  const char *task;
  double ms = 0;

  while (tasks != NULL && (task = g_dir_read_name (tasks)) != NULL) {
    g_autofree char *file = g_build_filename (path, task, "schedstat", NULL);
    g_autofree char *text = NULL;

    if (g_file_get_contents (file, &text, NULL, NULL))
      ms += g_ascii_strtod (text, NULL) / 1e6;
  }
  return ms;
}

static void
fail (GError *error)
{
  if (error == NULL)
    return;
  fprintf (stderr, "bench-sync: %s\n", error->message);
  exit (1);
}

static void
enrol (Tablet *tablet, const char *url, const char *code)
{
  RuhuDeviceKeys *keys = ruhu_device_keys_new ();
  g_autoptr (RuhuDevice) device = NULL;
  g_autofree char *user = NULL;
  GError *error = NULL;
  GAsyncResult *got = NULL, *also_got = NULL;
  g_autoptr (GAsyncResult) result = NULL, also = NULL;

  ruhu_enrol_async (url, code, keys, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  device = ruhu_enrol_finish (result, &user, &error);
  fail (error);
  ruhu_store_create_async (tablet->store, device, keys, user, PIN, NULL, ruhu_test_got, &also_got);
  also = ruhu_test_wait (&also_got);
  ruhu_store_create_finish (tablet->store, also, &error);
  fail (error);
}

static void
sync_once (Tablet *tablet)
{
  GError *error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  ruhu_syncer_now_async (tablet->syncer, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  ruhu_syncer_now_finish (tablet->syncer, result, &error);
  fail (error);
}

static guint
count (Tablet *tablet, RuhuObjectKind kind)
{
  GError *error = NULL;
  GAsyncResult *got = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) objects = NULL;

  ruhu_object_store_load_async (tablet->objects, kind, NULL, ruhu_test_got, &got);
  result = ruhu_test_wait (&got);
  objects = ruhu_object_store_load_finish (tablet->objects, result, &error);
  fail (error);
  return objects->len;
}

static void
measure_pulls (Tablet *tablet, const char *pid, guint pulls)
{
  double began = get_processor_ms (pid);
  guint i;

  for (i = 0; i < pulls; i++)
    sync_once (tablet);
  printf ("pull_processor_ms %f\n", (get_processor_ms (pid) - began) / pulls);
}

int
main (int argc, char **argv)
{
  Tablet tablet;
  double began, processor;

  if (argc != 6) {
    fprintf (stderr, "Usage: bench-sync URL PROFILE CODE HQ-PID PULLS\n");
    return 64;
  }

  tablet.store = ruhu_store_new (argv[2]);
  ruhu_store_set_kdf_cost (tablet.store, 1, 8192);
  tablet.objects = ruhu_object_store_new (tablet.store);
  tablet.responses = ruhu_response_store_new (tablet.store);
  tablet.syncer = ruhu_syncer_new (tablet.objects, tablet.responses);
  enrol (&tablet, argv[1], argv[3]);

  processor = get_processor_ms (argv[4]);
  began = get_ms ();
  sync_once (&tablet);
  printf ("first_ms %f\n", get_ms () - began);
  printf ("first_processor_ms %f\n", get_processor_ms (argv[4]) - processor);
  printf ("persons %u\n", count (&tablet, RUHU_OBJECT_PERSON));
  printf ("responses %u\n", count (&tablet, RUHU_OBJECT_RESPONSE));
  measure_pulls (&tablet, argv[4], atoi (argv[5]));

  g_object_unref (tablet.syncer);
  g_object_unref (tablet.responses);
  g_object_unref (tablet.objects);
  g_object_unref (tablet.store);
  return 0;
}
