/* ruhu-forget.c: what a program frees is overwritten first
 *
 * Names and answers pass through many hands: JSON, SQLite, texts on the screen. None of them wipes
 * what it frees, so that long after the tablet was locked its memory would still tell them. A
 * program that links this file has a free() and a realloc() of its own, which all libraries in it
 * use. Keys lie in memory of libsodium and do not come here.
 *
 * Not under the sanitizers, which have an allocator of their own, nor without glibc's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* RTLD_NEXT */

#include "base/ruhu-forget.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__) || !defined(__GLIBC__)
#define FORGETS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FORGETS 0
#else
#define FORGETS 1
#endif
#else
#define FORGETS 1
#endif

#if FORGETS

/* glibc's own, for who takes the place of the public ones. */
void *__libc_malloc (size_t n);
void *__libc_realloc (void *memory, size_t n);
void __libc_free (void *memory);

static void
wipe (void *memory, size_t n)
{
  memset (memory, 0, n);
  __asm__ volatile("" : : "r"(memory) : "memory"); /* not left out because nobody reads it */
}

/* The public names, which are declared in stdlib.h. */
void
free (void *memory)
{
  if (memory != NULL)
    wipe (memory, malloc_usable_size (memory));
  __libc_free (memory);
}

void *
realloc (void *memory, size_t n)
{
  size_t had = memory != NULL ? malloc_usable_size (memory) : 0;
  void *moved;

  if (memory == NULL)
    return __libc_malloc (n);
  if (n == 0) {
    free (memory);
    return NULL;
  }
  if (n <= had) {
    wipe ((char *) memory + n, had - n);
    return __libc_realloc (memory, n);
  }

  moved = __libc_malloc (n);
  if (moved != NULL) {
    memcpy (moved, memory, had);
    free (memory);
  }
  return moved;
}

/* GLib keeps small blocks for itself, the text of a text field among them. */
void
g_slice_free1 (gsize n, gpointer block)
{
  static void (*real) (gsize n, gpointer block);

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "g_slice_free1");
  if (block != NULL)
    wipe (block, n);
  real (n, block);
}

#endif

/**
 * ruhu_forget_is_on:
 *
 * Returns: whether what this program frees is overwritten
 */
gboolean
ruhu_forget_is_on (void)
{
  return FORGETS;
}
