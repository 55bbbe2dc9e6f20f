/* ruhu-hq-check.c: may this line do that?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-check.h"

#include "ruhu-hq-form-table.h"
#include "ruhu-hq-state.h"
#include "ruhu-hq-transfer.h"

#include "base/ruhu-division.h"
#include "base/ruhu-mutant.h"
#include "ruhu-merge.h"
#include "ruhu-wire-json.h"

#define MAX_ATTACHMENT (16 * 1024 * 1024)

/* Quarantines the line; a good line stays as it is. Errors are HQ's own. */
static gboolean
hold (RuhuLine *line, RuhuQuarantine code, const char *path, const char *message)
{
  ruhu_line_quarantine (line, code, path, message);
  return TRUE;
}

static gboolean
check_response (RuhuHqStore *store, RuhuHqObject *old, RuhuLine *line, GError **error)
{
  JsonObject *change = ruhu_line_get_object (line);
  const char *form = ruhu_json_get_string (change, "fm");
  g_autofree char *version = NULL;
  JsonArray *attachments = ruhu_json_get_array (change, "att");
  gboolean has;
  guint64 number;
  guint i;

  for (i = 0; attachments != NULL && i < json_array_get_length (attachments); i++) {
    ruhu_wire_json_get_uint (json_array_get_object_element (attachments, i), "len", &number);
    if (number > MAX_ATTACHMENT)
      return hold (line, RUHU_QUARANTINE_SCHEMA, "att", "is larger than HQ takes");
  }
  if (old != NULL && !ruhu_mutant (FINAL_TAKEN_TWICE))
    return hold (line, RUHU_QUARANTINE_FINALIZED, NULL, "this response is here already");

  if (ruhu_wire_json_get_uint (change, "fv", &number))
    version = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  else
    version = g_strdup (ruhu_json_get_string (change, "fv"));
  if (!ruhu_hq_form_has (store, form, version, &has, error))
    return FALSE;

  return has || hold (line, RUHU_QUARANTINE_FORM_UNKNOWN, "fv", "was never published here");
}

static gboolean
check_decision (RuhuHqDevice *device, RuhuHqObject *old, RuhuLine *line)
{
  const char *level = ruhu_json_get_string (ruhu_line_get_object (line), "level");

  if (old != NULL)
    return hold (line, RUHU_QUARANTINE_FINALIZED, NULL, "this decision is here already");
  if (device->ed == NULL)
    return TRUE;
  if (strlen (device->scope) == RUHU_DIVISION_VILLAGE ||
      g_strcmp0 (level, strlen (device->scope) == RUHU_DIVISION_TOWNSHIP ? "township" : "county") !=
        0)
    return hold (line, RUHU_QUARANTINE_POLICY, "level", "is not this device's to decide");

  return TRUE;
}

static gboolean
check_fields (RuhuHqDevice *device, RuhuHqObject *old, gboolean left, RuhuLine *line)
{
  g_autoptr (JsonObject) state = old != NULL ? ruhu_hq_state_parse (old) : NULL;
  RuhuPolicy policy = RUHU_POLICY_SURFACE;
  const char *field;

  /* Whoever names another division than the object's would reach it from outside its scope. */
  if (old != NULL && !left && !ruhu_division_contains (device->scope, old->division) &&
      g_strcmp0 (old->division, ruhu_line_get_division (line)) != 0)
    return hold (line, RUHU_QUARANTINE_SCOPE, "id", "belongs to another division");

  field =
    ruhu_merge_find_forbidden (state, ruhu_line_get_object (line), device->ed == NULL, &policy);
  if (field == NULL)
    return TRUE;

  return policy == RUHU_POLICY_ONCE
           ? hold (line, RUHU_QUARANTINE_IMMUTABLE, field, "never changes once it has a value")
           : hold (line, RUHU_QUARANTINE_POLICY, field, "is HQ's to write");
}

/**
 * ruhu_hq_check_line:
 * @device: whose line
 * @old: (nullable): the object it is about, as it is
 * @left: it was transferred, out of the division that the line names
 * @line: a line in the device's scope; what is wrong is noted in it
 *
 * What a line may do, where that depends on more than the line.
 *
 * Returns: %FALSE only where HQ's store failed
 */
gboolean
ruhu_hq_check_line (RuhuHqStore *store,
                    RuhuHqDevice *device,
                    RuhuHqObject *old,
                    gboolean left,
                    RuhuLine *line,
                    GError **error)
{
  if (ruhu_line_get_kind (line) == RUHU_OBJECT_TRANSFER && device->ed == NULL)
    return TRUE; /* is about an object of another kind */
  if (old != NULL && old->kind != ruhu_line_get_kind (line))
    return hold (line, RUHU_QUARANTINE_SCHEMA, "k", "is not the kind that this object has");

  switch (ruhu_line_get_kind (line)) {
  case RUHU_OBJECT_RESPONSE:
    return check_response (store, old, line, error);
  case RUHU_OBJECT_DECISION:
    return check_decision (device, old, line);
  case RUHU_OBJECT_PERSON:
  case RUHU_OBJECT_HOUSEHOLD:
  case RUHU_OBJECT_NEED:
  case RUHU_OBJECT_TASK:
    return check_fields (device, old, left, line);
  case RUHU_OBJECT_TRANSFER:
    return old != NULL
             ? hold (line, RUHU_QUARANTINE_FINALIZED, NULL, "this transfer is here already")
             : ruhu_hq_transfer_check (store, device, line, error);
  case RUHU_OBJECT_CONFLICT:
  case RUHU_OBJECT_COUNTY:
  default:
    return hold (line, RUHU_QUARANTINE_POLICY, "k", "is HQ's to write");
  }
}
