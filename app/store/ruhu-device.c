/* ruhu-device.c: who this device is to HQ
 *
 * `hq.json` in the profile: {"id","scope","role","url","ca","epoch","phrase","hqs","hqx","hqe",
 * "sum"}, keys in base64; `sum` is the BLAKE2b-256 of the object without it, in hex, so that a
 * damaged file is told from a good one. The store keeps a copy.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store/ruhu-device-private.h"

#include "base/ruhu-division.h"
#include "base/ruhu-error.h"
#include "base/ruhu-json.h"
#include "store/ruhu-profile-private.h"
#include "store/ruhu-seal-private.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (RuhuDevice, ruhu_device, ruhu_device_ref, ruhu_device_unref)

/** ruhu_device_new: Returns: (transfer full): an empty one, to be filled in and then left alone */
RuhuDevice *
ruhu_device_new (void)
{
  return g_atomic_rc_box_new0 (RuhuDevice);
}

/** ruhu_device_copy: Returns: (transfer full): one of its own, which may be changed */
RuhuDevice *
ruhu_device_copy (RuhuDevice *self)
{
  RuhuDevice *copy = ruhu_device_new ();

  copy->id = g_strdup (self->id);
  copy->scope = g_strdup (self->scope);
  copy->role = g_strdup (self->role);
  copy->url = g_strdup (self->url);
  copy->ca = g_strdup (self->ca);
  copy->epoch = self->epoch;
  copy->phrase = self->phrase;
  copy->hqs = self->hqs == NULL ? NULL : g_bytes_ref (self->hqs);
  copy->hqx = self->hqx == NULL ? NULL : g_bytes_ref (self->hqx);
  copy->hqe = self->hqe == NULL ? NULL : g_bytes_ref (self->hqe);
  return copy;
}

RuhuDevice *
ruhu_device_ref (RuhuDevice *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  RuhuDevice *self = data;

  g_free (self->id);
  g_free (self->scope);
  g_free (self->role);
  g_free (self->url);
  g_free (self->ca);
  g_clear_pointer (&self->hqs, g_bytes_unref);
  g_clear_pointer (&self->hqx, g_bytes_unref);
  g_clear_pointer (&self->hqe, g_bytes_unref);
}

void
ruhu_device_unref (RuhuDevice *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static gboolean
is_key (GBytes *key)
{
  return key != NULL && g_bytes_get_size (key) == RUHU_DEVICE_KEY_SIZE;
}

/* Whether a store can be made for it: %RUHU_ERROR_INVALID where something is missing. */
gboolean
ruhu_device_check (RuhuDevice *self, GError **error)
{
  if (self->id != NULL && *self->id != '\0' && ruhu_division_is_valid (self->scope) &&
      is_key (self->hqs) && is_key (self->hqx) && is_key (self->hqe))
    return TRUE;

  g_set_error (error, RUHU_ERROR, RUHU_ERROR_INVALID, "the enrolment lacks id, scope or keys");
  return FALSE;
}

static void
set_key (JsonObject *object, const char *member, GBytes *key)
{
  g_autofree char *text = NULL;

  text = g_base64_encode (g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  json_object_set_string_member (object, member, text);
}

static GBytes *
get_key (JsonObject *object, const char *member)
{
  const char *text = ruhu_json_get_string (object, member);
  gsize n = 0;
  guchar *key = text == NULL ? NULL : g_base64_decode (text, &n);

  return key == NULL ? NULL : g_bytes_new_take (key, n);
}

static JsonObject *
make_object (RuhuDevice *self)
{
  JsonObject *object = json_object_new ();

  ruhu_json_set_string (object, "id", self->id);
  ruhu_json_set_string (object, "scope", self->scope);
  ruhu_json_set_string (object, "role", self->role);
  ruhu_json_set_string (object, "url", self->url);
  ruhu_json_set_string (object, "ca", self->ca);
  json_object_set_int_member (object, "epoch", self->epoch);
  json_object_set_boolean_member (object, "phrase", self->phrase);
  set_key (object, "hqs", self->hqs);
  set_key (object, "hqx", self->hqx);
  set_key (object, "hqe", self->hqe);
  return object;
}

static char *
make_sum (RuhuDevice *self)
{
  g_autoptr (JsonObject) object = make_object (self);
  g_autofree char *text = ruhu_json_to_text (object);

  return ruhu_seal_hash_hex (text, strlen (text));
}

/* Returns: (transfer full): what ruhu_device_parse() reads */
char *
ruhu_device_to_text (RuhuDevice *self)
{
  g_autoptr (JsonObject) object = make_object (self);
  g_autofree char *sum = make_sum (self);

  json_object_set_string_member (object, "sum", sum);
  return ruhu_json_to_text (object);
}

gboolean
ruhu_device_save_as (RuhuDevice *self, const char *dir, const char *name, GError **error)
{
  g_autofree char *text = ruhu_device_to_text (self);

  return ruhu_profile_write (dir, name, text, strlen (text), error);
}

gboolean
ruhu_device_save (RuhuDevice *self, const char *dir, GError **error)
{
  return ruhu_device_save_as (self, dir, RUHU_PROFILE_HQ, error);
}

static gboolean
has_its_sum (RuhuDevice *self, JsonObject *object)
{
  const char *sum = ruhu_json_get_string (object, "sum");
  g_autofree char *right = sum == NULL ? NULL : make_sum (self);

  return g_strcmp0 (sum, right) == 0; /* the first versions wrote none */
}

/* Returns: (transfer full) (nullable): %NULL with %RUHU_ERROR_CORRUPT */
RuhuDevice *
ruhu_device_parse (GBytes *text, GError **error)
{
  g_autoptr (RuhuDevice) self = ruhu_device_new ();
  g_autoptr (JsonObject) object =
    ruhu_json_parse (g_bytes_get_data (text, NULL), g_bytes_get_size (text), NULL);

  if (object != NULL) {
    self->id = g_strdup (ruhu_json_get_string (object, "id"));
    self->scope = g_strdup (ruhu_json_get_string (object, "scope"));
    self->role = g_strdup (ruhu_json_get_string (object, "role"));
    self->url = g_strdup (ruhu_json_get_string (object, "url"));
    self->ca = g_strdup (ruhu_json_get_string (object, "ca"));
    self->epoch = ruhu_json_get_int64 (object, "epoch");
    self->phrase = json_object_get_boolean_member_with_default (object, "phrase", FALSE);
    self->hqs = get_key (object, "hqs");
    self->hqx = get_key (object, "hqx");
    self->hqe = get_key (object, "hqe");
  }

  if (!ruhu_device_check (self, NULL) || !has_its_sum (self, object)) {
    g_set_error (error,
                 RUHU_ERROR,
                 RUHU_ERROR_CORRUPT,
                 RUHU_PROFILE_HQ " is damaged: it says not who this is");
    return NULL;
  }
  return g_steal_pointer (&self);
}

/* Returns: (transfer full) (nullable): what `hq.json` says; %RUHU_ERROR_CORRUPT and others */
RuhuDevice *
ruhu_device_load (const char *dir, GError **error)
{
  g_autoptr (GBytes) bytes = ruhu_profile_read (dir, RUHU_PROFILE_HQ, error);

  return bytes == NULL ? NULL : ruhu_device_parse (bytes, error);
}

/**
 * ruhu_unlock_code:
 * @secret: the secret behind the codes, which HQ gave the device when it enrolled
 * @device: its id
 * @lockout: how often it has locked itself, counted from 1
 *
 * What HQ reads out over the telephone after ten wrong tries: HMAC-SHA-256 over `device|lockout`,
 * its first eight bytes as a number, its last eight decimal digits.
 *
 * Returns: (transfer full): eight digits
 */
char *
ruhu_unlock_code (GBytes *secret, const char *device, guint lockout)
{
  g_autofree char *text = g_strdup_printf ("%s|%u", device, lockout);
  g_autoptr (GHmac) hmac = NULL;
  guint8 digest[32];
  gsize n = sizeof digest;
  guint64 number = 0;
  guint i;

  hmac = g_hmac_new (G_CHECKSUM_SHA256, g_bytes_get_data (secret, NULL), g_bytes_get_size (secret));
  g_hmac_update (hmac, (const guchar *) text, strlen (text));
  g_hmac_get_digest (hmac, digest, &n);
  for (i = 0; i < 8; i++)
    number = number << 8 | digest[i];

  return g_strdup_printf ("%08u", (guint) (number % 100000000));
}
