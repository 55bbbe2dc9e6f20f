/* ruhu-error.c: the one error domain of Ruhu
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-error.h"

G_DEFINE_QUARK (ruhu - error - quark, ruhu_error)
