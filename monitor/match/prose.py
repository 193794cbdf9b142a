r"""Where the sentences, paragraphs and words of a folded text begin.

In: folded text, its fields separated by `FIELD_BREAK`. Out: the number of the sentence,
paragraph or word that a place is in.
Knows nothing of rules, terms or the published text.
"""

import re
from bisect import bisect_right
from functools import cached_property

#: Separates the fields of one article in the text that is searched; never part of a phrase.
FIELD_BREAK = "\x1e"

#: A full stop ends a sentence before a space, but not after a single letter («د. أحمد») and not
#: as one of several («..» is a pause); 5.7 % of articles also lack the space («سوريا.وقال»).
_SENTENCE_END = re.compile(
    r"""(?:
        [\n\x1e]
      | (?<![.])(?<!\b\w)\.(?=["')\]}]*(?:\s|\x1e|$))
      | (?<=[\u0621-\u064a]{3})\.(?=[\u0621-\u064a])
      | [!?]+(?=["')\]}]*(?:\s|\x1e|$))
    )[\s\x1e"')\]}(.!?*-]*""",
    re.VERBOSE,
)
_PARAGRAPH_END = re.compile(r"[\n\x1e][\s\x1e]*")
_WORD = re.compile(r"[^\W_]+")


class Prose:
    """The layout of one folded text; each part is worked out when it is first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _sentences(self) -> list[int]:
        return [found.end() for found in _SENTENCE_END.finditer(self.text)]

    @cached_property
    def _paragraphs(self) -> list[int]:
        return [found.end() for found in _PARAGRAPH_END.finditer(self.text)]

    @cached_property
    def _words(self) -> list[int]:
        return [found.start() for found in _WORD.finditer(self.text)]

    def sentence(self, at: int) -> int:
        """The number of the sentence at this place, from 0; none is empty.

        >>> prose = Prose("قال د. احمد ان 3.5 بقيت. ثم غادر")
        >>> prose.sentence(20), prose.sentence(26)
        (0, 1)
        """
        return bisect_right(self._sentences, at)

    def paragraph(self, at: int) -> int:
        """The number of the paragraph at this place, from 0."""
        return bisect_right(self._paragraphs, at)

    def word(self, at: int) -> int:
        """The number of the word at this place, from 1; 0 before the first.

        >>> Prose("ميناء طرطوس").word(6)
        2
        """
        return bisect_right(self._words, at)
