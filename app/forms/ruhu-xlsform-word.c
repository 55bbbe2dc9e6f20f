/* ruhu-xlsform-word.c: sheets and columns that an author named in Chinese
 *
 * XLSForm's names are English in every country. What somebody writes in their place is not read,
 * but understood well enough to say what to write.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "forms/ruhu-xlsform-private.h"

static const struct {
  const char *word, *name;
} words[] = {
  /* sheets */
  { "调查", "survey" },
  { "调查表", "survey" },
  { "问卷", "survey" },
  { "题目", "survey" },
  { "问题", "survey" },
  { "表单", "survey" },
  { "选项", "choices" },
  { "选择", "choices" },
  { "答案", "choices" },
  { "设置", "settings" },
  { "设定", "settings" },
  { "规则", "rules" },
  { "实体", "entities" },
  /* columns */
  { "类型", "type" },
  { "题型", "type" },
  { "名称", "name" },
  { "名字", "name" },
  { "变量名", "name" },
  { "字段名", "name" },
  { "值", "name" },
  { "选项值", "name" },
  { "标签", "label" },
  { "标题", "label" },
  { "题干", "label" },
  { "选项名称", "label" },
  { "提示", "hint" },
  { "说明", "hint" },
  { "必填", "required" },
  { "必答", "required" },
  { "相关", "relevant" },
  { "条件", "relevant" },
  { "显示条件", "relevant" },
  { "约束", "constraint" },
  { "限制", "constraint" },
  { "约束提示", "constraint_message" },
  { "错误提示", "constraint_message" },
  { "计算", "calculation" },
  { "公式", "calculation" },
  { "默认值", "default" },
  { "默认", "default" },
  { "只读", "readonly" },
  { "外观", "appearance" },
  { "参数", "parameters" },
  { "筛选", "choice_filter" },
  { "列表", "list_name" },
  { "列表名", "list_name" },
  { "列表名称", "list_name" },
  { "表单编号", "form_id" },
  { "表单名称", "form_title" },
  { "版本", "version" },
};

/**
 * ruhu_xls_translate:
 * @word: the name of a sheet or column that is not read
 *
 * Returns: (nullable): what XLSForm calls it; %NULL where nobody knows
 */
const char *
ruhu_xls_translate (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      return words[i].name;
  return NULL;
}
