/* ruhu-wait.c: asynchronous functions in a program without a main loop of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-wait-private.h"

/** ruhu_wait_note_cb: @user_data: where a GAsyncResult * is to go, which is %NULL until then */
void
ruhu_wait_note_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/** ruhu_wait_for: Returns: (transfer full): what ruhu_wait_note_cb() put there, once it has */
GAsyncResult *
ruhu_wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (result);
}
