"""How many have said it: two copies of one agency are one voice.

In: the reports of a story, in the order they joined: who published each, whom it names as its
source, whose text it carries.
Out: for each report its voice: the outlet or agency that speaks in it.
Knows nothing of storage, scores, time or how a post looks.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.group.terms import words

#: Words of an outlet's name that name no outlet: «وكالة الأنباء السورية سانا» is «سانا».
_COMMON = frozenset(
    words(
        "وكالة الوكالة صحيفة جريدة قناة شبكة موقع إذاعة تلفزيون منصة مجلة راديو الأنباء للأنباء"
        " أنباء الأخبار للأخبار أخبار الإخبارية الإخباري نيوز الرسمية الرسمي مراسل"
    )
)


@dataclass(frozen=True, slots=True)
class Said:
    """One report, as far as it matters who speaks in it."""

    article_id: int
    #: The outlet's id, and every name it is known by.
    outlet: str
    names: Collection[str] = ()
    #: Whom the text names as its source, in order, as published.
    attribution: Sequence[str] = ()
    #: The report whose text it carries.
    copy_of: int | None = None


def voices(reports: Sequence[Said]) -> dict[int, str]:
    """The voice of each report: an outlet's id, or the name of a source that is none of theirs.

    What a report names goes before whose text it carries, and that before its own outlet; that
    it names itself («طرطوس-سانا») says that the text is its own, where it names nobody else.

    >>> voices([Said(1, "sana", ["سانا"]), Said(2, "x", attribution=["وكالة سانا"]),
    ...         Said(3, "y", copy_of=2), Said(4, "z", attribution=["رويترز"])])
    {1: 'sana', 2: 'sana', 3: 'sana', 4: 'رويترز'}
    """
    known = {report.outlet: [_name(name) for name in (report.outlet, *report.names)]
             for report in reports}  # fmt: skip
    found: dict[int, str] = {}
    own: dict[str, str] = {}
    for report in reports:
        named = passed_on(report.attribution, (report.outlet, *report.names))
        if named is not None:
            outlet = _outlet(named, known)
            voice = own.get(outlet, outlet) if outlet else " ".join(sorted(_name(named))) or named
        elif report.copy_of in found and not report.attribution:
            voice = found[report.copy_of]
        else:
            voice = report.outlet
        found[report.article_id] = voice
        # Who passes on another's report speaks with that voice when named in turn.
        own.setdefault(report.outlet, voice)
    return found


def passed_on(attribution: Sequence[str], own_names: Iterable[str]) -> str | None:
    """Whose report an outlet of these names passes on, as published; None: its own.

    >>> passed_on(["وكالة سانا", "رويترز"], ["sana", "سانا"]), passed_on(["وكالة سانا"], ["سانا"])
    ('رويترز', None)
    """
    own = {"": [_name(name) for name in own_names]}
    return next((one for one in attribution if _outlet(one, own) is None), None)


def _outlet(named: str, known: Mapping[str, Sequence[frozenset[str]]]) -> str | None:
    """The outlet that goes by this name, among those of the story."""
    name = _name(named)
    for outlet, names in known.items():
        if any(one and name and (one <= name or name <= one) for one in names):
            return outlet
    return None


def _name(published: str) -> frozenset[str]:
    found = words(published)
    return frozenset(word.removeprefix("ال") for word in found if word not in _COMMON)
