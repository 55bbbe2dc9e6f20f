/* cut-link.h: a link to HQ that breaks behind a certain byte
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

/** CutWay: which way bytes go */
typedef enum {
  CUT_UP,   /* from the tablet to HQ */
  CUT_DOWN, /* from HQ to the tablet */
} CutWay;

/** CutKind: what the body of a request holds; an open link tells */
typedef enum {
  CUT_LINES, /* of POST /v1/push */
  CUT_PIECE, /* of an attachment */
  CUT_OTHER,
} CutKind;

typedef struct _CutLink CutLink;

CutLink *cut_link_new (const char *hq, const char *hq_dir);
void cut_link_free (CutLink *link);
const char *cut_link_get_url (CutLink *link);
void cut_link_pass_all (CutLink *link);
void cut_link_at_byte (CutLink *link, CutWay way, gsize byte);
void cut_link_at_record (CutLink *link, CutWay way, guint record, int beside);
gsize cut_link_get_bytes (CutLink *link, CutWay way);
gsize cut_link_get_bodies (CutLink *link, CutKind kind);
gsize cut_link_get_largest (CutLink *link, CutKind kind);
gboolean cut_link_is_cut (CutLink *link);
