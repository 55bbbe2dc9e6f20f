/* ruhu-pinyin.h: how a name is read, and whether letters mean it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RuhuPinyinMatch:
 * @RUHU_PINYIN_NONE: the letters do not mean the name
 * @RUHU_PINYIN_INNER: they mean a part that is not its beginning
 * @RUHU_PINYIN_BEGINNING: they mean its beginning
 * @RUHU_PINYIN_WHOLE: they mean all of it
 *
 * Better matches are greater.
 */
typedef enum {
  RUHU_PINYIN_NONE,
  RUHU_PINYIN_INNER,
  RUHU_PINYIN_BEGINNING,
  RUHU_PINYIN_WHOLE,
} RuhuPinyinMatch;

void ruhu_pinyin_prepare (void);
GStrv ruhu_pinyin_read_name (const char *name);
char *ruhu_pinyin_get_initials (const char *reading);
char *ruhu_pinyin_from_typed (const char *text);
RuhuPinyinMatch ruhu_pinyin_match (const char *reading, const char *letters);

G_END_DECLS
