/* ruhu-hq-form-files.h: what a form was published with, for HQ's own reading of a response
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-hq-dir.h"

#include "forms/ruhu-instance.h"

G_BEGIN_DECLS

void ruhu_hq_form_files_give (RuhuHqDir *dir, RuhuInstance *instance);

G_END_DECLS
