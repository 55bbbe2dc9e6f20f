/* ruhu-hq-web-answers.h: the answers of a response, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-dir.h"

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

/**
 * RuhuHqReader:
 * @zh, @en: (nullable): the filling in each language; %NULL where the form is not known
 * @now: the answers
 * @was: (nullable): those of the response that this one replaces
 * @secrets: (element-type utf8): what tells who it is, each followed by what is shown of it
 */
typedef struct {
  RuhuInstance *zh;
  RuhuInstance *en;
  JsonObject *now;
  JsonObject *was;
  GPtrArray *secrets;
} RuhuHqReader;

void ruhu_hq_reader_init (RuhuHqReader *reader,
                          RuhuHqDir *dir,
                          RuhuForm *form,
                          RuhuList *person,
                          JsonObject *answers);
void ruhu_hq_reader_compare (RuhuHqReader *reader, JsonObject *was);
void ruhu_hq_reader_clear (RuhuHqReader *reader);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RuhuHqReader, ruhu_hq_reader_clear)

JsonArray *ruhu_hq_reader_make_groups (RuhuHqReader *reader);
JsonArray *ruhu_hq_reader_make_flags (RuhuHqReader *reader, JsonObject *reasons);
const char *ruhu_hq_reader_find (JsonObject *answers, const char *ref);

G_END_DECLS
