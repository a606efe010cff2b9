/* People type model names as they remember them: "tl wr841", "fritz box 7590", "télécom",
 * "mikrotk". Both the query and the fields are folded to bare letters and digits; where a token
 * begins is remembered, because words of one or two characters ("tl", "n", "bt") would match inside
 * anything. A word that occurs nowhere is looked for again with one mistake in it. */

#include "routers/router-search.h"

#include <string.h>

/* The weakest hit in maker, family or model outranks the best one anywhere else. */
enum
{
  WEIGHT_NAME = 30,
  WEIGHT_OPERATOR = 12,
  WEIGHT_ALG_NAME = 6,
  WEIGHT_FIRMWARE = 2,
  BONUS_WHOLE = 8,  /* the word is the whole field: "cisco", "asus" */
  BONUS_START = 4,  /* a token begins with it */
  BONUS_QUERY = 40, /* the whole query stands in one model or family, in this order */
  SHORT_WORD = 2,
  LEAST_MISTYPED = 4, /* characters of a word that may have a mistake */
};

/* Folded text: letters and digits only. */
typedef struct
{
  GString *text;
  GString *starts; /* of the same length: 1 where a token begins */
} Folded;

/* One text of an entry. */
typedef struct
{
  guint text; /* offset into the folded text of all, where it ends with a NUL */
  guint len;
  guint weight;
} Field;

typedef struct
{
  guint first; /* of its fields */
  guint end;
  guint rank; /* breaks ties: families as in the store, in each the newest firmware first */
} Entry;

struct _UmRouterSearch
{
  const GPtrArray *routers; /* not owned */
  Folded all;               /* every field's text, one after the other */
  GArray *fields;           /* of Field */
  GArray *entries;          /* of Entry, as routers */
};

/* How a word of the query is looked for. */
typedef guint (*ScoreFunc) (const UmRouterSearch *self,
                            const Field *field,
                            const char *word,
                            gsize len);

typedef struct
{
  char *word;
  gsize len;
  ScoreFunc score;
} Word;

typedef struct
{
  const UmRouter *router;
  guint rank;
  guint score;
} Hit;

static void
folded_clear (Folded *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  if (self->starts != NULL)
    g_string_free (self->starts, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folded, folded_clear)

/* Letters next to digits are two tokens, too: "841" begins one in "WR841N". */
static Folded
fold (const char *text)
{
  Folded self = { g_string_new (NULL), g_string_new (NULL) };
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *decomposed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (decomposed, -1);
  gboolean was_letter = FALSE, was_digit = FALSE;

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean digit = g_unichar_isdigit (c);
      gboolean letter = g_unichar_isalpha (c);

      if (g_unichar_ismark (c))
        continue;
      if (letter || digit)
        {
          g_string_append_unichar (self.text, c);
          g_string_append_c (self.starts, letter != was_letter || digit != was_digit);
          while (self.starts->len < self.text->len)
            g_string_append_c (self.starts, 0);
        }
      was_letter = letter;
      was_digit = digit;
    }
  return self;
}

/* What word (folded) earns in field, 0 when it does not occur. */
static guint
score_exactly (const UmRouterSearch *self, const Field *field, const char *word, gsize len)
{
  const char *text = self->all.text->str;
  guint best = 0;

  if (len > field->len)
    return 0;
  for (const char *hit = strstr (text + field->text, word); hit != NULL;
       hit = strstr (hit + 1, word))
    {
      if (len == field->len)
        return field->weight + BONUS_WHOLE;
      if (self->all.starts->str[hit - text] != 0)
        return field->weight + BONUS_START;
      if (len > SHORT_WORD)
        best = field->weight;
    }
  return best;
}

/* text begins with word when one letter of word is wrong, missing, too many or swapped with the
 * next. A wrong digit is another device and no typing mistake. */
static gboolean
begins_nearly (const char *text, const char *word)
{
  gboolean digit;

  while (*word != '\0' && *word == *text)
    {
      word++;
      text++;
    }
  if (*word == '\0')
    return TRUE;
  digit = g_ascii_isdigit (*text);
  if (digit && g_ascii_isdigit (*word))
    return FALSE;
  if (!digit && *text != '\0' && g_str_has_prefix (text + 1, word))
    return TRUE; /* missing */
  if (g_ascii_isdigit (*word))
    return FALSE;
  if (g_str_has_prefix (text, word + 1))
    return TRUE; /* too many */
  if (digit || *text == '\0')
    return FALSE;
  return g_str_has_prefix (text + 1, word + 1) ||
         (word[0] == text[1] && word[1] == text[0] && g_str_has_prefix (text + 2, word + 2));
}

/* As score_exactly (), for a word that occurs nowhere: with one mistake, from a token's begin. */
static guint
score_nearly (const UmRouterSearch *self, const Field *field, const char *word, gsize len)
{
  const char *text = self->all.text->str + field->text;
  guint best = 0;

  for (gsize i = 0; i < field->len; i++)
    {
      if (self->all.starts->str[field->text + i] == 0 || !begins_nearly (text + i, word))
        continue;
      best = MAX (best, field->weight);
      if (i == 0 && field->len <= len + 1)
        best = field->weight + BONUS_WHOLE;
    }
  return best;
}

static guint
score_word (const UmRouterSearch *self, const Entry *entry, const Word *word)
{
  guint best = 0;

  for (guint i = entry->first; i < entry->end; i++)
    {
      const Field *field = &g_array_index (self->fields, Field, i);

      best = MAX (best, word->score (self, field, word->word, word->len));
    }
  return best;
}

static gboolean
contains_query (const UmRouterSearch *self, const Entry *entry, const Folded *query)
{
  for (guint i = entry->first; i < entry->end; i++)
    {
      const Field *field = &g_array_index (self->fields, Field, i);

      if (field->weight == WEIGHT_NAME &&
          score_exactly (self, field, query->text->str, query->text->len) > 0)
        return TRUE;
    }
  return FALSE;
}

/* 0 when a word is missing. */
static guint
score_entry (const UmRouterSearch *self,
             const Entry *entry,
             const GArray *words,
             const Folded *query)
{
  guint sum = 0;

  for (guint i = 0; i < words->len; i++)
    {
      guint score = score_word (self, entry, &g_array_index (words, Word, i));

      if (score == 0)
        return 0;
      sum += score;
    }
  return words->len > 1 && contains_query (self, entry, query) ? sum + BONUS_QUERY : sum;
}

/* A word that no entry has is taken as mistyped. Short words and other scripts are not: too many
 * things are one letter away from them. */
static ScoreFunc
choose_score (const UmRouterSearch *self, const Word *word)
{
  if (word->len < LEAST_MISTYPED || !g_str_is_ascii (word->word))
    return score_exactly;
  for (guint i = 0; i < self->fields->len; i++)
    {
      const Field *field = &g_array_index (self->fields, Field, i);

      if (score_exactly (self, field, word->word, word->len) > 0)
        return score_exactly;
    }
  return score_nearly;
}

/* A version number is one word: "6.2" must not match "5.2 - 6.0". */
static gboolean
is_decimal_point (const char *text, const char *p)
{
  return *p == '.' && p > text && g_ascii_isdigit (p[-1]) && g_ascii_isdigit (p[1]);
}

static void
word_clear (gpointer data)
{
  g_free (((Word *) data)->word);
}

static void
add_word (const UmRouterSearch *self, GArray *words, const Folded *folded)
{
  Word word = { g_strdup (folded->text->str), folded->text->len, score_exactly };

  word.score = choose_score (self, &word);
  g_array_append_val (words, word);
}

/* The query's words, folded; a letter-digit border does not split them. */
static GArray *
query_words (const UmRouterSearch *self, const char *text)
{
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (Word));
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL_COMPOSE);
  const char *start = NULL;

  g_array_set_clear_func (words, word_clear);
  for (const char *p = composed;; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean inside =
          g_unichar_isalnum (c) || g_unichar_ismark (c) || is_decimal_point (composed, p);

      if (inside && start == NULL)
        start = p;
      if (!inside && start != NULL)
        {
          g_autofree char *word = g_strndup (start, p - start);
          g_auto (Folded) folded = fold (word);

          if (folded.text->len > 0)
            add_word (self, words, &folded);
          start = NULL;
        }
      if (c == '\0')
        return g_steal_pointer (&words);
    }
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *left = a;
  const Hit *right = b;

  if (left->score != right->score)
    return left->score > right->score ? -1 : 1;
  return left->rank < right->rank ? -1 : 1;
}

static void
add_field (UmRouterSearch *self, const char *text, guint weight)
{
  g_auto (Folded) folded = { NULL, NULL };
  Field field = { self->all.text->len, 0, weight };

  if (text == NULL)
    return;
  folded = fold (text);
  field.len = folded.text->len;
  g_string_append_len (self->all.text, folded.text->str, folded.text->len + 1);
  g_string_append_len (self->all.starts, folded.starts->str, folded.starts->len + 1);
  g_array_append_val (self->fields, field);
}

static void
add_fields (UmRouterSearch *self, const GPtrArray *texts, guint weight)
{
  for (guint i = 0; i < texts->len; i++)
    add_field (self, g_ptr_array_index (texts, i), weight);
}

static void
add_entry (UmRouterSearch *self, const UmRouter *router, guint rank)
{
  Entry entry = { self->fields->len, 0, rank };

  add_field (self, router->maker, WEIGHT_NAME);
  add_field (self, router->family, WEIGHT_NAME);
  add_fields (self, router->models, WEIGHT_NAME);
  add_fields (self, router->aliases, WEIGHT_NAME);
  add_fields (self, router->operators, WEIGHT_OPERATOR);
  add_fields (self, router->alg_names, WEIGHT_ALG_NAME);
  add_field (self, router->firmware, WEIGHT_FIRMWARE);
  add_field (self, router->id, WEIGHT_FIRMWARE);
  entry.end = self->fields->len;
  g_array_append_val (self->entries, entry);
}

/* The end of the block of entries with the maker and family of the first. */
static guint
family_end (const GPtrArray *routers, guint first)
{
  const UmRouter *router = g_ptr_array_index (routers, first);
  guint end = first + 1;

  while (end < routers->len)
    {
      const UmRouter *next = g_ptr_array_index (routers, end);

      if (!g_str_equal (next->maker, router->maker) || !g_str_equal (next->family, router->family))
        break;
      end++;
    }
  return end;
}

UmRouterSearch *
um_router_search_new (const GPtrArray *routers)
{
  UmRouterSearch *self = g_new0 (UmRouterSearch, 1);
  guint first = 0, end = 0;

  self->routers = routers;
  self->all = (Folded){ g_string_new (NULL), g_string_new (NULL) };
  self->fields = g_array_new (FALSE, FALSE, sizeof (Field));
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  for (guint i = 0; i < routers->len; i++)
    {
      if (i == end)
        {
          first = i;
          end = family_end (routers, i);
        }
      add_entry (self, g_ptr_array_index (routers, i), first + end - 1 - i);
    }
  return self;
}

void
um_router_search_free (UmRouterSearch *self)
{
  if (self == NULL)
    return;
  folded_clear (&self->all);
  g_array_unref (self->fields);
  g_array_unref (self->entries);
  g_free (self);
}

GPtrArray *
um_router_search_run (const UmRouterSearch *self, const char *text)
{
  g_autoptr (GArray) words = query_words (self, text);
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  g_auto (Folded) query = fold (text);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);
      Hit hit = { g_ptr_array_index (self->routers, i), i, 0 };

      if (words->len > 0)
        {
          hit.rank = entry->rank;
          hit.score = score_entry (self, entry, words, &query);
        }
      if (words->len == 0 || hit.score > 0)
        g_array_append_val (hits, hit);
    }
  g_array_sort (hits, compare_hits);
  for (guint i = 0; i < hits->len; i++)
    g_ptr_array_add (found, (gpointer) g_array_index (hits, Hit, i).router);
  return found;
}
