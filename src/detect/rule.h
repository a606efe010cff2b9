#pragma once

/* What a rule is: it looks at one phone and adds evidence. Rules are pure, know nothing of each
 * other, and say what they saw; the verdict weighs. */

#include "detect/phone-facts.h"

G_BEGIN_DECLS

typedef struct _UmRuleRun UmRuleRun;

typedef enum
{
  UM_RULE_BEYOND = 1 << 0, /* needs a view from beyond the router, with a public source */
  UM_RULE_ON_LAN = 1 << 1, /* needs a view from the phone's side, with a public server */
  UM_RULE_ANYWHERE = 1 << 2,
} UmRuleWhere;

typedef struct
{
  const char *id;
  UmRuleWhere where;
  guint limit; /* pieces of evidence per phone, beyond which it only repeats itself */
  void (*run) (UmRuleRun *run, const UmPhoneFacts *facts);
} UmRule;

/* For the rules. A piece of evidence is begun, given its lines and its explanation, and added;
 * one whose telling lines were all shown before is dropped as a repetition. */
UmEvidence *um_rule_begin (UmRuleRun *run,
                           UmGrade grade,
                           UmSubject subject,
                           UmDirection direction,
                           const UmMessage *message);
/* (transfer full) of evidence and explanation. A macro, because most evidence is a repetition: its
 * explanation is not even made. */
#define um_rule_add(run, evidence, explanation) \
  (um_rule_wants (run, evidence) ? um_rule_take (run, evidence, explanation) : (void) 0)
/* FALSE: it was dropped, and the phone has shown the like. */
gboolean um_rule_wants (UmRuleRun *run, UmEvidence *evidence);
void um_rule_take (UmRuleRun *run, UmEvidence *evidence, UmSentence *explanation);

/* Every rule of the table, declared. */
#define X(function, id, where, limit) \
  void um_rule_##function (UmRuleRun *run, const UmPhoneFacts *facts);
#include "detect/rule-table.h"
#undef X

G_END_DECLS
