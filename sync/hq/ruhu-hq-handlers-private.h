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
void ruhu_hq_wiped_handle (RuhuHqRequest *request);

void ruhu_hq_media_head (RuhuHqRequest *request);
void ruhu_hq_media_patch (RuhuHqRequest *request);
void ruhu_hq_media_get (RuhuHqRequest *request);
void ruhu_hq_media_begin (RuhuHqDir *dir, SoupServerMessage *message, const char *hash);
void ruhu_hq_media_drop (SoupServerMessage *message);

G_END_DECLS
