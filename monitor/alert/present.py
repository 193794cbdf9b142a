"""What does a sentence say of the event it tells, and not of other days?

In: one sentence, normalised.
Out: what is left of it once other times and expectations are cut away.
Knows nothing of numbers, tolls, stories or alerts.

A text that counts also recalls: «ومنذ بداية العام قتل 150»، «بعد أسبوع من مقتل 12 في حمص»; and
it expects: «وتوقع أن يرتفع العدد إلى عشرة».
"""

import re

from monitor.alert.vocabulary import LOOKS_BACK

_CLAUSE = re.compile(r"[,،]+")

_TIME = (
    r"(?:يوم|يومين|ايام|اسبوع|اسبوعين|اسابيع|شهر|شهرين|اشهر|عام|عامين|سنه|سنتين|سنوات|اعوام|عقد|عقدين"
    r"|عقود|قرن)"
)
_LONG_TIME = rf"(?:{_TIME}|يوما|اسبوعا|شهرا|عاما)"
_MONTH = (
    r"(?:كانون \w+|شباط|اذار|نيسان|ايار|حزيران|تموز|اب|ايلول|تشرين \w+|يناير|فبراير|مارس|ابريل"
    r"|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر)"
)
_YEAR = r"(?:19|20)\d\d"
_EVENT = (
    r"(?:حادث|حادثه|حادثين|حوادث|هجوم|هجمات|انفجار|انفجارات|كارثه|كوارث|مره|مرات|غرق|حريق|حرايق|غاره"
    r"|غارات|عمليه|عمليات|اشتباكات|واقعه|حصيله)"
)
#: Sums over many events: none is the toll of one event, even where it rises.
_STATISTICS = re.compile(
    r"\bو?منذ (?:بدايه|مطلع|سقوط)\b|\b(?:هذا|خلال|كل) (?:ال)?(?:عام|شهر|سنه)\b|\bسنويا\b"
    r"|\bال(?:عام|شهر|سنه) (?:الجاري|الحالي)ه?\b"
    r"|\b(?:ضحايا|قتلي|وفيات|حصيله) (?:ال)?(?:حوادث|جرايم|حرايق)\b"
)
#: Another time or place: nothing of the clause is counted, nor of what follows it.
_ELSEWHEN = re.compile(
    "|".join(
        [
            rf"\b(?:[وف]?ال{_TIME}|{_MONTH})(?: \w+)? (?:الماضي|المنصرم|الفايت|السابق)ه?\b",
            rf"\bو?منذ (?:اندلاع|(?:عام |سنه )?{_YEAR}|{_MONTH})\b",
            rf"\b(?:عام|سنه|في|{_MONTH}|{_EVENT}) {_YEAR}\b",
            rf"\b(?:ال)?{_EVENT} (?:\w+ )?(?:ال)?سابق(?:ه|ين|تين)?\b",
            r"\b(?:انذاك|حينذاك|وقتذاك|في حينه)\b",
            r"\b(?:مماثل|مشابه|منفصل|متفرق)ه?\b",
        ]
    )
)
#: What stands before this in its clause is told of now, the rest of the sentence is not.
_EARLIER = re.compile(rf"\bو?قبل (?:نحو |اكثر من )?(?:{_TIME}|\w+ {_LONG_TIME})\b")
#: The same, but the next clause is of now again: «بعد أسبوع من مقتل 12، عاد …», «منذ مقتل 94».
_AFTER_ANOTHER = re.compile(
    rf"\b(?:بعد (?:نحو |اكثر من |\w+ )?)?{_LONG_TIME} (?:واحده? )?(?:من|علي)\b"
    r"|\bو?منذ (?:مقتل|وفاه|مصرع|استشهاد|اصابه|فقدان|غرق|حادثه?|حريق|انفجار|هجوم|كارثه|انهيار"
    r"|تفجير)\b"
    r"|\b(?:الي الاذهان|علي غرار|ذكري)\b"
)
#: Years ago: beyond the sentence that opens a text, the whole clause is of then.
_LONG_AGO = re.compile(
    r"\bقبل (?:نحو |اكثر من )?(?:\w+ )?(?:سنوات|اعوام|عقود|عقدين|عقد|عامين|سنتين|عام|عاما|سنه)\b"
)
#: What is feared or expected has not been counted.
_EXPECTED = re.compile(
    r"\bو?(?:توقع|يتوقع|توقعات|متوقعا|رجح|ترجيحات|مرجحا|يخشي|مخاوف|خشيه|احتمال|قد [يت]رتفع"
    r"|ان [يت]رتفع|مرشحه?)"
)
#: What rises is this event's, whenever that was: «ارتفع عدد قتلى تفجير الأسبوع الماضي إلى 12».
RISING = re.compile(r"\b[ول]?(?:ارتفعت?|[يت]رتفع|ارتفاع|[يت]رفع)\b")


def of_now(sentence: str, *, opens: bool = True) -> str:
    """What a sentence says of this event, as far as can be told.

    What is told of years ago may still be of now where the sentence `opens` its text: «بانفجار
    لغم زرع قبل سنوات».

    >>> of_now("قتل ثلاثه اشخاص, بعد اسبوع من مقتل 12 في حمص")
    'قتل ثلاثه اشخاص  '
    """
    expected = _EXPECTED.search(sentence)
    sentence = sentence[: expected.start()] if expected else sentence
    rises = RISING.search(sentence)
    kept = []
    for clause in _CLAUSE.split(sentence):
        if _STATISTICS.search(clause):
            break
        if rises:
            kept.append(clause)
            continue
        if clause.lstrip().partition(" ")[0] in LOOKS_BACK or _ELSEWHEN.search(clause):
            break
        if not opens and _LONG_AGO.search(clause):
            break
        earlier = _EARLIER.search(clause)
        other = earlier or _AFTER_ANOTHER.search(clause)
        kept.append(clause[: other.start()] if other else clause)
        if earlier:
            break
    return " ".join(kept)
