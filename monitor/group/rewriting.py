"""Is a changed article still the report it was?

In: the article before its change and after it.
Out: whether another one stands at its address now.
Knows nothing of rules, stories, storage or what readers were told.
"""

from collections.abc import Set as AbstractSet

from monitor.group.terms import read_terms, words
from spiders.contract import Article

#: Two reports of unlike events share a place, a weekday and «سوريا»; a rewritten one keeps more.
_SHARE_OF_STEMS = 0.25


def is_another(before: Article, after: Article) -> bool:
    """Whether the shorter text has hardly a stem of the longer one.

    A flash that has grown, or a report that was cut, is none.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> fire = Article(url="", fetched_at=at, title="حريق في مرفأ طرطوس", body="أُخمد بعد ساعة.")
    >>> fair = Article(url="", fetched_at=at, title="معرض الكتاب في دمشق", body="يفتح غدًا أبوابه.")
    >>> is_another(fire, fair), is_another(fire, fire.model_copy(update={"body": ""}))
    (True, False)
    """
    old, new = _stems(before), _stems(after)
    return len(old & new) < _SHARE_OF_STEMS * min(len(old), len(new))


def _stems(article: Article) -> AbstractSet[str]:
    body = words(f"{article.lead}\n{article.body}")
    return read_terms(words(article.title), body).counts.keys()
