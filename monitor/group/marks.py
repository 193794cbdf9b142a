"""What tells two events of one kind apart, however alike they are written.

In: title and opening as published.
Out: Marks: how much of what, what is named, what it is about, where, and what kind of news it is.
Knows nothing of stories, scores, storage or time.

Ships, seizures, fires and quakes are written alike; words alone take two of them for one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.group.ahead import is_ahead
from monitor.group.amounts import amounts
from monitor.group.kinds import (
    REACTIONS,
    STRIKING,
    Genre,
    disciplines,
    genre,
    kinds,
    reaction,
    says_again,
    says_now,
    strongest,
    targets,
)
from monitor.group.outcomes import CIRCUMSTANCES
from monitor.group.people import accused, people
from monitor.group.places import capitals, sites, towns
from monitor.group.terms import (
    LEAD_WORDS,
    OPENING_WORDS,
    STOP_WORDS,
    cut,
    normalise,
    read_terms,
    stem,
    words,
)
from monitor.group.turns import triggers

#: «في ذكراها الخامسة», «عشر سنوات على», «السنوية الثالثة», «في مثل هذا اليوم»; and «عام على …» at
#: the beginning: «خروج العائلات بعد عام على لجوئها» is no anniversary.
_ANNIVERSARY = re.compile(
    r"\b(?:[بفول]*(?:ال)?ذكر(?:ي|اه|اها|اهم)\b|(?:ال)?سنويه ال|مثل هذا اليوم\b"
    r"|(?:سنوات|اعوام|عاما|سنه|عقد) علي\b)"
    r"|^(?:بعد )?(?:نحو )?(?:عام|عامان|عامين|سنتان|سنتين|شهر|شهران|شهرين|(?:\w+ )?اشهر) علي\b"
)
#: «السجن تسع سنوات على المدير» is none.
_SENTENCED = re.compile(r"(?:سجن|حبس)(?: \w+){1,6}? (?:سنوات|اعوام|سنه|عاما) علي\b")
#: A name, not a quoted sentence.
_QUOTED = re.compile(r'[«"“]\s*((?:[^\s«»"“”]+\s?){1,3})[»"”]')

#: Words of the body in which news says who gives it.
SOURCED_WORDS = 40

_SOURCING = frozenset(
    form
    for word in words(
        "مصدر المصدر بيان البيان وزارة وزير أعلنت أعلن أكدت أكد مديرية المتحدث الناطق"
    )
    for form in (word, "و" + word)
)
_RISING = frozenset(words("ارتفاع ترتفع يرتفع ارتفعت ارتفع وارتفاع"))
_COUNTED = frozenset(
    words("حصيلة الحصيلة قتلى القتلى ضحايا الضحايا وفيات الوفيات جرحى الجرحى المصابين عدد")
)
_CLAIMING = frozenset(words("تتبنى تبنت تبنى يتبنى مسؤوليتها مسؤوليته مسؤوليتهم"))
_ANSWERING = frozenset(
    words(
        "تنفي ينفي نفت نفى نفي تكذب يكذب تؤكد يؤكد أكدت أكد تأكيد توضح يوضح أوضحت توضيح ترد"
        " يرد ردا تعلق يعلق تدين يدين إدانة تصحيح تتراجع يتراجع تعترف يعترف تقر يقر حصيلة الحصيلة"
        " ارتفاع استئناف تستأنف يستأنف انتهاء إنهاء ينهي تنهي ينهون ختام نتائج هوية أسماء"
        " الإفراج يفرج"
    )
)

# What is seized, carried, cut off or crashed is named after one of these.
_CARRIERS = frozenset(
    words(
        "حاوية حاويات شحنة شحنات حمولة كمية كميات باخرة سفينة ناقلة باخرتان سفينتان شاحنة صهريج"
        " محملة محمل محملا تحمل يحمل تنقل ينقل طن طنا أطنان برميل كيلوغرام كغ كيلو قطعة لوحة"
        " انقطاع انقطعت انقطع قطع عودة أزمة نقص أسعار سعر"
        " ضبط ضبطت تضبط يضبط مضبوطات مضبوطة مصادرة صادرت تصادر تهريب مهرب مهربة إحباط تفريغ"
        " تفرغ استيراد تصدير"
    )
)
# Who seizes, and how much: no goods; without the article.
_NO_GOODS = frozenset(
    words(
        "جمارك جمركية جمركي ضابطة أمن أمني شرطة دورية دوريات سلطات مديرية محاولة عملية كبيرة كبير"
        " ضخمة ضخم جديدة جديد ثانية أولى كامل كاملة ألف آلاف مليون نصف عشرات مئات سير مرور مروري"
        " مروع أليم طريق أحياء مدينة ساعات مرفأ ميناء طرطوس سوريا بحر رصيف كيلومتر متر"
    )
)
_SAME_GOODS = {stem(word): stem("مياه") for word in words("الماء ماء")}
# Where, from where and when: what follows is no goods.
_NO_LONGER_GOODS = frozenset(
    words("في عبر إلى قرب قبالة داخل على نحو قادمة متجهة معدة قبل بعد خلال لصالح")
)
_MOST_GOODS = 2
_GOODS_WITHIN = 6


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells two events of one kind apart, however alike they are written."""

    #: Of what (tonnes, barrels, magnitude, years of prison), and how much: what grows no more
    #: once it is known.
    measures: frozenset[tuple[str, float]] = frozenset()
    #: Those of title and lead: the wheat that a text on talks mentions later is not its load.
    loads: frozenset[tuple[str, float]] = frozenset()
    #: What stands in quotation marks and is short enough for a name: ships, groups, campaigns.
    names: frozenset[str] = frozenset()
    #: Speaks of something to come.
    ahead: bool = False
    #: The title asks.
    asks: bool = False
    #: The title answers something told before: a claim of responsibility, a toll that rises.
    follows: bool = False
    #: The title denies, confirms, corrects or ends something told before.
    answers: bool = False
    #: The title says what has come of it (`monitor.group.turns`).
    turns: frozenset[str] = frozenset()
    #: Words that name who says so («مصدر»، «بيان»، «وزارة»), among the first.
    sourced: int = 0
    #: Where it speaks of an anniversary, if it does.
    recalls: Literal["title", "opening", ""] = ""
    #: Stems of the title.
    title: frozenset[str] = frozenset()
    #: Stems of what is seized or carried, by the title, or else by the lead.
    goods: frozenset[str] = frozenset()
    #: Towns and sites that the title names, as stems; and if it names none, that the lead does.
    places: frozenset[str] = frozenset()
    where: frozenset[str] = frozenset()
    #: Capitals where the title says that it happens.
    capitals: frozenset[str] = frozenset()
    #: Quarters, streets, markets and beaches that title or lead names, as stems.
    sites: frozenset[str] = frozenset()
    #: What kinds of event the title names, and what it says was struck.
    kinds: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    #: The protest, inquiry or burial that the title leads with.
    reaction: str = ""
    #: What the title announces other than one event.
    genre: Genre = ""
    #: The kinds and targets of the whole opening.
    mentioned: frozenset[str] = frozenset()
    #: Whom the title tells of, and whom title and opening do (`monitor.group.people`).
    people: frozenset[str] = frozenset()
    told_of: frozenset[str] = frozenset()
    #: Title or lead say that it is not the first time; that it happens while it is written.
    again: bool = False
    now: bool = False


def read_marks(title: str, body: str) -> Marks:
    """The marks of title and opening.

    >>> marks = read_marks("«نور» تنقل ٢٧ ألف طن", "ترسو الباخرة الأسبوع المقبل.")
    >>> sorted(marks.measures), sorted(marks.names), marks.ahead
    ([('tonnes', 27000.0)], ['نور'], True)
    >>> marks = read_marks("إحباط تهريب شحنة كبيرة من الأجبان قرب صافيتا", "")
    >>> sorted(marks.goods), sorted(marks.places)
    (['جبن'], ['صاف'])
    """
    told = body.split()
    opening = " ".join([title, *told[:OPENING_WORDS]])
    # Normalising and cutting cost more than all that is read: each word is passed once.
    title_text, lead_text = normalise(title), normalise(" ".join(told[:LEAD_WORDS]))
    rest = normalise(" ".join(told[LEAD_WORDS:OPENING_WORDS]))
    text, start = f"{title_text} {lead_text} {rest}", f"{title_text}\n{lead_text}"
    head, lead = cut(title_text), cut(lead_text)
    said = [*head, *lead, *cut(rest)]
    disciplined = disciplines(text)
    titled, leading = kinds(head), reaction(title_text)
    # «توقيف السائق وتشييع الضحايا» leads with the arrest.
    happened = strongest(titled - (REACTIONS - {leading}) or titled)
    places = frozenset(towns(head))
    # «هل أُخمد الحريق؟» does not say so.
    turned = frozenset(triggers(head) if not title.rstrip().endswith(("؟", "?")) else ())
    # «شاحنة صغيرة انحرفت» carries nothing.
    struck = bool(happened & STRIKING)
    return Marks(
        measures=frozenset(amounts(text)),
        loads=frozenset(amounts(start)),
        names=frozenset(" ".join(words(name)) for name in _QUOTED.findall(opening)) - {""},
        ahead=is_ahead(head, lead),
        asks="؟" in title or "?" in title,
        follows=bool(_CLAIMING & {*head} or (_RISING & {*head} and _COUNTED & {*head})),
        answers=not _ANSWERING.isdisjoint(head),
        turns=turned - CIRCUMSTANCES,
        sourced=sum(word in _SOURCING for word in said[len(head) : len(head) + SOURCED_WORDS]),
        recalls=_recalls(title_text, text),
        title=frozenset(read_terms(head, ()).counts),
        goods=frozenset(_goods(head)) or (frozenset() if struck else frozenset(_goods(lead))),
        places=places,
        where=places or frozenset(towns(lead)),
        capitals=frozenset(capitals(head)),
        sites=frozenset(sites([*head, *lead])),
        kinds=happened,
        # «سفينة» is a target where something struck it.
        targets=(targets(head) if struck else frozenset()) | disciplined,
        # «التحقيق: ماس كهربائي وراء الحريق» tells of the fire.
        reaction="" if "cause" in turned else leading,
        genre=genre(title_text),
        mentioned=kinds(said) | targets(said) | disciplined,
        people=people(head) | (accused(head) if "arrest" in titled else frozenset()),
        told_of=people(said) | accused(said),
        again=says_again(start),
        now=says_now(start),
    )


def _recalls(title: str, text: str) -> Literal["title", "opening", ""]:
    title, text = _SENTENCED.sub("", title), _SENTENCED.sub("", text)
    if _ANNIVERSARY.search(title):
        return "title"
    return "opening" if _ANNIVERSARY.search(text) else ""


def _goods(said: Sequence[str]) -> Iterator[str]:
    """What stands right after a carrier: «شحنة كبيرة من الأجبان», «12 ألف طن من الذرة»."""
    for at, word in enumerate(said):
        if not {word, word.removeprefix("و"), word.removeprefix("ب")} & _CARRIERS:
            continue
        found = 0
        for other in said[at + 1 : at + 1 + _GOODS_WITHIN]:
            if other in _NO_LONGER_GOODS:
                break
            bare = other.removeprefix("و").removeprefix("ب")
            if not bare or other in _CARRIERS or other in STOP_WORDS or other[0].isdigit():
                continue  # «بـ 27 طناً» leaves a «ب»
            if bare in _NO_GOODS or bare.removeprefix("ال") in _NO_GOODS:
                continue
            root = stem(other)
            yield _SAME_GOODS.get(root, root)
            found += 1
            if found == _MOST_GOODS:
                break
