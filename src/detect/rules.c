/* Runs the table of rules over one phone and drops repetitions. */

#include "detect/rules.h"

struct _UmRuleRun
{
  const UmRule *rule;
  const UmPhoneFacts *facts;
  GPtrArray *evidence; /* of UmEvidence; not owned */
  GHashTable *shown;   /* char *: telling lines already in some evidence of this rule and phone */
  guint added;
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
  return um_evidence_new (run->rule->id, grade, subject, direction, run->facts->phone, message);
}

/* TRUE when one of the telling lines is new; all of them are remembered. */
static gboolean
note_lines (UmRuleRun *run, const UmEvidence *evidence)
{
  gboolean is_new = FALSE;

  for (guint i = 0; i < evidence->lines->len; i++)
    {
      const UmMarkedLine *line = g_ptr_array_index (evidence->lines, i);

      if (line->mark == UM_MARK_OFFENDING || line->mark == UM_MARK_UNTOUCHED)
        is_new |= g_hash_table_add (run->shown, g_strdup (line->text));
    }
  return is_new || evidence->lines->len == 0;
}

void
um_rule_add (UmRuleRun *run, UmEvidence *evidence, UmSentence *explanation)
{
  evidence->explanation = explanation;
  if (run->added > 0 && !note_lines (run, evidence))
    {
      um_evidence_free (evidence);
      return;
    }
  if (run->added == 0)
    (void) note_lines (run, evidence);
  if (run->added >= MIN (run->rule->limit, UM_LIMIT_EVIDENCE_PER_RULE))
    {
      run->left_out++;
      um_evidence_free (evidence);
      return;
    }
  run->added++;
  g_ptr_array_add (run->evidence, evidence);
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
      run.shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      run.rule->run (&run, facts);
      left_out += run.left_out;
      g_hash_table_unref (run.shown);
    }
  return left_out;
}
