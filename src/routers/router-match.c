/* Clues → routers. A clue that names a model leads to its entries, one that names only a maker to
 * all of that maker's, and those count less: where a model is named, the maker's other devices are
 * left out. A guess would send the technician to the wrong menu. */

#include "routers/router-match.h"

#include <string.h>

#include "routers/organisations.h"

static const struct
{
  const char *family;    /* UmFindings.alg_family */
  const char *id_prefix; /* of the entries of that maker's devices */
  const char *name;
} families[] = {
  { "fortinet", "fortinet-fortigate-", "FortiGate" },
};

/* How much a clue says about an entry. */
enum
{
  WEIGHT_NONE = 0,
  WEIGHT_MAKER = 1,
  WEIGHT_PREFIX, /* the entry itself lists this MAC prefix */
  WEIGHT_NAME,   /* the family */
  WEIGHT_MODEL,
  WEIGHT_ALG,
  /* Models this short ("Hub 3", "AX3") are words of other makers too. */
  DISTINCT_CHARS = 5,
};

/* Text without its blanks and signs, small; one word begins at each offset that is marked. */
typedef struct
{
  const UmRouterClue *clue;
  char *text;
  gboolean *edges; /* of len + 1: a word begins or ends here */
  gsize len;
} Folded;

/* An entry that clues point to. */
typedef struct
{
  const UmRouter *router;
  const UmRouterClue *clue; /* the one that says most */
  const char *name;         /* what it names; not owned */
  guint weight;
  guint detail; /* of two with one weight: letters and digits of name, or how near its maker is */
  guint n_clues;
  gboolean is_main; /* of the family itself, not of a special way to use it */
  guint place;      /* in the store */
} Candidate;

void
um_router_match_free (UmRouterMatch *self)
{
  if (self == NULL)
    return;
  um_sentence_free (self->reason);
  g_free (self);
}

static void
folded_clear (gpointer data)
{
  Folded *self = data;

  g_free (self->text);
  g_free (self->edges);
}

/* "D-Link Corporation" → "dlinkcorporation", with edges at 0, 1, 5 and 16 */
static void
folded_init (Folded *self, const UmRouterClue *clue, const char *text)
{
  gsize size = strlen (text) + 1;

  self->clue = clue;
  self->text = g_malloc0 (size);
  self->edges = g_new0 (gboolean, size);
  self->len = 0;
  self->edges[0] = TRUE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isalnum (*p))
        self->text[self->len++] = g_ascii_tolower (*p);
      else
        self->edges[self->len] = TRUE;
    }
  self->edges[self->len] = TRUE;
}

/* Whether word, folded as well, stands in it as whole words; or at its beginning, when open_end. */
static gboolean
has_word (const Folded *self, const char *word, gboolean open_end)
{
  gsize len = strlen (word);

  for (const char *p = self->text; len > 0 && (p = strstr (p, word)) != NULL; p++)
    {
      gsize at = p - self->text;

      if (self->edges[at] && (open_end || self->edges[at + len]))
        return TRUE;
    }
  return FALSE;
}

static char *
fold (const char *text)
{
  Folded folded;

  folded_init (&folded, NULL, text);
  g_free (folded.edges);
  return folded.text;
}

/* A name in which letters and digits meet, and long enough, belongs to one maker. */
static gboolean
is_distinct (const char *folded)
{
  gboolean letters = FALSE, digits = FALSE;

  for (const char *p = folded; *p != '\0'; p++)
    {
      letters = letters || g_ascii_isalpha (*p);
      digits = digits || g_ascii_isdigit (*p);
    }
  return letters && digits && strlen (folded) >= DISTINCT_CHARS;
}

static void
take (Candidate *self, const Folded *folded, guint weight, const char *name, guint detail)
{
  if (weight < self->weight || (weight == self->weight && detail <= self->detail))
    return;
  self->clue = folded->clue;
  self->name = name;
  self->weight = weight;
  self->detail = detail;
}

/* How near the organisation that is named is to this entry, by the order of the table; 0: not. */
static guint
names_organisation (const Folded *folded, const UmRouter *router)
{
  gboolean is_card = folded->clue->kind == UM_ROUTER_CLUE_MAC;

  for (gsize i = 0; i < G_N_ELEMENTS (vendors); i++)
    {
      if (g_str_has_prefix (router->id, vendors[i].id_prefix) &&
          (is_card ? g_str_has_prefix (folded->text, vendors[i].vendor)
                   : has_word (folded, vendors[i].vendor, TRUE)))
        return G_N_ELEMENTS (vendors) - i;
    }
  return 0;
}

/* The same for the maker of the entry. A card's organisation is looked up in the table only: makers
 * that build for everybody, and operators named like somebody else, are not in there. */
static guint
names_maker (const Folded *folded, const UmRouter *router)
{
  guint near = names_organisation (folded, router);
  g_autofree char *maker = NULL;

  if (near > 0 || folded->clue->kind == UM_ROUTER_CLUE_MAC ||
      folded->clue->kind == UM_ROUTER_CLUE_ALG)
    return near;
  maker = fold (router->maker);
  /* Every second router runs Linux and says so. */
  return !g_str_equal (maker, "linux") && has_word (folded, maker, FALSE) ? 1 : 0;
}

/* "TL-WR841N" is written "WR841N" too. */
static const char *
find_tail (const char *name)
{
  const char *tail = name;

  while (g_ascii_isalnum (*tail))
    tail++;
  return tail;
}

/* names: of char *. Those that are no proper names count only next to their maker's. */
static void
look_for (Candidate *self,
          const Folded *folded,
          const GPtrArray *names,
          guint weight,
          gboolean own_names,
          gboolean maker_named)
{
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *word = fold (name);
      g_autofree char *tail = fold (find_tail (name));

      if ((own_names || maker_named || is_distinct (word)) && has_word (folded, word, FALSE))
        take (self, folded, weight, name, strlen (word));
      else if (is_distinct (tail) && has_word (folded, tail, FALSE))
        take (self, folded, weight, name, strlen (tail));
    }
}

static void
look_at_card (Candidate *self, const Folded *folded)
{
  const UmRouter *router = self->router;

  for (guint i = 0; i < router->ouis->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (router->ouis, i), folded->clue->text))
        take (self, folded, WEIGHT_PREFIX, folded->clue->text, 0);
    }
}

static void
look_at_mark (Candidate *self, const Folded *folded)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      if (g_str_equal (families[i].family, folded->clue->text) &&
          g_str_has_prefix (self->router->id, families[i].id_prefix))
        take (self, folded, WEIGHT_ALG, families[i].name, 0);
    }
}

static void
look_at (Candidate *self, const Folded *folded, gboolean maker_named)
{
  const UmRouter *router = self->router;
  const UmRouterClue *clue = folded->clue;
  guint near = names_maker (folded, router);

  if (near > 0)
    {
      take (self, folded, WEIGHT_MAKER, clue->vendor != NULL ? clue->vendor : router->maker, near);
      self->n_clues++;
    }
  switch (clue->kind)
    {
    case UM_ROUTER_CLUE_ALG:
      look_at_mark (self, folded);
      break;
    case UM_ROUTER_CLUE_MAC:
      look_at_card (self, folded);
      break;
    case UM_ROUTER_CLUE_UPNP:
    case UM_ROUTER_CLUE_LINK:
    case UM_ROUTER_CLUE_SIP:
    case UM_ROUTER_CLUE_WEB:
    case UM_ROUTER_CLUE_CERTIFICATE:
    case UM_ROUTER_CLUE_DHCP:
      look_for (self, folded, router->aliases, WEIGHT_NAME, TRUE, maker_named);
      look_for (self, folded, router->models, WEIGHT_MODEL, FALSE, maker_named);
      break;
    }
}

static gboolean
is_maker_named (const GArray *texts, const UmRouter *router)
{
  for (guint i = 0; i < texts->len; i++)
    {
      if (names_maker (&g_array_index (texts, Folded, i), router) > 0)
        return TRUE;
    }
  return FALSE;
}

/* "FortiGate" before "FortiGate in NGFW policy-based mode": the family is what it calls itself. */
static gboolean
is_main_entry (const UmRouter *router)
{
  for (guint i = 0; i < router->aliases->len; i++)
    {
      if (g_ascii_strcasecmp (g_ptr_array_index (router->aliases, i), router->family) == 0)
        return TRUE;
    }
  return FALSE;
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *left = a, *right = b;

  if (left->weight != right->weight)
    return left->weight > right->weight ? -1 : 1;
  if (left->detail != right->detail)
    return left->detail > right->detail ? -1 : 1;
  if (left->n_clues != right->n_clues)
    return left->n_clues > right->n_clues ? -1 : 1;
  if (left->is_main != right->is_main)
    return left->is_main ? -1 : 1;
  /* The newest firmware first: entries are sorted by it. */
  return left->place > right->place ? -1 : 1;
}

static GArray *
fold_clues (const GPtrArray *clues)
{
  GArray *texts = g_array_new (FALSE, FALSE, sizeof (Folded));

  g_array_set_clear_func (texts, folded_clear);
  for (guint i = 0; i < clues->len; i++)
    {
      const UmRouterClue *clue = g_ptr_array_index (clues, i);
      Folded folded;

      folded_init (&folded, clue,
                   clue->kind != UM_ROUTER_CLUE_MAC ? clue->text
                   : clue->vendor != NULL           ? clue->vendor
                                                    : "");
      g_array_append_val (texts, folded);
    }
  return texts;
}

static GPtrArray *
to_matches (const GArray *candidates)
{
  GPtrArray *matches = g_ptr_array_new_with_free_func ((GDestroyNotify) um_router_match_free);

  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);
      gboolean sure = g_array_index (candidates, Candidate, 0).weight > WEIGHT_MAKER;
      UmRouterMatch *match;

      if (sure && candidate->weight <= WEIGHT_MAKER)
        break;
      match = g_new0 (UmRouterMatch, 1);
      match->router = candidate->router;
      match->reason = um_router_clue_to_sentence (candidate->clue, candidate->name);
      g_ptr_array_add (matches, match);
    }
  return matches;
}

GPtrArray *
um_router_matches_find_by_clues (UmRouterStore *store, const GPtrArray *clues)
{
  const GPtrArray *routers = um_router_store_get_routers (store);
  g_autoptr (GArray) texts = fold_clues (clues);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));

  for (guint r = 0; clues->len > 0 && r < routers->len; r++)
    {
      Candidate candidate = { .router = g_ptr_array_index (routers, r), .place = r };
      gboolean maker_named = is_maker_named (texts, candidate.router);

      for (guint i = 0; i < texts->len; i++)
        look_at (&candidate, &g_array_index (texts, Folded, i), maker_named);
      candidate.is_main = is_main_entry (candidate.router);
      if (candidate.weight > WEIGHT_NONE)
        g_array_append_val (candidates, candidate);
    }
  g_array_sort (candidates, compare_candidates);
  return to_matches (candidates);
}

GPtrArray *
um_router_matches_find (UmRouterStore *store, const UmFindings *findings)
{
  g_autoptr (GPtrArray) clues = um_router_clues_new ();

  um_router_clues_add_findings (clues, findings);
  return um_router_matches_find_by_clues (store, clues);
}
