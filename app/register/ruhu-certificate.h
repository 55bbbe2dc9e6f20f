/* ruhu-certificate.h: numbers of disability certificates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "register/ruhu-id-number.h"

G_BEGIN_DECLS

/**
 * RuhuCategory:
 *
 * GB/T 26341-2010; the digit of the certificate.
 */
typedef enum {
  RUHU_CATEGORY_NONE = 0,
  RUHU_CATEGORY_VISION = 1,
  RUHU_CATEGORY_HEARING = 2,
  RUHU_CATEGORY_SPEECH = 3,
  RUHU_CATEGORY_PHYSICAL = 4,
  RUHU_CATEGORY_INTELLECTUAL = 5,
  RUHU_CATEGORY_MENTAL = 6,
  RUHU_CATEGORY_MULTIPLE = 7,
} RuhuCategory;

/**
 * RuhuCertificateFault:
 * @RUHU_CERTIFICATE_OK: nothing is wrong
 * @RUHU_CERTIFICATE_EMPTY: there is no number
 * @RUHU_CERTIFICATE_LENGTH: neither 20 characters nor these and `B1` to `B99`
 * @RUHU_CERTIFICATE_ID: the first 18 characters are no identity number
 * @RUHU_CERTIFICATE_CATEGORY: the 19th is not 1 to 7
 * @RUHU_CERTIFICATE_GRADE: the 20th is not 1 to 4
 * @RUHU_CERTIFICATE_REISSUE: what follows is not `B1` to `B99`
 */
typedef enum {
  RUHU_CERTIFICATE_OK,
  RUHU_CERTIFICATE_EMPTY,
  RUHU_CERTIFICATE_LENGTH,
  RUHU_CERTIFICATE_ID,
  RUHU_CERTIFICATE_CATEGORY,
  RUHU_CERTIFICATE_GRADE,
  RUHU_CERTIFICATE_REISSUE,
} RuhuCertificateFault;

/**
 * RuhuCertificate:
 * @id_number: whose it is
 * @category: which disability
 * @grade: 1 (most severe) to 4
 * @reissue: how often it was replaced after loss, 0 for the first
 *
 * What a certificate's number says. Passed by value.
 */
typedef struct {
  char id_number[RUHU_ID_NUMBER_DIGITS + 1];
  RuhuCategory category;
  guint grade;
  guint reissue;
} RuhuCertificate;

RuhuCertificateFault
ruhu_certificate_parse (const char *number, RuhuDate today, RuhuCertificate *certificate);
char *ruhu_certificate_to_string (const RuhuCertificate *certificate);
gboolean ruhu_certificate_is_severe (guint grade);

G_END_DECLS
