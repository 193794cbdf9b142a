"""What is left of a text however it is spelt?

In: a text. Out: its words, in one spelling.
Knows nothing of pages, articles or outlets.
"""

import re
from functools import lru_cache

_MARKS = re.compile(
    "[\u00ad\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_LETTERS = str.maketrans("أإآٱىیةکھۀ", "ااااييهكهه")


@lru_cache(maxsize=4096)
def skeleton(text: str) -> str:
    """Only the words of a text, with Arabic spelling variants made one: for comparing lines.

    >>> skeleton("«إقــرأ أيضاً»: …")
    'اقرا ايضا'
    """
    return " ".join(re.findall(r"\w+", _MARKS.sub("", text).lower().translate(_LETTERS)))
