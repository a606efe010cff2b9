/* What is answered is kept as the JSON object that it is in the file, so that members which this
 * version does not know stay where they are. */

#include "report/case-file.h"

#include "core/error.h"
#include "core/json-check.h"
#include "core/limits.h"
#include "core/text.h"
#include "detect/before-after.h"
#include "detect/compare.h"
#include "report/case-archive.h"
#include "report/case-capture.h"
#include "report/report-file.h"

#include <json-glib/json-glib.h>

enum
{
  FORMAT_VERSION = 1,
  N_SIDES = 2, /* alone or inside the router; outside */
};

static const char *const text_names[UM_CASE_N_TEXTS] = {
  [UM_CASE_CUSTOMER] = "customer",
  [UM_CASE_SITE] = "site",
  [UM_CASE_TECHNICIAN] = "technician",
  [UM_CASE_COMPANY] = "company",
  [UM_CASE_LOGO] = "logo",
  [UM_CASE_NUMBER] = "number",
  [UM_CASE_REPORTED] = "reported",
  [UM_CASE_NOTES] = "notes",
  [UM_CASE_ROUTER] = "router",
  [UM_CASE_OLD_SETTING] = "old_setting",
};

static const char *const capture_names[UM_CASE_N_STAGES][N_SIDES] = {
  [UM_CASE_BEFORE] = { "before", "before-outside" },
  [UM_CASE_AFTER] = { "after", "after-outside" },
};

/* One capture, packed when it is first saved. Shared with the thread that saves. */
typedef struct
{
  gatomicrefcount ref_count;
  UmCase *about;
  GMutex mutex; /* guards packed */
  GBytes *packed;
} Capture;

typedef struct
{
  UmFindings *findings; /* nullable */
  UmVantage vantage;
  Capture *captures[N_SIDES]; /* nullable */
  GPtrArray *sources;         /* of UmReportSource, nullable */
} Stage;

struct _UmCaseFile
{
  JsonObject *root;
  Stage stages[UM_CASE_N_STAGES];
  GPtrArray *others; /* of UmCasePart: what a later version put into the file */
};

/* --- captures --- */

static Capture *
capture_new (UmCase *about, GBytes *packed)
{
  Capture *self = g_new0 (Capture, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->about = um_case_ref (about);
  self->packed = packed != NULL ? g_bytes_ref (packed) : NULL;
  g_mutex_init (&self->mutex);
  return self;
}

static Capture *
capture_ref (Capture *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
capture_unref (Capture *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  um_case_unref (self->about);
  g_clear_pointer (&self->packed, g_bytes_unref);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* (transfer full) */
static GBytes *
capture_pack (Capture *self)
{
  GBytes *packed;

  g_mutex_lock (&self->mutex);
  if (self->packed == NULL)
    self->packed = um_case_capture_pack (self->about);
  packed = g_bytes_ref (self->packed);
  g_mutex_unlock (&self->mutex);
  return packed;
}

static void
stage_clear (Stage *self)
{
  g_clear_pointer (&self->findings, um_findings_unref);
  for (guint side = 0; side < N_SIDES; side++)
    g_clear_pointer (&self->captures[side], capture_unref);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
  self->vantage = UM_VANTAGE_UNKNOWN;
}

/* --- lifetime --- */

UmCaseFile *
um_case_file_new (void)
{
  UmCaseFile *self = g_new0 (UmCaseFile, 1);

  self->root = json_object_new ();
  self->others = g_ptr_array_new_with_free_func ((GDestroyNotify) um_case_part_free);
  return self;
}

void
um_case_file_free (UmCaseFile *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < UM_CASE_N_STAGES; i++)
    stage_clear (&self->stages[i]);
  json_object_unref (self->root);
  g_ptr_array_unref (self->others);
  g_free (self);
}

/* --- the JSON object --- */

/* Members of the wrong type count as missing: any tool may have written the file. */
static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : "";
}

static gint64
get_int (JsonObject *object, const char *name, gint64 otherwise)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_INT64
             ? json_node_get_int (node)
             : otherwise;
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* NULL when it is missing. */
static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonObject *
need_object (JsonObject *object, const char *name)
{
  JsonObject *member = get_object (object, name);

  if (member != NULL)
    return member;
  member = json_object_new ();
  json_object_set_object_member (object, name, member);
  return member;
}

/* Times are written as people and other tools read them (RFC 3339). */
static void
set_time (JsonObject *object, const char *name, gint64 time_us)
{
  g_autofree char *text = um_text_time (time_us);

  if (text == NULL)
    json_object_remove_member (object, name);
  else
    json_object_set_string_member (object, name, text);
}

static gint64
get_time (JsonObject *object, const char *name)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (get_string (object, name), NULL);

  return time != NULL
             ? g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time)
             : UM_TIME_UNKNOWN;
}

const char *
um_case_file_get_text (const UmCaseFile *self, UmCaseText text)
{
  JsonObject *answers = get_object (self->root, "answers");

  return answers != NULL ? get_string (answers, text_names[text]) : "";
}

void
um_case_file_set_text (UmCaseFile *self, UmCaseText text, const char *value)
{
  JsonObject *answers = need_object (self->root, "answers");

  if (value == NULL || value[0] == '\0')
    json_object_remove_member (answers, text_names[text]);
  else
    json_object_set_string_member (answers, text_names[text], value);
}

UmComplaints
um_case_file_get_complaints (const UmCaseFile *self)
{
  JsonObject *answers = get_object (self->root, "answers");
  JsonArray *list = answers != NULL ? get_array (answers, "complaints") : NULL;
  UmComplaints complaints = 0;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      const char *name = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

      for (UmComplaint c = 0; c < UM_N_COMPLAINTS; c++)
        if (g_strcmp0 (name, um_complaint_name (c)) == 0)
          complaints |= 1u << c;
    }
  return complaints;
}

void
um_case_file_set_complaints (UmCaseFile *self, UmComplaints complaints)
{
  JsonArray *list = json_array_new ();

  for (UmComplaint c = 0; c < UM_N_COMPLAINTS; c++)
    if ((complaints & 1u << c) != 0)
      json_array_add_string_element (list, um_complaint_name (c));
  json_object_set_array_member (need_object (self->root, "answers"), "complaints", list);
}

gint64
um_case_file_get_opened (const UmCaseFile *self)
{
  return get_time (self->root, "opened");
}

void
um_case_file_set_opened (UmCaseFile *self, gint64 time_us)
{
  set_time (self->root, "opened", time_us);
}

gint64
um_case_file_get_reported (const UmCaseFile *self)
{
  return get_time (self->root, "reported");
}

void
um_case_file_set_reported (UmCaseFile *self, gint64 time_us)
{
  set_time (self->root, "reported", time_us);
}

/* --- stages --- */

/* A capture that stays, stays packed. */
static void
set_capture (Stage *stage, guint side, UmCase *about)
{
  if (stage->captures[side] != NULL && stage->captures[side]->about == about)
    return;
  g_clear_pointer (&stage->captures[side], capture_unref);
  if (about != NULL)
    stage->captures[side] = capture_new (about, NULL);
}

void
um_case_file_set_findings (UmCaseFile *self,
                           UmCaseStage stage,
                           UmFindings *findings,
                           UmVantage vantage)
{
  Stage *the = &self->stages[stage];

  if (findings == NULL)
    {
      stage_clear (the);
      return;
    }
  (void) um_findings_ref (findings);
  g_clear_pointer (&the->findings, um_findings_unref);
  the->findings = findings;
  the->vantage = vantage;
  set_capture (the, 0, findings->about);
  set_capture (the, 1, findings->outside);
}

UmFindings *
um_case_file_get_findings (const UmCaseFile *self, UmCaseStage stage)
{
  return self->stages[stage].findings;
}

UmVantage
um_case_file_get_vantage (const UmCaseFile *self, UmCaseStage stage)
{
  return self->stages[stage].vantage;
}

void
um_case_file_set_sources (UmCaseFile *self, UmCaseStage stage, GPtrArray *sources)
{
  g_clear_pointer (&self->stages[stage].sources, g_ptr_array_unref);
  self->stages[stage].sources = sources;
}

GPtrArray *
um_case_file_get_sources (const UmCaseFile *self, UmCaseStage stage)
{
  return self->stages[stage].sources;
}

/* --- saving --- */

static gboolean
is_fixed (const UmCaseFile *self)
{
  UmFindings *after = self->stages[UM_CASE_AFTER].findings;
  g_autoptr (GPtrArray) before = g_ptr_array_new ();
  g_autoptr (UmBeforeAfter) proof = NULL;

  g_ptr_array_add (before, self->stages[UM_CASE_BEFORE].findings);
  proof =
      after != NULL && before->pdata[0] != NULL ? um_before_after_new (before, after, NULL) : NULL;
  return proof != NULL && proof->outcome == UM_OUTCOME_FIXED;
}

static void
note_verdict (UmCaseFile *self)
{
  const UmFindings *findings = self->stages[UM_CASE_AFTER].findings != NULL
                                   ? self->stages[UM_CASE_AFTER].findings
                                   : self->stages[UM_CASE_BEFORE].findings;

  if (findings == NULL)
    return;
  json_object_set_string_member (self->root, "verdict", um_verdict_name (findings->verdict));
  json_object_set_string_member (self->root, "certainty", um_certainty_name (findings->certainty));
  json_object_set_boolean_member (self->root, "fixed", is_fixed (self));
}

static JsonArray *
list_sources (const GPtrArray *sources)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; sources != NULL && i < sources->len; i++)
    {
      const UmReportSource *source = sources->pdata[i];
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "name", source->name);
      json_object_set_int_member (object, "size", (gint64) source->size);
      json_object_set_string_member (object, "sha256", source->sha256);
      json_array_add_object_element (list, object);
    }
  return list;
}

static void
note_capture (JsonObject *captures, const Stage *stage, UmCaseStage id, guint side)
{
  const char *name = capture_names[id][side];
  JsonObject *object;

  if (stage->captures[side] == NULL)
    {
      json_object_remove_member (captures, name);
      return;
    }
  object = need_object (captures, name);
  json_object_set_string_member (object, "source", stage->captures[side]->about->source_name);
  json_object_set_string_member (object, "vantage", um_vantage_name (stage->vantage));
  if (side == 0)
    json_object_set_array_member (object, "sources", list_sources (stage->sources));
}

/* The first part: all but the captures. */
static GBytes *
make_answers (UmCaseFile *self, gint64 now_us)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *captures = need_object (self->root, "captures");
  char *text;

  json_object_set_string_member (self->root, "format", "unmangle-case");
  json_object_set_int_member (self->root, "version", FORMAT_VERSION);
  json_object_set_string_member (self->root, "program", UM_VERSION);
  set_time (self->root, "saved", now_us);
  note_verdict (self);
  for (UmCaseStage id = UM_CASE_BEFORE; id < UM_CASE_N_STAGES; id++)
    for (guint side = 0; side < N_SIDES; side++)
      note_capture (captures, &self->stages[id], id, side);
  json_node_set_object (node, self->root);
  text = json_to_string (node, TRUE);
  return g_bytes_new_take (text, strlen (text));
}

/* What a thread needs to write the file. */
typedef struct
{
  char *path;
  gint64 time_s;
  GBytes *answers;
  Capture *captures[UM_CASE_N_STAGES][N_SIDES];
  GPtrArray *others; /* of UmCasePart, not owned */
} Save;

static Save *
save_new (UmCaseFile *self, const char *path, gint64 now_us)
{
  Save *save = g_new0 (Save, 1);

  save->path = g_strdup (path);
  save->time_s = now_us / G_USEC_PER_SEC;
  save->answers = make_answers (self, now_us);
  for (guint i = 0; i < UM_CASE_N_STAGES; i++)
    for (guint side = 0; side < N_SIDES; side++)
      if (self->stages[i].captures[side] != NULL)
        save->captures[i][side] = capture_ref (self->stages[i].captures[side]);
  save->others = g_ptr_array_ref (self->others);
  return save;
}

static void
save_free (Save *self)
{
  g_free (self->path);
  g_bytes_unref (self->answers);
  for (guint i = 0; i < UM_CASE_N_STAGES; i++)
    for (guint side = 0; side < N_SIDES; side++)
      g_clear_pointer (&self->captures[i][side], capture_unref);
  g_ptr_array_unref (self->others);
  g_free (self);
}

static GPtrArray *
save_list_parts (const Save *self)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) um_case_part_free);

  g_ptr_array_add (parts, um_case_part_new ("case.json", self->answers));
  for (guint i = 0; i < UM_CASE_N_STAGES; i++)
    for (guint side = 0; side < N_SIDES; side++)
      if (self->captures[i][side] != NULL)
        {
          g_autoptr (GBytes) packed = capture_pack (self->captures[i][side]);
          g_autofree char *name = g_strdup_printf ("captures/%s.gz", capture_names[i][side]);

          g_ptr_array_add (parts, um_case_part_new (name, packed));
        }
  for (guint i = 0; i < self->others->len; i++)
    {
      const UmCasePart *other = self->others->pdata[i];

      g_ptr_array_add (parts, um_case_part_new (other->name, other->bytes));
    }
  return parts;
}

static gboolean
save_write (const Save *self, GError **error)
{
  g_autoptr (GPtrArray) parts = save_list_parts (self);
  g_auto (UmReportFile) file = { .fd = -1 };

  return um_report_file_open (&file, self->path, error) &&
         um_case_archive_write (file.fd, parts, self->time_s, error) &&
         um_report_file_commit (&file, error);
}

gboolean
um_case_file_save (UmCaseFile *self, const char *path, gint64 now_us, GError **error)
{
  Save *save = save_new (self, path, now_us);
  gboolean done = save_write (save, error);

  save_free (save);
  return done;
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (save_write (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
um_case_file_save_async (UmCaseFile *self,
                         const char *path,
                         gint64 now_us,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, um_case_file_save_async);
  g_task_set_task_data (task, save_new (self, path, now_us), (GDestroyNotify) save_free);
  g_task_run_in_thread (task, save_in_thread);
}

gboolean
um_case_file_save_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- loading --- */

static gboolean
fail (GError **error, UmErrorCode code, const char *problem)
{
  g_set_error (error, UM_ERROR, code, "the saved case is damaged: %s", problem);
  return FALSE;
}

/* (transfer full) of the object in case.json */
static JsonObject *
parse_answers (GBytes *bytes, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  UmSlice json = um_slice_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  JsonNode *root;
  JsonObject *object;

  if (json.len > UM_LIMIT_CASE_ANSWERS || !um_json_check (json, UM_LIMIT_CASE_DEPTH, NULL) ||
      !json_parser_load_from_data (parser, json.data, (gssize) json.len, NULL) ||
      (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root) ||
      !g_str_equal (get_string (json_node_get_object (root), "format"), "unmangle-case"))
    {
      (void) fail (error, UM_ERROR_DAMAGED, "its answers cannot be read");
      return NULL;
    }
  object = json_node_get_object (root);
  if (get_int (object, "version", G_MAXINT64) > FORMAT_VERSION)
    {
      g_set_error_literal (error, UM_ERROR, UM_ERROR_UNSUPPORTED,
                           "the case was saved by a later version of this program");
      return NULL;
    }
  return json_object_ref (object);
}

static GBytes *
find_part (GPtrArray *parts, const char *name)
{
  for (guint i = 0; i < parts->len; i++)
    if (g_str_equal (((UmCasePart *) parts->pdata[i])->name, name))
      return ((UmCasePart *) parts->pdata[i])->bytes;
  return NULL;
}

static UmVantage
vantage_from_name (const char *name)
{
  for (UmVantage i = UM_VANTAGE_LAN; i <= UM_VANTAGE_BOTH; i++)
    if (g_str_equal (um_vantage_name (i), name))
      return i;
  return UM_VANTAGE_UNKNOWN;
}

static void
load_sources (Stage *stage, JsonObject *capture)
{
  JsonArray *list = get_array (capture, "sources");

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      JsonObject *source;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      if (stage->sources == NULL)
        stage->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) um_report_source_free);
      source = json_node_get_object (node);
      g_ptr_array_add (stage->sources,
                       um_report_source_new (get_string (source, "name"),
                                             (guint64) MAX (get_int (source, "size", 0), 0),
                                             get_string (source, "sha256")));
    }
}

/* One stage: its captures, unpacked and judged. */
static gboolean
load_stage (UmCaseFile *self,
            UmCaseStage id,
            GPtrArray *parts,
            UmVantage forced,
            GCancellable *cancellable,
            GError **error)
{
  JsonObject *captures = get_object (self->root, "captures");
  Stage *stage = &self->stages[id];
  UmCase *about[N_SIDES] = { NULL, NULL };

  for (guint side = 0; side < N_SIDES; side++)
    {
      g_autofree char *name = g_strdup_printf ("captures/%s.gz", capture_names[id][side]);
      JsonObject *object = captures != NULL ? get_object (captures, capture_names[id][side]) : NULL;
      GBytes *packed = find_part (parts, name);
      g_autoptr (UmCase) unpacked = NULL;

      if (object == NULL)
        break;
      if (packed == NULL)
        return fail (error, UM_ERROR_DAMAGED, "a capture is missing");
      stage->vantage = forced != UM_VANTAGE_UNKNOWN
                           ? forced
                           : vantage_from_name (get_string (object, "vantage"));
      unpacked = um_case_capture_unpack (packed, stage->vantage, cancellable, error);
      if (unpacked == NULL)
        return FALSE;
      stage->captures[side] = capture_new (unpacked, packed);
      about[side] = unpacked;
      load_sources (stage, object);
    }
  if (about[0] != NULL)
    stage->findings = about[1] != NULL ? um_findings_new_compared (about[0], about[1])
                                       : um_findings_new (about[0]);
  return TRUE;
}

static gboolean
is_ours (const char *name)
{
  for (guint i = 0; i < UM_CASE_N_STAGES; i++)
    for (guint side = 0; side < N_SIDES; side++)
      {
        g_autofree char *ours = g_strdup_printf ("captures/%s.gz", capture_names[i][side]);

        if (g_str_equal (name, ours))
          return TRUE;
      }
  return g_str_equal (name, "case.json");
}

/* What is not known here is somebody else's: it goes into the next file as it came. */
static void
keep_others (UmCaseFile *self, GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const UmCasePart *part = parts->pdata[i];

      if (!is_ours (part->name))
        g_ptr_array_add (self->others, um_case_part_new (part->name, part->bytes));
    }
}

gboolean
um_case_file_is_case (UmSlice first_bytes)
{
  return um_case_archive_is (first_bytes.data, first_bytes.len);
}

UmCaseFile *
um_case_file_load (GInputStream *stream,
                   UmVantage forced,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GPtrArray) parts =
      um_case_archive_read (stream, UM_LIMIT_CASE_PARTS, cancellable, error);
  g_autoptr (UmCaseFile) self = NULL;
  JsonObject *root;
  GBytes *answers;

  if (parts == NULL)
    return NULL;
  answers = find_part (parts, "case.json");
  if (answers == NULL)
    {
      (void) fail (error, UM_ERROR_DAMAGED, "its answers are missing");
      return NULL;
    }
  root = parse_answers (answers, error);
  if (root == NULL)
    return NULL;
  self = um_case_file_new ();
  json_object_unref (self->root);
  self->root = root;
  for (UmCaseStage id = UM_CASE_BEFORE; id < UM_CASE_N_STAGES; id++)
    if (!load_stage (self, id, parts, forced, cancellable, error))
      return NULL;
  keep_others (self, parts);
  return g_steal_pointer (&self);
}

/* --- a list of cases --- */

static void
read_verdict (JsonObject *root, UmCaseSummary *summary)
{
  static const UmVerdict verdicts[] = { UM_VERDICT_NO_ALG, UM_VERDICT_ALG_DETECTED };
  JsonNode *fixed = json_object_get_member (root, "fixed");

  summary->verdict = UM_VERDICT_INCONCLUSIVE;
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    if (g_str_equal (get_string (root, "verdict"), um_verdict_name (verdicts[i])))
      summary->verdict = verdicts[i];
  summary->certainty = UM_CERTAINTY_NONE;
  for (UmCertainty i = UM_CERTAINTY_NONE; i <= UM_CERTAINTY_PROVEN; i++)
    if (g_str_equal (get_string (root, "certainty"), um_certainty_name (i)))
      summary->certainty = i;
  summary->fixed = fixed != NULL && JSON_NODE_HOLDS_VALUE (fixed) && json_node_get_boolean (fixed);
}

static char *
dup_answer (JsonObject *root, UmCaseText text)
{
  JsonObject *answers = get_object (root, "answers");

  return g_strdup (answers != NULL ? get_string (answers, text_names[text]) : "");
}

static void
read_texts (JsonObject *root, UmCaseSummary *summary)
{
  JsonObject *captures = get_object (root, "captures");
  JsonObject *first = captures != NULL ? get_object (captures, "before") : NULL;

  summary->customer = dup_answer (root, UM_CASE_CUSTOMER);
  summary->site = dup_answer (root, UM_CASE_SITE);
  summary->number = dup_answer (root, UM_CASE_NUMBER);
  summary->technician = dup_answer (root, UM_CASE_TECHNICIAN);
  summary->router = dup_answer (root, UM_CASE_ROUTER);
  summary->source_name = g_strdup (first != NULL ? get_string (first, "source") : "");
  summary->opened = get_time (root, "opened");
  summary->saved = get_time (root, "saved");
  summary->reported = get_time (root, "reported");
  summary->verified = captures != NULL && get_object (captures, "after") != NULL;
}

gboolean
um_case_file_peek (GInputStream *stream,
                   UmCaseSummary *ret_summary,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GPtrArray) parts = um_case_archive_read (stream, 1, cancellable, error);
  GBytes *answers = parts != NULL ? find_part (parts, "case.json") : NULL;
  g_autoptr (JsonObject) root = NULL;

  if (parts == NULL)
    return FALSE;
  if (answers == NULL)
    return fail (error, UM_ERROR_DAMAGED, "its answers are missing");
  root = parse_answers (answers, error);
  if (root == NULL)
    return FALSE;
  read_texts (root, ret_summary);
  read_verdict (root, ret_summary);
  return TRUE;
}

void
um_case_summary_clear (UmCaseSummary *self)
{
  g_clear_pointer (&self->customer, g_free);
  g_clear_pointer (&self->site, g_free);
  g_clear_pointer (&self->number, g_free);
  g_clear_pointer (&self->technician, g_free);
  g_clear_pointer (&self->router, g_free);
  g_clear_pointer (&self->source_name, g_free);
}
