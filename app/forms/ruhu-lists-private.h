/* ruhu-lists-private.h: secondary instances, read into columns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "forms/ruhu-form-private.h"
#include "forms/ruhu-list-private.h"

#include <libxml/parser.h>

G_BEGIN_DECLS

/* One secondary instance: a root element with rows of leaves below it, one list for each name that
 * a row has. What is not of that shape stays a tree of XML. */
typedef struct {
  grefcount refs;
  const char *root_name; /* interned */
  GPtrArray *lists;      /* of RuhuList */
  GPtrArray *row_names;  /* of interned names, one for each list */
  xmlDocPtr doc;         /* owned; NULL where @tree is the form's */
  xmlNodePtr tree;       /* NULL where @lists say it all */
  gboolean is_missing;   /* nobody had it */
} RuhuDataset;

typedef struct _RuhuListCatcher RuhuListCatcher;

RuhuListCatcher *ruhu_list_catcher_new (xmlParserCtxtPtr parser, gsize length);
void ruhu_list_catcher_free (RuhuListCatcher *self);
gboolean ruhu_list_catcher_fits (RuhuListCatcher *self);
RuhuDataset *ruhu_list_catcher_take (RuhuListCatcher *self, xmlNodePtr instance);

RuhuDataset *ruhu_dataset_new (const char *root_name);
RuhuDataset *ruhu_dataset_new_from_list (RuhuList *list);
RuhuDataset *ruhu_dataset_new_from_element (xmlNodePtr instance);
RuhuDataset *ruhu_dataset_new_from_file (const char *uri, GBytes *bytes, GError **error);
RuhuDataset *ruhu_dataset_new_from_rows (GBytes *bytes);
RuhuDataset *ruhu_dataset_new_from_tree (GBytes *bytes, GError **error);
RuhuDataset *ruhu_dataset_ref (RuhuDataset *self);
void ruhu_dataset_unref (RuhuDataset *self);
RuhuList *ruhu_dataset_find_list (RuhuDataset *self, const char *row_name);

char *ruhu_dataset_look_up (RuhuDataset *self,
                            const char *column,
                            const char *key_column,
                            const char *key);

RuhuList *ruhu_dataset_ensure_list (RuhuDataset *self, const char *row_name);

RuhuList *ruhu_list_new_from_csv (GBytes *bytes, GError **error);
RuhuList *ruhu_list_new_from_geojson (GBytes *bytes, GError **error);

gboolean ruhu_lists_itemset_offers (RuhuForm *form, const RuhuItemset *itemset, const char *value);

G_END_DECLS
