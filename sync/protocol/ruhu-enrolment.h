/* ruhu-enrolment.h: what device and HQ say when they first meet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_ENROLMENT_LETTERS 20
#define RUHU_ENROLMENT_ID_LETTERS 4
#define RUHU_ENROLMENT_NONCE_BYTES 24

char *ruhu_enrolment_code_new (void);
char *ruhu_enrolment_code_normalize (const char *typed);
char *ruhu_enrolment_code_format (const char *code);
char *ruhu_enrolment_code_get_id (const char *code);

/**
 * RuhuEnrolmentRequest:
 * @id: the first letters of the code: which enrolment this is
 * @ed: the device's signing key (AK)
 * @x: the device's key for what HQ seals to it
 * @lk: the key that signs a locked device's requests
 * @nonce: chance, so that an old answer is none for this request
 */
typedef struct {
  char id[RUHU_ENROLMENT_ID_LETTERS + 1];
  guint8 ed[32];
  guint8 x[32];
  guint8 lk[32];
  guint8 nonce[RUHU_ENROLMENT_NONCE_BYTES];
} RuhuEnrolmentRequest;

void ruhu_enrolment_request_init (RuhuEnrolmentRequest *self,
                                  const char *code,
                                  const guint8 ed[32],
                                  const guint8 x[32],
                                  const guint8 lk[32]);
char *ruhu_enrolment_request_to_json (const RuhuEnrolmentRequest *self, const char *code);
gboolean
ruhu_enrolment_request_from_json (RuhuEnrolmentRequest *self, const char *data, gsize length);
gboolean ruhu_enrolment_request_verify (const char *data, gsize length, const char *code);

/**
 * RuhuEnrolmentAnswer:
 * @device: the id HQ gives the device
 * @user: for whom it was enrolled
 * @role: that user's role
 * @scope: the division it may see
 * @epoch: number of that scope
 * @gen: which life of HQ's store
 * @ca: HQ's CA certificate, PEM
 * @hqs: HQ's Ed25519 key for receipts and orders
 * @hqx: HQ's X25519 key for what is sealed to it
 * @hqe: HQ's X25519 recovery key
 * @phrase: whether a phrase is demanded where a PIN would do
 * @unlock: the secret for unlock codes, sealed to the device's key x (crypto_box_seal)
 * @now: HQ's time, ms since 1970 UTC
 */
typedef struct {
  char *device;
  char *user;
  char *role;
  char *scope;
  guint64 epoch;
  char *gen;
  char *ca;
  guint8 hqs[32];
  guint8 hqx[32];
  guint8 hqe[32];
  gboolean phrase;
  GBytes *unlock;
  gint64 now;
} RuhuEnrolmentAnswer;

RuhuEnrolmentAnswer *ruhu_enrolment_answer_new (void);
void ruhu_enrolment_answer_free (RuhuEnrolmentAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuEnrolmentAnswer, ruhu_enrolment_answer_free)

char *ruhu_enrolment_answer_to_json (const RuhuEnrolmentAnswer *self,
                                     const char *code,
                                     const RuhuEnrolmentRequest *request);
RuhuEnrolmentAnswer *ruhu_enrolment_answer_from_json (const char *data,
                                                      gsize length,
                                                      const char *code,
                                                      const RuhuEnrolmentRequest *request);

G_END_DECLS
