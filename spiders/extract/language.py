"""Which language is a text in, by its letters?

In: a text, and what the page claims (wrong on many Arabic pages). Out: ISO 639-1, or None.
"""

import re

#: Runs of letters of one script.
_SCRIPTS = {
    "arabic": re.compile("[\u0620-\u06d3\u06fa-\u06ff]+"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f]+"),
    "cyrillic": re.compile("[\u0400-\u04ff]+"),
    "hebrew": re.compile("[\u05d0-\u05ea]+"),
    "greek": re.compile("[\u0370-\u03ff]+"),
}
#: Languages in Arabic script other than Arabic, by letters Arabic does not use.
_NOT_ARABIC = {"ckb": "[ەێۆڕڵ]", "ur": "[ٹڈڑےں]", "fa": "[پچژگ]"}
#: Share of such letters from which a text is no Arabic; foreign names use some.
_SHARE = 0.015
_DEFAULT = {"latin": "en", "cyrillic": "ru", "hebrew": "he", "greek": "el"}
_CLAIMS = {
    "latin": frozenset(["en", "fr", "de", "es", "it", "tr", "nl", "pt", "pl", "sv", "ku"]),
    "cyrillic": frozenset(["ru", "uk", "bg", "sr"]),
}


def language_of(text: str, claimed: str = "") -> str | None:
    """The language most letters of `text` belong to; None where it has no letters.

    `claimed` (``html lang``) only chooses between languages of one script.

    >>> language_of("قصف على طرطوس", "en-US"), language_of("Взрыв в Тартусе"), language_of("2025")
    ('ar', 'ru', None)
    """
    counts: dict[str, int] = {}
    for name, letters in _SCRIPTS.items():
        counts[name] = sum(map(len, letters.findall(text)))
        if counts[name] > len(text) / 2:  # no other has as many
            break
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return None
    claim = claimed.lower()[:2]
    if script != "arabic":
        return claim if claim in _CLAIMS.get(script, ()) else _DEFAULT[script]
    for language, foreign in _NOT_ARABIC.items():
        if len(re.findall(foreign, text)) > _SHARE * counts[script]:
            return language
    return "ar"
