/* sim-glib.c: GLib without threads, timers, certificates and compression
 *
 * The functions below have the names of GLib's, and stand before them when the programs' libraries
 * are linked: so these run as they are released, and yet nothing in them waits, nothing runs beside
 * them, and no clock but the simulator's moves them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* RTLD_NEXT */

#include "sim-glib.h"

#include "sim-clock.h"

#include "store/ruhu-job-private.h"

#include <dlfcn.h>
#include <libdeflate.h>
#include <string.h>

#define FIRST_TIMER 0x40000000u

typedef struct {
  guint id;
  guint process;
  gint64 due;
  GSourceFunc func;
  gpointer data;
} Timer;

static GArray *timers;
static guint last_timer = FIRST_TIMER;
static gboolean is_identity;

static gpointer
find_real (const char *name)
{
  gpointer found = dlsym (RTLD_NEXT, name);

  g_assert (found != NULL);
  return found;
}

/* Whether bytes stay as they are where the programs compress them. */
void
sim_glib_set_identity (gboolean identity)
{
  is_identity = identity;
}

static gboolean
is_store_thread (GFunc func)
{
  return func == ruhu_job_run;
}

GThreadPool *
g_thread_pool_new (GFunc func, gpointer data, gint max, gboolean exclusive, GError **error)
{
  GThreadPool *(*real) (GFunc, gpointer, gint, gboolean, GError **);
  GThreadPool *pool;

  if (!is_store_thread (func)) {
    real = find_real ("g_thread_pool_new");
    return real (func, data, max, exclusive, error);
  }

  pool = g_new0 (GThreadPool, 1);
  pool->func = func;
  pool->user_data = data;
  return pool;
}

/* The store's thread does at once what it is given. */
gboolean
g_thread_pool_push (GThreadPool *pool, gpointer data, GError **error)
{
  gboolean (*real) (GThreadPool *, gpointer, GError **);

  if (!is_store_thread (pool->func)) {
    real = find_real ("g_thread_pool_push");
    return real (pool, data, error);
  }

  pool->func (data, pool->user_data);
  return TRUE;
}

void
g_thread_pool_free (GThreadPool *pool, gboolean immediate, gboolean wait)
{
  void (*real) (GThreadPool *, gboolean, gboolean);

  if (is_store_thread (pool->func)) {
    g_free (pool);
    return;
  }
  real = find_real ("g_thread_pool_free");
  real (pool, immediate, wait);
}

/* What the programs give to a thread, as a stick is slow, is done before they go on. */
void
g_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  func (task,
        g_task_get_source_object (task),
        g_task_get_task_data (task),
        g_task_get_cancellable (task));
}

/* The schedule's time says when it is over. */
guint
g_timeout_add_seconds (guint seconds, GSourceFunc func, gpointer data)
{
  Timer timer = { ++last_timer,
                  sim_clock_who (),
                  sim_clock_get_now () + seconds * G_GINT64_CONSTANT (1000),
                  func,
                  data };

  if (timers == NULL)
    timers = g_array_new (FALSE, FALSE, sizeof (Timer));
  g_array_append_val (timers, timer);
  return timer.id;
}

gboolean
g_source_remove (guint id)
{
  static gboolean (*real) (guint);
  guint i;

  if (id <= FIRST_TIMER) {
    if (real == NULL)
      real = find_real ("g_source_remove");
    return real (id);
  }

  for (i = 0; i < timers->len; i++) {
    if (g_array_index (timers, Timer, i).id == id) {
      g_array_remove_index (timers, i);
      return TRUE;
    }
  }
  return FALSE;
}

/* What @process was waiting for until now. */
void
sim_glib_fire_timers (guint process)
{
  guint i;

  for (i = 0; timers != NULL && i < timers->len;) {
    Timer timer = g_array_index (timers, Timer, i);

    if (timer.process != process || timer.due > sim_clock_get_now ()) {
      i++;
      continue;
    }
    g_array_remove_index (timers, i);
    timer.func (timer.data); /* none of them wants to be called again */
  }
}

/* Nobody listens in on a simulated network. */
GTlsCertificate *
g_tls_certificate_new_from_pem (const char *data, gssize length, GError **error)
{
  return g_object_new (G_TYPE_OBJECT, NULL);
}

GTlsCertificate *
g_tls_certificate_new_from_files (const char *cert, const char *key, GError **error)
{
  return g_object_new (G_TYPE_OBJECT, NULL);
}

GTlsDatabase *
g_tls_file_database_new (const char *anchors, GError **error)
{
  return g_object_new (G_TYPE_OBJECT, NULL);
}

#define SIM_TYPE_IDENTITY (sim_identity_get_type ())
G_DECLARE_FINAL_TYPE (SimIdentity, sim_identity, SIM, IDENTITY, GObject)

struct _SimIdentity {
  GObject parent_instance;
};

static void sim_identity_iface_init (GConverterIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimIdentity,
                               sim_identity,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_CONVERTER, sim_identity_iface_init))

static GConverterResult
convert (GConverter *converter,
         gconstpointer in,
         gsize in_size,
         gpointer out,
         gsize out_size,
         GConverterFlags flags,
         gsize *taken,
         gsize *given,
         GError **error)
{
  *taken = *given = MIN (in_size, out_size);
  if (*given > 0)
    memcpy (out, in, *given);
  return *taken == in_size && (flags & G_CONVERTER_INPUT_AT_END) != 0 ? G_CONVERTER_FINISHED
                                                                      : G_CONVERTER_CONVERTED;
}

static void
reset (GConverter *converter)
{
}

static void
sim_identity_iface_init (GConverterIface *iface)
{
  iface->convert = convert;
  iface->reset = reset;
}

static void
sim_identity_class_init (SimIdentityClass *klass)
{
}

static void
sim_identity_init (SimIdentity *self)
{
}

GZlibCompressor *
g_zlib_compressor_new (GZlibCompressorFormat format, int level)
{
  GZlibCompressor *(*real) (GZlibCompressorFormat, int);

  if (is_identity)
    return g_object_new (SIM_TYPE_IDENTITY, NULL);
  real = find_real ("g_zlib_compressor_new");
  return real (format, level);
}

GZlibDecompressor *
g_zlib_decompressor_new (GZlibCompressorFormat format)
{
  GZlibDecompressor *(*real) (GZlibCompressorFormat);

  if (is_identity)
    return g_object_new (SIM_TYPE_IDENTITY, NULL);
  real = find_real ("g_zlib_decompressor_new");
  return real (format);
}

/* The same of libdeflate, which reads and writes all at once. */
static gsize
copy (gconstpointer in, gsize in_size, gpointer out, gsize room)
{
  if (in_size > room)
    return 0;
  memcpy (out, in, in_size);
  return in_size;
}

size_t
libdeflate_gzip_compress (struct libdeflate_compressor *compressor,
                          const void *in,
                          size_t in_size,
                          void *out,
                          size_t room)
{
  gsize (*real) (struct libdeflate_compressor *, const void *, gsize, void *, gsize);

  if (is_identity)
    return copy (in, in_size, out, room);
  real = find_real ("libdeflate_gzip_compress");
  return real (compressor, in, in_size, out, room);
}

size_t
libdeflate_deflate_compress (struct libdeflate_compressor *compressor,
                             const void *in,
                             size_t in_size,
                             void *out,
                             size_t room)
{
  gsize (*real) (struct libdeflate_compressor *, const void *, gsize, void *, gsize);

  if (is_identity)
    return copy (in, in_size, out, room);
  real = find_real ("libdeflate_deflate_compress");
  return real (compressor, in, in_size, out, room);
}

enum libdeflate_result
libdeflate_gzip_decompress_ex (struct libdeflate_decompressor *decompressor,
                               const void *in,
                               size_t in_size,
                               void *out,
                               size_t room,
                               size_t *taken,
                               size_t *given)
{
  enum libdeflate_result (
    *real) (struct libdeflate_decompressor *, const void *, gsize, void *, gsize, gsize *, gsize *);

  if (!is_identity) {
    real = find_real ("libdeflate_gzip_decompress_ex");
    return real (decompressor, in, in_size, out, room, taken, given);
  }
  *taken = *given = copy (in, in_size, out, room);
  return *taken == in_size ? LIBDEFLATE_SUCCESS : LIBDEFLATE_INSUFFICIENT_SPACE;
}

enum libdeflate_result
libdeflate_deflate_decompress (struct libdeflate_decompressor *decompressor,
                               const void *in,
                               size_t in_size,
                               void *out,
                               size_t room,
                               size_t *given)
{
  enum libdeflate_result (
    *real) (struct libdeflate_decompressor *, const void *, gsize, void *, gsize, gsize *);

  if (!is_identity) {
    real = find_real ("libdeflate_deflate_decompress");
    return real (decompressor, in, in_size, out, room, given);
  }
  *given = copy (in, in_size, out, room);
  return *given == in_size ? LIBDEFLATE_SUCCESS : LIBDEFLATE_INSUFFICIENT_SPACE;
}
