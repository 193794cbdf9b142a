"""What a courier has to say to the operator, in Arabic, for the admin chat.

In: a line as the log has it, in Latin letters. Out: the headline that stands above it.
A line that is not known here stands alone: better English than nothing.
"""

import re

#: What a line says, by its form; the groups of the form fill the braces.
_FORMS = {
    r"(?P<a>\S+): posts are delivered again": "عادت المنشورات تصل إلى «{a}».",
    r"(?P<a>\S+): nothing can be sent: .*": (
        "لا يصل شيء إلى «{a}» حتى يُزال السبب، وما لم يُرسَل ينتظر:"
    ),
    r"(?P<a>\S+): nothing can be edited: .*": (
        "لا تُعدَّل منشورات «{a}» حتى يُزال السبب، والجديد يُنشر:"
    ),
    r"post (?P<a>\d+) in (?P<b>\S+) is edited no more, deleted by a person: .*": (
        "حذف أحدهم المنشور {a} من «{b}»، فلا يُعدَّل بعد الآن:"
    ),
    r"post (?P<a>\d+) in (?P<b>\S+) is edited no more, this bot may not edit it: .*": (
        "ليس لهذا البوت أن يعدّل المنشور {a} في «{b}»، وربما كتبه بوت آخر:"
    ),
    r"post (?P<a>\d+) goes out as plain text: .*": (
        "رفض تلغرام تنسيق المنشور {a}، فيُرسَل بلا تنسيق:"
    ),
    r"post (?P<a>\d+) was refused: .*": "رفض تلغرام المنشور {a}، ولن يُرسَل كما هو:",
    r"buttons are heard again": "عادت الأزرار تعمل.",
    r"another program reads the updates of this bot.*": (
        "برنامج آخر يقرأ تحديثات هذا البوت، أو ضُبط له webhook: لا تعمل الأزرار حتى ينتهي ذلك، "
        "وقد يُنشر الخبر مرتين."
    ),
    r"@\S+ does not see the chat (?P<a>\S+): .*": "لا يرى البوت المحادثة {a}، فأضفه إليها:",
    r"the chat (?P<a>\S+) cannot be looked at: .*": "تعذّر فحص المحادثة {a} عند بدء التشغيل:",
    r"@\S+ (?:has no right|is no administrator|is not a member|may not write).* in (?P<a>\S+)": (
        "ينقص البوتَ حق في {a}:"
    ),
    r"(?P<a>\S+) restricts saving content.*": (
        "تمنع {a} حفظ المحتوى، فلا يُعرف هل وصل منشور ضاع جوابه. أوقف المنع:"
    ),
}


def with_headline(line: str) -> list[str]:
    """The line below what it means.

    >>> with_headline("main: posts are delivered again")[0]
    'عادت المنشورات تصل إلى «main».'
    >>> with_headline("nobody has a word for this")
    ['nobody has a word for this']
    """
    for form, arabic in _FORMS.items():
        if found := re.fullmatch(form, line, re.DOTALL):
            return [arabic.format(**found.groupdict()), line]
    return [line]
