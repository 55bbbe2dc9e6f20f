/* ruhu-hq-cert.c: HQ's own CA, and the certificate it serves with
 *
 * P-256 keys. Tablets trust this CA and no other, from the moment they enrol.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-cert.h"

#include "base/ruhu-error.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>

/* 2099-12-31. Trust comes from the pinned CA, not from dates, and tablets' clocks are often wrong:
 * the dates cover whatever a tablet may take today to be. */
#define EXPIRES G_GINT64_CONSTANT (4102358400)

typedef struct {
  gnutls_x509_crt_t crt;
  gnutls_x509_privkey_t key;
} Pair;

static void
clear_pair (Pair *pair)
{
  if (pair->crt != NULL)
    gnutls_x509_crt_deinit (pair->crt);
  if (pair->key != NULL)
    gnutls_x509_privkey_deinit (pair->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, clear_pair)

static gboolean
check (int result, GError **error)
{
  if (result >= 0)
    return TRUE;

  g_set_error (error,
               RUHU_ERROR,
               RUHU_ERROR_FAILED,
               "cannot make HQ's certificate: %s",
               gnutls_strerror (result));
  return FALSE;
}

static gboolean
begin_pair (Pair *pair, const char *common_name, GError **error)
{
  guint8 serial[16];
  guint8 id[20];
  gsize id_size = sizeof id;

  if (!check (gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial), error))
    return FALSE;
  serial[0] &= 0x7f; /* a serial number is positive */
  serial[0] |= 0x40;

  return check (gnutls_x509_crt_init (&pair->crt), error) &&
         check (gnutls_x509_privkey_init (&pair->key), error) &&
         check (gnutls_x509_privkey_generate (pair->key,
                                              GNUTLS_PK_ECDSA,
                                              GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1),
                                              0),
                error) &&
         check (gnutls_x509_crt_set_version (pair->crt, 3), error) &&
         check (gnutls_x509_crt_set_serial (pair->crt, serial, sizeof serial), error) &&
         check (gnutls_x509_crt_set_activation_time (pair->crt, 0), error) &&
         check (gnutls_x509_crt_set_expiration_time (pair->crt, EXPIRES), error) &&
         check (gnutls_x509_crt_set_dn_by_oid (pair->crt,
                                               GNUTLS_OID_X520_COMMON_NAME,
                                               0,
                                               common_name,
                                               strlen (common_name)),
                error) &&
         check (gnutls_x509_crt_set_key (pair->crt, pair->key), error) &&
         check (gnutls_x509_crt_get_key_id (pair->crt, 0, id, &id_size), error) &&
         check (gnutls_x509_crt_set_subject_key_id (pair->crt, id, id_size), error);
}

static gboolean
make_ca (Pair *ca, const char *host, GError **error)
{
  g_autofree char *name = g_strdup_printf ("Ruhu HQ %.40s", host);

  return begin_pair (ca, name, error) &&
         check (gnutls_x509_crt_set_basic_constraints (ca->crt, 1, 0), error) &&
         check (gnutls_x509_crt_set_key_usage (ca->crt,
                                               GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN),
                error) &&
         check (gnutls_x509_crt_sign2 (ca->crt, ca->crt, ca->key, GNUTLS_DIG_SHA256, 0), error);
}

static gboolean
add_name (Pair *pair, const char *name, GError **error)
{
  struct in_addr v4;
  struct in6_addr v6;

  if (inet_pton (AF_INET, name, &v4) == 1)
    return check (gnutls_x509_crt_set_subject_alt_name (pair->crt,
                                                        GNUTLS_SAN_IPADDRESS,
                                                        &v4,
                                                        sizeof v4,
                                                        GNUTLS_FSAN_APPEND),
                  error);
  if (inet_pton (AF_INET6, name, &v6) == 1)
    return check (gnutls_x509_crt_set_subject_alt_name (pair->crt,
                                                        GNUTLS_SAN_IPADDRESS,
                                                        &v6,
                                                        sizeof v6,
                                                        GNUTLS_FSAN_APPEND),
                  error);
  return check (gnutls_x509_crt_set_subject_alt_name (pair->crt,
                                                      GNUTLS_SAN_DNSNAME,
                                                      name,
                                                      strlen (name),
                                                      GNUTLS_FSAN_APPEND),
                error);
}

static gboolean
make_server (Pair *server, Pair *ca, const char *host, GError **error)
{
  guint8 id[20];
  gsize id_size = sizeof id;
  g_autofree char *name = g_strdup_printf ("%.60s", host);

  return begin_pair (server, name, error) && add_name (server, host, error) &&
         add_name (server, "localhost", error) && add_name (server, "127.0.0.1", error) &&
         check (gnutls_x509_crt_set_basic_constraints (server->crt, 0, -1), error) &&
         check (gnutls_x509_crt_set_key_usage (server->crt, GNUTLS_KEY_DIGITAL_SIGNATURE), error) &&
         check (gnutls_x509_crt_set_key_purpose_oid (server->crt, GNUTLS_KP_TLS_WWW_SERVER, 0),
                error) &&
         check (gnutls_x509_crt_get_key_id (ca->crt, 0, id, &id_size), error) &&
         check (gnutls_x509_crt_set_authority_key_id (server->crt, id, id_size), error) &&
         check (gnutls_x509_crt_sign2 (server->crt, ca->crt, ca->key, GNUTLS_DIG_SHA256, 0), error);
}

static gboolean
save (const char *dir, const char *name, int mode, gnutls_datum_t *pem, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_set_contents_full (path,
                                   (const char *) pem->data,
                                   pem->size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   mode,
                                   error);
}

static gboolean
save_pair (const char *dir, const char *cert, const char *key, Pair *pair, GError **error)
{
  gnutls_datum_t pem = { NULL, 0 };
  gboolean ok;

  ok = check (gnutls_x509_crt_export2 (pair->crt, GNUTLS_X509_FMT_PEM, &pem), error) &&
       save (dir, cert, 0644, &pem, error);
  gnutls_free (pem.data);
  if (!ok)
    return FALSE;

  pem.data = NULL;
  ok = check (gnutls_x509_privkey_export2_pkcs8 (pair->key,
                                                 GNUTLS_X509_FMT_PEM,
                                                 NULL,
                                                 GNUTLS_PKCS_PLAIN,
                                                 &pem),
              error) &&
       save (dir, key, 0600, &pem, error);
  if (pem.data != NULL)
    gnutls_memset (pem.data, 0, pem.size);
  gnutls_free (pem.data);
  return ok;
}

/**
 * ruhu_hq_cert_make:
 * @dir: HQ's folder, with a folder `keys` in it
 * @host: the name or address that tablets will use
 *
 * Makes `ca.pem`, `server.pem` and their keys. The server's certificate names @host, localhost and
 * 127.0.0.1.
 */
gboolean
ruhu_hq_cert_make (const char *dir, const char *host, GError **error)
{
  g_auto (Pair) ca = { NULL, NULL };
  g_auto (Pair) server = { NULL, NULL };

  return make_ca (&ca, host, error) && make_server (&server, &ca, host, error) &&
         save_pair (dir, "ca.pem", "keys/ca.key", &ca, error) &&
         save_pair (dir, "server.pem", "keys/server.key", &server, error);
}

/**
 * ruhu_hq_cert_fingerprint:
 * @path: a certificate, PEM
 *
 * Returns: (transfer full) (nullable): SHA-256 of it, in pairs of hex digits with colons
 */
char *
ruhu_hq_cert_fingerprint (const char *path, GError **error)
{
  g_autoptr (GTlsCertificate) cert = g_tls_certificate_new_from_file (path, error);
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (GString) text = NULL;
  g_autofree char *hex = NULL;
  guint i;

  if (cert == NULL)
    return NULL;

  g_object_get (cert, "certificate", &der, NULL);
  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  text = g_string_new (NULL);
  for (i = 0; hex[i] != '\0'; i += 2)
    g_string_append_printf (text,
                            "%s%c%c",
                            i > 0 ? ":" : "",
                            g_ascii_toupper (hex[i]),
                            g_ascii_toupper (hex[i + 1]));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
