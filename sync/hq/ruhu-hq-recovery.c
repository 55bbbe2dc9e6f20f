/* ruhu-hq-recovery.c: the recovery key, for two custodians
 *
 * One half is random, the other is the key XOR that: each alone says nothing about the key. (The
 * key cut in the middle would leave 128 bits, which for X25519 is work for 2^64.) Written as
 * base32 in groups of four behind the number of the half, with a checksum, to be copied by hand.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-recovery.h"

#include "base/ruhu-error.h"

#include <sodium.h>

#define CHECK_SIZE 3
#define TEXT_SIZE (RUHU_HQ_RECOVERY_SIZE + CHECK_SIZE) /* 35 bytes are 56 letters exactly */

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* Over the number too, so that two first halves do not pass for a pair. */
static void
sum_up (guint number, const guint8 *half, guint8 check[CHECK_SIZE])
{
  guint8 hash[crypto_generichash_BYTES];
  guint8 tagged[RUHU_HQ_RECOVERY_SIZE + 1];

  tagged[0] = number;
  memcpy (tagged + 1, half, RUHU_HQ_RECOVERY_SIZE);
  crypto_generichash (hash, sizeof hash, tagged, sizeof tagged, NULL, 0);
  memcpy (check, hash, CHECK_SIZE);
  sodium_memzero (tagged, sizeof tagged);
}

static char *
write_half (guint number, const guint8 *half)
{
  guint8 bytes[TEXT_SIZE];
  GString *text = g_string_new (NULL);
  guint i, bit;

  memcpy (bytes, half, RUHU_HQ_RECOVERY_SIZE);
  sum_up (number, half, bytes + RUHU_HQ_RECOVERY_SIZE);
  g_string_append_printf (text, "%u", number);
  for (i = 0; i < TEXT_SIZE * 8 / 5; i++) {
    guint value = 0;

    for (bit = i * 5; bit < i * 5 + 5; bit++)
      value = value << 1 | (bytes[bit / 8] >> (7 - bit % 8) & 1);
    if (i % 4 == 0)
      g_string_append_c (text, '-');
    g_string_append_c (text, letters[value]);
  }
  sodium_memzero (bytes, sizeof bytes);
  return g_string_free (text, FALSE);
}

/**
 * ruhu_hq_recovery_split:
 * @halves: (out): what the first and the second custodian write down; free with g_free()
 */
void
ruhu_hq_recovery_split (const guint8 key[RUHU_HQ_RECOVERY_SIZE], char *halves[2])
{
  guint8 first[RUHU_HQ_RECOVERY_SIZE];
  guint8 second[RUHU_HQ_RECOVERY_SIZE];
  guint i;

  randombytes_buf (first, sizeof first);
  for (i = 0; i < RUHU_HQ_RECOVERY_SIZE; i++)
    second[i] = first[i] ^ key[i];
  halves[0] = write_half (1, first);
  halves[1] = write_half (2, second);
  sodium_memzero (first, sizeof first);
  sodium_memzero (second, sizeof second);
}

static gboolean
read_half (guint number, const char *text, guint8 *half)
{
  guint8 bytes[TEXT_SIZE] = { 0 };
  guint8 check[CHECK_SIZE];
  guint i = 0;

  if (*text++ != (char) ('0' + number))
    return FALSE;

  for (; *text != '\0'; text++) {
    const char *letter;
    guint bit;

    if (*text == '-' || g_ascii_isspace (*text))
      continue;

    letter = strchr (letters, g_ascii_toupper (*text));
    if (letter == NULL || i == TEXT_SIZE * 8 / 5)
      return FALSE;

    for (bit = 0; bit < 5; bit++) {
      guint at = i * 5 + bit;

      bytes[at / 8] |= ((letter - letters) >> (4 - bit) & 1) << (7 - at % 8);
    }
    i++;
  }

  memcpy (half, bytes, RUHU_HQ_RECOVERY_SIZE);
  sum_up (number, half, check);
  return i == TEXT_SIZE * 8 / 5 &&
         sodium_memcmp (check, bytes + RUHU_HQ_RECOVERY_SIZE, CHECK_SIZE) == 0;
}

/**
 * ruhu_hq_recovery_join:
 * @halves: as they were written down; spaces, hyphens and small letters do no harm
 *
 * Returns: %FALSE with %RUHU_ERROR_INVALID where a half was miscopied; @error says which
 */
gboolean
ruhu_hq_recovery_join (const char *const halves[2],
                       guint8 key[RUHU_HQ_RECOVERY_SIZE],
                       GError **error)
{
  guint8 parts[2][RUHU_HQ_RECOVERY_SIZE];
  guint i;

  for (i = 0; i < 2; i++) {
    if (!read_half (i + 1, halves[i], parts[i])) {
      g_set_error (error,
                   RUHU_ERROR,
                   RUHU_ERROR_INVALID,
                   "half %u of the recovery key is not as it was written down",
                   i + 1);
      return FALSE;
    }
  }

  for (i = 0; i < RUHU_HQ_RECOVERY_SIZE; i++)
    key[i] = parts[0][i] ^ parts[1][i];
  sodium_memzero (parts, sizeof parts);
  return TRUE;
}
