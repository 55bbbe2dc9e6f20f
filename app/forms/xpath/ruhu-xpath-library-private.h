/* ruhu-xpath-library-private.h: every function of the library, by family
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/xpath/ruhu-xpath-function-private.h"

G_BEGIN_DECLS

/* ruhu-xpath-logic.c */
RuhuXPathImplementation ruhu_xpath_boolean, ruhu_xpath_boolean_from_string, ruhu_xpath_true,
  ruhu_xpath_false, ruhu_xpath_not, ruhu_xpath_if, ruhu_xpath_coalesce, ruhu_xpath_once,
  ruhu_xpath_checklist, ruhu_xpath_weighted_checklist, ruhu_xpath_depend;

/* ruhu-xpath-strings.c */
RuhuXPathImplementation ruhu_xpath_string, ruhu_xpath_concat, ruhu_xpath_join, ruhu_xpath_contains,
  ruhu_xpath_starts_with, ruhu_xpath_ends_with, ruhu_xpath_substring_before,
  ruhu_xpath_substring_after, ruhu_xpath_substring, ruhu_xpath_substr, ruhu_xpath_string_length,
  ruhu_xpath_normalize_space, ruhu_xpath_translate, ruhu_xpath_regex;

/* ruhu-xpath-choices.c */
RuhuXPathImplementation ruhu_xpath_selected, ruhu_xpath_selected_at, ruhu_xpath_count_selected,
  ruhu_xpath_choice_name, ruhu_xpath_itext;

/* ruhu-xpath-numbers.c */
RuhuXPathImplementation ruhu_xpath_number, ruhu_xpath_int, ruhu_xpath_round, ruhu_xpath_floor,
  ruhu_xpath_ceiling, ruhu_xpath_abs, ruhu_xpath_pow, ruhu_xpath_log, ruhu_xpath_log10,
  ruhu_xpath_exp, ruhu_xpath_exp10, ruhu_xpath_sqrt, ruhu_xpath_sin, ruhu_xpath_cos, ruhu_xpath_tan,
  ruhu_xpath_asin, ruhu_xpath_acos, ruhu_xpath_atan, ruhu_xpath_atan2, ruhu_xpath_pi,
  ruhu_xpath_random;

/* ruhu-xpath-dates.c */
RuhuXPathImplementation ruhu_xpath_today, ruhu_xpath_now, ruhu_xpath_date, ruhu_xpath_date_time,
  ruhu_xpath_decimal_date_time, ruhu_xpath_decimal_time, ruhu_xpath_format_date;

/* ruhu-xpath-nodes.c */
RuhuXPathImplementation ruhu_xpath_count, ruhu_xpath_count_non_empty, ruhu_xpath_sum,
  ruhu_xpath_min, ruhu_xpath_max, ruhu_xpath_position, ruhu_xpath_last, ruhu_xpath_name,
  ruhu_xpath_local_name, ruhu_xpath_indexed_repeat, ruhu_xpath_pulldata, ruhu_xpath_randomize,
  ruhu_xpath_property, ruhu_xpath_version;

/* ruhu-xpath-geo.c */
RuhuXPathImplementation ruhu_xpath_area, ruhu_xpath_distance, ruhu_xpath_geofence;

/* ruhu-xpath-crypto.c */
RuhuXPathImplementation ruhu_xpath_digest, ruhu_xpath_base64_decode, ruhu_xpath_extract_signed,
  ruhu_xpath_uuid;

G_END_DECLS
