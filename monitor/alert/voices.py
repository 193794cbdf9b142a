"""How many have said it: two copies of one agency are one voice.

In: the reports of a story, in the order they joined: who published each, whom it names as its
source, whose text it carries.
Out: whose report an outlet passes on, or whose text it repeats; for each report its voice: the
outlet or agency that speaks in it.
Knows nothing of storage, scores, time or how a post looks.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.alert.outlets import Outlets, is_named, key_of
from spiders.attribution import attribution
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


def voices(reports: Sequence[Said], outlets: Outlets) -> dict[int, str]:
    """The voice of each report: an outlet's id, or what sets another source apart.

    It is whom the report names as its source, or else whose text it carries, or else its outlet;
    in whatever order they were read.
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
            voice = outlets.who(named) or named
        elif report.copy_of in found and not any(map(outlets.who, report.origins)):
            voice = found[report.copy_of]
        else:
            voice = outlet
        found[report.article_id] = voice
        own.setdefault(outlet, voice)
    return {number: _heard_from(voice, own) for number, voice in found.items()}


def _heard_from(voice: str, own: Mapping[str, str]) -> str:
    """Who passes on another's report speaks with that voice when named in turn.

    Of those who name each other, the one that was read first is the source.
    """
    passed = [voice]
    while own.get(passed[-1], passed[-1]) not in passed:
        passed.append(own[passed[-1]])
    last = own.get(passed[-1], passed[-1])
    circle = passed[passed.index(last) :]
    return min(circle, key=[*own, *circle].index)


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


def repeats(report: Said, among: Iterable[Said], outlets: Outlets) -> str | None:
    """Who else told the text that a report carries; None where that one has it from here.

    Where the other has it from a third that tells the story too, it is the third's.

    >>> first, second = Said(1, "الميناء", ["السفينة"]), Said(2, "السفينة", copy_of=1)
    >>> third, outlets = Said(3, "نور", copy_of=1), Outlets({})
    >>> [repeats(one, [first, second, third], outlets) for one in (second, third)]
    [None, 'السفينة']
    """
    if report.copy_of is None:
        return None
    others = {one.article_id: one for one in among}
    original = others.get(report.copy_of)
    if original is None:
        return None
    source = passed_on(original.origins, original.name, outlets)
    if source is None:
        return original.name
    teller = outlets.who(source)
    if teller == outlets.who(report.name):
        return None
    tells = any(outlets.who(one.name) == teller for one in others.values())
    return source if tells else original.name


def named_in(article: Article, outlets: Outlets) -> tuple[str, ...]:
    """Whom an article names as its source, the outlets that are watched among them.

    >>> from datetime import UTC, datetime
    >>> article = Article(url="", body="عاد التيار، وفق «نور».", fetched_at=datetime.now(UTC))
    >>> named_in(article, Outlets({"nur": ["نور"]})), article.attribution
    (('نور',), ())
    """
    said = attribution(f"{article.title}\n{article.lead}\n{article.body}", outlets.names)
    known = {key_of(name) for name in said}
    return (*said, *(name for name in article.attribution if key_of(name) not in known))


def origins(article: Article, named: Sequence[str]) -> tuple[str, ...]:
    r"""The sources an article names for its text as a whole, not for one sentence of it.

    They stand in its title or lead, in its first sentences or in a last line that signs it.

    >>> from datetime import UTC, datetime
    >>> body = "انقطع الطريق صباح اليوم.\nوقال سائقون إنهم عادوا.\nووفق سانا سيُفتح غدًا. وهو جبلي."
    >>> origins(Article(url="", body=body, fetched_at=datetime(2026, 1, 1, tzinfo=UTC)), ["سانا"])
    ()
    """
    if not named:
        return ()
    sentences = [one for one in _SENTENCE_END.split(article.body) if one]
    full = [at for at, one in enumerate(sentences, 1) if len(one.split()) >= _FEWEST_WORDS]
    opening = full[:_OPENING_SENTENCES][-1] if full else len(sentences)
    signed = _SIGNATURE.search(article.body.rstrip())
    signature = signed[0] if signed else ""
    said = " ".join([article.title, article.lead, *sentences[:opening], signature])
    whole = f"{article.title} {article.body}"
    return tuple(name for name in named if is_named(name, said) or not is_named(name, whole))
