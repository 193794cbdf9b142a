"""How many have said it: two copies of one agency are one voice.

In: the reports of a story, in the order they joined: who published each, whom it names as its
source, whose text it carries.
Out: whose report an outlet passes on; for each report its voice: the outlet or agency that speaks
in it.
Knows nothing of storage, scores, time or how a post looks.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.alert.outlets import Outlets, is_named
from spiders.contract import Article

#: How many sentences open a text.
_OPENING_SENTENCES = 2
#: A line with fewer words is a dateline or a caption, no sentence.
_FEWEST_WORDS = 4
#: What signs a text: «المصدر: سانا» in a line of its own, «… وعاد التيار. (سانا)».
_SIGNATURE = re.compile(r"(?:^|\n)[^\s]+(?: [^\s]+){0,4}\Z|\([^()\n]{1,60}\)\.?\Z")
_SENTENCE_END = re.compile(r"[.!؟]+\s+|\n")


@dataclass(frozen=True, slots=True)
class Said:
    """One report, as far as it matters who speaks in it."""

    article_id: int
    #: The name of its outlet, as readers know it.
    name: str
    #: Whom the text as a whole is from, by what it says itself, in order, as published.
    origins: Sequence[str] = ()
    #: The report whose text it carries.
    copy_of: int | None = None


def voices(reports: Iterable[Said], outlets: Outlets) -> dict[int, str]:
    """The voice of each report: an outlet's id, or what sets another source apart.

    It is whom the report names as its source, or else whose text it carries, or else its outlet.
    A report that names only itself («طرطوس-سانا») says that the text is its own.

    >>> voices([Said(1, "سانا"), Said(2, "عنب بلدي", ["وكالة سانا"]), Said(3, "نور", copy_of=2),
    ...         Said(4, "نبض", ["رويترز"])], Outlets({"sana": ["سانا"]}))
    {1: 'sana', 2: 'sana', 3: 'sana', 4: 'رويترز'}
    """
    found: dict[int, str] = {}
    own: dict[str, str] = {}
    for report in reports:
        outlet = outlets.who(report.name) or report.name
        named = passed_on(report.origins, report.name, outlets)
        if named is not None:
            source = outlets.who(named) or named
            voice = own.get(source, source)
        elif report.copy_of in found and not any(map(outlets.who, report.origins)):
            voice = found[report.copy_of]
        else:
            voice = outlet
        found[report.article_id] = voice
        # Who passes on another's report speaks with that voice when named in turn.
        own.setdefault(outlet, voice)
    return found


def passed_on(origins: Iterable[str], own_name: str, outlets: Outlets) -> str | None:
    """Whose report an outlet of this name passes on, as readers know him; None: its own.

    >>> outlets = Outlets({"sana": ["سانا"]})
    >>> passed_on(["وكالة سانا", "Reuters"], "سانا", outlets)
    'رويترز'
    >>> passed_on(["وكالة سانا", "وسائل إعلام"], "سانا", outlets)
    """
    own = outlets.who(own_name)
    others = (name for name in origins if outlets.who(name) not in {None, own})
    return next(map(outlets.shown, others), None)


def origins(article: Article) -> tuple[str, ...]:
    r"""The sources an article names for its text as a whole, not for one sentence of it.

    They stand in its title or lead, in its first sentences or in a last line that signs it.

    >>> from datetime import UTC, datetime
    >>> body = "انقطع الطريق صباح اليوم.\nوقال سائقون إنهم عادوا.\nووفق سانا سيُفتح غدًا. وهو جبلي."
    >>> article = Article(url="", body=body, fetched_at=datetime(2026, 1, 1, tzinfo=UTC))
    >>> origins(article.model_copy(update={"attribution": ("سانا",)}))
    ()
    """
    if not article.attribution:
        return ()
    sentences = [one for one in _SENTENCE_END.split(article.body) if one]
    full = [at for at, one in enumerate(sentences, 1) if len(one.split()) >= _FEWEST_WORDS]
    opening = full[:_OPENING_SENTENCES][-1] if full else len(sentences)
    signed = _SIGNATURE.search(article.body.rstrip())
    signature = signed[0] if signed else ""
    said = " ".join([article.title, article.lead, *sentences[:opening], signature])
    whole = f"{article.title} {article.body}"
    return tuple(
        name for name in article.attribution if is_named(name, said) or not is_named(name, whole)
    )
