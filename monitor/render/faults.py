"""A fault of a file that people write, in Arabic, for the admin chat.

In: a `Fault`, whose message is English. Out: one line: file, line and column, then what is wrong.
What an editor typed, and every key and value of the language, stays as it is.
A message that is not known here is shown as it is: better English than nothing.
"""

import re
from pathlib import PurePath

from spiders.yamlfile import Fault

_NEAR = r"(?:, did you mean «(?P<near>.*)»\?)?"
_SAID = r"«(?P<a>.*?)»"

#: What a message says, by its form; the groups of the form fill the braces.
_FORMS = {
    # the file
    r"there is no such file": "الملف غير موجود",
    r"this is a directory, a file is needed": "هذا مجلد لا ملف",
    r"this is no plain file, a file is needed": "هذا ليس ملفًا عاديًا",
    r"cannot be read: (?P<a>.*)": "تعذّرت قراءة الملف: {a}",
    r"larger than (?P<a>\d+) MB": "الملف أكبر من {a} ميغابايت",
    r"saved as UTF-16: .*": "الملف محفوظ بترميز UTF-16: احفظه بترميز UTF-8",
    r"begins with a byte order mark: .*": "يبدأ الملف بعلامة BOM: احفظه بترميز UTF-8 من دونها",
    r"not UTF-8 from here on: .*": "الترميز من هنا ليس UTF-8: احفظ الملف بترميز UTF-8",
    # YAML
    r"indented with a tab: use spaces": "السطر مزاح بعلامة Tab: استعمل المسافات",
    r"indented with (?P<a>.*): use plain spaces": "السطر مزاح بمحرف خفي هو {a}: استعمل المسافات",
    r"a control character, (?P<a>.*)": "محرف تحكّم لا يُرى: {a}",
    r"hidden character (?P<b>.*) in the key «(?P<a>.*)»": "محرف خفي في المفتاح «{a}»: {b}",
    r"hidden character (?P<b>.*) in «(?P<a>.*)»": "محرف خفي في «{a}»: {b}",
    r"not YAML: nested too deeply": "الأقواس أو المستويات متداخلة أكثر مما يجوز",
    r"(?:not YAML: )?a colon inside a text: .*": "في النص نقطتان «:»: ضع النص بين علامتي اقتباس",
    r"not YAML: .*": "الصياغة ليست YAML سليمة في هذا السطر أو في ما يسبقه",
    r"the text goes on behind its quotes: .*": (
        "بقية النص خارج علامتي الاقتباس: ضع النص كله بينهما"
    ),
    rf"a text cannot begin with {_SAID}: .*": (
        "لا يبدأ النص بالعلامة «{a}»: ضعه بين علامتي اقتباس"
    ),
    r"the quote that begins here has no end": "علامة الاقتباس هنا بلا علامة تغلقها",
    rf"the {_SAID} that begins here has no end": "القوس «{a}» مفتوح ولا قوس يغلقه",
    rf"one {_SAID} too many": "القوس «{a}» زائد",
    rf"write a space behind {_SAID}": "اكتب مسافة بعد «{a}»",
    rf"{_SAID} is no colon to YAML: .*": (
        "العلامة «{a}» ليست نقطتين لاتينيتين: اكتب «:» وبعدها مسافة"
    ),
    r"neither «key: value» nor .*": "السطر ليس مفتاحًا وقيمته، ولا نصًا قبله «- »",
    r"behind (?P<a>«.») a comma is missing, or the whole text needs quotes": (
        "بعد {a} فاصلة ناقصة، أو يجب أن يوضع النص كله بين علامتي اقتباس"
    ),
    r"a tab between words: use a space": "بين الكلمات علامة Tab: استعمل مسافة",
    r"what stands behind « #» is a comment: .*": (
        "ما بعد « #» يُعد تعليقًا ويُحذف: ضع النص بين علامتي اقتباس، أو اترك مسافة بعد #"
    ),
    r"indented with (?P<a>\d+) spaces?: it is read as one text .*": (
        "قبل السطر مسافات أكثر مما قبل الذي يسبقه ({a})، فيُقرآن نصًا واحدًا"
    ),
    r"indented with (?P<a>\d+) spaces?, .* with (?P<b>\d+)": (
        "عدد المسافات قبل السطر {a}، وهو في ما يجاوره {b}"
    ),
    r"anchors \(&\) and aliases \(\*\) are not supported: write it out": (
        "المراجع (& و*) غير مسموح بها: اكتب القيمة كاملة"
    ),
    r"a key must be one word": "يجب أن يكون المفتاح كلمة واحدة",
    rf"the key {_SAID} is already in line (?P<b>\d+): .*": (
        "المفتاح «{a}» مكرر، وقد ورد في السطر {b}: أبقِ واحدًا منهما"
    ),
    rf"{_SAID} is one item: .*": (
        "«{a}» تُقرأ كلمة واحدة: افصل بالفاصلة اللاتينية «,» أو ضع النص بين علامتي اقتباس"
    ),
    rf"{_SAID} is not supported: .*": "«{a}» غير مسموح به: اكتب القيمة وحدها",
    rf"{_SAID} cannot be read: put it in quotes": ("تعذّرت قراءة «{a}»: ضعها بين علامتي اقتباس"),
    # keys and values
    rf"unknown key {_SAID}{_NEAR}(?: \(known here: (?P<b>.*)\))?": "مفتاح غير معروف «{a}»",
    rf"{_SAID} is missing": "المفتاح «{a}» ناقص",
    r"is empty": "القيمة فارغة",
    r"must be text: put it in quotes": "يجب أن تكون القيمة نصًا: ضعها بين علامتي اقتباس",
    r"must be one text": "يجب أن تكون القيمة نصًا واحدًا",
    r"must be a list: .*": "يجب أن تكون القيمة قائمة: [واحد, اثنان]",
    r"must hold keys and values": "يجب أن تحوي القيمة مفاتيح وقيمها",
    r"must hold keys and values \(known here: (?P<a>.*)\)": (
        "يجب أن تحوي القيمة مفاتيح وقيمها: {a}"
    ),
    r"must be a (?:whole )?number": "يجب أن تكون القيمة عددًا",
    r"must be true or false": "يجب أن تكون القيمة true أو false",
    r"must be at least (?P<a>.*)": "أقل قيمة مقبولة هي {a}",
    r"must be at most (?P<a>.*)": "أكبر قيمة مقبولة هي {a}",
    r"must hold at least (?P<a>\d+), and holds (?P<b>\d+)": "في القائمة {b}، وأقلها {a}",
    rf"{_SAID} is no(?: whole)? number": "«{a}» ليست عددًا",
    rf"{_SAID} is neither true nor false": "يجب أن تكون القيمة true أو false لا «{a}»",
    rf"{_SAID} is no date like (?P<b>[\d-]+) and not «never»": (
        "«{a}» ليست تاريخًا مثل {b} ولا never"
    ),
    rf"{_SAID} is none of (?P<b>.*?){_NEAR}": "«{a}» غير مقبولة، والمقبول: {b}",
    rf"{_SAID} must be Latin small letters, .*": (
        "«{a}» يجب أن تُكتب بحروف لاتينية صغيرة وأرقام و_ مثل port_trade"
    ),
    rf"{_SAID} is no hashtag: .*": "«{a}» ليست وسمًا: اكتب # ثم كلمة، وبين الكلمات _",
    rf"{_SAID} is no language: .*": "«{a}» ليست لغة: اكتب حرفين مثل ar",
    rf"{_SAID} is no rate: .*": "«{a}» ليست معدّلًا: اكتب مثل 5/1h",
    rf"{_SAID} are no hours: .*": "«{a}» ليست ساعات: اكتب مثل 23:00-07:00",
    rf"{_SAID} is no reach: .*": "«{a}» ليست مدى مقبولًا للتقارب مثل sentence أو paragraph",
    rf"{_SAID} is no duration: .*": "«{a}» ليست مدة: اكتب عددًا ثم s أو m أو h أو d مثل 5m",
    rf"{_SAID} is no time zone: .*": "«{a}» ليست منطقة زمنية: اكتب مثل Asia/Damascus",
    rf"{_SAID} is no web address: .*": "«{a}» ليس عنوان موقع: يجب أن يبدأ بـ https://",
    rf"{_SAID} is no CSS selector: .*": "«{a}» ليس محدِّد CSS صحيحًا",
    rf"{_SAID} is no chat: .*": "«{a}» ليست محادثة: اكتب اسمًا يبدأ بعلامة @ أو رقمًا",
    # terms
    rf"{_SAID} looks like a regular expression: .*": (
        "«{a}» تشبه تعبيرًا نمطيًا: الكلمات تُكتب كما هي"
    ),
    rf"{_SAID} holds no letter and no digit": "ليس في «{a}» حرف ولا رقم",
    rf"{_SAID}: \* may only end a term, .*": (
        "«{a}»: لا تأتي النجمة إلا في آخر الكلمة وبعد أربعة أحرف على الأقل"
    ),
    rf"{_SAID} is one letter: .*": "«{a}» حرف واحد: أقل الكلمة حرفان",
    rf"{_SAID} mixes letters of (?P<b>.*)": "في كلمة واحدة من «{a}» حروف من أبجديتين: {b}",
    rf"{_SAID}: ~ .*": "«{a}»: لا تأتي ~ إلا قبل كلمة عربية واحدة كاملة",
    # how the parts fit together
    rf"there is no list {_SAID}{_NEAR}": "لا توجد قائمة باسم «{a}»",
    rf"there is no exclusion block {_SAID}{_NEAR}": "لا توجد مجموعة استثناء باسم «{a}»",
    rf"there is no rule {_SAID}{_NEAR} \(named by rule «(?P<b>.*)»\)": (
        "لا توجد قاعدة باسم «{a}»، وقد ذكرتها القاعدة «{b}»"
    ),
    rf"there is no rule {_SAID}{_NEAR}": "لا توجد قاعدة باسم «{a}»",
    rf"there is no outlet {_SAID} in (?P<b>[\w.]*){_NEAR}": "لا يوجد موقع باسم «{a}» في {b}",
    rf"there is no chat {_SAID} in (?P<b>[\w.]*){_NEAR}": "لا توجد محادثة باسم «{a}» في {b}",
    rf"the chat {_SAID} is missing: .*": "المحادثة «{a}» ناقصة",
    rf"{_SAID} is no list: .*": "«{a}» ليست قائمة: اكتب اسم القائمة وقبله $",
    rf"{_SAID} is a list: write it under clauses:": "«{a}» قائمة: اكتبها تحت clauses",
    r"a list cannot hold itself: (?P<a>.*)": "القائمة تحوي نفسها: {a}",
    rf"the (?:rule|id) {_SAID} is already in line (?P<b>\d+)": (
        "الاسم «{a}» مكرر، وقد ورد في السطر {b}"
    ),
    rf"the alias {_SAID} is already another outlet's in line (?P<b>\d+)": (
        "الاسم «{a}» لموقع آخر، وقد ورد في السطر {b}"
    ),
    r"rules exclude each other in a circle: (?P<a>.*)": "قواعد يستثني بعضها بعضًا: {a}",
    r"the list holds no terms": "القائمة خالية من الكلمات",
    r"looks for nothing: in `(?P<a>\w+)` stands nothing": "القاعدة لا تبحث عن شيء: لا شيء في {a}",
    r"looks for nothing: .*": "القاعدة لا تبحث عن شيء: اكتب any أو all أو near",
    r"takes nothing out: .*": "المجموعة لا تستثني شيئًا: اكتب ignore أو none",
    r"how near\? .*": "لم تُحدَّد مسافة التقارب: اكتب within: sentence أو words: 5",
    r"min_mentions counts the hits of any: write any": "min_mentions يعدّ كلمات any: اكتب any",
    r"write either only: \[\.\.\.\] or except: .*": "اكتب only أو except، لا كليهما",
    r"at_least .*": "at_least لا يُجمع مع هذه المفاتيح",
    r"rivals of whom\? .*": "rivals يحتاج إلى عنصرين في of",
    r"lists no outlet yet; .*": "لا يذكر الملف أي موقع",
    # examples
    rf"{_SAID} should match «(?P<b>.*)», but: .*": "القاعدة «{a}» لا تلتقط مثالها «{b}»",
    rf"{_SAID} should not match «(?P<b>.*)», but: .*": (
        "القاعدة «{a}» تلتقط مثالًا يجب ألّا تلتقطه: «{b}»"
    ),
}
_KNOWN = [(re.compile(form, re.DOTALL), said) for form, said in _FORMS.items()]


def in_arabic(fault: Fault) -> str:
    """The fault as one line for readers of Arabic.

    >>> in_arabic(Fault("config/rules.yaml", 4, 5, "unknown key «anny», did you mean «any»?"))
    'rules.yaml، السطر 4، العمود 5: مفتاح غير معروف «anny»، لعلك تقصد «any»؟'
    >>> in_arabic(Fault("rules.yaml", 7, 1, "something quite new"))
    'rules.yaml، السطر 7، العمود 1: something quite new'
    """
    where = f"{PurePath(fault.file).name}، السطر {fault.line}، العمود {fault.column}"
    return f"{where}: {_said(fault.message)}"


def _said(message: str) -> str:
    for form, said in _KNOWN:
        if found := form.fullmatch(message):
            parts = found.groupdict()
            near = f"، لعلك تقصد «{parts['near']}»؟" if parts.get("near") else ""
            return said.format_map(parts) + near
    return message
