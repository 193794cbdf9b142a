"""The reasons of the stages, and what is wrong, in Arabic for readers of the watch room.

In: a reason as it is kept, in English (`monitor.alert.decision`, `monitor.group.placement`,
`monitor.match.telling`, `monitor.commands.status`), and the names of the sources.
Out: the same in Arabic, as published; None for a reason that is not known here. Such a reason is
shown in English, which is better than nothing.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from monitor.alert.facts import Change
from monitor.render.changes import in_arabic
from monitor.render.phrases import in_outlets
from monitor.web.words import FIELDS, HAPPENINGS, SEVERITIES, days, hours, span

_JOINED: Final = {"first": "أول مادة", "copy": "نقلًا", "retelling": "بصياغته", "article": "مادة"}
_SIDES: Final = {"ahead": "متقدمة", "behind": "متأخرة"}
_SAID = r"«(?P<a>.*)»"
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "days": timedelta(days=1)}
_OFF = r"(?P<lasted>[\d.]+ h) (?P<side>\w+)"

#: What a reason says, by its form.
#: A group named `source`, `severity`, `kind`, `field` or `side` is named in Arabic, and so is
#: every word of `one` and `other`; `hours`, `days` and `outlets` are counted, `lasted` is a span,
#: and `rest` is a reason.
_FORMS: Final = {
    # monitor.alert.decision
    r"no rule matched": "لم تنطبق أي قاعدة",
    r"only rules in shadow matched": "لم تنطبق إلا قواعد في الظل، وهي تُحصى ولا تنشر",
    r"held before, and its change brought no new hit": "حُجب من قبل، ولم يأتِ تعديله بجديد",
    r"the changed article no longer matches": "عُدّلت المادة فلم تعد تنطبق عليها قاعدة",
    r"archived before, and not a word has changed": "محفوظ من قبل ولم تتغيّر فيه كلمة",
    r"old news, told as such: (?P<rest>.*)": "خبر قديم، نُشر على أنه قديم: {rest}",
    r"old news: (?P<rest>.*)": "خبر قديم: {rest}",
    r"undated at first sight of its source": "بلا تاريخ، وقد جاء مع أول قراءة لمصدره",
    r"published (?P<hours>\d+) h ago, older than (?P<most_hours>\d+) h": (
        "رُصد بعد نشره بأكثر من {most_hours}: بعد {hours}"
    ),
    r"first article of its story": "أول مادة في هذا الخبر",
    r"first article of its story that may be told": "أول مادة يجوز نشرها في هذا الخبر",
    r"undated: time first seen": "بلا تاريخ، فالوقت وقت رصدها",
    r"about an anniversary": "عن ذكرى",
    r"may be part of story (?P<a>\d+)": "قد يكون جزءًا من الخبر {a}",
    r"severity (?P<severity>\w+) -> (?P<to>\w+)": "ارتفعت الأهمية من {severity} إلى {to}",
    r"the last reply is too recent": "لم يمضِ وقت كافٍ على آخر ردّ",
    r"cooldown: the same story once in (?P<hours>\d+) h": "مهلة القاعدة: مرة كل {hours}",
    r"told in (?P<a>\d+) min": "يُنشر بعد {a} د",
    r"edited (?P<a>\d+) times": "بلغت تعديلات المنشور {a}",
    r"again in (?P<a>\d+) min": "فيُعدَّل بعد {a} د",
    r"(?P<source>[^;]+) is already listed and says nothing new": (
        "لا جديد فيها، ومصدرها «{source}» مذكور في المنشور"
    ),
    r"it says much that is new \((?P<a>[\d.]+)\)": "فيه جديد كثير ({a})",
    r"hardly news \((?P<a>[\d.]+)\): (?P<changes>[^;]*)": "لا جديد يُذكر ({a}): {changes}",
    r"(?P<source>[^;]+) changed its article": "عُدّلت المادة في موقع «{source}»",
    r"(?P<source>[^;]+) tells at length what was a flash": (
        "تفصيل ما أورده «{source}» في خبر عاجل"
    ),
    r"another outlet: (?P<source>[^;]+) \((?P<kind>\w+)\)": "مصدر آخر: «{source}» ({kind})",
    r"another chat is to hear of it": "تنتظره محادثة أخرى",
    # monitor.rechecks, monitor.archive.corrections
    r"(?P<source>[^;]+) has it again": "عادت المادة إلى موقع «{source}»",
    r"(?P<source>[^;]+) removed its article \((?P<a>\w+)\)": (
        "حُذفت المادة من موقع «{source}» ({a})"
    ),
    r"story (?P<a>\d+) merged into story (?P<b>\d+) by (?P<c>.*?)(?P<undone>, undone by .*)?": (
        "ضمّ {c} الخبر {a} إلى الخبر {b}{undone}"
    ),
    r"story (?P<a>\d+) split off story (?P<b>\d+) by (?P<c>.*?)(?P<undone>, undone by .*)?": (
        "فصل {c} الخبر {a} عن الخبر {b}{undone}"
    ),
    # monitor.alert.routing
    r"quiet hours until (?P<a>[\d:]+)": "ساعات الهدوء حتى {a}",
    r"(?P<a>\w+): quiet hours until (?P<b>[\d:]+)": "ساعات الهدوء في {a} حتى {b}",
    r"(?P<a>\w+) takes (?P<severity>\w+) and above": "لا تأخذ {a} ما دون «{severity}»",
    r"(?:\w+: )?(?P<a>\w+) had (?P<b>\d+) in an hour, bundled at (?P<c>[\d:]+)": (
        "بلغت {a} حدّها، وهو {b} في الساعة، فينتظر موجز {c}"
    ),
    r"cooldown of (?P<a>\w+): (?P<b>\S+) from (?P<source>\S+)": (
        "مهلة القاعدة {a} لكل مصدر: {b} من «{source}»"
    ),
    r"cooldown of (?P<a>\w+): (?P<b>\S+)": "مهلة القاعدة {a}: {b}",
    # monitor.group.placement, score and differences
    r"no open story shares its words": "لا خبر مفتوح يشاركه كلماته",
    r"no story is near enough: (?P<rest>.*)": "لا خبر قريب منه بما يكفي: {rest}",
    r"story (?P<a>\d+) scores (?P<b>[\d.]+), needs (?P<c>[\d.]+)": (
        "شَبَهه بالخبر {a} هو {b}، والمطلوب {c}"
    ),
    r"nearest is article (?P<a>\d+)": "وأقرب المواد إليه المادة {a}",
    r"an editor joined it with article (?P<a>\d+)": "ضمّه محرّر إلى المادة {a}",
    r"the same text as article (?P<a>\d+)": "نصه نص المادة {a} نفسه",
    r"(?P<a>\d+%) of its word pairs are those of article (?P<b>\d+)": (
        "{a} من عباراته عبارات المادة {b}"
    ),
    r"re-posted after (?P<days>\d+) days": "أُعيد نشره بعد {days}",
    r"(?P<source>[^;]+) told it in article (?P<a>\d+)": "سبق نشره لدى «{source}» في المادة {a}",
    r"(?P<a>[\d.e+]+) tonnes, not (?P<b>[\d.e+]+)": "الحمولة بالأطنان {a} لا {b}",
    r"(?P<a>[\d.e+]+) barrels, not (?P<b>[\d.e+]+)": "الكمية بالبراميل {a} لا {b}",
    r"(?P<a>[\d.]+) magnitude, not (?P<b>[\d.]+)": "قوة الهزة {a} لا {b}",
    r"(?P<a>[\d.e+]+) years, not (?P<b>[\d.e+]+)": "الحكم بالسنوات {a} لا {b}",
    r"nothing is told there of: (?P<one>[^;]*)": "لا ذكر هناك لما فيه من نوع: {one}",
    r"the story is a (?P<one>\w+) about it": "الخبر هناك عمّا تلاه: {one}",
    r"it is a protest about the story": "احتجاج على ما جرى، والخبر عمّا جرى",
    r"it is a funeral about the story": "تشييع ضحايا ما جرى، والخبر عمّا جرى",
    r"it is a probe about the story": "تحقيق في ما جرى، والخبر عمّا جرى",
    r"it says nothing of: (?P<one>[^;]*)": "لا ذكر فيه لما في الخبر من نوع: {one}",
    r"it is about something to come": "هو عمّا سيأتي",
    r"its title asks": "عنوانه سؤال",
    # Which ones they are is kept as stems, which are no words for people.
    r"other names: [^;]*, not [^;]*": "اسم آخر",
    r"other goods: [^;]*, not [^;]*": "بضاعة أخرى",
    r"other places: [^;]*, not [^;]*": "مكان آخر",
    r"other capitals: (?P<one>[^;]*), not (?P<other>[^;]*)": "عاصمة أخرى: {one} لا {other}",
    r"other sites: [^;]*, not [^;]*": "شارع آخر أو سوق أخرى",
    r"other people: [^;]*, not [^;]*": "أشخاص آخرون",
    r"two flashes that share (?P<a>\d+) words": "نصان قصيران، وعدد ما يجمعهما من الكلمات {a}",
    r"other kinds: (?P<one>[^;]*), not (?P<other>[^;]*)": "حدث من نوع آخر: {one} لا {other}",
    r"other targets: (?P<one>[^;]*), not (?P<other>[^;]*)": "هدف آخر: {one} لا {other}",
    r"it says that it happened again": "يقول إن الأمر تكرّر",
    r"it happens now, and the story is older": "يحدث الآن، والخبر أقدم",
    r"it is a round-up": "هو حصيلة أخبار، والخبر واحد منها",
    r"the story is a round-up": "الخبر هناك حصيلة أخبار",
    r"it is an opinion": "هو رأي في ما جرى، والخبر عمّا جرى",
    r"the story is an opinion": "الخبر هناك رأي في ما جرى",
    r"article (?P<a>\d+) is about an anniversary": "المادة {a} عن ذكرى",
    r"it is about an anniversary": "هو عن ذكرى",
    r"article (?P<a>\d+) announced what is told now": "المادة {a} أعلنت سلفًا ما يُروى الآن",
    # monitor.match
    r"found (?P<a>.*)": "وُجد {a}",
    r"none of (?P<a>(?:(?!, and none of ).)*)": "لم يرد شيء من {a}",
    r"ruled out by (?P<a>.*)": "يستبعده {a}",
    r"not found": "لم يرد",
    r"the rule is switched off": "القاعدة معطّلة",
    rf"{_SAID} is not among its outlets": "«{a}» ليس من مصادرها",
    rf"{_SAID} is excepted": "«{a}» مستثنى منها",
    rf"the article is in {_SAID}": "لغة المادة «{a}»",
    r"every hit stands near a term of none_near": "كل موضع تجاوره كلمة من none_near",
    r"(?P<a>\d+) mentions, not (?P<b>\d+)": "عدد المواضع {a}، والمطلوب {b}",
    r"the rule (?P<a>\w+) fires": "انطبقت القاعدة {a}",
    r"the exclusion block (?P<a>\w+) holds: (?P<b>.*)": "انطبقت مجموعة الاستثناء {a}: {b}",
    r"(?P<a>.*): not close enough, out of order, or kept apart": (
        "{a}: ليست متقاربة بما يكفي، أو ليست بالترتيب"
    ),
    rf"{_SAID} stands in the (?P<field>\w+), which is not in `in`": (
        "«{a}» في {field}، والقاعدة لا تنظر فيه"
    ),
    rf"{_SAID} and «(?P<b>.*)» stand (?P<c>\d+) words apart, not (?P<d>\d+)": (
        "بين «{a}» و«{b}» من الكلمات {c}، والحدّ {d}"
    ),
    rf"{_SAID} and «(?P<b>.*)» stand (?P<c>\d+) sentences? apart": (
        "«{a}» و«{b}» ليستا في الجملة نفسها"
    ),
    rf"{_SAID} and «(?P<b>.*)» stand in different paragraphs": "«{a}» و«{b}» في فقرتين",
    rf"{_SAID} in the (?P<field>\w+) is one letter away from «(?P<b>.*)»": (
        "«{a}» في {field} لا تختلف عن «{b}» إلا بحرف"
    ),
    rf"{_SAID} only inside «(?P<b>.*)» in the (?P<field>\w+)": (
        "«{a}» لم ترد إلا داخل «{b}» في {field}"
    ),
    # monitor.commands.status
    r"(?P<source>\w+): never polled": "المصدر «{source}»: لم يُقرأ بعد",
    r"(?P<source>\w+): not polled for (?P<lasted>[\d.]+ \w+); is `marqab run` running\?": (
        "المصدر «{source}»: لم يُقرأ منذ {lasted}؛ هل تعمل الخدمة (marqab run)؟"
    ),
    r"(?P<source>\w+): last polled in the future, (?P<a>.*); was the clock .*": (
        "المصدر «{source}»: آخر قراءة في المستقبل ({a})؛ هل أُعيدت ساعة الجهاز إلى الوراء؟"
    ),
    r"(?P<source>\w+): not due before (?P<a>.*); was the clock .*": (
        "المصدر «{source}»: لن يُقرأ قبل {a}؛ هل أُعيدت ساعة الجهاز إلى الوراء؟"
    ),
    rf"the clock of this machine is {_OFF}, (?P<outlets>\d+) outlets say so; .*": (
        "ساعة هذا الجهاز {side} {lasted} بحسب {outlets}، ولا يُحفظ شيء حتى تُضبط"
    ),
    rf"the clock of this machine is {_OFF}, one outlet says so; .*": (
        "ساعة هذا الجهاز {side} {lasted} بحسب موقع واحد، ولا يُحفظ شيء حتى تُضبط"
    ),
    rf"the clock of this machine is {_OFF}, the newest stored crawl says so; .*": (
        "ساعة هذا الجهاز {side} {lasted} بحسب آخر ما حُفظ، ولا يُحفظ شيء حتى تُضبط"
    ),
    rf"an outlet says that our clock is {_OFF}; waiting for a second; .*": (
        "يقول موقع إن ساعة هذا الجهاز {side} {lasted}، ولا يُحفظ شيء حتى يقول ذلك موقع ثانٍ أو ينفيه"
    ),
    r"(?P<a>.*): nothing sent since (?P<b>.*) UTC: not tried; .* \((?P<d>\d+) wait\)": (
        "لم يُرسَل شيء إلى {a} منذ {b} بالتوقيت العالمي، وعدد ما ينتظر {d}، ولم تُجرَ محاولة؛ "
        "السبب في سجل الخدمة (marqab run)"
    ),
    r"(?P<a>.*): the courier failed: (?P<b>.*)": (
        "خطأ في البرنامج يمنع الإرسال إلى {a}، وتُعاد المحاولة: {b}"
    ),
    r"(?P<a>.*): nothing sent since (?P<b>.*) UTC: (?P<c>.*) \((?P<d>\d+) wait\)": (
        "لم يُرسَل شيء إلى {a} منذ {b} بالتوقيت العالمي، وعدد ما ينتظر {d}: {c}"
    ),
    r".*: (?P<a>\d+) MB are free on its disk; .*": (
        "لم يبقَ على قرص قاعدة البيانات إلا {a} ميغابايت، وما لا يتسع له القرص لا يُحفظ"
    ),
    r".*: its disk can only be read; .*": "قرص قاعدة البيانات للقراءة فقط، فلا يُحفظ عليه شيء",
    r"post (?P<a>\d+) may or may not have arrived: (?P<b>.*)": ("لا يُعرف هل وصل المنشور {a}: {b}"),
    r"post (?P<a>\d+) failed: (?P<b>.*)": "رُفض المنشور {a}: {b}",
    # monitor.deliver
    r"told together: (?P<a>\d+) that waited": "موجز لما انتظر: {a}",
    r"the digest of (?P<a>[\d-]+)": "حصاد {a}",
    r"asked to wait": "طلبت تلغرام الانتظار",
    r"the question is answered": "أُجيب عن السؤال",
    r"withdrawn: (?P<rest>.*)": "سُحب قبل إرساله: {rest}",
    r"deleted by a person": "حذفه أحد من المحادثة",
    r"edit (?P<a>\d+) is newer": "حلّ محلّه التعديل {a}",
    r"told in answer (?P<a>\d+)": "يُروى في الردّ {a}",
    r"taken back before it was told": "سُحب ما فيه قبل أن يُنشر",
}
_KNOWN: Final = [(re.compile(form, re.DOTALL), said) for form, said in _FORMS.items()]
_CHANGE = re.compile(r"(?P<fact>[a-z ]+?)(?: (?P<before>\?|\d+) -> (?P<now>\d+))?")


def arabic(reason: str, names: Mapping[str, str]) -> str | None:
    """The reason in Arabic, or None; `names` are those of the sources by id.

    >>> arabic("may be part of story 3; first article of its story, about an anniversary", {})
    'قد يكون جزءًا من الخبر 3؛ أول مادة في هذا الخبر، عن ذكرى'
    >>> arabic("news: killed 3 -> 7, denial; the last reply is too recent, told in 10 min", {})
    'جديد: القتلى 3 ← 7، نفي؛ لم يمضِ وقت كافٍ على آخر ردّ، يُنشر بعد 10 د'
    >>> arabic("story 7 scores 0.00, needs 0.55; other kinds: fire, not deal", {})
    'شَبَهه بالخبر 7 هو 0.00، والمطلوب 0.55؛ حدث من نوع آخر: حريق لا اتفاق'
    >>> arabic("it is an opinion; other places: حممم, not مين; other names: x, not y", {})
    'هو رأي في ما جرى، والخبر عمّا جرى؛ مكان آخر؛ اسم آخر'
    >>> arabic("sana told it in article 6", {"sana": "وكالة سانا"})
    'سبق نشره لدى «وكالة سانا» في المادة 6'
    >>> arabic("published 70 h ago, older than 24 h", {})
    'رُصد بعد نشره بأكثر من 24 ساعة: بعد 70 ساعة'
    >>> arabic("the clock of this machine is 240.0 h ahead, 2 outlets say so; nothing is …", {})
    'ساعة هذا الجهاز متقدمة 10 أيام بحسب موقعين، ولا يُحفظ شيء حتى تُضبط'
    >>> arabic("withdrawn: story 7 merged into story 3 by سلمى, undone by رامي", {})
    'سُحب قبل إرساله: ضمّ سلمى الخبر 7 إلى الخبر 3، وتراجع عنه رامي'
    >>> arabic("none of «قمح», «سفن» …, and none of «طرطوس»", {})
    'لم يرد شيء من «قمح»، «سفن» …، ولم يرد شيء من «طرطوس»'
    >>> arabic("something quite new", {}) is None
    True
    """
    if (whole := _one(reason, names)) is not None:
        return whole
    for mark, said in (("; ", "؛ "), (", and ", "، و"), (", ", "، ")):
        parts = [arabic(part, names) for part in reason.split(mark)] if mark in reason else [None]
        if None not in parts:
            return said.join(filter(None, parts))
    return None


def _one(reason: str, names: Mapping[str, str]) -> str | None:
    if news := re.fullmatch(r"(news|correction): ([^;]*)", reason):
        changes = _changes(news[2], names, corrects=news[1] == "correction")
        return changes and f"{'تصحيح' if news[1] == 'correction' else 'جديد'}: {changes}"
    for form, said in _KNOWN:
        if found := form.fullmatch(reason):
            parts = {name: _named(name, text, names) for name, text in found.groupdict().items()}
            return None if None in parts.values() else said.format_map(parts)
    return None


def _named(name: str, text: str | None, names: Mapping[str, str]) -> str | None:
    """What stands for a group of a form; None when it has no Arabic."""
    if name == "undone":
        return f"، وتراجع عنه {text.removeprefix(', undone by ')}" if text else ""
    if text is None or name == "rest":
        return text and arabic(text, names)
    if name == "changes":
        return _changes(text, names, corrects=False)
    if name == "lasted":
        number, unit = text.split()
        return span(float(number) * _UNITS[unit])
    if name == "outlets":
        return in_outlets(int(text))
    if name.endswith(("hours", "days")):
        return (days if name == "days" else hours)(int(text))
    if name in {"one", "other"}:
        return " و".join(HAPPENINGS.get(word, word) for word in text.split())
    tables = {"source": names, "severity": SEVERITIES, "to": SEVERITIES}
    tables |= {"kind": _JOINED, "field": FIELDS, "side": _SIDES}
    return tables[name].get(text, text) if name in tables else text.replace("», «", "»، «")


def _changes(listed: str, names: Mapping[str, str], *, corrects: bool) -> str | None:
    """What has changed, as the reply itself would say it."""
    said = []
    for one in listed.split(", "):
        if found := _CHANGE.fullmatch(one):
            before, now = found["before"], found["now"]
            counts = (int(value) if value and value != "?" else None for value in (before, now))
            said.append(_change(Change(found["fact"], *counts), corrects=corrects))
        else:
            said.append(_one(one, names))
    return None if None in said else "، ".join(filter(None, said))


def _change(change: Change, *, corrects: bool) -> str | None:
    try:
        return in_arabic([change], corrects=corrects)
    except KeyError:  # a fact that readers have no word for yet
        return None
