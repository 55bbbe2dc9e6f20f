/* web-fixture.h: an HQ with a county's first responses, and browsers that look at them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "hq-fixture.h"

G_BEGIN_DECLS

#define COUNTY "990101"
#define OTHER_TOWN "990101102"
#define PERSON_A "0192f3a0-aa01-7000-8000-000000000001"
#define PERSON_B "0192f3a0-aa01-7000-8000-000000000002"
#define RESPONSE_A "0192f3a0-aa01-7000-8000-00000000000a"
#define RESPONSE_A2 "0192f3a0-aa01-7000-8000-00000000000b"
#define RESPONSE_B "0192f3a0-aa01-7000-8000-00000000000c"
#define PERSON_DIFFERENT "0192f3a0-aa01-7000-8000-0000000000f1"
#define OWN_PASSWORD "four words about a well"

/**
 * Web:
 * @tablet: of the village, which sent @RESPONSE_A, its correction @RESPONSE_A2 and @RESPONSE_B
 * @photo, @signature: pictures of @RESPONSE_A2
 */
typedef struct {
  Hq hq;
  Tablet tablet;
  char *form;
  char *version;
  GBytes *photo;
  GBytes *signature;
  char *photo_hash;
  char *signature_hash;
  guint n_more;
  guint n_decisions;
} Web;

void web_set_up (Web *web, gconstpointer data);
void web_tear_down (Web *web, gconstpointer data);
char *web_add_user (Web *web, const char *name, const char *role, const char *scope);
void web_push_more (Web *web, guint n);
void web_decide (Web *web, const char *response, const char *scope, const char *outcome);
void web_change_answer (Web *web, const char *response, gboolean hash_too);
void web_write_differently (Web *web);
char *web_make_receipt (Web *web);

/** Browser: keeps the cookie and the second token, as a browser does */
typedef struct {
  Web *web;
  char *cookie;
  char *token;
} Browser;

void browser_init (Browser *browser, Web *web);
void browser_clear (Browser *browser);
Answer *browser_ask (Browser *browser, const char *method, const char *path, const char *body);
Answer *browser_sign_in (Browser *browser, const char *name, const char *password);
void browser_enter (Browser *browser, Web *web, const char *role, const char *scope);

G_END_DECLS
