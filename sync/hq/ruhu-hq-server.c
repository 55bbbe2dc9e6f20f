/* ruhu-hq-server.c: HQ on the network
 *
 * TLS with the certificate of the folder, one table of routes, and the limits that hold before
 * anything else is looked at. Everything runs in the main context, but for hashing large files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-server.h"

#include "ruhu-hq-sockets.h"

#include "ruhu-hq-auth.h"
#include "ruhu-hq-control.h"
#include "ruhu-hq-handlers-private.h"
#include "ruhu-hq-limiter.h"
#include "ruhu-hq-meta-table.h"
#include "ruhu-hq-upload.h"
#include "ruhu-hq-web.h"

#include "base/ruhu-clock.h"
#include "base/ruhu-error.h"
#include "ruhu-wire.h"

#define MAX_ATTACHMENT (16 * 1024 * 1024)
#define OPEN_BURST 60
#define OPEN_PER_MINUTE 60
#define SIGN_IN_BURST 20
#define SIGN_IN_PER_MINUTE 6
/* How often it looks for connections that the other side has left. */
#define SWEEP_SECONDS 5
#define MAX_FORM (16 * 1024)

struct _RuhuHqServer {
  GObject parent_instance;

  RuhuHqDir *dir;
  SoupServer *soup;
  GSocketService *control;
  RuhuHqLimiter *limiter;
  RuhuHqLimiter *sign_in_limiter;
  RuhuHqSockets *sockets;
  guint sweep;
};

G_DEFINE_FINAL_TYPE (RuhuHqServer, ruhu_hq_server, G_TYPE_OBJECT)

/**
 * Access:
 * @OPEN: no signature; how often an address may ask is limited
 * @UNLOCKED: signed with AK
 * @LOCKED: signed with AK, or with LK by a tablet that is locked
 * @DEPARTING: signed with AK, or with LK by a tablet that is locked; a revoked tablet may too
 * @SIGN_IN: a browser whose user is not known yet; how often an address may ask is limited
 * @BROWSER: a browser; the handler looks at its session
 */
typedef enum {
  OPEN,
  UNLOCKED,
  LOCKED,
  DEPARTING,
  SIGN_IN,
  BROWSER,
} Access;

/* A prefix that ends in a slash has something behind it; “/” itself is for files at the top. */
static const struct {
  const char *method;
  const char *prefix;
  Access access;
  gsize max_body;
  void (*handle) (RuhuHqRequest *request);
} routes[] = {
  { "GET", "/v1/hello", OPEN, 0, ruhu_hq_hello_handle },
  { "POST", "/v1/enrol", OPEN, 16 * 1024, ruhu_hq_enrol_handle },
  { "POST", "/v1/push", DEPARTING, RUHU_WIRE_MAX_COMPRESSED, ruhu_hq_push_handle },
  { "POST", "/v1/pull", UNLOCKED, 64 * 1024, ruhu_hq_pull_handle },
  { "POST", "/v1/recover", LOCKED, 16 * 1024, ruhu_hq_recover_handle },
  { "POST", "/v1/wiped", DEPARTING, 16 * 1024, ruhu_hq_wiped_handle },
  { "GET", "/v1/line/", UNLOCKED, 0, ruhu_hq_line_handle },
  { "GET", "/v1/forms/", UNLOCKED, 0, ruhu_hq_forms_handle },
  { "GET", "/v1/media/", UNLOCKED, 0, ruhu_hq_form_media_handle },
  { "HEAD", "/v1/att/", UNLOCKED, 0, ruhu_hq_media_head },
  { "GET", "/v1/att/", UNLOCKED, 0, ruhu_hq_media_get },
  { "PATCH", "/v1/att/", UNLOCKED, MAX_ATTACHMENT, ruhu_hq_media_patch },
  { "HEAD", "/v1/sealed/", LOCKED, 0, ruhu_hq_media_head },
  { "PATCH", "/v1/sealed/", LOCKED, MAX_ATTACHMENT, ruhu_hq_media_patch },
  { "HEAD", "/v1/bundle/", LOCKED, 0, ruhu_hq_bundle_head },
  { "PATCH", "/v1/bundle/", LOCKED, MAX_ATTACHMENT, ruhu_hq_bundle_patch },
  { "GET", "/api/session", BROWSER, 0, ruhu_hq_web_session_get },
  { "POST", "/api/session", SIGN_IN, MAX_FORM, ruhu_hq_web_session_open },
  { "DELETE", "/api/session", BROWSER, 0, ruhu_hq_web_session_close },
  { "POST", "/api/password", SIGN_IN, MAX_FORM, ruhu_hq_web_password_set },
  { "POST", "/api/settings", BROWSER, MAX_FORM, ruhu_hq_web_settings_set },
  { "GET", "/api/night", BROWSER, 0, ruhu_hq_web_night_get },
  { "GET", "/api/responses", BROWSER, 0, ruhu_hq_web_list_get },
  { "GET", "/api/responses/", BROWSER, 0, ruhu_hq_web_response_get },
  { "GET", "/api/open", BROWSER, 0, ruhu_hq_web_open_get },
  { "POST", "/api/open", BROWSER, MAX_FORM, ruhu_hq_web_open_settle },
  { "POST", "/api/receipt", BROWSER, MAX_FORM, ruhu_hq_web_receipt_check },
  { "POST", "/api/reveal", BROWSER, MAX_FORM, ruhu_hq_web_reveal },
  { "GET", "/js/", BROWSER, 0, ruhu_hq_web_file_get },
  { "GET", "/vendor/", BROWSER, 0, ruhu_hq_web_file_get },
  { "GET", "/", BROWSER, 0, ruhu_hq_web_file_get },
};

static gboolean
matches (guint i, const char *path)
{
  const char *prefix = routes[i].prefix;

  if (g_str_equal (prefix, "/"))
    return path[0] == '/' && strchr (path + 1, '/') == NULL;

  return g_str_has_suffix (prefix, "/") ? g_str_has_prefix (path, prefix)
                                        : g_str_equal (path, prefix);
}

/* The route of a request; -1 with the status that says why not. */
static int
find_route (SoupServerMessage *message, guint *status)
{
  const char *method = soup_server_message_get_method (message);
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  guint i;

  *status = SOUP_STATUS_NOT_FOUND;
  for (i = 0; i < G_N_ELEMENTS (routes); i++) {
    if (!matches (i, path))
      continue;
    if (g_str_equal (routes[i].method, method))
      return i;
    *status = SOUP_STATUS_METHOD_NOT_ALLOWED;
  }
  return -1;
}

typedef struct {
  gsize size;
  gsize max;
} Intake;

/* What is over the limit is read no further into memory; what never ends is cut off. */
static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  Intake *intake = user_data;

  intake->size += g_bytes_get_size (chunk);
  if (intake->size > intake->max)
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  if (intake->size > 4 * (gsize) MAX_ATTACHMENT)
    g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

/* Called once the headers are there, before the body comes. */
static void
early_cb (SoupServer *soup,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  RuhuHqServer *self = user_data;
  guint status;
  int route = find_route (message, &status);
  Intake *intake = g_new0 (Intake, 1);

  ruhu_hq_sockets_note_message (self->sockets, message);
  intake->max = route >= 0 ? routes[route].max_body : 0;
  g_object_set_data_full (G_OBJECT (message), "ruhu-intake", intake, g_free);
  if (soup_message_headers_get_content_length (soup_server_message_get_request_headers (message)) >
      (goffset) intake->max)
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), intake);
  if (route >= 0 && routes[route].handle == ruhu_hq_media_patch)
    ruhu_hq_media_begin (self->dir,
                         message,
                         g_uri_get_path (soup_server_message_get_uri (message)) +
                           strlen (routes[route].prefix));
}

static gboolean
check_rate (RuhuHqLimiter *limiter, RuhuHqRequest *request)
{
  const char *host = soup_server_message_get_remote_host (request->message);
  g_autofree char *after = NULL;
  guint wait;

  wait = ruhu_hq_limiter_take (limiter, host != NULL ? host : "", g_get_monotonic_time () / 1000);
  if (wait == 0)
    return TRUE;

  after = g_strdup_printf ("%u", wait);
  ruhu_hq_request_set_header (request, "Retry-After", after);
  ruhu_hq_request_refuse (request, RUHU_REFUSAL_BUSY, NULL);
  soup_server_message_set_status (request->message, 429, NULL);
  return FALSE;
}

static gboolean
check_access (RuhuHqServer *self, RuhuHqRequest *request, Access access)
{
  if (access == BROWSER)
    return TRUE;
  if (access == OPEN || access == SIGN_IN)
    return check_rate (access == OPEN ? self->limiter : self->sign_in_limiter, request);

  if (!ruhu_hq_auth_check (request))
    return FALSE;

  if (access == UNLOCKED && request->locked) {
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_SIG, NULL);
    return FALSE;
  }
  if (access != DEPARTING && request->device->state != RUHU_HQ_DEVICE_IN_USE) {
    g_autoptr (JsonObject) members = json_object_new ();

    json_object_set_object_member (members,
                                   "wipe",
                                   ruhu_hq_auth_make_wipe (request->dir, request->device));
    ruhu_hq_request_refuse (request, RUHU_REFUSAL_REVOKED, members);
    return FALSE;
  }
  return TRUE;
}

static void
note_contact (RuhuHqRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!ruhu_hq_device_see (ruhu_hq_dir_get_store (request->dir),
                           request->device,
                           request->now,
                           &error))
    g_warning ("cannot note when device %s spoke: %s", request->device->dev, error->message);
}

static void
handle_cb (SoupServer *soup,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  RuhuHqServer *self = user_data;
  Intake *intake = g_object_get_data (G_OBJECT (message), "ruhu-intake");
  RuhuHqRequest request = { self->dir, message, NULL, query, NULL, ruhu_clock_now (), NULL, FALSE };
  guint status;
  int route = find_route (message, &status);

  if (!g_str_has_prefix (path, "/v1/"))
    ruhu_hq_web_protect (message);
  if (route < 0) {
    ruhu_hq_request_refuse (&request, RUHU_REFUSAL_NOT_FOUND, NULL);
    soup_server_message_set_status (message, status, NULL);
    return;
  }
  if (intake == NULL || intake->size > intake->max ||
      !soup_message_body_get_accumulate (soup_server_message_get_request_body (message))) {
    ruhu_hq_request_refuse (&request, RUHU_REFUSAL_TOO_BIG, NULL);
    return;
  }

  request.path =
    g_uri_get_path (soup_server_message_get_uri (message)) + strlen (routes[route].prefix);
  request.body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  if (check_access (self, &request, routes[route].access)) {
    routes[route].handle (&request);
    if (request.device != NULL)
      note_contact (&request);
  } else
    ruhu_hq_upload_drop (message);
  g_clear_pointer (&request.device, ruhu_hq_device_free);
  g_bytes_unref (request.body);
}

/* Once the last one has gone, memory goes back to what it was before the night. */
static gboolean
sweep_cb (gpointer data)
{
  RuhuHqServer *self = data;

  ruhu_hq_sockets_sweep (self->sockets);
  if (ruhu_hq_sockets_count (self->sockets) == 0)
    ruhu_hq_store_rest (ruhu_hq_dir_get_store (self->dir));
  return G_SOURCE_CONTINUE;
}

static void
ruhu_hq_server_dispose (GObject *object)
{
  RuhuHqServer *self = RUHU_HQ_SERVER (object);

  g_clear_handle_id (&self->sweep, g_source_remove);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  if (self->control != NULL) {
    g_socket_service_stop (self->control);
    g_socket_listener_close (G_SOCKET_LISTENER (self->control));
  }
  g_clear_object (&self->control);
  g_clear_object (&self->dir);

  G_OBJECT_CLASS (ruhu_hq_server_parent_class)->dispose (object);
}

static void
ruhu_hq_server_finalize (GObject *object)
{
  RuhuHqServer *self = RUHU_HQ_SERVER (object);

  g_clear_pointer (&self->sockets, ruhu_hq_sockets_free);
  g_clear_pointer (&self->limiter, ruhu_hq_limiter_free);
  g_clear_pointer (&self->sign_in_limiter, ruhu_hq_limiter_free);

  G_OBJECT_CLASS (ruhu_hq_server_parent_class)->finalize (object);
}

static void
ruhu_hq_server_class_init (RuhuHqServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ruhu_hq_server_dispose;
  object_class->finalize = ruhu_hq_server_finalize;
}

static void
ruhu_hq_server_init (RuhuHqServer *self)
{
  self->limiter = ruhu_hq_limiter_new (OPEN_BURST, OPEN_PER_MINUTE);
  self->sign_in_limiter = ruhu_hq_limiter_new (SIGN_IN_BURST, SIGN_IN_PER_MINUTE);
  self->sockets = ruhu_hq_sockets_new ();
  self->sweep = g_timeout_add_seconds (SWEEP_SECONDS, sweep_cb, self);
}

/**
 * ruhu_hq_server_new:
 * @dir: HQ's folder, which this process holds
 *
 * Takes commands over the folder's socket from now on; the network comes with
 * ruhu_hq_server_listen().
 *
 * Returns: (transfer full) (nullable): the server
 */
RuhuHqServer *
ruhu_hq_server_new (RuhuHqDir *dir, GError **error)
{
  g_autoptr (RuhuHqServer) self = g_object_new (RUHU_TYPE_HQ_SERVER, NULL);
  g_autofree char *cert = ruhu_hq_dir_build_path (dir, "server.pem");
  g_autofree char *key = ruhu_hq_dir_build_path (dir, "keys/server.key");
  g_autoptr (GTlsCertificate) certificate = NULL;

  self->dir = g_object_ref (dir);
  certificate = g_tls_certificate_new_from_files (cert, key, error);
  if (certificate == NULL)
    return NULL;

  self->control = ruhu_hq_control_listen (dir, error);
  if (self->control == NULL)
    return NULL;

  self->soup = soup_server_new ("tls-certificate", certificate, "server-header", NULL, NULL);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, handle_cb, self, NULL);
  return g_steal_pointer (&self);
}

/* Numbers only: a name may stand for several addresses, and which was meant nobody can see. */
static GSocketAddress *
parse_address (const char *text, GError **error)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *host = colon != NULL ? g_strndup (text, colon - text) : NULL;
  gsize length = host != NULL ? strlen (host) : 0;
  GSocketAddress *address = NULL;
  guint64 port;

  if (length > 2 && host[0] == '[' && host[length - 1] == ']') {
    memmove (host, host + 1, length - 2);
    host[length - 2] = '\0';
  }
  if (host != NULL && g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &port, NULL))
    address =
      g_inet_socket_address_new_from_string (g_str_equal (host, "localhost") ? "127.0.0.1" : host,
                                             port);
  if (address == NULL)
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_INVALID,
                 "“%s” is no address to listen on; it looks like 127.0.0.1:8443",
                 text);
  return address;
}

/**
 * ruhu_hq_server_listen:
 * @address: `ADDRESS:PORT`; port 0 takes one that is free
 *
 * Returns: (transfer full) (nullable): the URL it listens on
 */
char *
ruhu_hq_server_listen (RuhuHqServer *self, const char *address, GError **error)
{
  g_autoptr (GSocketAddress) wanted = parse_address (address, error);
  g_autofree char *port = NULL;
  g_autofree char *url = NULL;
  GSList *uris;

  if (wanted == NULL || !soup_server_listen (self->soup, wanted, SOUP_SERVER_LISTEN_HTTPS, error))
    return NULL;

  uris = soup_server_get_uris (self->soup);
  url = g_uri_to_string (uris->data);
  port = g_strdup_printf ("%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  if (g_str_has_suffix (url, "/"))
    url[strlen (url) - 1] = '\0';
  return ruhu_hq_meta_set (ruhu_hq_dir_get_store (self->dir), "port", port, error)
           ? g_steal_pointer (&url)
           : NULL;
}
