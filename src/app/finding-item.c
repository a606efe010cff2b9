#include "app/finding-item.h"

#include <gio/gio.h>

struct _UmFindingItem
{
  GObject parent_instance;

  UmFindings *findings;
  const UmPhoneFinding *finding; /* not owned: belongs to findings */
  const UmEvidence *evidence;    /* not owned: belongs to findings */
};

G_DEFINE_FINAL_TYPE (UmFindingItem, um_finding_item, G_TYPE_OBJECT)

static void
um_finding_item_finalize (GObject *object)
{
  um_findings_unref (UM_FINDING_ITEM (object)->findings);
  G_OBJECT_CLASS (um_finding_item_parent_class)->finalize (object);
}

static void
um_finding_item_class_init (UmFindingItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = um_finding_item_finalize;
}

static void
um_finding_item_init (UmFindingItem *self)
{
}

UmFindingItem *
um_finding_item_new (UmFindings *findings,
                     const UmPhoneFinding *finding,
                     const UmEvidence *evidence)
{
  UmFindingItem *self = g_object_new (UM_TYPE_FINDING_ITEM, NULL);

  self->findings = um_findings_ref (findings);
  self->finding = finding;
  self->evidence = evidence;
  return self;
}

UmFindings *
um_finding_item_get_findings (UmFindingItem *self)
{
  return self->findings;
}

const UmPhoneFinding *
um_finding_item_get_finding (UmFindingItem *self)
{
  return self->finding;
}

const UmEvidence *
um_finding_item_get_evidence (UmFindingItem *self)
{
  return self->evidence;
}

static void
append (GListStore *store,
        UmFindings *findings,
        const UmPhoneFinding *finding,
        const UmEvidence *evidence)
{
  g_autoptr (UmFindingItem) item = um_finding_item_new (findings, finding, evidence);

  g_list_store_append (store, item);
}

/* What a technician looks for first: the phones with an ALG, then the undecided ones. */
static guint
verdict_rank (UmVerdict verdict)
{
  switch (verdict)
    {
    case UM_VERDICT_ALG_DETECTED:
      return 0;
    case UM_VERDICT_INCONCLUSIVE:
      return 1;
    case UM_VERDICT_NO_ALG:
      return 2;
    }
  g_return_val_if_reached (3);
}

GListModel *
um_finding_items_new (UmFindings *findings)
{
  GListStore *store = g_list_store_new (UM_TYPE_FINDING_ITEM);

  for (guint rank = 0; rank < 3; rank++)
    for (guint i = 0; i < findings->phones->len; i++)
      {
        const UmPhoneFinding *finding = findings->phones->pdata[i];

        if (verdict_rank (finding->verdict) == rank)
          append (store, findings, finding, NULL);
      }
  for (guint i = 0; i < findings->evidence->len; i++)
    {
      const UmEvidence *evidence = findings->evidence->pdata[i];

      if (evidence->phone == NULL)
        append (store, findings, NULL, evidence);
    }
  return G_LIST_MODEL (store);
}

static int
compare_evidence (gconstpointer a, gconstpointer b)
{
  static const guint rank[] = {
    [UM_GRADE_PROOF] = 0, [UM_GRADE_STRONG] = 1, [UM_GRADE_WEAK] = 2, [UM_GRADE_CLEARS] = 3
  };
  const UmEvidence *first = *(const UmEvidence *const *) a;
  const UmEvidence *second = *(const UmEvidence *const *) b;

  if (rank[first->grade] != rank[second->grade])
    return rank[first->grade] < rank[second->grade] ? -1 : 1;
  return (first->id > second->id) - (first->id < second->id);
}

GListModel *
um_finding_item_create_children (gpointer item, gpointer unused)
{
  UmFindingItem *self = item;
  g_autoptr (GPtrArray) sorted = NULL;
  GListStore *store;

  if (self->evidence != NULL || self->finding->evidence->len == 0)
    return NULL;
  sorted = g_ptr_array_copy (self->finding->evidence, NULL, NULL);
  g_ptr_array_sort (sorted, compare_evidence);
  store = g_list_store_new (UM_TYPE_FINDING_ITEM);
  for (guint i = 0; i < sorted->len; i++)
    append (store, self->findings, self->finding, sorted->pdata[i]);
  return G_LIST_MODEL (store);
}
