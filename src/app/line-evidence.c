#include "app/line-evidence.h"

static const UmMarkedLine *
find_line (const UmEvidence *evidence, guint number)
{
  for (guint i = 0; i < evidence->lines->len; i++)
    {
      const UmMarkedLine *line = evidence->lines->pdata[i];

      if (line->number == number)
        return line;
    }
  return NULL;
}

const UmEvidence *
um_line_evidence_find (const UmFindings *findings,
                       const UmMessage *message,
                       guint number,
                       const UmEvidence *selected)
{
  const UmEvidence *best = NULL;
  UmMark best_mark = UM_MARK_CONTEXT;

  if (selected != NULL && selected->message == message && find_line (selected, number) != NULL)
    return selected;
  for (guint i = 0; i < findings->evidence->len; i++)
    {
      const UmEvidence *evidence = findings->evidence->pdata[i];
      const UmMarkedLine *line = evidence->message == message ? find_line (evidence, number) : NULL;

      if (line != NULL && (best == NULL || line->mark > best_mark))
        {
          best = evidence;
          best_mark = line->mark;
        }
    }
  return best;
}

const UmMarkedLine *
um_line_evidence_telling (const UmEvidence *evidence)
{
  const UmMarkedLine *best = NULL;

  for (guint i = 0; i < evidence->lines->len; i++)
    {
      const UmMarkedLine *line = evidence->lines->pdata[i];

      if (best == NULL || line->mark > best->mark)
        best = line;
    }
  return best;
}

gboolean
um_line_evidence_is_background (const UmMarkedLine *line, const UmEvidence *evidence)
{
  return line->mark == UM_MARK_NORMAL && um_line_evidence_telling (evidence)->mark > UM_MARK_NORMAL;
}
