/* Phones are found again by what survives a restart and a new lease: instance, address of record,
 * product. Addresses and ports are no proof of identity: a router that was restarted hands out
 * others. */

#include "detect/before-after.h"

#include "core/error.h"
#include "core/text.h"
#include "dissect/sip-header.h"

#include <string.h>

/* --- finding the same phone again --- */

typedef enum
{
  KEY_INSTANCE,
  KEY_AOR_AND_PRODUCT,
  KEY_AOR, /* the firmware, and with it the User-Agent, may be new */
  KEY_PRODUCT_AND_ADDRESS,
  N_KEYS,
} KeyKind;

/* NULL: the phone never said it. (transfer full) */
static char *
phone_key (const UmPhone *phone, KeyKind kind)
{
  char own[UM_ENDPOINT_STRING_MAX];

  switch (kind)
    {
    case KEY_INSTANCE:
      return g_strdup (phone->instance);
    case KEY_AOR_AND_PRODUCT:
      return phone->aor != NULL && phone->user_agent != NULL
                 ? g_strdup_printf ("%s %s", phone->aor, phone->user_agent)
                 : NULL;
    case KEY_AOR:
      return g_strdup (phone->aor);
    case KEY_PRODUCT_AND_ADDRESS:
      return phone->aor == NULL && phone->user_agent != NULL &&
                     um_address_is_set (&phone->address.address)
                 ? g_strdup_printf ("%s %s", um_address_to_string (&phone->address.address, own),
                                    phone->user_agent)
                 : NULL;
    case N_KEYS:
      break;
    }
  return NULL;
}

/* Two that both name an instance are told apart by it, whatever else is equal. */
static gboolean
may_be_same (const UmPhone *a, const UmPhone *b)
{
  return a->instance == NULL || b->instance == NULL || g_str_equal (a->instance, b->instance);
}

typedef struct
{
  const UmPhoneFinding *finding;
  guint capture; /* which of the captures from before */
  gboolean taken;
} OldPhone;

typedef struct
{
  GArray *old;                /* of OldPhone, in order of the captures */
  GHashTable *by_key[N_KEYS]; /* char * → GArray of guint: places in old */
} Index;

static void
index_key (GHashTable *by_key, char *key, guint place)
{
  GArray *places = g_hash_table_lookup (by_key, key);

  if (places == NULL)
    {
      places = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (by_key, g_strdup (key), places);
    }
  g_array_append_val (places, place);
  g_free (key);
}

static void
index_init (Index *self, GPtrArray *before)
{
  self->old = g_array_new (FALSE, FALSE, sizeof (OldPhone));
  for (guint i = 0; i < before->len; i++)
    {
      GPtrArray *phones = ((UmFindings *) before->pdata[i])->phones;

      for (guint j = 0; j < phones->len; j++)
        {
          OldPhone old = { phones->pdata[j], i, FALSE };

          g_array_append_val (self->old, old);
        }
    }
  for (guint kind = 0; kind < N_KEYS; kind++)
    {
      self->by_key[kind] =
          g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
      for (guint i = 0; i < self->old->len; i++)
        {
          char *key = phone_key (g_array_index (self->old, OldPhone, i).finding->phone, kind);

          if (key != NULL)
            index_key (self->by_key[kind], key, i);
        }
    }
}

static void
index_clear (Index *self)
{
  g_array_unref (self->old);
  for (guint kind = 0; kind < N_KEYS; kind++)
    g_hash_table_unref (self->by_key[kind]);
}

/* The same phone may be in each capture from before: one of each is taken, and the one that was
 * detected counts. */
static const UmPhoneFinding *
take_from (Index *self, const GArray *places, const UmPhone *phone)
{
  const UmPhoneFinding *found = NULL;
  guint next_capture = 0;

  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      OldPhone *old = &g_array_index (self->old, OldPhone, g_array_index (places, guint, i));

      if (old->taken || old->capture < next_capture || !may_be_same (old->finding->phone, phone))
        continue;
      old->taken = TRUE;
      next_capture = old->capture + 1;
      if (found == NULL || old->finding->verdict == UM_VERDICT_ALG_DETECTED)
        found = old->finding;
    }
  return found;
}

static const UmPhoneFinding *
take_twin (Index *self, const UmPhone *phone, KeyKind kind)
{
  g_autofree char *key = phone_key (phone, kind);

  return key != NULL ? take_from (self, g_hash_table_lookup (self->by_key[kind], key), phone)
                     : NULL;
}

/* --- what became of its lines --- */

static void
field_change_free (gpointer data)
{
  UmFieldChange *self = data;

  g_free (self->name);
  g_free (self);
}

static void
phone_change_free (gpointer data)
{
  UmPhoneChange *self = data;

  g_ptr_array_unref (self->fields);
  g_free (self);
}

/* "Contact: ..." and "m: ..." give "Contact", "c=IN ..." gives "c=", "a=rtcp:..." gives "a=rtcp";
 * NULL for what has no name: the envelope, start and folded lines. (transfer full) */
static char *
line_name (const UmMarkedLine *line)
{
  UmSlice text = um_slice_from_string (line->text);
  gssize colon = um_slice_find_byte (text, ':');
  UmSlice name;
  guint id;

  if (line->number <= 1 || text.len < 2 || um_byte_is_space (text.data[0]))
    return NULL;
  if (text.data[1] == '=')
    return text.data[0] == 'a' && colon > 0 ? g_strndup (text.data, colon)
                                            : g_strndup (text.data, 2);
  if (colon <= 0)
    return NULL;
  name = um_slice_trim (um_slice_head (text, colon));
  id = um_sip_header_id (name);
  return id != UM_SIP_HEADER_OTHER ? g_strdup (um_sip_header_name (id))
                                   : g_strndup (name.data, name.len);
}

/* name → the first line with this mark. */
static GHashTable *
lines_by_name (const UmPhoneFinding *finding, UmMark mark)
{
  GHashTable *lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; finding != NULL && i < finding->evidence->len; i++)
    {
      const UmEvidence *evidence = finding->evidence->pdata[i];

      for (guint j = 0; j < evidence->lines->len; j++)
        {
          const UmMarkedLine *line = evidence->lines->pdata[j];
          g_autofree char *name = line->mark == mark ? line_name (line) : NULL;

          if (name != NULL && !g_hash_table_contains (lines, name))
            g_hash_table_insert (lines, g_steal_pointer (&name), (gpointer) line);
        }
    }
  return lines;
}

static int
compare_fields (gconstpointer a, gconstpointer b)
{
  const UmFieldChange *x = *(const UmFieldChange *const *) a;
  const UmFieldChange *y = *(const UmFieldChange *const *) b;

  return strcmp (x->name, y->name);
}

static void
compare_lines (UmPhoneChange *change)
{
  g_autoptr (GHashTable) was = lines_by_name (change->before, UM_MARK_OFFENDING);
  g_autoptr (GHashTable) still = lines_by_name (change->after, UM_MARK_OFFENDING);
  g_autoptr (GHashTable) clean = lines_by_name (change->after, UM_MARK_UNTOUCHED);
  GHashTableIter iter;
  gpointer name, line;

  g_hash_table_iter_init (&iter, was);
  while (g_hash_table_iter_next (&iter, &name, &line))
    {
      UmFieldChange *field = g_new0 (UmFieldChange, 1);
      const UmMarkedLine *bad = g_hash_table_lookup (still, name);
      const UmMarkedLine *good = g_hash_table_lookup (clean, name);
      const UmMarkedLine *now = bad != NULL ? bad : good;

      field->name = g_strdup (name);
      field->state = bad != NULL    ? UM_FIELD_OFFENDING
                     : good != NULL ? UM_FIELD_UNTOUCHED
                                    : UM_FIELD_NOT_SEEN;
      field->before = ((const UmMarkedLine *) line)->text;
      field->after = now != NULL ? now->text : NULL;
      g_ptr_array_add (change->fields, field);
    }
  g_ptr_array_sort (change->fields, compare_fields);
}

/* --- the whole --- */

static UmFix
judge (const UmPhoneFinding *before, const UmPhoneFinding *after)
{
  gboolean was = before != NULL && before->verdict == UM_VERDICT_ALG_DETECTED;

  if (after == NULL)
    return was ? UM_FIX_NOT_SEEN : UM_FIX_UNAFFECTED;
  if (after->verdict == UM_VERDICT_ALG_DETECTED)
    return was ? UM_FIX_REMAINS : UM_FIX_NEW;
  if (!was)
    return UM_FIX_UNAFFECTED;
  return after->verdict == UM_VERDICT_NO_ALG ? UM_FIX_FIXED : UM_FIX_OPEN;
}

static void
add_phone (UmBeforeAfter *self, const UmPhoneFinding *before, const UmPhoneFinding *after)
{
  UmPhoneChange *change = g_new0 (UmPhoneChange, 1);

  change->before = before;
  change->after = after;
  change->fix = judge (before, after);
  change->fields = g_ptr_array_new_with_free_func (field_change_free);
  compare_lines (change);
  self->count[change->fix]++;
  g_ptr_array_add (self->phones, change);
}

/* The surest key goes first for all phones, so that a weaker one never takes another's twin. */
static void
match_phones (UmBeforeAfter *self)
{
  GPtrArray *now = self->after->phones;
  g_autofree const UmPhoneFinding **twins = g_new0 (const UmPhoneFinding *, now->len + 1);
  Index index;

  index_init (&index, self->before);
  for (guint kind = 0; kind < N_KEYS; kind++)
    for (guint i = 0; i < now->len; i++)
      if (twins[i] == NULL)
        twins[i] = take_twin (&index, ((UmPhoneFinding *) now->pdata[i])->phone, kind);
  for (guint i = 0; i < now->len; i++)
    add_phone (self, twins[i], now->pdata[i]);
  for (guint i = 0; i < index.old->len; i++)
    {
      const OldPhone *old = &g_array_index (index.old, OldPhone, i);

      if (!old->taken && old->finding->verdict == UM_VERDICT_ALG_DETECTED)
        add_phone (self, old->finding, NULL);
    }
  index_clear (&index);
}

static UmOutcome
conclude (const UmBeforeAfter *self)
{
  const guint *count = self->count;
  guint bad = count[UM_FIX_REMAINS] + count[UM_FIX_NEW];
  guint open = count[UM_FIX_OPEN] + count[UM_FIX_NOT_SEEN];

  if (bad > 0)
    return count[UM_FIX_FIXED] > 0 ? UM_OUTCOME_PARTLY : UM_OUTCOME_REMAINS;
  if (open > 0)
    return count[UM_FIX_FIXED] > 0 ? UM_OUTCOME_PARTLY : UM_OUTCOME_OPEN;
  return count[UM_FIX_FIXED] > 0 ? UM_OUTCOME_FIXED : UM_OUTCOME_NOTHING;
}

static const char *
outcome_words (UmOutcome outcome)
{
  switch (outcome)
    {
    case UM_OUTCOME_FIXED:
      return N_ ("Fixed: {0} of {1} phones that were rewritten before are clear now.");
    case UM_OUTCOME_PARTLY:
      return N_ ("Partly fixed: {0} of {1} phones that were rewritten before are clear now; {2} "
                 "still show an ALG, {3} are not decided or not in the new capture.");
    case UM_OUTCOME_REMAINS:
      return N_ ("Not fixed: messages are still rewritten ({2} phones).");
    case UM_OUTCOME_OPEN:
      return N_ ("Not proven yet: the new capture shows no ALG, but it holds too little of the {3} "
                 "phones that were rewritten before.");
    case UM_OUTCOME_NOTHING:
      break;
    }
  return N_ ("There was nothing to fix: no phone was rewritten in the earlier capture.");
}

static void
say (UmBeforeAfter *self)
{
  const guint *count = self->count;
  guint was =
      count[UM_FIX_FIXED] + count[UM_FIX_REMAINS] + count[UM_FIX_OPEN] + count[UM_FIX_NOT_SEEN];
  g_autofree char *fixed = g_strdup_printf ("%u", count[UM_FIX_FIXED]);
  g_autofree char *all = g_strdup_printf ("%u", was);
  g_autofree char *bad = g_strdup_printf ("%u", count[UM_FIX_REMAINS] + count[UM_FIX_NEW]);
  g_autofree char *open = g_strdup_printf ("%u", count[UM_FIX_OPEN] + count[UM_FIX_NOT_SEEN]);

  self->headline = um_sentence_new (outcome_words (self->outcome), fixed, all, bad, open, NULL);
}

/* FALSE when one from before is newer. Notes what weakens the proof. */
static gboolean
check_times (UmBeforeAfter *self, GError **error)
{
  const UmCase *after = self->after->about;

  for (guint i = 0; i < self->before->len; i++)
    {
      const UmCase *before = ((UmFindings *) self->before->pdata[i])->about;
      const char *format = NULL;

      if (before->first_time_us == UM_TIME_UNKNOWN || after->first_time_us == UM_TIME_UNKNOWN)
        format = N_ ("{0} or the new capture has no times: that it is the earlier one was not "
                     "checked.");
      else if (before->first_time_us > after->first_time_us)
        {
          g_set_error (error, UM_ERROR, UM_ERROR_FAILED,
                       "%s is newer than %s: it cannot show what was before", before->source_name,
                       after->source_name);
          return FALSE;
        }
      else if (before->last_time_us > after->first_time_us)
        format = N_ ("{0} overlaps the new capture in time: a change in between was not proven.");
      if (format != NULL && self->caution == NULL)
        self->caution = um_sentence_new (format, before->source_name, NULL);
    }
  return TRUE;
}

UmBeforeAfter *
um_before_after_new (GPtrArray *before, UmFindings *after, GError **error)
{
  g_autoptr (UmBeforeAfter) self = g_new0 (UmBeforeAfter, 1);

  self->before = g_ptr_array_new_with_free_func ((GDestroyNotify) um_findings_unref);
  for (guint i = 0; i < before->len; i++)
    g_ptr_array_add (self->before, um_findings_ref (before->pdata[i]));
  self->after = um_findings_ref (after);
  self->phones = g_ptr_array_new_with_free_func (phone_change_free);
  if (!check_times (self, error))
    return NULL;
  match_phones (self);
  self->outcome = conclude (self);
  say (self);
  return g_steal_pointer (&self);
}

void
um_before_after_free (UmBeforeAfter *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->before);
  um_findings_unref (self->after);
  g_ptr_array_unref (self->phones);
  um_sentence_free (self->headline);
  um_sentence_free (self->caution);
  g_free (self);
}

const char *
um_fix_name (UmFix fix)
{
  static const char *const names[] = {
    "fixed", "remains", "open", "not-seen", "new", "unaffected"
  };

  return names[fix];
}

const char *
um_outcome_name (UmOutcome outcome)
{
  static const char *const names[] = { "fixed", "partly", "remains", "open", "nothing" };

  return names[outcome];
}

const char *
um_field_state_name (UmFieldState state)
{
  static const char *const names[] = { "untouched", "offending", "not-seen" };

  return names[state];
}
