/* Runs the table of rules over one phone and drops repetitions. */

#include "detect/rules.h"

enum
{
  N_GRADES = UM_GRADE_CLEARS + 1,
  N_LEANS = UM_LEANS_NO_ALG + 1,
};

struct _UmRuleRun
{
  const UmRule *rule;
  const UmPhoneFacts *facts;
  GPtrArray *evidence; /* of UmEvidence; not owned */
  GHashTable *shown;   /* gint64 *: keys of lines already in some evidence of this rule, phone;
                        * NULL before the first */
  UmEvidence *spare;   /* dropped as a repetition: used again for the next */
  guint added[N_GRADES][N_LEANS];
  guint limit; /* of each kind: a graver one must never be crowded out */
  guint64 left_out;
};

static const UmRule rules[] = {
#define X(function, id, where, limit) { id, where, limit, um_rule_##function },
#include "detect/rule-table.h"
#undef X
};

const UmRule *
um_rules_get (guint *ret_n_rules)
{
  *ret_n_rules = G_N_ELEMENTS (rules);
  return rules;
}

UmEvidence *
um_rule_begin (UmRuleRun *run,
               UmGrade grade,
               UmSubject subject,
               UmDirection direction,
               const UmMessage *message)
{
  UmEvidence *evidence = g_steal_pointer (&run->spare);

  if (evidence == NULL)
    evidence =
        um_evidence_new (run->rule->id, grade, subject, direction, run->facts->phone, message);
  evidence->grade = grade;
  evidence->subject = subject;
  evidence->direction = direction;
  evidence->leans = grade == UM_GRADE_CLEARS ? UM_LEANS_NO_ALG : UM_LEANS_ALG;
  evidence->message = message;
  um_evidence_defer (evidence);
  return evidence;
}

/* Evidence that is not shown. */
static void
drop (UmRuleRun *run, UmEvidence *evidence)
{
  g_clear_pointer (&evidence->explanation, um_sentence_free);
  g_array_set_size (evidence->deferred, 0);
  um_evidence_free (run->spare);
  run->spare = evidence;
}

static gboolean
is_telling (UmMark mark)
{
  return mark == UM_MARK_OFFENDING || mark == UM_MARK_UNTOUCHED;
}

static UmMark
deferred_mark (const UmEvidence *evidence, guint index)
{
  return g_array_index (evidence->deferred, UmDeferredMark, index).mark;
}

/* Remembers the lines with a mark of this kind. FALSE when there is none. */
static gboolean
note_lines_of_kind (UmRuleRun *run,
                    const UmEvidence *evidence,
                    gboolean telling_only,
                    gboolean *ret_is_new)
{
  gboolean any = FALSE;

  for (guint i = 0; i < evidence->deferred->len; i++)
    {
      gint64 key;

      if (telling_only && !is_telling (deferred_mark (evidence, i)))
        continue;
      key = (gint64) um_evidence_get_deferred_key (evidence, i);
      if (key == 0)
        continue;
      any = TRUE;
      if (run->shown == NULL)
        run->shown = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      if (!g_hash_table_contains (run->shown, &key))
        *ret_is_new |= g_hash_table_add (run->shown, g_memdup2 (&key, sizeof key));
    }
  return any;
}

/* TRUE when one of the telling lines is new; all of them are remembered. Where no line is offending
 * or untouched, every line of the message that has a mark counts. */
static gboolean
note_lines (UmRuleRun *run, const UmEvidence *evidence)
{
  gboolean is_new = FALSE;

  return (!note_lines_of_kind (run, evidence, TRUE, &is_new) &&
          !note_lines_of_kind (run, evidence, FALSE, &is_new)) ||
         is_new;
}

static gboolean
has_telling (const UmEvidence *evidence)
{
  for (guint i = 0; i < evidence->deferred->len; i++)
    if (is_telling (deferred_mark (evidence, i)))
      return TRUE;
  return FALSE;
}

/* Of many phones, a piece beyond the limit is only counted where nothing telling is marked: each then has
 * a line of its own (Via with its branch), and reading the message again would only say so. */
static gboolean
is_counted_only (const UmRuleRun *run, const UmEvidence *evidence)
{
  return run->facts->phone->id > UM_LIMIT_PHONES_IN_FULL &&
         run->added[evidence->grade][evidence->leans] >= run->limit && !has_telling (evidence);
}

gboolean
um_rule_wants (UmRuleRun *run, UmEvidence *evidence)
{
  guint *added = &run->added[evidence->grade][evidence->leans];
  gboolean is_new = is_counted_only (run, evidence) || note_lines (run, evidence);

  if (is_new && *added < run->limit)
    {
      ++*added;
      return TRUE;
    }
  run->left_out += is_new;
  drop (run, evidence);
  return FALSE;
}

void
um_rule_take (UmRuleRun *run, UmEvidence *evidence, UmSentence *explanation)
{
  evidence->explanation = explanation;
  um_evidence_settle (evidence);
  g_ptr_array_add (run->evidence, evidence);
}

/* What a technician looks at is shown in full; of a provider's thousands of phones, each further one
 * shows the first piece of each kind. */
static guint
find_limit (const UmRule *rule, const UmPhone *phone)
{
  guint limit = phone->id <= UM_LIMIT_PHONES_IN_FULL ? UM_LIMIT_EVIDENCE_PER_RULE : 1;

  return MIN (rule->limit, limit);
}

static gboolean
applies (const UmRule *rule, const UmPhoneFacts *facts)
{
  return (rule->where & UM_RULE_ANYWHERE) != 0 ||
         ((rule->where & UM_RULE_BEYOND) != 0 && facts->beyond_router) ||
         ((rule->where & UM_RULE_ON_LAN) != 0 && facts->on_lan);
}

guint64
um_rules_run (const UmPhoneFacts *facts, GPtrArray *evidence)
{
  guint64 left_out = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      UmRuleRun run = { .rule = &rules[i], .facts = facts, .evidence = evidence };

      if (!applies (run.rule, facts))
        continue;
      run.limit = find_limit (run.rule, facts->phone);
      run.rule->run (&run, facts);
      left_out += run.left_out;
      g_clear_pointer (&run.shown, g_hash_table_unref);
      um_evidence_free (run.spare);
    }
  return left_out;
}
