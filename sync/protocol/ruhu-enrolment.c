/* ruhu-enrolment.c: what device and HQ say when they first meet
 *
 * Neither knows the other; what both know is the code that somebody carried from HQ's screen to
 * the device. The code never crosses the wire: each side shows that it knows it by a MAC over all
 * it says. A message is `{"m": TEXT, "mac": BASE64}`, where TEXT is itself JSON and the MAC is over
 * its bytes, so that there is one way only to read what was signed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-enrolment.h"

#include "ruhu-wire-json.h"
#include "ruhu-wire.h"

#include <sodium.h>
#include <string.h>

#define CODE_BYTES 13 /* 100 bits */
#define GROUP 4
#define MAC_BYTES 32
#define UNLOCK_BYTES (32 + crypto_box_SEALBYTES)

/* Crockford's base 32: what looks alike is read alike. */
static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * ruhu_enrolment_code_new:
 *
 * Returns: (transfer full): 20 letters, 100 bits of chance
 */
char *
ruhu_enrolment_code_new (void)
{
  char *code = g_malloc (RUHU_ENROLMENT_LETTERS + 1);
  guint i;

  for (i = 0; i < RUHU_ENROLMENT_LETTERS; i++)
    code[i] = letters[randombytes_uniform (32)];
  code[i] = '\0';

  return code;
}

/**
 * ruhu_enrolment_code_normalize:
 * @typed: (nullable): a code as somebody typed, pasted or scanned it
 *
 * Takes small letters, full-width letters (an input method left on), spaces and dashes of all
 * kinds, O for 0 and I or L for 1.
 *
 * Returns: (transfer full) (nullable): the 20 letters; %NULL where @typed is no code
 */
char *
ruhu_enrolment_code_normalize (const char *typed)
{
  g_autofree char *narrow = typed != NULL && g_utf8_validate (typed, -1, NULL)
                              ? g_utf8_normalize (typed, -1, G_NORMALIZE_ALL_COMPOSE)
                              : NULL;
  g_autoptr (GString) code = g_string_new (NULL);
  const char *p;

  for (p = narrow; p != NULL && *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_unichar_toupper (g_utf8_get_char (p));
    GUnicodeType type = g_unichar_type (c);

    if (g_unichar_isspace (c) || type == G_UNICODE_DASH_PUNCTUATION || c == 0x2212 || c == 0x30fc)
      continue;
    if (c == 'O')
      c = '0';
    if (c == 'I' || c == 'L')
      c = '1';
    if (c >= 128 || strchr (letters, c) == NULL)
      return NULL;
    g_string_append_c (code, c);
  }

  return code->len == RUHU_ENROLMENT_LETTERS ? g_string_free (g_steal_pointer (&code), FALSE)
                                             : NULL;
}

/** ruhu_enrolment_code_format: Returns: (transfer full): @code in groups, `7KQ2-M9XT-…` */
char *
ruhu_enrolment_code_format (const char *code)
{
  GString *text = g_string_new (NULL);
  guint i;

  for (i = 0; code[i] != '\0'; i++) {
    if (i > 0 && i % GROUP == 0)
      g_string_append_c (text, '-');
    g_string_append_c (text, code[i]);
  }

  return g_string_free (text, FALSE);
}

/** ruhu_enrolment_code_get_id: Returns: (transfer full): its first 20 bits, by which HQ finds it */
char *
ruhu_enrolment_code_get_id (const char *code)
{
  return g_strndup (code, RUHU_ENROLMENT_ID_LETTERS);
}

/* The 100 bits, first letter first, in 13 bytes of which the last has four bits of padding. */
static void
code_to_bytes (const char *code, guint8 bytes[CODE_BYTES])
{
  guint i, bit, at = 0;

  memset (bytes, 0, CODE_BYTES);
  for (i = 0; code[i] != '\0'; i++) {
    guint value = strchr (letters, code[i]) - letters;

    for (bit = 0; bit < 5; bit++, at++)
      bytes[at / 8] |= (value >> (4 - bit) & 1) << (7 - at % 8);
  }
}

/* BLAKE2b-256 keyed by BLAKE2b-256 (code), over @who, @text and @nonce. */
static void
make_mac (guint8 mac[MAC_BYTES], const char *code, char who, const char *text, const guint8 *nonce)
{
  crypto_generichash_state state;
  guint8 bytes[CODE_BYTES], key[crypto_generichash_KEYBYTES];

  code_to_bytes (code, bytes);
  crypto_generichash (key, sizeof key, bytes, sizeof bytes, NULL, 0);

  crypto_generichash_init (&state, key, sizeof key, MAC_BYTES);
  crypto_generichash_update (&state, (const guint8 *) &who, 1);
  crypto_generichash_update (&state, (const guint8 *) text, strlen (text));
  if (nonce != NULL)
    crypto_generichash_update (&state, nonce, RUHU_ENROLMENT_NONCE_BYTES);
  crypto_generichash_final (&state, mac, MAC_BYTES);

  sodium_memzero (key, sizeof key);
  sodium_memzero (bytes, sizeof bytes);
}

static char *
wrap (JsonObject *inner, const char *code, char who, const guint8 *nonce)
{
  g_autoptr (JsonObject) outer = json_object_new ();
  g_autofree char *text = ruhu_json_to_text (inner);
  guint8 mac[MAC_BYTES];

  make_mac (mac, code, who, text, nonce);
  json_object_set_string_member (outer, "m", text);
  ruhu_wire_json_set_bytes (outer, "mac", mac, sizeof mac);

  return ruhu_json_to_text (outer);
}

/* The text inside a message, once its MAC is found right where @code is given. */
static char *
unwrap (const char *data, gsize length, const char *code, char who, const guint8 *nonce)
{
  g_autoptr (JsonObject) outer = ruhu_wire_json_parse (data, length, NULL);
  const char *text = ruhu_json_get_string (outer, "m");
  guint8 got[MAC_BYTES], right[MAC_BYTES];

  if (text == NULL || !ruhu_wire_json_get_bytes (outer, "mac", got, sizeof got))
    return NULL;
  if (code == NULL)
    return g_strdup (text);

  make_mac (right, code, who, text, nonce);
  return sodium_memcmp (got, right, sizeof right) == 0 ? g_strdup (text) : NULL;
}

/**
 * ruhu_enrolment_request_init:
 * @code: a normalized code
 * @ed: public keys of the device
 * @x: as @ed
 * @lk: as @ed
 */
void
ruhu_enrolment_request_init (RuhuEnrolmentRequest *self,
                             const char *code,
                             const guint8 ed[32],
                             const guint8 x[32],
                             const guint8 lk[32])
{
  g_strlcpy (self->id, code, sizeof self->id);
  memcpy (self->ed, ed, sizeof self->ed);
  memcpy (self->x, x, sizeof self->x);
  memcpy (self->lk, lk, sizeof self->lk);
  randombytes_buf (self->nonce, sizeof self->nonce);
}

/**
 * ruhu_enrolment_request_to_json:
 * @code: a normalized code
 *
 * Returns: (transfer full): the body of `POST /v1/enrol`
 */
char *
ruhu_enrolment_request_to_json (const RuhuEnrolmentRequest *self, const char *code)
{
  g_autoptr (JsonObject) inner = json_object_new ();

  json_object_set_int_member (inner, "p", RUHU_WIRE_VERSION);
  json_object_set_string_member (inner, "id", self->id);
  ruhu_wire_json_set_bytes (inner, "ed", self->ed, sizeof self->ed);
  ruhu_wire_json_set_bytes (inner, "x", self->x, sizeof self->x);
  ruhu_wire_json_set_bytes (inner, "lk", self->lk, sizeof self->lk);
  ruhu_wire_json_set_bytes (inner, "nonce", self->nonce, sizeof self->nonce);

  return wrap (inner, code, 'T', NULL);
}

/**
 * ruhu_enrolment_request_from_json:
 * @data: a body that came
 * @length: its length
 *
 * Reads without believing: with the id HQ finds the code, and then asks
 * ruhu_enrolment_request_verify().
 *
 * Returns: %FALSE where @data is no request
 */
gboolean
ruhu_enrolment_request_from_json (RuhuEnrolmentRequest *self, const char *data, gsize length)
{
  g_autofree char *text = unwrap (data, length, NULL, 'T', NULL);
  g_autoptr (JsonObject) inner =
    text != NULL ? ruhu_wire_json_parse (text, strlen (text), NULL) : NULL;
  const char *id = ruhu_json_get_string (inner, "id");
  guint64 protocol = 0;

  if (id == NULL || strlen (id) != RUHU_ENROLMENT_ID_LETTERS ||
      strspn (id, letters) != RUHU_ENROLMENT_ID_LETTERS ||
      !ruhu_wire_json_get_uint (inner, "p", &protocol) || protocol != RUHU_WIRE_VERSION)
    return FALSE;

  g_strlcpy (self->id, id, sizeof self->id);
  return ruhu_wire_json_get_bytes (inner, "ed", self->ed, sizeof self->ed) &&
         ruhu_wire_json_get_bytes (inner, "x", self->x, sizeof self->x) &&
         ruhu_wire_json_get_bytes (inner, "lk", self->lk, sizeof self->lk) &&
         ruhu_wire_json_get_bytes (inner, "nonce", self->nonce, sizeof self->nonce);
}

/** ruhu_enrolment_request_verify: Returns: whether who sent @data knows @code */
gboolean
ruhu_enrolment_request_verify (const char *data, gsize length, const char *code)
{
  g_autofree char *text = unwrap (data, length, code, 'T', NULL);

  return text != NULL;
}

/** ruhu_enrolment_answer_new: Returns: (transfer full): an empty answer to fill in */
RuhuEnrolmentAnswer *
ruhu_enrolment_answer_new (void)
{
  return g_new0 (RuhuEnrolmentAnswer, 1);
}

/** ruhu_enrolment_answer_free: frees an answer; @self may be %NULL */
void
ruhu_enrolment_answer_free (RuhuEnrolmentAnswer *self)
{
  if (self == NULL)
    return;

  g_free (self->device);
  g_free (self->user);
  g_free (self->role);
  g_free (self->scope);
  g_free (self->gen);
  g_free (self->ca);
  g_clear_pointer (&self->unlock, g_bytes_unref);
  g_free (self);
}

/**
 * ruhu_enrolment_answer_to_json:
 * @self: all of it filled in
 * @code: the code, normalized
 * @request: what is answered
 *
 * Returns: (transfer full): the body of HQ's answer
 */
char *
ruhu_enrolment_answer_to_json (const RuhuEnrolmentAnswer *self,
                               const char *code,
                               const RuhuEnrolmentRequest *request)
{
  g_autoptr (JsonObject) inner = json_object_new ();

  json_object_set_string_member (inner, "dev", self->device);
  json_object_set_string_member (inner, "user", self->user);
  json_object_set_string_member (inner, "role", self->role);
  json_object_set_string_member (inner, "scope", self->scope);
  json_object_set_int_member (inner, "epoch", self->epoch);
  json_object_set_string_member (inner, "gen", self->gen);
  json_object_set_string_member (inner, "ca", self->ca);
  ruhu_wire_json_set_bytes (inner, "hqs", self->hqs, sizeof self->hqs);
  ruhu_wire_json_set_bytes (inner, "hqx", self->hqx, sizeof self->hqx);
  ruhu_wire_json_set_bytes (inner, "hqe", self->hqe, sizeof self->hqe);
  json_object_set_int_member (inner, "phrase", self->phrase ? 1 : 0);
  ruhu_wire_json_set_bytes (inner,
                            "unlock",
                            g_bytes_get_data (self->unlock, NULL),
                            g_bytes_get_size (self->unlock));
  json_object_set_int_member (inner, "now", self->now);

  return wrap (inner, code, 'H', request->nonce);
}

static gboolean
take_text (JsonObject *inner, const char *member, char **where)
{
  const char *text = ruhu_json_get_string (inner, member);

  *where = g_strdup (text);
  return text != NULL && *text != '\0';
}

static gboolean
read_answer (RuhuEnrolmentAnswer *self, JsonObject *inner)
{
  guint8 unlock[UNLOCK_BYTES];
  guint64 now, phrase;

  if (!take_text (inner, "dev", &self->device) || !take_text (inner, "user", &self->user) ||
      !take_text (inner, "role", &self->role) || !take_text (inner, "scope", &self->scope) ||
      !take_text (inner, "gen", &self->gen) || !take_text (inner, "ca", &self->ca) ||
      !ruhu_wire_json_get_uint (inner, "epoch", &self->epoch) ||
      !ruhu_wire_json_get_uint (inner, "phrase", &phrase) ||
      !ruhu_wire_json_get_uint (inner, "now", &now) ||
      !ruhu_wire_json_get_bytes (inner, "hqs", self->hqs, sizeof self->hqs) ||
      !ruhu_wire_json_get_bytes (inner, "hqx", self->hqx, sizeof self->hqx) ||
      !ruhu_wire_json_get_bytes (inner, "hqe", self->hqe, sizeof self->hqe) ||
      !ruhu_wire_json_get_bytes (inner, "unlock", unlock, sizeof unlock))
    return FALSE;

  self->phrase = phrase != 0;
  self->now = now;
  self->unlock = g_bytes_new (unlock, sizeof unlock);
  return TRUE;
}

/**
 * ruhu_enrolment_answer_from_json:
 * @data: a body that came over a connection nobody has verified
 * @length: its length
 * @code: the code, normalized
 * @request: what was asked
 *
 * Returns: (transfer full) (nullable): the answer; %NULL where it is none, or not by somebody who
 *   knows @code and answers @request
 */
RuhuEnrolmentAnswer *
ruhu_enrolment_answer_from_json (const char *data,
                                 gsize length,
                                 const char *code,
                                 const RuhuEnrolmentRequest *request)
{
  g_autofree char *text = unwrap (data, length, code, 'H', request->nonce);
  g_autoptr (JsonObject) inner =
    text != NULL ? ruhu_wire_json_parse (text, strlen (text), NULL) : NULL;
  g_autoptr (RuhuEnrolmentAnswer) self = ruhu_enrolment_answer_new ();

  return inner != NULL && read_answer (self, inner) ? g_steal_pointer (&self) : NULL;
}
