/* ruhu-mutant.c: bugs that are planted, so that it shows whether the tests would catch them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "base/ruhu-mutant.h"

RuhuMutant ruhu_mutant_planted = RUHU_MUTANT_NONE;
