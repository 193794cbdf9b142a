"""What the forms of one Arabic word have in common: «خطف», «مخطوف», «اختطاف».

In: a stem, normalised. Out: its root letters, nearly.
Knows nothing of texts, synonyms, stories, storage or time.

A stemmer takes off endings and articles; the plurals and participles between which two reporters
choose differ inside the word.
Two words that fall together here by chance cost less than one word that is taken for two: on
streams left out of the fit the errors of grouping become a fifth fewer (docs/stories.md).
"""

#: Of derived forms: participles, verbs of the tenth and seventh form, places.
_PREFIXES = ("است", "ان", "م", "ت", "ا")
_WEAK = str.maketrans("", "", "اويءه")
_LETTERS_OF_A_ROOT = 3


def root(stem: str) -> str:
    """The letters of a stem that its other forms share; a short one is its own root.

    >>> root("مخطوف") == root("خطف"), root("شاحن") == root("شحن")
    (True, True)
    >>> root("حريق") == root("غريق")
    False
    >>> root("دور"), root("39"), root("nato")
    ('دور', '39', 'nato')
    """
    if not "\u0621" <= stem[0] <= "\u064a":
        return stem
    for prefix in _PREFIXES:
        bare = stem.removeprefix(prefix)
        if bare != stem and len(bare.translate(_WEAK)) >= _LETTERS_OF_A_ROOT:
            stem = bare
            break
    strong = stem.translate(_WEAK)
    return strong if len(strong) >= _LETTERS_OF_A_ROOT else stem
