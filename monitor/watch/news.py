"""What is the operator told of alarms?

In: alarms that began or ended, and the names of their sources.
Out: lines of Arabic as published, the first a headline; commands stay in Latin letters.
Knows nothing of why an alarm is one, of chats or of storage.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from monitor.render.phrases import clock, counted, span
from monitor.watch.alarms import Alarm

#: What is wrong, by topic; by cause where one topic has two. «…» holds the name of the source.
_BEGUN: Final[dict[str, str]] = {
    "reading": "تعذّرت قراءة {name}",
    "news": "لا جديد من {name}",
    "few": "قلّت أخبار {name}",
    "bodies": "أخبار {name} تصل بلا نص",
    "dates": "أخبار {name} تصل بلا تاريخ",
    "age": "كل ما يصل من {name} قديم",
    "language": "أخبار {name} تصل بلغة غير العربية",
    "flood": "سيل مفاجئ من الروابط في {name}",
}
_ENDED: Final[dict[str, str]] = {
    "reading": "استؤنفت قراءة {name}",
    "news": "عادت أخبار {name}",
    "bodies": "عادت النصوص إلى أخبار {name}",
    "dates": "عادت التواريخ إلى أخبار {name}",
    "age": "وصل جديد من {name}",
    "language": "عادت أخبار {name} إلى العربية",
    "flood": "انتهى سيل الروابط في {name}",
}
#: The probable cause, and what an operator can do about it, by `Sign.cause`.
#: The message says before it that it is only probable.
CAUSES: Final[dict[str, tuple[str, str]]] = {
    "challenge": (
        "الموقع يعرض صفحة تحقّق من الزائر بدل الخبر.",
        "لا نتحايل عليها: انتظر، أو اطلب من الموقع السماح لنا.",
    ),
    "blocked": (
        "الموقع يرفض طلباتنا.",
        "أطِل المدة بين سؤال وآخر (every)، أو راسل الموقع، أو عطّل المصدر مع ذكر السبب.",
    ),
    "robots": (
        "ملف robots.txt في الموقع لا يسمح لنا بهذا العنوان.",
        "جرّب طريقة اكتشاف أخرى.",
    ),
    "certificate": ("شهادة الموقع منتهية أو غير صحيحة.", "تعود القراءة حين يجدّدها أصحابه."),
    "moved": (
        "العنوان الذي نسأله لم يعد موجودًا: انتقلت الخلاصة أو القائمة.",
        "صحّح discover.",
    ),
    "not_found": (
        "الموقع يجيب بصفحات خطأ كأنها أخبار، أو يعيد القارئ إلى صفحته الأولى.",
        "افتح رابطًا من القائمة بنفسك: ربما تغيّرت عناوين أخباره.",
    ),
    "layout": (
        "تغيّر شكل الموقع أو خلاصته، فلم نعد نجد فيه الروابط أو النصوص.",
        "صحّح discover أو extract.",
    ),
    "unreadable": (
        "جواب الموقع لا يُقرأ: معطوب، أو أكبر من أن يُقبل، أو تحويلات بلا نهاية.",
        "افتح العنوان بنفسك، وصحّح discover إن كان قد تغيّر.",
    ),
    "browser": (
        "صفحات الموقع تحتاج إلى متصفّح (render)، وهو غير مثبّت هنا.",
        "ثبّت Chromium والإضافة render كما في config/README.md.",
    ),
    "network": (
        "لا يصلنا جواب: الموقع متوقّف، أو خلل في الشبكة بيننا وبينه.",
        "تعود القراءة وحدها.",
    ),
    "server": ("خادم الموقع معطّل أو مثقل بالطلبات.", "تعود القراءة وحدها حين يُصلَح."),
    "slow": (
        "الموقع أبطأ من أن يُقرأ في المهلة المحدّدة.",
        "يمكن تمديد crawling.deadline.",
    ),
    "ours": ("الخلل في البرنامج نفسه.", "التفاصيل في السجلّ."),
    "silent": (
        "توقّف المصدر عن النشر على غير عادته، أو جمدت القائمة التي نسألها.",
        "افتح الموقع: إن كان فيه جديد فصحّح discover.",
    ),
    "few": (
        "ضاق ما نراه من الموقع، أو الحدّ الذي وضعتَه أعلى من عادته.",
        "قارن at_least.articles_per_day بما ينشره الموقع.",
    ),
    "bodies": ("تغيّر شكل صفحات الأخبار، فلم نعد نجد النص فيها.", "صحّح extract.body."),
    "dates": ("تغيّر مكان التاريخ أو شكله في صفحات الأخبار.", "صحّح extract.date."),
    "age": (
        "القائمة تعرض أرشيفًا بدل الجديد، أو تغيّرت تواريخها.",
        "تحقّق من ساعة هذا الجهاز، ثم من discover.",
    ),
    "language": ("القائمة تعود إلى طبعة أخرى من الموقع.", "صحّح عنوان discover."),
    "flood": ("تغيّرت عناوين أخباره، أو ظهر أرشيفه دفعة واحدة.", "ما حُجب منه تعرضه marqab held."),
}
#: What is wrong with many sources at once, by topic.
_COMMON: Final[dict[str, str]] = {
    "reading": "تعذّرت قراءة كثير من المصادر معًا",
    "news": "لا جديد من مصادر كثيرة معًا",
    "few": "قلّت أخبار مصادر كثيرة معًا",
    "bodies": "أخبار مصادر كثيرة تصل بلا نص",
    "dates": "أخبار مصادر كثيرة تصل بلا تاريخ",
    "age": "كل ما يصل من مصادر كثيرة قديم",
    "language": "أخبار مصادر كثيرة تصل بلغة غير العربية",
    "flood": "سيل من الروابط في مصادر كثيرة",
}
_OUR_NETWORK = "الخلل في شبكتنا أو في خدمة تشترك فيها هذه المواقع، لا في كل موقع وحده."
_OUR_ADDRESS = "شبكة حماية تشترك فيها هذه المواقع حجبت عنواننا."
_OUR_FAULT = "الخلل عندنا: ساعة الجهاز أو نسخة جديدة من البرنامج."
_HOLIDAY = "يوم عطلة أو عيد، أو خلل عندنا يحجب الجديد."

#: Sources named one by one in a message.
_NAMED = 12


def begun(alarms: Sequence[Alarm], names: Mapping[str, str], zone: ZoneInfo) -> list[str]:
    """The message about alarms that began; at least one.

    `names` are those of the sources by id; one that is missing is called by its id.
    """
    if len(alarms) == 1:
        [alarm] = alarms
        return [f"{_headline(_BEGUN, alarm, names)}.", *_cause(alarm), *_closer(alarm)]
    lines = [f"{_several(len(alarms))}، ومع كل عطل سببه المرجّح:"]
    for alarm in alarms[:_NAMED]:
        at = clock(alarm.began_at, zone, seen_from=alarms[-1].began_at)
        cause = CAUSES[alarm.cause][0] if alarm.source else _common_cause(alarm)
        lines.append(f"• {_headline(_BEGUN, alarm, names)} ({at}). {cause}")
    return [*lines, *_rest(alarms), "marqab status"]


def ended(alarms: Sequence[Alarm], names: Mapping[str, str], zone: ZoneInfo) -> list[str]:
    """The message about alarms that ended; at least one."""
    lines = [
        f"{_headline(_ENDED, alarm, names)}، ودام الخلل {_lasted(alarm, zone)}."
        for alarm in alarms[:_NAMED]
    ]
    if len(alarms) == 1:
        return [*lines, *_closer(alarms[0])]
    return [
        "انتهى ما كان من خلل:",
        *(f"• {line}" for line in lines),
        *_rest(alarms),
        "marqab status",
    ]


def _headline(words: Mapping[str, str], alarm: Alarm, names: Mapping[str, str]) -> str:
    if not alarm.source and words is _BEGUN:
        words = _COMMON
    name = f"«{names.get(alarm.source, alarm.source)}»" if alarm.source else "المصادر"
    return words.get(alarm.cause, words[alarm.topic]).format(name=name)


def _lasted(alarm: Alarm, zone: ZoneInfo) -> str:
    """From when until when; with the day of its begin, where that was another one."""
    ended = alarm.ended_at or alarm.began_at
    return span(alarm.began_at, ended, zone, day=ended)


def _cause(alarm: Alarm) -> list[str]:
    if alarm.source:
        cause, advice = CAUSES[alarm.cause]
        return [f"السبب المرجّح: {cause}", advice, alarm.detail]
    return [f"السبب المرجّح: {_common_cause(alarm)}", alarm.detail]


def _common_cause(alarm: Alarm) -> str:
    if alarm.topic == "news":
        return _HOLIDAY
    if alarm.topic == "reading" and alarm.cause in {"network", "server"}:
        return _OUR_NETWORK
    return _OUR_ADDRESS if alarm.cause == "blocked" else _OUR_FAULT


def _closer(alarm: Alarm) -> list[str]:
    return [f"marqab status {alarm.source}".strip()]


def _several(number: int) -> str:
    return counted(number, "عطل واحد", "عطلان", "أعطال", "عطلًا", "عطل")


def _rest(alarms: Sequence[Alarm]) -> list[str]:
    more = len(alarms) - _NAMED
    if more <= 0:
        return []
    others = counted(more, "عطل آخر", "عطلان آخران", "أعطال أخرى", "عطلًا آخر", "عطل آخر")
    return [f"و{others}."]
