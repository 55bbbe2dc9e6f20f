/* ruhu-hq-handlers-private.h: what answers which request; the table is in ruhu-hq-server.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-request.h"

G_BEGIN_DECLS

void ruhu_hq_hello_handle (RuhuHqRequest *request);
void ruhu_hq_enrol_handle (RuhuHqRequest *request);
void ruhu_hq_push_handle (RuhuHqRequest *request);
void ruhu_hq_pull_handle (RuhuHqRequest *request);
void ruhu_hq_forms_handle (RuhuHqRequest *request);
void ruhu_hq_form_media_handle (RuhuHqRequest *request);
void ruhu_hq_recover_handle (RuhuHqRequest *request);
void ruhu_hq_wiped_handle (RuhuHqRequest *request);

void ruhu_hq_line_handle (RuhuHqRequest *request);
void ruhu_hq_media_head (RuhuHqRequest *request);
void ruhu_hq_media_patch (RuhuHqRequest *request);
void ruhu_hq_media_get (RuhuHqRequest *request);
void ruhu_hq_media_begin (RuhuHqDir *dir, SoupServerMessage *message, const char *hash);

void ruhu_hq_bundle_head (RuhuHqRequest *request);
void ruhu_hq_bundle_patch (RuhuHqRequest *request);

void ruhu_hq_web_session_get (RuhuHqRequest *request);
void ruhu_hq_web_session_open (RuhuHqRequest *request);
void ruhu_hq_web_session_close (RuhuHqRequest *request);
void ruhu_hq_web_password_set (RuhuHqRequest *request);
void ruhu_hq_web_settings_set (RuhuHqRequest *request);
void ruhu_hq_web_night_get (RuhuHqRequest *request);
void ruhu_hq_web_list_get (RuhuHqRequest *request);
void ruhu_hq_web_open_get (RuhuHqRequest *request);
void ruhu_hq_web_open_settle (RuhuHqRequest *request);
void ruhu_hq_web_response_get (RuhuHqRequest *request);
void ruhu_hq_web_receipt_check (RuhuHqRequest *request);
void ruhu_hq_web_reveal (RuhuHqRequest *request);
void ruhu_hq_web_file_get (RuhuHqRequest *request);

G_END_DECLS
