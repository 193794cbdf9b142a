"""Which outlets does a text name as its source?

In: the plain text of an article. Out: their names as written, in order, each once.
Persons, ministries and «مصادر محلية» are no outlets.
Knows nothing of pages or markup.
"""

import re
from collections.abc import Iterator

from spiders.extract.page import skeleton

_MARKS = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)

#: Where others print a dash: «دمشق ـ سبوتنيك».
_LONE_TATWEEL = re.compile("(?<=\\s)\u0640+(?=\\s)")

#: What an outlet's name begins with.
_NOUN = (
    "وكالة|وكالات|صحيفة|صحيفتي|جريدة|مجلة|قناة|قناتي|فضائية|موقع|تلفزيون|التلفزيون|شبكة|[إا]ذاعة"
    "|راديو|مرصد|المرصد|منصة|هيئة الإذاعة|هيئة البث"
)
#: Outlets known by their bare name, without a word such as «وكالة» before it.
_KNOWN = (
    "سانا|رويترز|[أا]سوشي?يتد برس|فرانس برس|الأناضول|الاناضول|سبوتنيك|تاس|نوفوستي|[إا]نترفاكس|"
    "شينخوا"
    "|بلومبرغ|بلومبيرغ|الجزيرة نت|الجزيرة|العربية نت|العربية|سكاي نيوز عربية|سكاي نيوز|بي بي سي"
    "|سي [إا]ن [إا]ن|روسيا اليوم|حلب اليوم|الشرق الأوسط|عنب بلدي|بلدي نيوز|القدس العربي|عربي ?21"
    "|تلفزيون سوريا|نورث برس|واشنطن بوست|نيويورك تايمز|وول ستريت جورنال|فايننشال تايمز"
    "|الغارديان|يديعوت [أا]حرونوت|هآرتس|الميادين|[أا]كسيوس|بوليتيكو|دويتشه فيله|فرانس ?24"
    "|لبنان ديبايت|الإخبارية السورية|الإخبارية"
    # «الوكالة العربية السورية للأنباء»; «الوكالة» alone is the one just named.
    r"|الوكالة(?: ال\w+){1,2} لل[إاأ](?:نباء|علام)"
    r"|[أا]\.? ?ف\.? ?ب|د\.? ?ب\.? ?[أا]|RT|CNN|BBC|AFP|AP|Reuters|Bloomberg|Axios"
)
#: Names that end in «اليوم», which behind any other name says when: «قالت قناة العربية اليوم إن».
_TODAY = "(?:روسيا|حلب|سوريا|لبنان|ليبيا|العراق|المصري|[إا]سرائيل) اليوم"
#: Countries speak too: «أعلنت روسيا اليوم أن» is of Russia, «ذكرت روسيا اليوم أن» of the channel.
_COUNTRY_SPEAKS = re.compile(
    rf"(?:قالت|[أا]علنت|كشفت|[أا]كدت|[أا]شارت|لفتت|[أا]وضحت|[أا]ضافت)\s+{_TODAY}(?!\w)"
)
_ACCORDING = (
    "نقلا عن|بحسب ما|حسب ما|حسبما|بحسب|حسب|وفق ما|وفقا لما|وفق|وفقا|كما|مثلما|استنادا [إا]لى"
    "|في (?:حديث|تصريح|مقابلة|تقرير|بيان) مع"
)
_VERB = (
    "ذكرته?|ذكره?|قالته?|قاله?|[أا]فادت|[أا]فاد|نقلته?|نقله?|[أا]علنت|نشرته?|نشره?|كشفت|كشف"
    "|[أا]وردته?|[أا]ورده?|بثته?|بثه?|[أا]كدت|[أا]شارت|لفتت|[أا]وضحت|[أا]ضافت|كتبت"
)
#: Who tells an outlet something: «قال مصدر لسانا», «في تصريح لمراسل سانا».
_TELLS = (
    "قال|قالت|قوله|قولها|قالوا|ذكر|ذكرت|[أا]وضح|[أا]وضحت|صرح|صرحت|تصريح|تصريحات|[أا]كد|[أا]كدت|بين"
    "|بينت|[أا]فاد|[أا]فادت|كشف|كشفت|[أا]شار|[أا]شارت|لفت|لفتت|[أا]ضاف|[أا]ضافت|[أا]علن|[أا]علنت"
    "|حديث|حديثه|حديثها|تحدث|تحدثت|مقابلة|لقاء|اتصال|روى|روت|نفى|نفت"
)
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

_BARE = re.compile(rf"[«\"“(]?(?:{_TODAY}|{_KNOWN})(?!\w)")
_QUOTED = re.compile(r"[«\"“(]\s*([^«»\"“”()\n]{2,40}?)\s*[»\"”)]")

_SAID = rf"(?:{_ACCORDING})(?:\s+(?:{_VERB}))?|(?:{_VERB})"
_OUTLET = rf"(?:(?P<noun>{_NOUN})\s+(?=(?P<rest>[^\n]{{1,90}}))|[«\"“(]?(?P<known>{_KNOWN})(?!\w))"
_NAMED = re.compile(rf"(?<!\w)[وف]?(?:{_SAID})\s+(?:مراسل\s+)?(?:ل\s?)?{_OUTLET}")
_TOLD = re.compile(
    rf"(?<!\w)[وف]?(?:{_TELLS})(?!\w)[^\n.؛!؟]{{0,70}}?(?<!\w)ل\s?(?:مراسلة?\s+)?{_OUTLET}"
)
#: «للأناضول» for «ل الأناضول»: written so, the name stands whole.
_JOINED = re.compile(
    r"(?<!\w)لل(?=وكالة ال|"
    r"(?:[أا]ناضول|جزيرة|عربية|شرق الأوسط|غارديان|ميادين|إخبارية|تلفزيون|مرصد)(?!\w))"
)
#: «عن وكالة سانا» says whose a report is after «نشر» and the like, or where it begins a phrase.
_FROM = re.compile(
    rf"(?:^|[،,(\n]|(?<!\w)[وف]?(?:نشر|نشرت|نقل|نقلت|خبرا?|[أا]نباء|صورا?|منقول)(?!\w)"
    rf"[^\n.؛!؟]{{0,40}}?(?<!\w))\s*عن\s+{_OUTLET}"
)
#: A dateline, or a title that begins with who says it: «طرطوس (سانا) -», «عاجل | رويترز:».
_PLACE = r"[^\W_]+(?:\s[^\W_]+){0,2}"
_DASH = r"\s*[-–—/|،,]\s*"
_DATELINE = re.compile(
    rf"\W*(?:(?:{_PLACE}{_DASH}){{0,3}}[«\"“(]?|(?:{_PLACE}{_DASH}){{0,2}}{_PLACE}\s*[(«])"
    rf"(?P<known>{_KNOWN})(?!\w)\s*[)»\"”]?\s*(?:[-–—:|/]|$)"
)
#: How many a text ends: «… وعاد التيار. (سانا)».
_ENDING = re.compile(rf"(?<=[\w.!؟»])\s*\((?P<known>{_KNOWN})\)\s*\.?\s*$", re.MULTILINE)
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
    return line if list(_signed(line)) else ""


def is_credit(line: str) -> bool:
    """Whether a line only says where the text is from or who worked on it.

    >>> is_credit("المصدر: الجزيرة + وكالات"), is_credit("المصدر: أكد الوزير أن الطريق سيفتح.")
    (True, False)
    """
    return len(line) <= _LONGEST_SOURCE_CODE_POINTS and bool(_CREDIT.fullmatch(line))


def attribution(text: str) -> tuple[str, ...]:
    r"""Outlets the text names as its source, as written without marks and quotes.

    >>> attribution("نقلت وكالة «تاس» الروسية عن مصدر، وفق ما ذكرت رويترز.\nالمصدر: عنب بلدي")
    ('وكالة تاس الروسية', 'رويترز', 'عنب بلدي')
    >>> attribution("قال وزير الدفاع، بحسب مصادر محلية في طرطوس، إن القاعدة باقية.")
    ()
    >>> attribution("طرطوس-سانا\nقال مصدر لرويترز إن المرفأ يعمل، ونفى ما ذكرته قناة العربية.")
    ('سانا', 'رويترز')
    """
    text = _JOINED.sub("ل ال", _MARKS.sub("", _LONE_TATWEEL.sub("-", text)))
    names: dict[str, str] = {}
    found = [*_datelines(text), *_source_lines(text)]
    for pattern in (_NAMED, _TOLD, _FROM):
        named = (match for match in pattern.finditer(text) if _is_relied_on(match))
        found += [(_at(match), name) for match in named if (name := _name(match))]
    for line in re.finditer(r"[^\n]+", text):
        found += [(line.start() + at, name) for at, name in enumerate(_signed(line[0]))]
    for _, name in sorted(found):
        # «قناة سكاي نيوز» after «سكاي نيوز» is the same one.
        names.setdefault(skeleton(re.sub(rf"^(?:{_NOUN})\s", "", name)), name)
    return tuple(names.values())


def _datelines(text: str) -> Iterator[tuple[int, str]]:
    """Who stands before the first words of the title, the lead or the body, or behind the last."""
    lines = [line for line in re.finditer(r"[^\n]+", text) if line[0].strip()]
    for line in lines[:_OPENING_LINES]:
        if match := _DATELINE.match(line[0]):
            yield line.start(), match["known"]
    for match in _ENDING.finditer(text):
        if not re.search(rf"(?:{_NOUN})(?:\s\S+){{0,3}}\s*$", text[: match.start()]):
            yield match.start("known"), match["known"]


def _is_relied_on(match: re.Match[str]) -> bool:
    """Whether the text passes on what this outlet says, and not what others say of it."""
    text, at = match.string, match.start()
    if _COUNTRY_SPEAKS.search(text, at, match.end()):
        return False
    before = _SENTENCE.split(text[:at])[-1]
    after = text[match.end() :]
    if _BEFORE.search(before) or _LONG_AGO.search(_CLAUSE.split(after, maxsplit=1)[0]):
        return False
    rest = _SENTENCE.split(after, maxsplit=1)[0]
    return not (_WHAT.search(before) and (_DENIED.search(before) or _DENIED.search(rest)))


def _at(match: re.Match[str]) -> int:
    return match.start("known") if match["known"] else match.start("noun")


def _name(match: re.Match[str]) -> str:
    if match["known"]:
        return match["known"]
    words: list[str] = []
    sure = _QUOTED.match(match["rest"]) or _BARE.match(match["rest"])
    known = len(sure[0].split()) if sure else 0
    whole = False
    for raw in match["rest"].split():
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
    quoted = _QUOTED.match(match["rest"]) is not None
    only_common = not quoted and all(skeleton(word) in _NO_OUTLET for word in words)
    if not words or only_common or (first in _NO_OUTLET and first not in ("الانباء", "الاخبار")):
        return ""
    return f"{match['noun']} {' '.join(words)}"


def _signed(line: str) -> Iterator[str]:
    """The outlets of a line of nothing but names and initials: «فرانس24/ أ ف ب»."""
    if len(line) > _LONGEST_SOURCE_CODE_POINTS:
        return
    pieces = [piece.strip() for piece in re.split(r"[/+،,()|]|\s-\s", line) if piece.strip()]
    names = [piece for piece in pieces if re.fullmatch(_KNOWN, piece)]
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
