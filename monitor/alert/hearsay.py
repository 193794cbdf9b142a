"""Which numbers does a sentence give by hearsay?

In: one sentence, normalised.
Out: where in it what nobody vouches for begins.
Knows nothing of numbers, tolls, stories or alerts.

«أنباء عن سقوط قتيلين»، «مصدر يتحدث عن إصابة جنديين»، «مقتل ثلاثة، ولم يصدر تأكيد رسمي»: what is
said so is told, and not told as a fact.
An outlet's ordinary source («قال مصدر طبي إن») vouches for what it says.
"""

import re

#: Who passes on what he did not see to.
_UNNAMED = (
    r"(?:ال)?(?:صفحات|ناشطون|ناشطين|نشطا|حسابات|شهود|مواقع التواصل|وسايل التواصل|منصات التواصل)"
)
#: Who is heard to speak of something, without saying that it is so.
_SPEAKS = r"(?:ال)?(?:مصدر|مصادر|تقارير|وسايل|مواقع|سكان|اهالي|معلومات|روايات)"
#: What follows this in its sentence is hearsay.
_BEGINS = re.compile(
    r"\b[وف]?(?:ال)?(?:انبا|شايعات|مزاعم|ادعاات)(?: \w+)?"
    r" (?:عن|حول|بان|تفيد|تتحدث|بوقوع|بسقوط|بمقتل|باصابه)\b"
    rf"|\b[ولب]?{_UNNAMED}\b"
    rf"|\b[ولب]?{_SPEAKS}(?: \w+){{0,3}} (?:[يت]?تحدثت?|[يت]تحدثون|يتحدثان) (?:\w+ )?عن\b"
    rf"|\b[وف]?(?:[يت]?تحدثت?) (?:\w+ )?{_SPEAKS}(?: \w+){{0,3}} عن\b"
    r"|\b[وف]?(?:زعمت?|[يت]زعم|ادعت?|[يت]دعي|يعتقد|[يت]تردد) (?:\w+ )?"
    r"(?:ان|بان|عن|مقتل|اصابه|سقوط)\b"
)
#: This makes hearsay of the whole sentence.
_DOUBTS = re.compile(
    r"\bو?غير موكد(?:ه|ين)?\b|\b[وف]?لم (?:[يت]تاكد|يصدر(?: \w+)? تاكيد|[يت]تسن|[يت]وكد)"
    r"|\bو?من دون تاكيد|\bدون تاكيد|\bو?[يت]تعذر (?:التحقق|التاكد)|\bبانتظار (?:ال)?تاكيد"
)


def hearsay_from(sentence: str) -> int | None:
    """The offset in code points from which a sentence tells hearsay; None: nowhere.

    >>> hearsay_from("مقتل 3 وانبا عن اصابه 5")
    7
    >>> hearsay_from("مقتل 3 في اشتباك, ولم يصدر اي تاكيد")
    0
    >>> hearsay_from("قال مصدر طبي ان 3 قتلوا") is None
    True
    """
    if _DOUBTS.search(sentence):
        return 0
    found = _BEGINS.search(sentence)
    return found.start() if found else None
