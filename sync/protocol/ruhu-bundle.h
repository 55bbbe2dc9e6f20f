/* ruhu-bundle.h: what travels in a file, by USB or in a colleague's pocket (.rbb)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define RUHU_BUNDLE_SUFFIX ".rbb"
#define RUHU_BUNDLE_TYPE "application/vnd.ruhu.bundle"

/* A bundle over these is refused, and none over them is made. */
#define RUHU_BUNDLE_MAX_BYTES (G_GUINT64_CONSTANT (2) << 30)
#define RUHU_BUNDLE_MAX_PART (32 * 1024 * 1024)
#define RUHU_BUNDLE_MAX_PARTS 100000

/* What a bundle is: the member `kind` of its header. */
#define RUHU_BUNDLE_UP "up"           /* lines and attachments of a device, for HQ */
#define RUHU_BUNDLE_RECEIPT "receipt" /* HQ's answer to that */
#define RUHU_BUNDLE_DOWN "down"       /* what HQ has for a device */
#define RUHU_BUNDLE_ENROL "enrol"     /* a new device asks HQ in */
#define RUHU_BUNDLE_ANSWER "answer"   /* HQ's answer to that, and what it has for the device */

/* What a part is: the member `t` of its heading. */
#define RUHU_BUNDLE_PART_PUSH "push"    /* the body of a sealed push, not compressed */
#define RUHU_BUNDLE_PART_ATT "att"      /* an attachment's ciphertext; `key` is its sealed key */
#define RUHU_BUNDLE_PART_CURSOR "cur"   /* how far the device has read HQ's log, in a box to hqx */
#define RUHU_BUNDLE_PART_RECEIPT "rcpt" /* the answer to a push, in clear */
#define RUHU_BUNDLE_PART_ENROL "enrol"  /* the body of an enrolment, or its answer */
#define RUHU_BUNDLE_PART_STATE "state"  /* for which cursor, and which scope, in a box to x */
#define RUHU_BUNDLE_PART_PAGE "page"    /* the answer to a pull, in a box to the device's x */
#define RUHU_BUNDLE_PART_FORM "form"    /* a form's XForm, in a box to x */
#define RUHU_BUNDLE_PART_MEDIA "media"  /* a file of a form, in a box to x */

/**
 * RuhuBundlePart:
 * @type: what it is
 * @members: its heading
 * @content: its bytes
 */
typedef struct {
  char *type;
  JsonObject *members;
  GBytes *content;
} RuhuBundlePart;

void ruhu_bundle_part_free (RuhuBundlePart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuBundlePart, ruhu_bundle_part_free)

typedef struct _RuhuBundleWriter RuhuBundleWriter;

RuhuBundleWriter *
ruhu_bundle_writer_new (GOutputStream *stream, JsonObject *header, GError **error);
gboolean ruhu_bundle_writer_add (RuhuBundleWriter *self,
                                 const char *type,
                                 JsonObject *members,
                                 GBytes *content,
                                 GError **error);
guint64 ruhu_bundle_writer_get_size (RuhuBundleWriter *self);
char *ruhu_bundle_writer_end (RuhuBundleWriter *self, GError **error);
gboolean ruhu_bundle_writer_sign (RuhuBundleWriter *self, const char *signature, GError **error);
void ruhu_bundle_writer_free (RuhuBundleWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuBundleWriter, ruhu_bundle_writer_free)

typedef struct _RuhuBundleReader RuhuBundleReader;

RuhuBundleReader *ruhu_bundle_reader_new (GInputStream *stream, GError **error);
RuhuBundleReader *ruhu_bundle_reader_open (const char *path, GError **error);
JsonObject *ruhu_bundle_reader_get_header (RuhuBundleReader *self);
const char *ruhu_bundle_reader_get_kind (RuhuBundleReader *self);
const char *ruhu_bundle_reader_get_device (RuhuBundleReader *self);
gboolean ruhu_bundle_reader_next (RuhuBundleReader *self, RuhuBundlePart **part, GError **error);
gboolean ruhu_bundle_reader_skip (RuhuBundleReader *self, GError **error);
gboolean ruhu_bundle_reader_verify (RuhuBundleReader *self, const guint8 key[32]);
void ruhu_bundle_reader_free (RuhuBundleReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuBundleReader, ruhu_bundle_reader_free)

G_END_DECLS
