"""Whether a text speaks of something to come: a visit that is announced is not the visit.

In: the words of title and lead, normalised.
Out: yes or no.
Knows nothing of stories, scores, storage or time.
"""

import re
from collections.abc import Sequence
from typing import Final

from monitor.group.terms import words

_TO_COME: Final = frozenset(
    words(
        "سيصل ستصل سيتم ستتم سيحل ستحل سيرد سترد يعتزم تعتزم غدا الغد غد المقبل المقبلة القادم"
        " القادمة المرتقبة المرتقب مرتقب مرتقبة المقرر المنتظر تستعد يستعد استعدادات"
    )
)
#: «سيتوجه», «ستبدأ»; none of «سيارة», «سياسة», «سيطروا», «سيولاً», «سيدات», «ستمئة», «سيبيريا».
_FUTURE: Final = re.compile(
    r"و?س[يت](?!ا[رسحدجقي]|ان[فو]|طر(?:ت|نا|ه|وا)|ول[اه]|لت|دات|دت|ناريو|نما|ف(?:است|ير|رن)"
    r"|ر(?:غ|ج|ت|ات|ام|يتل|اسب)|ما?يه|ين[يا]|ستان|بيري|وكهول)\w{3,}"
)
#: What was announced has come, whatever the lead says is planned then.
_COME: Final = frozenset(
    words(
        "وصول وصل وصلت يصل تصل بدء بدأ بدأت يبدأ تبدأ انطلاق انطلقت تنطلق ينطلق يستقبل استقبل"
        " افتتاح يفتتح تفتتح"
    )
)
_WEEKDAYS: Final = frozenset(words("الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت"))


def is_ahead(title: Sequence[str], lead: Sequence[str]) -> bool:
    """Whether title or lead speak of something to come.

    An arrival has come though a meeting is planned then; one on a weekday has not.

    >>> is_ahead(words("موسكو توفد نائب الوزير"), words("سيقود الوفد إلى دمشق"))
    True
    >>> is_ahead(words("وصول الوفد إلى دمشق"), words("ومن المقرر أن يلتقي الوزير"))
    False
    >>> is_ahead(words("الوفد يصل السبت"), words("ومن المقرر أن يلتقي الوزير"))
    True
    """
    if _announces(title):
        return True
    come = not _COME.isdisjoint(title) and _WEEKDAYS.isdisjoint(title)
    return not come and _announces(lead)


def _announces(said: Sequence[str]) -> bool:
    return any(word in _TO_COME or _FUTURE.fullmatch(word) for word in said)
