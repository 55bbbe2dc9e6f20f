/* ruhu-wire.h: version, limits and names of the wire
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RUHU_WIRE_VERSION 1

/* A request outside these is answered 413; nobody allocates before it is known to be inside. */
#define RUHU_WIRE_MAX_COMPRESSED (1024 * 1024)
#define RUHU_WIRE_MAX_INFLATED (8 * 1024 * 1024)
#define RUHU_WIRE_MAX_LINE (256 * 1024)
#define RUHU_WIRE_MAX_LINES 500

/* A file that comes with a form, and all of one form's; what one answer brings of it at most. */
#define RUHU_WIRE_MAX_MEDIA (20 * 1024 * 1024)
#define RUHU_WIRE_MAX_FORM_MEDIA (60 * 1024 * 1024)
#define RUHU_WIRE_MAX_FORM_FILES 1000
#define RUHU_WIRE_MAX_PIECE (1024 * 1024)

/* What is sealed to HQ is filled up to a multiple of this. */
#define RUHU_WIRE_BLOCK 256

/* How far the clocks of tablet and HQ may lie apart for a signature to count, in ms. */
#define RUHU_WIRE_MAX_SKEW (300 * 1000)

/* What the names of HQ's own logs begin with; no device is called so. */
#define RUHU_WIRE_HQ_LOG "hq-"

char *ruhu_wire_receipt_number (const char *device, guint64 upto);
gboolean ruhu_wire_read_receipt_number (const char *number, char **device, guint64 *upto);

G_END_DECLS
