/* ruhu-hq-command.c: the commands of ruhu-hq
 *
 * A command line becomes a call, which goes to the process that holds the folder: the running
 * server, over its socket, or this one. The reply says what to print, which files to write, and the
 * exit code.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ruhu-hq-command.h"

#include "ruhu-wire-json.h"

#include "base/ruhu-error.h"

static void
free_file (gpointer data)
{
  RuhuHqFile *file = data;

  g_free (file->name);
  g_bytes_unref (file->bytes);
  g_free (file);
}

static void
add_file (GPtrArray *files, const char *name, GBytes *bytes)
{
  RuhuHqFile *file = g_new (RuhuHqFile, 1);

  file->name = g_strdup (name);
  file->bytes = g_bytes_ref (bytes);
  g_ptr_array_add (files, file);
}

static const RuhuHqCommand *
find_command (const char *name)
{
  guint n, i;
  const RuhuHqCommand *commands = ruhu_hq_command_get_all (&n);

  for (i = 0; i < n; i++) {
    if (g_str_equal (name, commands[i].name))
      return &commands[i];
  }
  return NULL;
}

static RuhuHqCall *
new_call (const RuhuHqCommand *command)
{
  RuhuHqCall *call = g_new0 (RuhuHqCall, 1);

  call->command = command;
  call->args = g_ptr_array_new_with_free_func (g_free);
  call->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  call->files = g_ptr_array_new_with_free_func (free_file);
  return call;
}

void
ruhu_hq_call_free (RuhuHqCall *call)
{
  g_ptr_array_unref (call->args);
  g_hash_table_unref (call->options);
  g_ptr_array_unref (call->files);
  g_free (call);
}

static gboolean
fail (GError **error, const char *format, const char *word)
{
  g_autofree char *message = NULL;
  const char *hole = strstr (format, "%s");

  message = hole != NULL
              ? g_strdup_printf ("%.*s%s%s", (int) (hole - format), format, word, hole + 2)
              : g_strdup (format);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

/* `--dir` goes with every command. */
static gboolean
takes (const RuhuHqCommand *command, const char *option)
{
  g_autofree char *spaced = g_strdup_printf (" %s ", option);

  return g_str_equal (option, "dir") || strstr (command->options, spaced) != NULL;
}

/* Reads the option at @argv; @used says how many words it was. */
static gboolean
read_option (RuhuHqCall *call, const char *const *argv, guint *used, GError **error)
{
  const char *equals = strchr (argv[0], '=');
  g_autofree char *name =
    equals != NULL ? g_strndup (argv[0] + 2, equals - argv[0] - 2) : g_strdup (argv[0] + 2);
  const char *value = equals != NULL ? equals + 1 : argv[1];

  if (!takes (call->command, name))
    return fail (error, "there is no option --%s here", name);
  if (value == NULL)
    return fail (error, "option --%s needs a value", name);
  if (g_hash_table_contains (call->options, name))
    return fail (error, "option --%s is there twice", name);

  g_hash_table_insert (call->options, g_strdup (name), g_strdup (value));
  *used = equals != NULL ? 1 : 2;
  return TRUE;
}

static gboolean
read_words (RuhuHqCall *call, const char *const *argv, GError **error)
{
  gboolean options = TRUE;
  guint used;

  for (; *argv != NULL; argv += used) {
    used = 1;
    if (options && g_str_equal (*argv, "--"))
      options = FALSE;
    else if (options && g_str_equal (*argv, "-o") && argv[1] != NULL) {
      const char *const output[] = { "--output", argv[1], NULL };

      if (!read_option (call, output, &used, error))
        return FALSE;
    } else if (options && g_str_has_prefix (*argv, "--")) {
      if (!read_option (call, argv, &used, error))
        return FALSE;
    } else
      g_ptr_array_add (call->args, g_strdup (*argv));
  }

  if (call->args->len < call->command->min_args)
    return fail (error,
                 "something is missing behind “%s”; see ruhu-hq --help",
                 call->command->name);
  if (call->args->len > call->command->max_args)
    return fail (error,
                 "“%s” is too much",
                 g_ptr_array_index (call->args, call->command->max_args));
  return TRUE;
}

/* How many words before the command are options, each with its value. */
static guint
count_leading (const char *const *argv)
{
  guint n = 0;

  while (argv[n] != NULL && g_str_has_prefix (argv[n], "--"))
    n += strchr (argv[n], '=') != NULL || argv[n + 1] == NULL ? 1 : 2;
  return n;
}

static const RuhuHqCommand *
find_in_words (const char *const *argv, guint *words, GError **error)
{
  g_autofree char *two =
    argv[0] != NULL && argv[1] != NULL ? g_strdup_printf ("%s %s", argv[0], argv[1]) : NULL;
  const RuhuHqCommand *command = two != NULL ? find_command (two) : NULL;

  *words = 2;
  if (command == NULL && argv[0] != NULL) {
    command = find_command (argv[0]);
    *words = 1;
  }
  if (command == NULL)
    fail (error, "there is no command “%s”", two != NULL ? two : argv[0] != NULL ? argv[0] : "");
  return command;
}

/**
 * ruhu_hq_call_parse:
 * @argv: the words behind the program's name, ended by %NULL; options may stand before the command
 *   or behind it
 *
 * Returns: (transfer full) (nullable): %NULL with a %G_OPTION_ERROR where it is no command line
 */
RuhuHqCall *
ruhu_hq_call_parse (const char *const *argv, GError **error)
{
  guint leading = count_leading (argv);
  guint words, used, i;
  const RuhuHqCommand *command = find_in_words (argv + leading, &words, error);
  g_autoptr (RuhuHqCall) call = NULL;

  if (command == NULL)
    return NULL;

  call = new_call (command);
  for (i = 0; i < leading; i += used)
    if (!read_option (call, argv + i, &used, error))
      return NULL;
  return read_words (call, argv + leading + words, error) ? g_steal_pointer (&call) : NULL;
}

/** ruhu_hq_call_get_option: Returns: (nullable): its value */
const char *
ruhu_hq_call_get_option (RuhuHqCall *call, const char *name)
{
  return g_hash_table_lookup (call->options, name);
}

/** ruhu_hq_call_get_dir: Returns: HQ's folder, as the command line or the environment says */
const char *
ruhu_hq_call_get_dir (RuhuHqCall *call)
{
  const char *dir = ruhu_hq_call_get_option (call, "dir");

  if (dir == NULL)
    dir = g_getenv ("RUHU_HQ_DIR");
  return dir != NULL ? dir : RUHU_HQ_DEFAULT_DIR;
}

/** ruhu_hq_call_get_arg: Returns: (nullable): argument @i, counted from 0 */
const char *
ruhu_hq_call_get_arg (RuhuHqCall *call, guint i)
{
  return i < call->args->len ? g_ptr_array_index (call->args, i) : NULL;
}

/** ruhu_hq_call_add_file: @name: as on the command line, for messages */
void
ruhu_hq_call_add_file (RuhuHqCall *call, const char *name, GBytes *bytes)
{
  add_file (call->files, name, bytes);
}

/**
 * ruhu_hq_call_read_files:
 * @error: the #GFileError of the first that cannot be read
 *
 * Reads the files that are the arguments of @call.
 */
gboolean
ruhu_hq_call_read_files (RuhuHqCall *call, GError **error)
{
  guint i;

  for (i = 0; i < call->args->len; i++) {
    const char *name = ruhu_hq_call_get_arg (call, i);
    char *data;
    gsize size;
    g_autoptr (GBytes) bytes = NULL;

    if (!g_file_get_contents (name, &data, &size, error))
      return FALSE;
    bytes = g_bytes_new_take (data, size);
    ruhu_hq_call_add_file (call, name, bytes);
  }
  return TRUE;
}

/** ruhu_hq_call_find_file: Returns: (transfer none) (nullable): what was read from there */
RuhuHqFile *
ruhu_hq_call_find_file (RuhuHqCall *call, const char *name)
{
  guint i;

  for (i = 0; i < call->files->len; i++) {
    RuhuHqFile *file = g_ptr_array_index (call->files, i);

    if (g_str_equal (file->name, name))
      return file;
  }
  return NULL;
}

/**
 * ruhu_hq_call_read:
 *
 * In the process that was asked: reads what the command needs from files.
 */
gboolean
ruhu_hq_call_read (RuhuHqCall *call, GError **error)
{
  return call->command->read == NULL || call->command->read (call, error);
}

static JsonArray *
files_to_json (GPtrArray *files)
{
  JsonArray *array = json_array_new ();
  guint i;

  for (i = 0; i < files->len; i++) {
    RuhuHqFile *file = g_ptr_array_index (files, i);
    JsonObject *object = json_object_new ();
    gsize size;
    const guint8 *data = g_bytes_get_data (file->bytes, &size);
    g_autofree char *text = g_base64_encode (data, size);

    json_object_set_string_member (object, "name", file->name);
    json_object_set_string_member (object, "data", text);
    json_array_add_object_element (array, object);
  }
  return array;
}

static void
files_from_json (JsonObject *object, GPtrArray *files)
{
  JsonArray *array = ruhu_json_get_array (object, "files");
  guint i;

  for (i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonObject *file = json_array_get_object_element (array, i);
    const char *text = ruhu_json_get_string (file, "data");
    g_autoptr (GBytes) bytes = NULL;
    gsize size = 0;
    guchar *data = g_base64_decode (text != NULL ? text : "", &size);

    bytes = g_bytes_new_take (data, size);
    add_file (files, ruhu_json_get_string (file, "name"), bytes);
  }
}

/** ruhu_hq_call_to_json: Returns: (transfer full): the call for the process that holds the folder
 */
char *
ruhu_hq_call_to_json (RuhuHqCall *call)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *args = json_array_new ();
  JsonObject *options = json_object_new ();
  GHashTableIter iter;
  gpointer key, value;
  guint i;

  for (i = 0; i < call->args->len; i++)
    json_array_add_string_element (args, g_ptr_array_index (call->args, i));
  g_hash_table_iter_init (&iter, call->options);
  while (g_hash_table_iter_next (&iter, &key, &value))
    json_object_set_string_member (options, key, value);

  json_object_set_string_member (object, "command", call->command->name);
  json_object_set_array_member (object, "args", args);
  json_object_set_object_member (object, "options", options);
  json_object_set_array_member (object, "files", files_to_json (call->files));
  return ruhu_json_to_text (object);
}

static void
read_member (JsonObject *options, const char *name, JsonNode *value, gpointer data)
{
  RuhuHqCall *call = data;

  g_hash_table_insert (call->options,
                       g_strdup (name),
                       g_strdup (ruhu_json_get_string (options, name)));
}

/** ruhu_hq_call_from_json: Returns: (transfer full) (nullable): %NULL where @text is no call */
RuhuHqCall *
ruhu_hq_call_from_json (const char *text, gsize length)
{
  g_autoptr (JsonObject) object = ruhu_wire_json_parse (text, length, NULL);
  const char *name = ruhu_json_get_string (object, "command");
  const RuhuHqCommand *command = name != NULL ? find_command (name) : NULL;
  JsonObject *options = ruhu_json_get_object (object, "options");
  JsonArray *args = ruhu_json_get_array (object, "args");
  RuhuHqCall *call;
  guint i;

  if (command == NULL || command->run == NULL || args == NULL || options == NULL)
    return NULL;

  call = new_call (command);
  for (i = 0; i < json_array_get_length (args); i++)
    g_ptr_array_add (call->args, g_strdup (json_array_get_string_element (args, i)));
  json_object_foreach_member (options, read_member, call);
  files_from_json (object, call->files);
  return call;
}

static RuhuHqReply *
new_reply (void)
{
  RuhuHqReply *reply = g_new0 (RuhuHqReply, 1);

  reply->out = g_string_new (NULL);
  reply->err = g_string_new (NULL);
  reply->files = g_ptr_array_new_with_free_func (free_file);
  return reply;
}

/* @error: (transfer full) (nullable) */
static void
note_error (RuhuHqReply *reply, GError *error)
{
  reply->code = error != NULL && error->domain == G_OPTION_ERROR ? 64 : 1;
  if (error != NULL)
    g_string_append_printf (reply->err, "%s\n", error->message);
  g_clear_error (&error);
}

/**
 * ruhu_hq_command_run:
 *
 * Runs in the process that holds the folder.
 *
 * Returns: (transfer full): what to say; its code is 1 where something was refused, 64 where an
 * option is missing
 */
RuhuHqReply *
ruhu_hq_command_run (RuhuHqDir *dir, RuhuHqCall *call)
{
  RuhuHqReply *reply = new_reply ();
  GError *error = NULL;

  if (!call->command->run (dir, call, reply, &error))
    note_error (reply, error);
  return reply;
}

/* Running: a call that takes long */
typedef struct {
  RuhuHqDir *dir;
  RuhuHqCall *call;
} Running;

static void
free_running (gpointer data)
{
  Running *running = data;

  g_object_unref (running->dir);
  g_free (running);
}

static void
return_reply (GTask *task, RuhuHqReply *reply)
{
  g_task_return_pointer (task, reply, (GDestroyNotify) ruhu_hq_reply_free);
  g_object_unref (task);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Running *running = g_task_get_task_data (task);
  RuhuHqReply *reply = new_reply ();
  GError *error = NULL;

  if (!running->call->command->end (running->dir, running->call, reply, result, &error))
    note_error (reply, error);
  return_reply (task, reply);
}

/**
 * ruhu_hq_command_run_async:
 * @call: lives until it ends
 *
 * As ruhu_hq_command_run(), in a server: what takes long takes turns with what is asked meanwhile.
 */
void
ruhu_hq_command_run_async (RuhuHqDir *dir,
                           RuhuHqCall *call,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Running *running = g_new0 (Running, 1);
  GError *error = NULL;
  RuhuHqReply *reply;

  running->dir = g_object_ref (dir);
  running->call = call;
  g_task_set_source_tag (task, ruhu_hq_command_run_async);
  g_task_set_task_data (task, running, free_running);
  if (call->command->begin == NULL) {
    return_reply (task, ruhu_hq_command_run (dir, call));
    return;
  }
  if (call->command->begin (dir, call, ended_cb, task, &error))
    return;

  reply = new_reply ();
  note_error (reply, error);
  return_reply (task, reply);
}

/** ruhu_hq_command_run_finish: Returns: (transfer full): as ruhu_hq_command_run() */
RuhuHqReply *
ruhu_hq_command_run_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/** ruhu_hq_reply_add_file: @name: where the asking process writes @bytes */
void
ruhu_hq_reply_add_file (RuhuHqReply *reply, const char *name, GBytes *bytes)
{
  add_file (reply->files, name, bytes);
}

/** ruhu_hq_reply_to_json: Returns: (transfer full): the reply for the asking process */
char *
ruhu_hq_reply_to_json (RuhuHqReply *reply)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "out", reply->out->str);
  json_object_set_string_member (object, "err", reply->err->str);
  json_object_set_int_member (object, "code", reply->code);
  json_object_set_array_member (object, "files", files_to_json (reply->files));
  return ruhu_json_to_text (object);
}

/** ruhu_hq_reply_from_json: Returns: (transfer full) (nullable): %NULL where @text is no reply */
RuhuHqReply *
ruhu_hq_reply_from_json (const char *text, gsize length)
{
  g_autoptr (JsonObject) object = ruhu_wire_json_parse (text, length, NULL);
  const char *out = ruhu_json_get_string (object, "out");
  const char *err = ruhu_json_get_string (object, "err");
  RuhuHqReply *reply;
  guint64 code;

  if (out == NULL || err == NULL || !ruhu_wire_json_get_uint (object, "code", &code))
    return NULL;

  reply = new_reply ();
  g_string_append (reply->out, out);
  g_string_append (reply->err, err);
  reply->code = code;
  files_from_json (object, reply->files);
  return reply;
}

void
ruhu_hq_reply_free (RuhuHqReply *reply)
{
  g_string_free (reply->out, TRUE);
  g_string_free (reply->err, TRUE);
  g_ptr_array_unref (reply->files);
  g_free (reply);
}
