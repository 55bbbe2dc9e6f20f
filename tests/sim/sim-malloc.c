/* sim-malloc.c: memory for programs that run many thousand times in one process
 *
 * Named as the C library's, these stand before it. What is small comes from blocks of pieces of one
 * size, and goes back to the list it came from; nothing is ever joined or given back. What is large
 * is the C library's. Left out under sanitizers, which watch memory by themselves.
 *
 * GLib's slices are then a second such thing on top of it; they are turned off by the environment
 * that GLib reads before main(), so the program starts itself once more.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* RTLD_NEXT */

#include "sim-malloc.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define REGION (G_GUINT64_CONSTANT (1) << 36) /* of addresses: what is not used takes no memory */
#define BLOCK_BITS 16
#define BLOCK (G_GUINT64_CONSTANT (1) << BLOCK_BITS)
#define N_BLOCKS (REGION / BLOCK)
#define STEP 16
#define MAX_SMALL 4096
#define N_SIZES (MAX_SMALL / STEP + 1)

void *__libc_malloc (size_t size);
void *__libc_realloc (void *data, size_t size);
void *__libc_memalign (size_t alignment, size_t size);
void __libc_free (void *data);

typedef struct Piece Piece;

struct Piece {
  Piece *next;
};

static char *region;
static gsize n_blocks;
static guint16 sizes[N_BLOCKS]; /* of the pieces of a block, in steps */
static __thread Piece *lists[N_SIZES] __attribute__ ((tls_model ("initial-exec")));

static __attribute__ ((constructor (101))) void
reserve (void)
{
  void *got;

  mallopt (M_MMAP_THRESHOLD, 1 << 26);
  mallopt (M_TRIM_THRESHOLD, 1 << 28);
  got =
    mmap (NULL, REGION, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (got != MAP_FAILED)
    region = got;
}

static inline gboolean
is_ours (const void *data)
{
  return (gsize) ((const char *) data - region) < REGION && region != NULL;
}

static inline gsize
get_size (const void *data)
{
  return (gsize) sizes[(gsize) ((const char *) data - region) >> BLOCK_BITS] * STEP;
}

/* Returns: (nullable): a piece of a new block; the others are on the list */
static void *
cut_block (gsize steps)
{
  gsize index = region == NULL ? N_BLOCKS : __atomic_fetch_add (&n_blocks, 1, __ATOMIC_RELAXED);
  gsize at;
  char *block;

  if (index >= N_BLOCKS)
    return NULL;

  sizes[index] = steps;
  block = region + index * BLOCK;
  for (at = BLOCK / (steps * STEP) - 1; at > 0; at--) {
    Piece *piece = (Piece *) (block + at * steps * STEP);

    piece->next = lists[steps];
    lists[steps] = piece;
  }
  return block;
}

/* Not malloc() itself, as the compiler makes calloc() of that and a memset(). */
static inline void *
take (size_t size)
{
  gsize steps = (size + STEP - 1) / STEP + (size == 0);
  void *got = NULL;

  if (size <= MAX_SMALL) {
    Piece *piece = lists[steps];

    if (piece != NULL) {
      lists[steps] = piece->next;
      return piece;
    }
    got = cut_block (steps);
  }
  return got != NULL ? got : __libc_malloc (size);
}

void *
malloc (size_t size)
{
  return take (size);
}

void
free (void *data)
{
  Piece *piece = data;
  gsize steps;

  if (!is_ours (data)) {
    __libc_free (data);
    return;
  }
  steps = get_size (data) / STEP;
  piece->next = lists[steps];
  lists[steps] = piece;
}

void *
calloc (size_t n, size_t size)
{
  size_t all;
  void *got;

  if (__builtin_mul_overflow (n, size, &all)) {
    errno = ENOMEM;
    return NULL;
  }
  got = take (all);
  return got != NULL ? memset (got, 0, all) : NULL;
}

void *
realloc (void *data, size_t size)
{
  gsize before;
  void *got;

  if (data == NULL)
    return take (size);
  if (!is_ours (data))
    return __libc_realloc (data, size);
  before = get_size (data);
  if (size <= before && size >= before / 2)
    return data;

  got = take (size);
  if (got == NULL)
    return NULL;
  memcpy (got, data, MIN (before, size));
  free (data);
  return got;
}

int
posix_memalign (void **data, size_t alignment, size_t size)
{
  *data = alignment <= STEP ? take (size) : __libc_memalign (alignment, size);
  return *data != NULL ? 0 : ENOMEM;
}

size_t
malloc_usable_size (void *data)
{
  static size_t (*real) (void *);

  if (is_ours (data))
    return get_size (data);
  if (real == NULL)
    real = dlsym (RTLD_NEXT, "malloc_usable_size");
  return real (data);
}

/* @argv: of main(), which has done nothing yet */
void
sim_malloc_begin (char *argv[])
{
  if (g_getenv ("G_SLICE") == NULL && g_setenv ("G_SLICE", "always-malloc", TRUE))
    execv ("/proc/self/exe", argv); /* where it cannot it goes on as it is */
}
