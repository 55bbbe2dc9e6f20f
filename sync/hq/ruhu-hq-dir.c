/* ruhu-hq-dir.c: HQ's folder: keys, certificates, store and attachments
 *
 *   hq.json       name of the host, which store
 *   hq.db         the store
 *   ca.pem        what tablets trust; server.pem what HQ serves with
 *   hqe.pub       the recovery key's public half; the private one is with two custodians
 *   keys/         0700: hqs signs, hqx opens, idk finds the same person twice; ca.key, server.key
 *   att/          attachments by content hash
 *   media/        files of published forms by content hash
 *   lock          held by the one process that has the folder open
 *   control.sock  where a running server takes commands
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-dir.h"

#include "ruhu-hq-correction.h"

#include "ruhu-hq-cert.h"
#include "ruhu-hq-kept-files.h"
#include "ruhu-hq-meta-table.h"
#include "ruhu-hq-recovery.h"
#include "ruhu-hq-store-sqlite.h"
#include "ruhu-wire-json.h"

#include "base/ruhu-error.h"
#include "base/ruhu-id.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#define IDK_SIZE 32

struct _RuhuHqDir {
  GObject parent_instance;

  char *path;
  char *host;
  char *gen;
  guint restores;
  char *ca;
  int lock;
  RuhuHqStore *store;

  guint8 hqs[crypto_sign_PUBLICKEYBYTES];
  guint8 hqs_secret[crypto_sign_SECRETKEYBYTES];
  guint8 hqx[crypto_box_PUBLICKEYBYTES];
  guint8 hqx_secret[crypto_box_SECRETKEYBYTES];
  guint8 hqe[crypto_box_PUBLICKEYBYTES];
  guint8 idk_secret[IDK_SIZE];
};

G_DEFINE_FINAL_TYPE (RuhuHqDir, ruhu_hq_dir, G_TYPE_OBJECT)

static void
ruhu_hq_dir_dispose (GObject *object)
{
  RuhuHqDir *self = RUHU_HQ_DIR (object);

  g_clear_object (&self->store);
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;

  G_OBJECT_CLASS (ruhu_hq_dir_parent_class)->dispose (object);
}

static void
ruhu_hq_dir_finalize (GObject *object)
{
  RuhuHqDir *self = RUHU_HQ_DIR (object);

  sodium_memzero (self->hqs_secret, sizeof self->hqs_secret);
  sodium_memzero (self->hqx_secret, sizeof self->hqx_secret);
  sodium_memzero (self->idk_secret, sizeof self->idk_secret);
  g_free (self->path);
  g_free (self->host);
  g_free (self->gen);
  g_free (self->ca);

  G_OBJECT_CLASS (ruhu_hq_dir_parent_class)->finalize (object);
}

static void
ruhu_hq_dir_class_init (RuhuHqDirClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_hq_dir_dispose;
  object_class->finalize = ruhu_hq_dir_finalize;
}

static void
ruhu_hq_dir_init (RuhuHqDir *self)
{
  self->lock = -1;
}

static gboolean
fail_errno (const char *what, const char *path, GError **error)
{
  int saved = errno;

  g_set_error (error,
               RUHU_ERROR,
               saved == ENOSPC ? RUHU_ERROR_FULL : RUHU_ERROR_FAILED,
               "cannot %s %s: %s",
               what,
               path,
               g_strerror (saved));
  return FALSE;
}

static gboolean
save (const char *dir, const char *name, int mode, gconstpointer data, gsize size, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_set_contents_full (path,
                                   data,
                                   size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   mode,
                                   error);
}

static gboolean
make_folder (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_mkdir (path, 0700) == 0 || fail_errno ("make", path, error);
}

static gboolean
make_keys (const char *dir, char *recovery[2], GError **error)
{
  guint8 sign[crypto_sign_SECRETKEYBYTES], box[crypto_box_SECRETKEYBYTES], idk[IDK_SIZE];
  guint8 public[crypto_sign_PUBLICKEYBYTES];
  gboolean ok;

  crypto_sign_keypair (public, sign);
  crypto_box_keypair (public, box);
  randombytes_buf (idk, sizeof idk);
  ok = save (dir, "keys/hqs", 0600, sign, sizeof sign, error) &&
       save (dir, "keys/hqx", 0600, box, sizeof box, error) &&
       save (dir, "keys/idk", 0600, idk, sizeof idk, error);

  if (ok) {
    crypto_box_keypair (public, box);
    ok = save (dir, "hqe.pub", 0644, public, crypto_box_PUBLICKEYBYTES, error);
    if (ok)
      ruhu_hq_recovery_split (box, recovery);
  }
  sodium_memzero (sign, sizeof sign);
  sodium_memzero (box, sizeof box);
  sodium_memzero (idk, sizeof idk);
  return ok;
}

static gboolean
make_store (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "hq.db", NULL);
  g_autofree char *gen = ruhu_id_new ();
  g_autoptr (RuhuHqStore) store = ruhu_hq_store_sqlite_new (path, error);

  return store != NULL && ruhu_hq_meta_set (store, "gen", gen, error);
}

static gboolean
make_config (const char *dir, const char *host, GError **error)
{
  g_autoptr (JsonObject) config = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_int_member (config, "version", 1);
  json_object_set_string_member (config, "name", host);
  json_object_set_string_member (config, "store", "sqlite");
  text = ruhu_json_to_text (config);
  return save (dir, "hq.json", 0644, text, strlen (text), error);
}

static gboolean
fill (const char *dir, const char *host, char **fingerprint, char *recovery[2], GError **error)
{
  g_autofree char *ca = g_build_filename (dir, "ca.pem", NULL);

  return make_folder (dir, "keys", error) && make_folder (dir, "att", error) &&
         ruhu_hq_cert_make (dir, host, error) && make_keys (dir, recovery, error) &&
         make_store (dir, error) && make_config (dir, host, error) &&
         (*fingerprint = ruhu_hq_cert_fingerprint (ca, error)) != NULL;
}

/* Of a folder that this program has just made and nobody else knows. */
static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    if (g_unlink (file) != 0)
      remove_folder (file);
  }
  g_rmdir (path);
}

/**
 * ruhu_hq_dir_begin:
 * @path: a folder that does not exist or is empty
 *
 * Returns: (transfer full) (nullable): a new folder beside it, in which all that it is to hold is
 *   made, and which ruhu_hq_dir_end() then gives its name. %NULL with %RUHU_ERROR_REFUSED where
 *   something is at @path, else what the disk says
 */
char *
ruhu_hq_dir_begin (const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *new = g_strdup_printf ("%s.XXXXXX", path);

  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

    if (dir == NULL || g_dir_read_name (dir) != NULL) {
      g_set_error (error,
                   RUHU_ERROR,
                   RUHU_ERROR_REFUSED,
                   "%s is there already and not empty; nothing was changed",
                   path);
      return NULL;
    }
  }

  if (g_mkdir_with_parents (parent, 0755) != 0) {
    fail_errno ("make", parent, error);
    return NULL;
  }
  if (g_mkdtemp (new) == NULL) {
    fail_errno ("make a folder beside", path, error);
    return NULL;
  }
  return g_steal_pointer (&new);
}

/**
 * ruhu_hq_dir_end:
 * @new: from ruhu_hq_dir_begin()
 * @whole: whether it holds all that it should; where not, or where it cannot have the name, it goes
 *
 * Returns: whether it is at @path now
 */
gboolean
ruhu_hq_dir_end (const char *new, const char *path, gboolean whole, GError **error)
{
  if (whole && g_rename (new, path) == 0)
    return TRUE;

  if (whole)
    fail_errno ("make", path, error);
  remove_folder (new);
  return FALSE;
}

/**
 * ruhu_hq_dir_make:
 * @path: a folder that does not exist or is empty
 * @host: the name or address that tablets will use
 * @fingerprint: (out): of the CA's certificate
 * @recovery: (out): the two halves of the recovery key, which exist nowhere else; free with
 * g_free()
 *
 * Everything is made in a folder beside @path, which is then renamed: there is a whole HQ or none.
 *
 * Returns: %FALSE with %RUHU_ERROR_REFUSED where something is at @path, else what went wrong
 */
gboolean
ruhu_hq_dir_make (const char *path,
                  const char *host,
                  char **fingerprint,
                  char *recovery[2],
                  GError **error)
{
  g_autofree char *new = ruhu_hq_dir_begin (path, error);

  if (new == NULL)
    return FALSE;
  if (ruhu_hq_dir_end (new, path, fill (new, host, fingerprint, recovery, error), error))
    return TRUE;

  g_clear_pointer (fingerprint, g_free);
  g_clear_pointer (&recovery[0], g_free);
  g_clear_pointer (&recovery[1], g_free);
  return FALSE;
}

static gboolean
load_key (RuhuHqDir *self, const char *name, guint8 *key, gsize size, GError **error)
{
  g_autofree char *path = ruhu_hq_dir_build_path (self, name);
  g_autofree char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, error))
    return FALSE;

  if (length == size)
    memcpy (key, data, size);
  sodium_memzero (data, length);
  if (length == size)
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "%s is no key of HQ's", path);
  return FALSE;
}

static gboolean
load_keys (RuhuHqDir *self, GError **error)
{
  if (!load_key (self, "keys/hqs", self->hqs_secret, sizeof self->hqs_secret, error) ||
      !load_key (self, "keys/hqx", self->hqx_secret, sizeof self->hqx_secret, error) ||
      !load_key (self, "keys/idk", self->idk_secret, sizeof self->idk_secret, error) ||
      !load_key (self, "hqe.pub", self->hqe, sizeof self->hqe, error))
    return FALSE;

  crypto_sign_ed25519_sk_to_pk (self->hqs, self->hqs_secret);
  crypto_scalarmult_base (self->hqx, self->hqx_secret);
  return TRUE;
}

static gboolean
load_config (RuhuHqDir *self, GError **error)
{
  g_autofree char *path = ruhu_hq_dir_build_path (self, "hq.json");
  g_autofree char *ca = ruhu_hq_dir_build_path (self, "ca.pem");
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) config = NULL;
  gsize length;
  guint64 version;

  if (!g_file_get_contents (path, &text, &length, NULL)) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_NOT_FOUND,
                 "%s holds no HQ; make one with ruhu-hq init",
                 self->path);
    return FALSE;
  }

  config = ruhu_wire_json_parse (text, length, NULL);
  self->host = g_strdup (ruhu_json_get_string (config, "name"));
  if (self->host == NULL || !ruhu_wire_json_get_uint (config, "version", &version) ||
      version != 1) {
    g_set_error (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, "%s cannot be read", path);
    return FALSE;
  }
  return g_file_get_contents (ca, &self->ca, NULL, error);
}

static gboolean
take_lock (RuhuHqDir *self, GError **error)
{
  g_autofree char *path = ruhu_hq_dir_build_path (self, "lock");

  self->lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock < 0)
    return fail_errno ("open", path, error);
  if (flock (self->lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_REFUSED,
               "%s is in use by another ruhu-hq",
               self->path);
  return FALSE;
}

static gboolean
check_files (RuhuHqDir *self, GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);

  if (!ruhu_hq_kept_files_learn (self->store, self->path, error) ||
      !ruhu_hq_kept_files_check (self->store, self->path, TRUE, faults, error))
    return FALSE;
  if (faults->len == 0)
    return TRUE;

  g_set_error_literal (error, RUHU_ERROR, RUHU_ERROR_CORRUPT, g_ptr_array_index (faults, 0));
  return FALSE;
}

/**
 * ruhu_hq_dir_open:
 * @path: a folder that ruhu_hq_dir_make() made
 *
 * Returns: (transfer full) (nullable): the folder, this process's alone until it is dropped. %NULL
 *   with %RUHU_ERROR_NOT_FOUND where no HQ is there, %RUHU_ERROR_REFUSED where another process has
 *   it, %RUHU_ERROR_CORRUPT where a key is not what it was, else what ruhu_hq_store_sqlite_new()
 * says
 */
RuhuHqDir *
ruhu_hq_dir_open (const char *path, GError **error)
{
  g_autoptr (RuhuHqDir) self = g_object_new (RUHU_TYPE_HQ_DIR, NULL);
  g_autofree char *db = NULL;
  g_autofree char *restores = NULL;

  self->path = g_canonicalize_filename (path, NULL);
  if (!load_config (self, error) || !take_lock (self, error) || !load_keys (self, error))
    return NULL;

  db = ruhu_hq_dir_build_path (self, "hq.db");
  self->store = ruhu_hq_store_sqlite_new (db, error);
  if (self->store == NULL || !check_files (self, error) ||
      !ruhu_hq_correction_relink (self->store, error))
    return NULL;

  restores = ruhu_hq_meta_get (self->store, "restores", NULL);
  self->restores = restores != NULL ? atoi (restores) : 0;
  self->gen = ruhu_hq_meta_get (self->store, "gen", error);
  return self->gen != NULL ? g_steal_pointer (&self) : NULL;
}

const char *
ruhu_hq_dir_get_path (RuhuHqDir *self)
{
  return self->path;
}

const char *
ruhu_hq_dir_get_host (RuhuHqDir *self)
{
  return self->host;
}

/** ruhu_hq_dir_get_gen: Returns: which life of the store this is; new after every restore */
const char *
ruhu_hq_dir_get_gen (RuhuHqDir *self)
{
  return self->gen;
}

/** ruhu_hq_dir_get_restores: Returns: how often this HQ came back from a backup */
guint
ruhu_hq_dir_get_restores (RuhuHqDir *self)
{
  return self->restores;
}

/** ruhu_hq_dir_get_ca: Returns: the CA's certificate, PEM */
const char *
ruhu_hq_dir_get_ca (RuhuHqDir *self)
{
  return self->ca;
}

RuhuHqStore *
ruhu_hq_dir_get_store (RuhuHqDir *self)
{
  return self->store;
}

/** ruhu_hq_dir_build_path: Returns: (transfer full): path of @name in the folder */
char *
ruhu_hq_dir_build_path (RuhuHqDir *self, const char *name)
{
  return g_build_filename (self->path, name, NULL);
}

/** ruhu_hq_dir_get_hqs: Returns: Ed25519 public, 32 bytes: receipts, time, orders to erase */
const guint8 *
ruhu_hq_dir_get_hqs (RuhuHqDir *self)
{
  return self->hqs;
}

/** ruhu_hq_dir_get_hqs_secret: Returns: Ed25519 secret, 64 bytes */
const guint8 *
ruhu_hq_dir_get_hqs_secret (RuhuHqDir *self)
{
  return self->hqs_secret;
}

/** ruhu_hq_dir_get_hqx: Returns: X25519 public, 32 bytes: what locked tablets and bundles send */
const guint8 *
ruhu_hq_dir_get_hqx (RuhuHqDir *self)
{
  return self->hqx;
}

/** ruhu_hq_dir_get_hqx_secret: Returns: X25519 secret, 32 bytes */
const guint8 *
ruhu_hq_dir_get_hqx_secret (RuhuHqDir *self)
{
  return self->hqx_secret;
}

/** ruhu_hq_dir_get_hqe: Returns: X25519 public, 32 bytes: root keys of tablets, backups */
const guint8 *
ruhu_hq_dir_get_hqe (RuhuHqDir *self)
{
  return self->hqe;
}

/** ruhu_hq_dir_get_idk_secret: Returns: 32 bytes that key the hash of resident numbers */
const guint8 *
ruhu_hq_dir_get_idk_secret (RuhuHqDir *self)
{
  return self->idk_secret;
}
