/* ruhu-pull.h: one page of what HQ has for a device
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "base/ruhu-hlc.h"
#include "ruhu-form-notice.h"

G_BEGIN_DECLS

typedef struct _RuhuPullWriter RuhuPullWriter;

RuhuPullWriter *ruhu_pull_writer_new (const char *from,
                                      gint64 now,
                                      const char *const *users,
                                      const char *const *again);
void ruhu_pull_writer_free (RuhuPullWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuPullWriter, ruhu_pull_writer_free)

void ruhu_pull_writer_add_change (RuhuPullWriter *self,
                                  guint64 sseq,
                                  const char *device,
                                  guint64 seq,
                                  RuhuHlc eff,
                                  GBytes *change);
void ruhu_pull_writer_add_own (RuhuPullWriter *self,
                               guint64 sseq,
                               const char *device,
                               guint64 seq,
                               RuhuHlc eff,
                               const char *hash);
void ruhu_pull_writer_add_object (RuhuPullWriter *self, const char *state);
void ruhu_pull_writer_add_conflict (RuhuPullWriter *self, const char *conflict);
void ruhu_pull_writer_add_form (RuhuPullWriter *self, RuhuFormNotice *notice);
void ruhu_pull_writer_add_out (RuhuPullWriter *self, const char *id);
gsize ruhu_pull_writer_get_size (RuhuPullWriter *self);
GBytes *ruhu_pull_writer_finish (RuhuPullWriter *self, const char *cursor, gboolean more);

/**
 * RuhuPulledType:
 * @RUHU_PULLED_OTHER: something newer than this version; to be left alone
 * @RUHU_PULLED_CHANGE: a line of some device's log, in its place
 * @RUHU_PULLED_OBJECT: an object as HQ has it, for a device that is new
 * @RUHU_PULLED_CONFLICT: two values of which neither replaces the other, or their end
 * @RUHU_PULLED_FORM: a form that was published
 * @RUHU_PULLED_OUT: an object that left what this device may see
 * @RUHU_PULLED_OWN: a line of the asking device's own log, which it holds: only its hash
 */
typedef enum {
  RUHU_PULLED_OTHER,
  RUHU_PULLED_CHANGE,
  RUHU_PULLED_OBJECT,
  RUHU_PULLED_CONFLICT,
  RUHU_PULLED_FORM,
  RUHU_PULLED_OUT,
  RUHU_PULLED_OWN,
} RuhuPulledType;

/**
 * RuhuPulled:
 * @type: what it is
 * @sseq: CHANGE, OWN: its place in HQ's log
 * @device: CHANGE, OWN: whose line it is
 * @seq: CHANGE, OWN: its number in that device's log
 * @eff: CHANGE, OWN: its effective clock
 * @object: (nullable): CHANGE: the line; OBJECT: the merged state; CONFLICT; FORM: as
 * ruhu_form_notice_from_json() reads it
 * @id: OUT: which object
 * @hash: OWN: of the line, in hex
 */
typedef struct {
  RuhuPulledType type;
  guint64 sseq;
  const char *device;
  guint64 seq;
  RuhuHlc eff;
  JsonObject *object;
  const char *id;
  const char *hash;
} RuhuPulled;

typedef struct _RuhuPullPage RuhuPullPage;

RuhuPullPage *ruhu_pull_page_parse (GBytes *body);
void ruhu_pull_page_free (RuhuPullPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RuhuPullPage, ruhu_pull_page_free)

const char *ruhu_pull_page_get_from (RuhuPullPage *self);
gint64 ruhu_pull_page_get_now (RuhuPullPage *self);
const char *const *ruhu_pull_page_get_users (RuhuPullPage *self);
const char *const *ruhu_pull_page_get_again (RuhuPullPage *self);
guint ruhu_pull_page_get_n_lines (RuhuPullPage *self);
const RuhuPulled *ruhu_pull_page_get_line (RuhuPullPage *self, guint i);
const char *ruhu_pull_page_get_cursor (RuhuPullPage *self);
gboolean ruhu_pull_page_get_more (RuhuPullPage *self);

G_END_DECLS
