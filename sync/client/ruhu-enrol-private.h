/* ruhu-enrol-private.h: what enrolment over the network and by file share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "ruhu-enrol.h"
#include "ruhu-enrolment.h"

G_BEGIN_DECLS

RuhuDevice *ruhu_enrol_make_device (RuhuEnrolmentAnswer *answer, const char *url);

G_END_DECLS
