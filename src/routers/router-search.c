/* People type model names as they remember them: "tl wr841", "fritz box 7590", "télécom". Both the
 * query and the fields are folded to bare letters and digits; where a token begins is remembered,
 * because words of one or two characters ("tl", "n", "bt") would match inside anything. */

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
};

/* Folded text: letters and digits only. */
typedef struct
{
  GString *text;
  GString *starts; /* of the same length: 1 where a token begins */
} Folded;

typedef struct
{
  const UmRouter *router;
  guint place; /* in the store's order */
  guint score;
} Hit;

static void
folded_clear (Folded *self)
{
  g_string_free (self->text, TRUE);
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
score_field (const char *field, const char *word, guint weight)
{
  g_auto (Folded) folded = fold (field);
  gsize len = strlen (word);
  guint best = 0;

  for (const char *hit = strstr (folded.text->str, word); hit != NULL; hit = strstr (hit + 1, word))
    {
      gboolean starts = folded.starts->str[hit - folded.text->str] != 0;

      if (len == folded.text->len)
        return weight + BONUS_WHOLE;
      if (starts)
        return weight + BONUS_START;
      if (len > SHORT_WORD)
        best = weight;
    }
  return best;
}

static guint
score_fields (const GPtrArray *fields, const char *word, guint weight)
{
  guint best = 0;

  for (guint i = 0; i < fields->len; i++)
    best = MAX (best, score_field (g_ptr_array_index (fields, i), word, weight));
  return best;
}

static guint
score_word (const UmRouter *router, const char *word)
{
  guint best = score_field (router->maker, word, WEIGHT_NAME);

  best = MAX (best, score_field (router->family, word, WEIGHT_NAME));
  best = MAX (best, score_fields (router->models, word, WEIGHT_NAME));
  best = MAX (best, score_field (router->id, word, WEIGHT_FIRMWARE));
  best = MAX (best, score_fields (router->operators, word, WEIGHT_OPERATOR));
  best = MAX (best, score_fields (router->alg_names, word, WEIGHT_ALG_NAME));
  if (router->firmware != NULL)
    best = MAX (best, score_field (router->firmware, word, WEIGHT_FIRMWARE));
  return best;
}

/* 0 when a word is missing. */
static guint
score_router (const UmRouter *router, const GPtrArray *words, const char *query)
{
  guint sum = 0;

  for (guint i = 0; i < words->len; i++)
    {
      guint score = score_word (router, g_ptr_array_index (words, i));

      if (score == 0)
        return 0;
      sum += score;
    }
  if (words->len > 1 &&
      score_fields (router->models, query, 1) + score_field (router->family, query, 1) > 0)
    sum += BONUS_QUERY;
  return sum;
}

/* A version number is one word: "6.2" must not match "5.2 - 6.0". */
static gboolean
is_decimal_point (const char *text, const char *p)
{
  return *p == '.' && p > text && g_ascii_isdigit (p[-1]) && g_ascii_isdigit (p[1]);
}

/* The query's words, folded; a letter-digit border does not split them. */
static GPtrArray *
query_words (const char *text)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL_COMPOSE);
  const char *start = NULL;

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
            g_ptr_array_add (words, g_strdup (folded.text->str));
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
  return left->place < right->place ? -1 : 1;
}

GPtrArray *
um_router_search (const GPtrArray *routers, const char *text)
{
  g_autoptr (GPtrArray) words = query_words (text);
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  g_auto (Folded) query = fold (text);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < routers->len; i++)
    {
      Hit hit = { g_ptr_array_index (routers, i), i, 0 };

      if (words->len > 0)
        hit.score = score_router (hit.router, words, query.text->str);
      if (words->len == 0 || hit.score > 0)
        g_array_append_val (hits, hit);
    }
  g_array_sort (hits, compare_hits);
  for (guint i = 0; i < hits->len; i++)
    g_ptr_array_add (found, (gpointer) g_array_index (hits, Hit, i).router);
  return found;
}
