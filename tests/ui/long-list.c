/* long-list.c: a form with as many villages as one wants
 *
 * Names of three characters, each of its own; none is of this world by more than chance.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "long-list.h"

static const char *const first[] = { "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                     "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
                                     "东", "西", "南", "北", "上", "下", "大", "小", "新", "老",
                                     "石", "沙", "白", "红", "青", "金", "银", "龙", "虎", "凤" };
static const char *const second[] = { "家", "山", "河", "沟", "坪", "湾", "岭", "桥", "井", "坡",
                                      "泉", "塘", "堡", "台", "川", "峪", "洼", "梁", "寨", "店",
                                      "庙", "滩", "口", "头", "营", "屯", "集", "镇", "庄", "院",
                                      "石", "木", "水", "柳", "松", "杏", "桃", "梨", "枣", "槐" };
static const char *const third[] = { "村", "庄", "沟", "湾", "坪", "岭", "堡", "滩",
                                     "寨", "屯", "营", "铺", "店", "集", "台", "梁",
                                     "坡", "峪", "泉", "桥", "塘", "井", "口", "洼",
                                     "川", "山", "河", "社", "组", "园", "院", "场" };

/** long_list_name_village: Returns: (transfer full): the name of the village @i; 51,200 differ */
char *
long_list_name_village (guint i)
{
  return g_strconcat (
    first[i % G_N_ELEMENTS (first)],
    second[i / G_N_ELEMENTS (first) % G_N_ELEMENTS (second)],
    third[i / G_N_ELEMENTS (first) / G_N_ELEMENTS (second) % G_N_ELEMENTS (third)],
    NULL);
}

static void
add_item (GString *xml, guint i)
{
  g_autofree char *name = long_list_name_village (i);

  g_string_append_printf (xml, "<item><name>v%u</name><label>%s</label></item>", i, name);
}

/** long_list_write_form: Returns: (transfer full): asks for one and for several of @n villages */
GBytes *
long_list_write_form (guint n, const char *appearance)
{
  GString *xml = g_string_new (
    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">"
    "<h:head><h:title>Villages</h:title><model><instance><data id=\"villages\"><village/>"
    "<villages/><few/></data></instance><instance id=\"v\"><root>");
  guint i;

  for (i = 0; i < n; i++)
    add_item (xml, i);
  g_string_append (xml,
                   "</root></instance><bind nodeset=\"/data/village\" type=\"string\"/>"
                   "<bind nodeset=\"/data/villages\" type=\"string\"/></model></h:head><h:body>");
  g_string_append_printf (xml,
                          "<select1 ref=\"/data/village\" appearance=\"%s\"><label>Village</label>"
                          "<itemset nodeset=\"instance('v')/root/item\"><value ref=\"name\"/>"
                          "<label ref=\"label\"/></itemset></select1>"
                          "<select ref=\"/data/villages\" appearance=\"%s\"><label>Villages</label>"
                          "<itemset nodeset=\"instance('v')/root/item\"><value ref=\"name\"/>"
                          "<label ref=\"label\"/></itemset></select>"
                          "<input ref=\"/data/few\"><label>Few</label></input></h:body></h:html>",
                          appearance,
                          appearance);
  return g_string_free_to_bytes (xml);
}
