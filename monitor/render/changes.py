"""What has changed in a story, in a few words for readers.

In: Changes, and the title of the report that brings them, as published.
Out: Arabic as published: figures, or the labels of what turned.
Knows nothing of posts, markup, stories or time.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from monitor.alert.facts import Change
from monitor.group.terms import normalise, words
from monitor.group.turns import triggers
from monitor.render.phrases import counted

#: What is new in words that no table holds.
DETAILS: Final = "تفاصيل جديدة"
CORRECTION: Final = "تصحيح"
#: Behind figures that nobody vouches for.
UNCONFIRMED: Final = " في حصيلة غير مؤكدة"


class _Toll(NamedTuple):
    """Who is counted."""

    #: «المفقودون», and «مفقودين» behind «لا» and «عدد ال».
    those: str
    none: str
    #: As `monitor.render.phrases.counted` takes them.
    forms: tuple[str, str, str, str, str]


_TOLLS: Final[Mapping[str, _Toll]] = {
    "killed": _Toll(
        "القتلى", "قتلى", ("قتيل واحد", "قتيلان", "قتلى", "قتيلًا", "قتيل")
    ),
    "injured": _Toll(
        "الجرحى", "جرحى", ("جريح واحد", "جريحان", "جرحى", "جريحًا", "جريح")
    ),
    "missing": _Toll(
        "المفقودون", "مفقودين", ("مفقود واحد", "مفقودان", "مفقودين", "مفقودًا", "مفقود")
    ),
    "arrested": _Toll(
        "الموقوفون", "موقوفين", ("موقوف واحد", "موقوفان", "موقوفين", "موقوفًا", "موقوف")
    ),
}  # fmt: skip

_TURNS: Final[Mapping[str, str]] = {
    "denial": "نفي", "confirmation": "تأكيد", "claim": "تبنٍّ", "statement": "تصريح رسمي",
    "death": "وفاة مصاب", "arrest": "توقيفات", "freed": "إطلاق سراح",
    # «استئناف» alone would be an appeal against a sentence.
    "resumed": "عودة بعد توقف", "put out": "السيطرة على الحريق", "evacuated": "إخلاء",
    "cancelled": "إلغاء", "postponed": "تغيير الموعد",
    "agreed": "اتفاق", "probe": "تحقيق", "cause": "السبب", "identified": "كشف الهوية",
    "ended": "انتهاء", "court": "إجراء قضائي", "dismissed": "إقالة",
    "decided": "قرار جديد", "aid": "تعويض المتضررين", "attack": "الحديث عن هجوم",
    "condemned": "إدانة", "another": "ضحية أخرى", "ransom": "طلب فدية", "shown": "صور جديدة",
    # «اعتراض» alone would be the interception of a missile.
    "appealed": "تقديم اعتراض", "departed": "مغادرة", "started": "بدء العمل",
    "downed": "إسقاط أهداف جوية", "source": "رواية مصدر", "confessed": "اعترافات",
    "damaged": "حصيلة الأضرار", "corrected": CORRECTION,
    "dead": "سقوط ضحايا",
    "magnitude": "تحديد القوة", "value": "تحديد القيمة", "term": "تحديد المدة",
}  # fmt: skip

#: The labels that say no more than a title that opens with their turn: «عودة المياه …».
_SYNONYMS: Final[Mapping[str, str]] = {
    _TURNS[turn]: turn
    for turn in ("arrest", "freed", "resumed", "put out", "evacuated", "cancelled", "departed")
} | {"تحرير": "freed", "إخماد الحريق": "put out", "عودة إلى الأهل": "home", "نجاة": "home"}
#: A title's first words, among which its turn is looked for.
_OPENING_WORDS = 5

#: The labels that say no more than a figure beside them.
_COUNTED_BY: Final[Mapping[str, Sequence[str]]] = {
    _TURNS["arrest"]: ("arrested",),
    _TURNS["death"]: ("killed",),
    _TURNS["another"]: ("killed",),
    "العثور على جثة": ("killed",),
    "العثور على جثث": ("killed",),
}

_BODIES = re.compile(r"\b[وبل]?(?:ال)?(?:جثث|جثامين|جثتا|جثتي)")
_BODY = re.compile(r"\b[وبل]?(?:ال)?(?:جثه|جثمان|رفات)")
_GOODS = re.compile(r"مسروق|منهوب")
# «في أحياء المدينة», «أحد أحياء بانياس»: nobody is alive there.
_ALIVE = re.compile(
    r"\b(?:حيا|حيه|(?<!في )(?<!احد )(?<!من )(?<!عن )(?<!الي )احيا|الاحيا"
    r"|(?:ال)?ناج(?:يا?|يه|يين|ين|ون)|سالم(?:ا|ه|ين)?)\b"
)
_RESCUE = re.compile(r"\b[وب]?(?:انقاذ|انقذت?|ينقذ|تنقذ)\b")
_RAISED = re.compile(r"\bو?(?:انتشال|انتشلت?|تنتشل|ينتشل)\b")
_FOUND = re.compile(r"\bو?(?:ال)?(?:عثور|عثرت?|عثروا|تعثر|يعثر)\b")
_MISSED = re.compile(r"مفقود(?:ين|ون|ان)?")
#: Police free a captive, and let a prisoner go.
_SET_FREE = re.compile(r"\b[وب]?(?:ال)?(?:تحرير|[تي]?حرر(?:ت|وا)?)")
#: More than brought under control.
_PUT_OUT = re.compile(r"\b[وب]?(?:ال)?(?:اخماد|[اتي]خمدت?|اطفا|اطفات|[تي]طفي)\b")
_KIDNAPPED = re.compile(r"(?:مخطوف|مختطف)(?:ين|ون|ان)?|خطف")


def in_arabic(
    changes: Sequence[Change],
    *,
    title: str = "",
    corrects: bool = False,
    unconfirmed: Collection[str] = (),
) -> str:
    """What has changed; `title` says of some turns which they are.

    `unconfirmed` are the tolls that are told as what nobody vouches for.

    >>> in_arabic([Change("killed", 3, 7), Change("denial")])
    'القتلى 3 ← 7، نفي'
    >>> in_arabic([Change("killed", None, 2), Change("injured", None, 4)])
    'قتيلان و4 جرحى'
    >>> in_arabic([Change("killed", 7, 3)], corrects=True)
    'عدد القتلى 3 لا 7'
    >>> in_arabic([Change("injured", None, 2)], unconfirmed={"injured"})
    'جريحان في حصيلة غير مؤكدة'
    >>> in_arabic([Change("found")], title="انتشال جثث ثلاثة صيادين")
    'العثور على جثث'
    >>> in_arabic([])
    'تفاصيل جديدة'
    """
    counts = [change for change in changes if change.now is not None]
    if corrects:
        said = ["، و".join(map(_corrected, counts))]
    else:
        said = [_risen(change) for change in counts if change.before]
        said.append(_joined(change for change in counts if not change.before))
        told = "، ".join(filter(None, said))
        said = [told + UNCONFIRMED if hearsay(counts, unconfirmed) else told]
    return "، ".join(filter(None, [*said, *labels(changes, title)])) or DETAILS


def hearsay(changes: Iterable[Change], unconfirmed: Collection[str]) -> bool:
    """Whether a number among them is of a toll that is `unconfirmed`."""
    return any(change.fact in unconfirmed for change in changes if change.now)


def labels(changes: Sequence[Change], title: str = "") -> list[str]:
    """What has turned, each once; no figures, and nothing that they tell already.

    >>> labels([Change("home")], "العثور على الصياد الأخير حياً قبالة أرواد")
    ['نجاة']
    """
    counts = {change.fact for change in changes if change.now is not None}
    turns = (change.fact for change in changes if change.now is None)
    named = dict.fromkeys(_turn(turn, title) for turn in turns)
    return [name for name in named if counts.isdisjoint(_COUNTED_BY.get(name, ()))]


def figures(changes: Sequence[Change]) -> str:
    """What is counted now, whatever it was before; "" where nothing is.

    >>> figures([Change("killed", 3, 12), Change("denial"), Change("injured", None, 1)])
    '12 قتيلًا وجريح واحد'
    """
    return _joined(change for change in changes if change.now is not None)


def also_dead(changes: Iterable[Change]) -> str:
    """How many were dead before and still are, behind another figure that was corrected.

    >>> also_dead([Change("killed", None, 6)]), also_dead([])
    ('، وعدد القتلى 6', '')
    """
    return "".join(f"، وعدد ال{_TOLLS[one.fact].none} {one.now}" for one in changes)


def labelled(label: str, title: str) -> str:
    """A title behind its label, once where it begins with the label or says the same at once.

    >>> labelled("نفي", "روسيا تنفي الانسحاب"), labelled("إخلاء", "إخلاء مدرسة في بانياس")
    ('نفي | روسيا تنفي الانسحاب', 'إخلاء مدرسة في بانياس')
    >>> labelled("إطلاق سراح", "الإفراج عن موقوفي بانياس")
    'الإفراج عن موقوفي بانياس'
    """
    return title if title.startswith(label) or _opens_with(label, title) else f"{label} | {title}"


def _opens_with(label: str, title: str) -> bool:
    """Whether the first word of a title, with what follows, is the turn that a label names."""
    opening = words(title)[:_OPENING_WORDS]
    at_once = {*triggers(opening)} - {*triggers(opening[1:])}
    return _SYNONYMS.get(label) in at_once


def _turn(turn: str, title: str) -> str:
    if turn == "found":
        return _found(normalise(title))
    if turn == "home":
        return _home(normalise(title))
    if turn == "put out" and _PUT_OUT.search(normalise(title)):
        return "إخماد الحريق"
    if turn == "freed" and _SET_FREE.search(normalise(title)):
        return "تحرير"
    return _TURNS[turn]


def _found(title: str) -> str:
    """Whom or what was found: the same words tell of the dead, the living and stolen goods."""
    if _GOODS.search(title):
        return "استعادة مسروقات"
    if _BODIES.search(title) or _BODY.search(title):
        if _ALIVE.search(title):
            return "العثور على مفقودين"
        return "العثور على جثث" if _BODIES.search(title) else "العثور على جثة"
    if _ALIVE.search(title):
        return "نجاة"
    if missed := _MISSED.search(title):
        return f"العثور على {_one_or_more(missed[0], 'مفقود')}"
    if _RAISED.search(title):
        return "انتشال"
    return "إنقاذ" if _RESCUE.search(title) else "العثور"


def _home(title: str) -> str:
    """Who is back: somebody found, a captive, or one who was missed."""
    taken, found = _KIDNAPPED.search(title), _FOUND.search(title)
    if _ALIVE.search(title) or (found and not taken) or _BODY.search(title):
        return _found(title)
    if taken is None:
        return "عودة إلى الأهل"
    return f"{'العثور على' if found else 'عودة'} {_one_or_more(taken[0], 'مخطوف')}"


def _one_or_more(found: str, one: str) -> str:
    return f"{one}ين" if found.endswith(("ين", "ون", "ان")) else one


def _joined(changes: Iterable[Change]) -> str:
    return " و".join(map(_count, changes))


def _count(change: Change) -> str:
    """«11 قتيلًا»; «لا مفقودين بعد الآن» where there were some."""
    toll = _TOLLS[change.fact]
    if change.now:
        return counted(change.now, *toll.forms)
    return f"لا {toll.none} بعد الآن" if change.before else f"لا {toll.none}"


def _risen(change: Change) -> str:
    who = _TOLLS[change.fact].those
    return f"{who} {change.before} ← {change.now}" if change.now else _count(change)


def _corrected(change: Change) -> str:
    toll = _TOLLS[change.fact]
    if not change.now:
        return f"لا {toll.none}، خلافًا لما نُشر"
    return f"عدد ال{toll.none} {change.now} لا {change.before}"
