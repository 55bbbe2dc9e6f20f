/* ruhu-answer.h: answers as people read them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

char *ruhu_answer_to_text (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within);
char *ruhu_answer_describe (RuhuInstance *instance,
                            const RuhuControl *control,
                            RuhuNode *within,
                            const char *value);
char *ruhu_answer_label (RuhuInstance *instance, const RuhuControl *control, RuhuNode *within);
char *ruhu_answer_summarize (RuhuInstance *instance,
                             const RuhuControl *group,
                             RuhuNode *within,
                             guint most);
char *ruhu_answer_path (const char *key);
const RuhuControl *ruhu_answer_section (const RuhuControl *control);

G_END_DECLS
