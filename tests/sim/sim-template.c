/* sim-template.c: connections to SQLite that were opened once
 *
 * To read a schema and compile statements is what a program does once a day, and a simulation
 * twenty thousand times a minute. So each process has its SQLite's memory in a place of its own;
 * once it holds a connection that knows the schema and its statements, and has nothing of the file
 * locked or in its cache, it is copied, and whoever opens that file again begins with the copy.
 * From there on it is as if another had changed the file in between: the connection locks it, finds
 * that nothing in its cache is true, and recovers the log, if there is one, like any other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define _GNU_SOURCE /* MAP_NORESERVE */

#include "sim-template.h"

#include "sim-clock.h"
#include "sim-disk.h"

#include <string.h>
#include <sys/mman.h>

#define PLACE_BITS 28
#define PLACE ((gsize) 1 << PLACE_BITS)
#define STEP 16
#define N_SMALL 512 /* sizes in steps, */
#define N_LARGE 24  /* and above them powers of two */
#define RARE 16     /* a statement of fewer than one in so many connections is compiled then */

typedef struct Piece Piece;

struct Piece {
  gsize size;
  Piece *next; /* while free; else here the memory begins */
};

/* At the beginning of each place, and copied with it. */
typedef struct {
  gsize used;
  Piece *small[N_SMALL + 1];
  Piece *large[N_LARGE];
} Place;

typedef struct {
  char *sql;
  guint opens;        /* connections it was used on, and */
  guint last;         /* the last of them */
  sqlite3_stmt *stmt; /* in the copy, or NULL */
  guint taken;        /* on that connection somebody has it */
  gboolean bad;
} Statement;

struct _SimTemplate {
  char *path;
  int flags;
  guint process;
  guint opens;
  guint due; /* so many before it is made anew */
  sqlite3 *db;
  gpointer copy;
  gsize n;
  GHashTable *statements; /* text → Statement */
};

static char *places;
static gboolean is_on[SIM_PROCESSES]; /* whether its SQLite's memory comes from its place */
static SimTemplate *is_open[SIM_PROCESSES];
static GPtrArray *templates;
static gboolean is_making;

static Piece **
find_list (Place *place, gsize size, gsize *rounded)
{
  guint bits;

  *rounded = (size + STEP - 1) / STEP * STEP;
  if (*rounded <= N_SMALL * STEP)
    return &place->small[*rounded / STEP];
  bits = g_bit_storage (size - 1);
  *rounded = (gsize) 1 << bits;
  return &place->large[bits - 13];
}

static gboolean
is_placed (const void *data)
{
  return (gsize) ((const char *) data - places) < PLACE * SIM_PROCESSES;
}

static Place *
get_place (const void *data)
{
  return (Place *) (places +
                    (((gsize) ((const char *) data - places) >> PLACE_BITS) << PLACE_BITS));
}

static void *
take_memory (int size)
{
  guint who = sim_clock_who ();
  Place *place = (Place *) (places + who * PLACE);
  gsize rounded;
  Piece **list, *piece;

  if (!is_on[who]) {
    piece = g_malloc (sizeof (gsize) + STEP + size);
    piece->size = size;
    return &piece->next;
  }
  list = find_list (place, size + sizeof (gsize), &rounded);
  piece = *list;
  if (piece != NULL) {
    *list = piece->next;
  } else {
    piece = (Piece *) ((char *) place + place->used);
    place->used += rounded;
    g_assert (place->used < PLACE);
  }
  piece->size = rounded - sizeof (gsize);
  return &piece->next;
}

static Piece *
get_piece (void *data)
{
  return (Piece *) ((char *) data - sizeof (gsize));
}

static void
free_memory (void *data)
{
  Piece *piece, **list;
  gsize rounded;

  if (data == NULL)
    return;
  piece = get_piece (data);
  if (!is_placed (data)) {
    g_free (piece);
    return;
  }
  list = find_list (get_place (data), piece->size + sizeof (gsize), &rounded);
  piece->next = *list;
  *list = piece;
}

static int
get_memory_size (void *data)
{
  return data != NULL ? get_piece (data)->size : 0;
}

static void *
resize_memory (void *data, int size)
{
  int before = get_memory_size (data);
  void *got;

  if (is_placed (data) && size <= before)
    return data;
  got = take_memory (size);
  memcpy (got, data, MIN (before, size));
  free_memory (data);
  return got;
}

static int
round_up (int size)
{
  return (size + 7) & ~7;
}

static int
begin_memory (void *data)
{
  return SQLITE_OK;
}

static void
end_memory (void *data)
{
}

/* Before SQLite is used for the first time. */
void
sim_template_register (void)
{
  static const sqlite3_mem_methods methods = {
    take_memory, free_memory,  resize_memory, get_memory_size,
    round_up,    begin_memory, end_memory,    NULL,
  };

  places = mmap (NULL,
                 PLACE * SIM_PROCESSES,
                 PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                 -1,
                 0);
  g_assert (places != MAP_FAILED);
  templates = g_ptr_array_new ();
  sqlite3_config (SQLITE_CONFIG_MALLOC, &methods);
  sqlite3_config (SQLITE_CONFIG_LOOKASIDE, 0, 0);
  sqlite3_config (SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
  sqlite3_initialize ();
}

static SimTemplate *
find (const char *path, int flags)
{
  SimTemplate *self;
  guint i;

  for (i = 0; i < templates->len; i++) {
    self = templates->pdata[i];
    if (self->flags == flags && g_str_equal (self->path, path))
      return self;
  }
  self = g_new0 (SimTemplate, 1);
  self->path = g_strdup (path);
  self->flags = flags;
  self->process = sim_clock_who ();
  self->due = 1;
  self->statements = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (templates, self);
  return self;
}

static void
clear_place (guint process)
{
  Place *place = (Place *) (places + process * PLACE);

  memset (place, 0, sizeof *place);
  place->used = (sizeof *place + STEP - 1) / STEP * STEP;
}

/* A pragma may do something as it is compiled. */
static gboolean
can_keep (const char *sql)
{
  return g_ascii_strncasecmp (sql, "PRAGMA", 6) != 0;
}

static void
compile (SimTemplate *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->statements);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Statement *it = value;

    it->stmt = NULL;
    it->taken = 0;
    if (it->bad || it->opens * RARE < self->opens || !can_keep (it->sql))
      continue;
    it->bad = sqlite3_prepare_v3 (self->db, it->sql, -1, 0, &it->stmt, NULL) != SQLITE_OK;
  }
}

/* The file is as each schedule finds it, and nobody has it open. */
static void
make (SimTemplate *self)
{
  guint before = sim_clock_enter (self->process);
  gpointer put_aside = sim_disk_disguise (self->path);
  Place *place = (Place *) (places + self->process * PLACE);

  clear_place (self->process);
  is_making = is_on[self->process] = TRUE;
  if (sqlite3_open_v2 (self->path, &self->db, self->flags, NULL) != SQLITE_OK ||
      sqlite3_exec (self->db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", self->path, sqlite3_errmsg (self->db));
  compile (self);
  is_making = is_on[self->process] = FALSE;
  self->n = place->used;
  self->copy = g_realloc (self->copy, self->n);
  memcpy (self->copy, place, self->n);
  sim_disk_undisguise (self->path, put_aside);
  sim_clock_leave (before);
}

/* A schedule begins, and nothing is open: what connections lacked so far the next ones have. */
void
sim_template_begin (void)
{
  guint i;

  for (i = 0; i < templates->len; i++) {
    SimTemplate *self = templates->pdata[i];

    if (self->opens < self->due || !sim_disk_has (self->path))
      continue;
    make (self);
    self->due = self->opens * 4;
  }
}

/* Returns: (nullable): a new connection; %NULL where it is to be opened as ever */
SimTemplate *
sim_template_open (const char *path, int flags)
{
  guint who = sim_clock_who ();
  SimTemplate *self;

  if (is_making || is_open[who] != NULL || !sim_disk_has (path))
    return NULL;

  self = find (path, flags);
  self->opens++;
  if (self->copy == NULL)
    return NULL;
  g_assert (self->process == who);
  memcpy (places + who * PLACE, self->copy, self->n);
  is_on[who] = TRUE;
  is_open[who] = self;
  return self;
}

sqlite3 *
sim_template_get_db (SimTemplate *self)
{
  return self->db;
}

/* Returns: (nullable): whose connection @db is */
SimTemplate *
sim_template_find (sqlite3 *db)
{
  guint i;

  for (i = 0; i < SIM_PROCESSES; i++) {
    if (is_open[i] != NULL && is_open[i]->db == db)
      return is_open[i];
  }
  return NULL;
}

/* Nobody uses a statement of it any more. Returns: whether it must still be closed: not where the
 * process was killed, and the file hears nothing of it */
gboolean
sim_template_close (SimTemplate *self, GDestroyNotify finalize)
{
  GHashTableIter iter;
  gpointer value;

  is_open[self->process] = NULL;
  is_on[self->process] = FALSE;
  if (sim_disk_is_stopped (self->process))
    return FALSE;

  g_hash_table_iter_init (&iter, self->statements);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    if (((Statement *) value)->stmt != NULL)
      finalize (((Statement *) value)->stmt);
  }
  return TRUE;
}

/* Returns: (nullable): that statement, compiled; to be given back */
sqlite3_stmt *
sim_template_take (SimTemplate *self, const char *sql)
{
  Statement *it = g_hash_table_lookup (self->statements, sql);

  if (it == NULL) {
    it = g_new0 (Statement, 1);
    it->sql = g_strdup (sql);
    g_hash_table_insert (self->statements, it->sql, it);
  }
  if (it->last != self->opens)
    it->opens++;
  it->last = self->opens;
  if (it->stmt == NULL || it->taken == self->opens)
    return NULL;
  it->taken = self->opens;
  return it->stmt;
}

/* Returns: %FALSE where it is none of the copy's */
gboolean
sim_template_give_back (SimTemplate *self, sqlite3_stmt *stmt)
{
  Statement *it = g_hash_table_lookup (self->statements, sqlite3_sql (stmt));

  if (it == NULL || it->stmt != stmt)
    return FALSE;
  it->taken = 0;
  return TRUE;
}
