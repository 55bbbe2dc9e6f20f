/* ruhu-form-notice.h: what HQ says of a form it published
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** RuhuFormFile: a picture, sound, video or list that comes with a form; @size in bytes */
typedef struct {
  char *name;
  char *hash;
  guint64 size;
} RuhuFormFile;

/**
 * RuhuFormNotice:
 * @hash: of the XForm
 * @files: (element-type RuhuFormFile): all that the version needs to be whole; often none
 */
typedef struct {
  char *id;
  char *version;
  char *hash;
  GPtrArray *files;
} RuhuFormNotice;

RuhuFormNotice *ruhu_form_notice_new (const char *id, const char *version, const char *hash);
void ruhu_form_notice_add (RuhuFormNotice *self, const char *name, const char *hash, guint64 size);
JsonObject *ruhu_form_notice_to_json (RuhuFormNotice *self);
RuhuFormNotice *ruhu_form_notice_from_json (JsonObject *object);
RuhuFormFile *ruhu_form_notice_find (RuhuFormNotice *self, const char *name);
gboolean ruhu_form_notice_has_files_of (RuhuFormNotice *self, RuhuFormNotice *other);
void ruhu_form_notice_free (RuhuFormNotice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuFormNotice, ruhu_form_notice_free)

G_END_DECLS
