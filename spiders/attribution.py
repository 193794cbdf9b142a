"""Which outlets does a text name as its source?

In: the plain text of an article. Out: their names as written, in order, each once.
Persons, ministries and «مصادر محلية» are no outlets.
Knows nothing of pages or markup.
"""

import re
from collections.abc import Iterator

from spiders.quoting import COUNTRY_SPEAKS, MARKS, NOUN, Quoting, quoting
from spiders.skeleton import skeleton

#: Where others print a dash: «دمشق ـ سبوتنيك».
_LONE_TATWEEL = re.compile("(?<=\\s)\u0640+(?=\\s)")

#: Names go on with these only in other sentences: «وكالة تاس عن مصدر», «قناة الميادين أن».
_STOP_TEXT = """
    عن ان في من علي الي التي الذي قوله قولها مصدر مصادر اليوم امس يوم بان انه انها مساء صباح
    حول بشان فقد فان وان فانه بانه ان قالت قال نقلت افادت خلال بعد قبل عبر مع هذا
    هذه حيث لكن كما وفق بحسب نقلا قد لم لن ما هو هي عنه عنها للانباء ل
    الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت الاحد
    الماضي الماضيه تقريرا خبرا مقالا
"""
_STOP = frozenset(_STOP_TEXT.split())
#: Words of agencies and networks that carry no news, and of other bodies.
_NO_OUTLET_TEXT = """
    الفضاء الطاقه الاستخبارات المخابرات الامم اللاجئين غوث الغوث ناسا الادويه التصنيف التنميه
    الاغاثه الكهرباء المياه الطرق الاتصالات الصرف الحادث الانفجار القصف البناء الهجوم الضربه
    العمل وزاره وزير الوزاره مديريه محافظه المحافظ رئاسه مصدر مصادر مواقع بيان خاص وكاله موقع
    صحيفه قناه شبكه الانباء الاخبار انباء اخبار تواصل التواصل اخباري اخباريه محلي محليه رسمي
    رسميه روسيه غربيه اسراييليه
"""
_NO_OUTLET = frozenset(_NO_OUTLET_TEXT.split())
_NAME_WORDS = 4
_SOURCE_LINE = re.compile(r"(?:^|\n|[.،؛)] ?)\s*(?:المصدر|المصادر|مصدر الخبر)\s*:\s*([^\n]+)")
_LONGEST_SOURCE_CODE_POINTS = 60
_CREDIT = re.compile(
    r"(?:المصدر|المصادر|مصدر الخبر|تحرير|[إا]عداد|[إا]عداد وتحرير|ترجمة|تدقيق|تصوير|Source)"
    r"\s*:(?:\s+[^\s.؟!]+){1,6}"
)
_BODY = "وزار|وزير|الرئاس|مديري|محافظ|بيان|مصادر|مصدر|خاص$"
#: What a source line calls all of them together: «المصدر: الجزيرة + وكالات».
_ANYBODY = re.compile(
    r"(?:(?:ال)?(?:وكالات|صحف|قنوات|متابعات)|(?:مواقع|وسائل|صفحات|شبكات|حسابات|منصات)"
    r"|الصحافة|ال[إا]نترنت|رصد)(?:\s\S+)*"
)

_QUOTED = re.compile(r"[«\"“(]\s*([^«»\"“”()\n]{2,40}?)\s*[»\"”)]")
#: What ends a name that was opened by a quotation mark before its noun: «"وكالة الفرات"».
_CLOSED = re.compile(r"[»\"”)]")
#: So much of a text is looked at around a name; a text of nothing but names is read in time.
_AROUND_CODE_POINTS = 500
#: A title, a lead and the body may each begin with one.
_OPENING_LINES = 3

#: What others deny, doubt or answer is not what this text relies on: «نفت … ما نقلته رويترز».
_DENIED = re.compile(
    r"(?<!\w)[وف]?(?:نف(?:ى|ي|ت|وا|يا)|[نيت]نفي|كذبت?|[نيت]كذب|تكذيبا?|دحضت?|[يت]دحض|فندت?|[يت]فند"
    r"|ردت?|ردا|علقت?|تعليقا|خلافا|بخلاف|عكس|لا صحة|شككت?|انتقدت?|استنكرت?|رفضت?)(?!\w)"
    r"|عار(?:ية)? (?:تماما )?(?:عن|من) الصحة|غير صحيح|لا [أا]ساس ل|مفبرك"
)
_WHAT = re.compile(r"(?<!\w)(?<!وهو )[ول]?(?:ما|مما|التي|الذي)\s+$")
#: What was said in another matter, at another time.
_BEFORE = re.compile(r"(?<!\w)[وف]?(?:سبق(?: و?[أا]ن)?|كانت?)(?: قد)?\s+$")
_LONG_AGO = re.compile(
    r"\s(?:(?:في |خلال )?(?:عام |العام |سنة )?(?:19|20)\d\d(?!\d)"
    r"|(?:الشهر|العام|الأسبوع|السنة) الماضية?"
    r"|قبل (?:\w+ )?(?:[أا]سبوع|شهر|عام|سنة|[أا]سابيع|[أا]شهر|سنوات|[أا]عوام))"
)
_CLAUSE = re.compile(r"(?<!\w)[أا إ]نه?ا?(?!\w)|[.،؛:!؟\n]")
_SENTENCE = re.compile(r"[.؛!؟\n]")


def signature(line: str) -> str:
    """A line that only signs the text with agencies; "" where it says anything else.

    >>> signature("ع.ب/ خ.س (أ ف ب، رويترز)"), signature("رويترز تنفي الخبر")
    ('ع.ب/ خ.س (أ ف ب، رويترز)', '')
    """
    return line if list(_signed(line, quoting())) else ""


def is_credit(line: str) -> bool:
    """Whether a line only says where the text is from or who worked on it.

    >>> is_credit("المصدر: الجزيرة + وكالات"), is_credit("المصدر: أكد الوزير أن الطريق سيفتح.")
    (True, False)
    """
    return len(line) <= _LONGEST_SOURCE_CODE_POINTS and bool(_CREDIT.fullmatch(line))


def attribution(text: str, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    r"""Outlets the text names as its source, as written without marks and quotes.

    `names` are those of outlets, besides the ones that everybody knows.

    >>> attribution("نقلت وكالة «تاس» الروسية عن مصدر، وفق ما ذكرت رويترز.\nالمصدر: عنب بلدي")
    ('وكالة تاس الروسية', 'رويترز', 'عنب بلدي')
    >>> attribution("قال وزير الدفاع، بحسب مصادر محلية في طرطوس، إن القاعدة باقية.")
    ()
    >>> attribution("طرطوس-سانا\nقال مصدر لرويترز إن المرفأ يعمل، ونفى ما ذكرته قناة العربية.")
    ('سانا', 'رويترز')
    >>> attribution("بحسب «نبأ الساحل»، عاد التيار.", names=("نبأ الساحل",))
    ('نبأ الساحل',)
    """
    text = MARKS.sub("", _LONE_TATWEEL.sub("-", text))
    # Patterns that pass over white space would try a run of it from each of its characters.
    text = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    how = quoting(names)
    if not how.given.search(text):
        how = quoting()
    text = how.joined.sub("ل ال", text)
    found = [*_datelines(text, how), *_source_lines(text)]
    for pattern in how.sources:
        relied_on = (match for match in pattern.finditer(text) if _is_relied_on(match))
        found += (place for match in relied_on if (place := _named(match, how))[1])
    for line in re.finditer(r"[^\n]+", text):
        found += [(line.start() + at, name) for at, name in enumerate(_signed(line[0], how))]
    every: dict[str, str] = {}
    for _, name in sorted(found):
        # «قناة سكاي نيوز» after «سكاي نيوز» is the same one.
        every.setdefault(skeleton(re.sub(rf"^(?:{NOUN})\s", "", name)), name)
    return tuple(every.values())


def _datelines(text: str, how: Quoting) -> Iterator[tuple[int, str]]:
    """Who stands before the first words of the title, the lead or the body, or behind the last."""
    lines = [line for line in re.finditer(r"[^\n]+", text) if line[0].strip()]
    for line in lines[:_OPENING_LINES]:
        if match := how.dateline.match(line[0]):
            yield line.start(), match["known"]
    for match in how.ending.finditer(text):
        if not re.search(
            rf"(?:{NOUN})(?:\s\S+){{0,3}}\s*$",
            text[max(0, match.start() - _AROUND_CODE_POINTS) : match.start()],
        ):
            yield match.start("known"), match["known"]


def _is_relied_on(match: re.Match[str]) -> bool:
    """Whether the text passes on what this outlet says, and not what others say of it."""
    text, at = match.string, match.start()
    if COUNTRY_SPEAKS.search(text, at, match.end()):
        return False
    before = _SENTENCE.split(text[max(0, at - _AROUND_CODE_POINTS) : at])[-1]
    after = text[match.end() : match.end() + _AROUND_CODE_POINTS]
    if _BEFORE.search(before) or _LONG_AGO.search(_CLAUSE.split(after, maxsplit=1)[0]):
        return False
    rest = _SENTENCE.split(after, maxsplit=1)[0]
    return not (_WHAT.search(before) and (_DENIED.search(before) or _DENIED.search(rest)))


def _named(match: re.Match[str], how: Quoting) -> tuple[int, str]:
    """Where a name stands, and the name; "" where there is none."""
    found = match.groupdict()
    for group in ("known", "quoted"):
        if found.get(group):
            return match.start(group), found[group]
    rest = match["rest"]
    if match["open"]:
        rest = _CLOSED.split(rest, maxsplit=1)[0]
    # «المرصد» is a word for an outlet, and one of them.
    itself = match["noun"] if how.given.fullmatch(match["noun"]) else ""
    return match.start("noun"), _name(match["noun"], rest, how) or itself


def _name(noun: str, rest: str, how: Quoting) -> str:
    """The name of an outlet that is called one, of which `rest` is what follows."""
    words: list[str] = []
    sure = _QUOTED.match(rest) or how.bare.match(rest)
    known = len(sure[0].split()) if sure else 0
    whole = False
    for raw in rest.split():
        # «قناة "روسيا اليوم"» is named so to the end, «قناة العربية اليوم» is not.
        if len(words) >= known and (skeleton(raw) in _STOP or not skeleton(raw)):
            break
        # «وكالة تاس الروسية» goes on, «وكالة سانا يفيد» and «وكالة الأنباء (سانا) ذلك» do not.
        if whole and not skeleton(raw).startswith("ال"):
            break
        words.append(raw.strip("«»\"“”()[]،.؛:'’"))
        whole |= len(words) == known or (known < len(words) and raw.endswith((")", "»", "”")))
        ended = re.search(r"[،.؛:]$|[،.؛:]»?$", raw)
        if len(words) >= max(known, _NAME_WORDS) or (ended and len(words) >= known):
            break
    first = skeleton(words[0]) if words else ""
    # «وكالة الأنباء السورية» is a name, «وكالة الأنباء» alone is none.
    quoted = _QUOTED.match(rest) is not None
    only_common = not quoted and all(skeleton(word) in _NO_OUTLET for word in words)
    if not words or only_common or (first in _NO_OUTLET and first not in ("الانباء", "الاخبار")):
        return ""
    return f"{noun} {' '.join(words)}"


def _signed(line: str, how: Quoting) -> Iterator[str]:
    """The outlets of a line of nothing but names and initials: «فرانس24/ أ ف ب»."""
    if len(line) > _LONGEST_SOURCE_CODE_POINTS:
        return
    pieces = [piece.strip() for piece in re.split(r"[/+،,()|]|\s-\s", line) if piece.strip()]
    names = [piece for piece in pieces if how.name.fullmatch(piece)]
    initials = [piece for piece in pieces if re.fullmatch(r"\w(?:[. ]+\w){0,3}\.?", piece)]
    if names and set(pieces) == {*names, *initials}:
        yield from names


def _source_lines(text: str) -> Iterator[tuple[int, str]]:
    for match in _SOURCE_LINE.finditer(text):
        value = match[1].strip()
        if len(value) > _LONGEST_SOURCE_CODE_POINTS:
            continue
        for piece in re.split(r"\s*[+،,/|]\s*|\s+-\s+", value.rstrip(".")):
            name = piece.strip('«»"“”() ')
            if name and not re.match(_BODY, name) and not _ANYBODY.fullmatch(name):
                yield match.start(1) + value.find(name), name
