/* fuzz-enrolment.c: any bytes as what device and HQ say when they first meet
 *
 * The first byte chooses: a code or the text of a QR code, what a device asks, what HQ answers, or
 * that answer in a file. What is asked and answered is tried as it comes, and once more as the text
 * of a message whose MAC is right, made here by PROTOCOL.md 3. Whatever is believed is said again
 * the same; and with one bit of a message or a file changed, nothing is believed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-bundle.h"
#include "ruhu-enrol-file.h"
#include "ruhu-enrol-private.h"
#include "ruhu-http-private.h"
#include "ruhu-wire-json.h"
#include "store/ruhu-keys-private.h"
#include "store/ruhu-pending.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define CODE "7KQ2M9XTRA01ABCDEFGH"
#define OTHER_CODE "7KQ2M9XTRA01ABCDEFGJ"
#define CODE_ALPHABET "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

static guint8 code_bits[13];
static guint8 hqs[32], hqs_secret[64];
static RuhuDeviceKeys *own_keys;
static RuhuEnrolmentRequest asked;
static char *asked_text;

/* In place of ruhu-pending.c: the keys wait in the open, as half a second for each input is too
 * much. */
gboolean
ruhu_pending_save (const char *dir,
                   RuhuDeviceKeys *keys,
                   const char *note,
                   const char *pin,
                   GError **error)
{
  g_assert_not_reached ();
}

RuhuDeviceKeys *
ruhu_pending_load (const char *dir, const char *pin, char **note, GError **error)
{
  g_autoptr (JsonObject) waiting = json_object_new ();
  RuhuDeviceKeys *keys = ruhu_device_keys_new ();

  *keys = *own_keys;
  json_object_set_string_member (waiting, "code", CODE);
  json_object_set_string_member (waiting, "request", asked_text);
  *note = ruhu_json_to_text (waiting);
  return keys;
}

void
ruhu_pending_remove (const char *dir)
{
  g_assert_not_reached ();
}

char *
ruhu_device_keys_sign (RuhuDeviceKeys *keys, const char *text)
{
  g_assert_not_reached ();
}

/* The bits of the code, five for each letter. */
static void
fill_code_bits (void)
{
  guint i, bit;

  for (i = 0; CODE[i] != '\0'; i++)
    for (bit = 0; bit < 5; bit++)
      if ((strchr (CODE_ALPHABET, CODE[i]) - CODE_ALPHABET) >> (4 - bit) & 1)
        code_bits[(5 * i + bit) / 8] |= 0x80 >> (5 * i + bit) % 8;
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  guint8 seed[32] = { 1 };

  g_assert (sodium_init () >= 0);
  fill_code_bits ();
  crypto_sign_seed_keypair (hqs, hqs_secret, seed);
  own_keys = ruhu_device_keys_new ();
  ruhu_enrolment_request_init (&asked,
                               CODE,
                               ruhu_device_keys_get_public (own_keys, RUHU_DEVICE_KEY_ED),
                               ruhu_device_keys_get_public (own_keys, RUHU_DEVICE_KEY_X),
                               ruhu_device_keys_get_public (own_keys, RUHU_DEVICE_KEY_LK));
  asked_text = ruhu_enrolment_request_to_json (&asked, CODE);
  return 0;
}

/* A message of @text with the right MAC. */
static char *
make_message (const char *text, char who, const guint8 *nonce)
{
  g_autoptr (JsonObject) message = json_object_new ();
  g_autofree char *base64 = NULL;
  crypto_generichash_state state;
  guint8 key[32], mac[32];

  crypto_generichash (key, sizeof key, code_bits, sizeof code_bits, NULL, 0);
  crypto_generichash_init (&state, key, sizeof key, sizeof mac);
  crypto_generichash_update (&state, (const guint8 *) &who, 1);
  crypto_generichash_update (&state, (const guint8 *) text, strlen (text));
  if (nonce != NULL)
    crypto_generichash_update (&state, nonce, RUHU_ENROLMENT_NONCE_BYTES);
  crypto_generichash_final (&state, mac, sizeof mac);

  base64 = g_base64_encode (mac, sizeof mac);
  json_object_set_string_member (message, "m", text);
  json_object_set_string_member (message, "mac", base64);
  return ruhu_json_to_text (message);
}

static void
read_code (const char *text)
{
  g_autofree char *code = ruhu_enrolment_code_normalize (text);
  g_autofree char *shown = NULL;
  g_autofree char *again = NULL;
  g_autofree char *id = NULL;

  if (code == NULL)
    return;

  g_assert (strlen (code) == RUHU_ENROLMENT_LETTERS);
  g_assert (strspn (code, CODE_ALPHABET) == RUHU_ENROLMENT_LETTERS);
  shown = ruhu_enrolment_code_format (code);
  again = ruhu_enrolment_code_normalize (shown);
  g_assert (g_strcmp0 (code, again) == 0);
  id = ruhu_enrolment_code_get_id (code);
  g_assert (strlen (id) == RUHU_ENROLMENT_ID_LETTERS && g_str_has_prefix (code, id));
}

static void
read_scan (const char *text)
{
  g_autofree char *url = NULL, *code = NULL, *again_url = NULL, *again_code = NULL;
  g_autofree char *written = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;

  if (!ruhu_enrol_parse_scan (text, &url, &code)) {
    g_assert (url == NULL && code == NULL);
    return;
  }

  read_code (code);
  written = g_strdup_printf ("RUHU1|%s|%s", url, code);
  g_assert (ruhu_enrol_parse_scan (written, &again_url, &again_code));
  g_assert (g_str_equal (url, again_url) && g_str_equal (code, again_code));
  uri = ruhu_http_make_uri (url, "/v1/enrol", &error);
  g_assert ((uri == NULL) == (error != NULL));
  g_assert (uri == NULL ||
            (g_str_has_prefix (uri, "https://") && g_uri_is_valid (uri, G_URI_FLAGS_NONE, NULL)));
}

/* HQ's side: what it reads it would read again, and it is only of who knows the code. */
static void
read_request (const char *text, gsize size)
{
  RuhuEnrolmentRequest request, again;
  g_autofree char *written = NULL;

  memset (&request, 0, sizeof request);
  memset (&again, 0, sizeof again);
  if (!ruhu_enrolment_request_from_json (&request, text, size))
    return;

  written = ruhu_enrolment_request_to_json (&request, CODE);
  g_assert (ruhu_enrolment_request_from_json (&again, written, strlen (written)));
  g_assert (memcmp (&request, &again, sizeof again) == 0);
  g_assert (ruhu_enrolment_request_verify (written, strlen (written), CODE));
  g_assert (!ruhu_enrolment_request_verify (written, strlen (written), OTHER_CODE));
}

static gboolean
same (const RuhuEnrolmentAnswer *a, const RuhuEnrolmentAnswer *b)
{
  return g_str_equal (a->device, b->device) && g_str_equal (a->user, b->user) &&
         g_str_equal (a->role, b->role) && g_str_equal (a->scope, b->scope) &&
         g_str_equal (a->gen, b->gen) && g_str_equal (a->ca, b->ca) && a->epoch == b->epoch &&
         a->now == b->now && a->phrase == b->phrase && g_bytes_equal (a->unlock, b->unlock) &&
         memcmp (a->hqs, b->hqs, 32) == 0 && memcmp (a->hqx, b->hqx, 32) == 0 &&
         memcmp (a->hqe, b->hqe, 32) == 0;
}

/* The tablet's side. Returns whether it believes it. */
static gboolean
read_answer (const char *text, gsize size)
{
  g_autoptr (RuhuEnrolmentAnswer) answer =
    ruhu_enrolment_answer_from_json (text, size, CODE, &asked);
  g_autoptr (RuhuEnrolmentAnswer) again = NULL;
  g_autofree char *written = NULL;

  if (answer == NULL)
    return FALSE;

  g_assert (*answer->device != '\0' && *answer->scope != '\0' && *answer->ca != '\0');
  written = ruhu_enrolment_answer_to_json (answer, CODE, &asked);
  again = ruhu_enrolment_answer_from_json (written, strlen (written), CODE, &asked);
  g_assert (again != NULL && same (answer, again));
  return TRUE;
}

/* Any bit of a good answer turned is no answer; but for those that do not count in base 64. */
static void
spoil_answer (const char *message, guint at)
{
  gsize size = strlen (message);
  gsize inside = strstr (message, "\",\"mac\":") - message;
  g_autofree char *spoilt = g_strdup (message);

  at %= inside;
  spoilt[at] ^= 1;
  g_assert (!read_answer (spoilt, size));
}

/* @text as it came, and with its MAC. */
static void
read_message (const char *text, gsize size, char who, guint at)
{
  g_autofree char *message = NULL;

  if (who == 'T')
    read_request (text, size);
  else
    g_assert (!read_answer (text, size)); /* nobody here has made its MAC */
  if (!g_utf8_validate (text, -1, NULL))
    return;

  message = make_message (text, who, who == 'H' ? asked.nonce : NULL);
  if (who == 'T') {
    g_assert (ruhu_enrolment_request_verify (message, strlen (message), CODE));
    g_assert (!ruhu_enrolment_request_verify (message, strlen (message), OTHER_CODE));
    read_request (message, strlen (message));
  } else if (read_answer (message, strlen (message)))
    spoil_answer (message, at);
}

/* `@` and a letter stands for what no fuzzer finds: HQ's key, and a secret sealed to the tablet. */
static char *
fill_in (const char *text)
{
  const guint8 secret[32] = { 7 };
  guint8 sealed[32 + crypto_box_SEALBYTES];
  g_autofree char *hqs_text = g_base64_encode (hqs, sizeof hqs);
  g_autofree char *sealed_text = NULL;
  g_autoptr (GString) filled = g_string_new (text);

  crypto_box_seal (sealed,
                   secret,
                   sizeof secret,
                   ruhu_device_keys_get_public (own_keys, RUHU_DEVICE_KEY_X));
  sealed_text = g_base64_encode (sealed, sizeof sealed);
  g_string_replace (filled, "@s", hqs_text, 1);
  g_string_replace (filled, "@u", sealed_text, 1);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

/* HQ's answer in a bundle with HQ's signature, as ruhu_hq_bundle_write_answer() would. */
static GBytes *
make_file (const char *message)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (JsonObject) header = json_object_new ();
  g_autoptr (GBytes) body = g_bytes_new (message, strlen (message));
  g_autoptr (RuhuBundleWriter) writer = NULL;
  g_autofree char *text = NULL;
  g_autofree char *base64 = NULL;
  guint8 signature[64];

  json_object_set_string_member (header, "kind", RUHU_BUNDLE_ANSWER);
  json_object_set_int_member (header, "at", 1);
  json_object_set_string_member (header, "url", "https://localhost:8443");
  writer = ruhu_bundle_writer_new (stream, header, NULL);
  g_assert (writer != NULL);
  g_assert (ruhu_bundle_writer_add (writer, RUHU_BUNDLE_PART_ENROL, NULL, body, NULL));
  text = ruhu_bundle_writer_end (writer, NULL);
  g_assert (text != NULL);
  crypto_sign_detached (signature, NULL, (guint8 *) text, strlen (text), hqs_secret);
  base64 = g_base64_encode (signature, sizeof signature);
  g_assert (ruhu_bundle_writer_sign (writer, base64, NULL));
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

/* Whether the tablet would be enrolled by this file. */
static gboolean
read_file (const void *data, gsize size)
{
  static char *path;
  g_autoptr (RuhuDevice) device = NULL;
  g_autoptr (RuhuDeviceKeys) keys = NULL;
  g_autofree char *user = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    path = g_strdup_printf ("%s/fuzz-enrolment-%d.rbb", g_get_tmp_dir (), (int) getpid ());
  g_assert (g_file_set_contents_full (path, data, size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  device = ruhu_enrol_file_read (g_get_tmp_dir (), path, "", &keys, &user, &error);
  g_unlink (path);
  g_assert ((device == NULL) == (error != NULL));
  g_assert ((device == NULL) == (keys == NULL));
  g_assert ((device == NULL) == (user == NULL));
  return device != NULL;
}

/* A good file of this answer, where it is one, and the same with one bit turned. */
static void
read_packed (const char *text, guint at)
{
  g_autofree char *message = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autofree guint8 *spoilt = NULL;
  gsize size;

  if (!g_utf8_validate (text, -1, NULL))
    return;

  message = make_message (text, 'H', asked.nonce);
  file = make_file (message);
  size = g_bytes_get_size (file);
  if (!read_file (g_bytes_get_data (file, NULL), size))
    return;

  g_assert (read_answer (message, strlen (message)));
  spoilt = g_memdup2 (g_bytes_get_data (file, NULL), size);
  spoilt[at / 8 % size] ^= 1 << at % 8;
  g_assert (!read_file (spoilt, size));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = NULL;
  g_autofree char *filled = NULL;
  guint at;

  if (size < 3)
    return 0;

  at = (data[1] << 8 | data[2]) * 7919u;
  text = g_strndup ((const char *) data + 3, size - 3);
  filled = fill_in (text);
  switch (data[0] % 5) {
  case 0:
    read_code (text);
    read_scan (text);
    break;
  case 1:
    read_message (text, strlen (text), 'T', at);
    break;
  case 2:
    read_message (filled, strlen (filled), 'H', at);
    break;
  case 3:
    g_assert (!read_file (data + 3, size - 3)); /* nobody here has signed it */
    break;
  default:
    read_packed (filled, at);
  }
  return 0;
}
