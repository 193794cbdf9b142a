"""Is this page no article at all?

In: a page's raw text, its tree and metadata, the body found. Out: a reason word, or None.
Refused is only what is understood as something else: an article without a title, a body or a
date is still an article.
Knows nothing of outlets or dates.
"""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from spiders.extract.metadata import Metadata
from spiders.extract.page import between
from spiders.skeleton import skeleton

#: First bytes of what browsers show or save but nobody calls a page.
_FOREIGN = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x1f\x8b")
_FEED = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b")

_CHALLENGE = re.compile(
    r"just a moment|attention required|checking your browser|ddos.guard|one moment please|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are you (?:a )?robot|security check|"
    r"access (?:to this page has been )?denied|request unsuccessful|bot (?:check|verification)|"
    r"you have been blocked|pardon our interruption|human verification|"
    "جار التحقق|جاري التحقق|التحقق من المتصفح|لحظه من فضلك|انتظر لحظه|التحقق من انك|لست روبوت"
    "|انسان ولست|التحقق الامني|فحص المتصفح|تم حظر|الوصول مرفوض|تم رفض الوصول|تحقق بشري"
)
_CHALLENGE_MARK = re.compile(
    r"_cf_chl_opt|cf-chl-|cf_chl|challenge-form|challenge-platform|g-recaptcha|h-captcha|"
    r"hcaptcha\.com"
    r"|sucuri_cloudproxy|incapsula|datadome|px-captcha|ddos-guard|aws-waf|awswafcookie|turnstile",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"^(?:error )?(?:404|403|410|500|502|503)(?: |$)|(?:error|خطا) (?:404|403|500|502|503)|"
    r"page (?:not|could not be) found|not found|nothing found|(?:page|article) (?:doesn t|"
    r"does not|no "
    r"longer) exist|oops|something went wrong|bad gateway|service unavailable|"
    r"internal server error|"
    r"error establishing a database|under (?:maintenance|construction)|account suspended|"
    r"index of |welcome to nginx|domain (?:is )?for sale|site not found|forbidden|"
    "(?:الصفحه|المقال|المقاله|الخبر|الموضوع|المحتوي|الرابط|الماده) (?:المطلوبه? |التي .{0,30})?"
    "(?:غير (?:موجوده?|متوفره?|متاحه?)|لم (?:يعد|تعد)|محذوفه?|لا يمكن|تم حذفها?|حذفت?)|"
    "خطا فادح|(?:حدث|هناك) خطا|"
    "لم (?:يتم|نتمكن من) (?:العثور|ايجاد)|لا (?:يمكن|نستطيع) العثور|لم نعثر|"
    "(?:هذه الصفحه|عذرا).{0,20}(?:غير|لم|لا يمكن|خطا|محذوف)|"
    "صفحه (?:الخطا|خطا|غير موجوده)|خطا في (?:الاتصال|الخادم|الصفحه)|"
    "الموقع (?:تحت|قيد) (?:الصيانه|الانشاء)|تحت الصيانه|قيد الصيانه"
)
_APOLOGY = re.compile("(?:نحن )?(?:عذرا|عفوا|اسفون|ناسف|خطا|sorry|oops|error)")
_WALL = re.compile(
    "(?:سجل|تسجيل|قم بتسجيل|يرجي تسجيل|الرجاء تسجيل) (?:ال)?دخول|للمشتركين فقط|خاص بالمشتركين|"
    "اشترك (?:الان )?(?:لقراءه|لمتابعه|للوصول)|(?:log|sign) in to (?:continue|read)|"
    "subscribers only|subscribe to (?:continue|read)"
)
_SCRIPT_NEEDED = re.compile(
    "(?:enable|requires|need) javascript|javascript (?:is )?(?:required|disabled)|"
    "(?:تفعيل|تمكين|يتطلب) (?:ال)?جافا ?سكريبت"
)
_LIST_TITLE = re.compile(
    "(?:نتائج البحث|ارشيف|الارشيف|الوسم|وسم|التصنيف|القسم|الكاتب|بحث|category|tag|"
    "archives?|search)(?: |$)"
)
#: Pages of the site about itself, by their whole title without the site's name.
_ABOUT = re.compile(
    "(?:من نحن|حول (?:الموقع|القناه|الوكاله)|عن (?:الموقع|القناه|الوكاله)|هيئه التحرير|فريق العمل|"
    "(?:اتصل|اتصلوا|تواصل) (?:بنا|معنا)|للاعلان(?: معنا)?|اعلن معنا|"
    "(?:سياسه|سياسات|شروط|اتفاقيه) (?:الخصوصيه|الاستخدام|النشر|ملفات .{0,20}|التحرير)|"
    "(?:الشروط|البنود) والاحكام|خريطه الموقع|الوظائف|الارشيف|about(?: us)?|contact(?: us)?|"
    "privacy policy|terms (?:of (?:use|service)|and conditions)|site ?map|advertise(?: with us)?)"
)
#: Addresses of lists: sections of authors, tags and categories, further pages, feeds.
_LIST_PATH = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|authors?|writers?|search|archives?/(?:tag|category|author)"
    r"|وسم|تصنيف|كاتب|الكاتب)/[^/]+(?:/page/\d+)?/?$|/(?:search|page/\d+|feed)/?$",
    re.IGNORECASE,
)
#: Fewer headlines do not make a list, even at the address of one.
_FEW_HEADLINES = 3
#: A body below this is not much text; a fitting headline elsewhere decides. Code points.
LITTLE = 400
#: Characters that no text holds, and what a decoder makes of bytes that are none.
_NOISE = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
#: Share of them from which this is no text. Random bytes have 0.11; of a page with a damaged
#: picture in it, the beginning has none.
_NOISY = 0.03
#: Code points that are looked at for that.
_BEGINNING = 4000
#: A whole challenge or error page, furniture included, seldom says more. Code points.
SMALL_PAGE = 2500
#: Headlines with a link of their own on a page without an article's mark.
_MANY_HEADLINES = 6
#: The first line of a body may repeat the title, with its kicker or its day.
_FIRST_LINES = 3
#: Names, labels and cells of tables are shorter. Code points.
_SENTENCE = 35
#: Links in menus are shorter. Code points.
_HEADLINE = 28


def foreign(page: bytes | str) -> bool:
    """Whether this is no HTML at all: a document, a picture, a feed, JSON.

    >>> foreign(b"%PDF-1.7"), foreign('{"id": 5}'), foreign("<p>نص</p>")
    (True, True, False)
    """
    if isinstance(page, bytes):
        if page.startswith(_FOREIGN) or (b"\x00\x00\x00" in page[:64] and b"<" not in page[:512]):
            return True
        page = page[:2000].decode("latin-1")
    start = page[:2000].lstrip("\ufeff\xef\xbb\xbf \t\r\n")
    return bool(_FEED.match(start)) or bool(re.match(r"[{\[]\s*[\"{\[\]}\d]", start))


def is_noise(text: str) -> bool:
    r"""Whether what was decoded is no text: a picture, an archive, anything under a false name.

    >>> is_noise("<p>نص</p>"), is_noise("\x00\x01PNG\x07\ufffd")
    (False, True)
    """
    beginning = text[:_BEGINNING]
    return len(_NOISE.findall(beginning)) > _NOISY * len(beginning)


def is_home(url: str) -> bool:
    """Whether an address is an outlet's front page.

    >>> is_home("https://sana.sy/?utm=1"), is_home("https://sana.sy/?p=7")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = parts.path.strip("/").lower()
    return path in ("", "ar", "index.php", "index.html", "home", "ar/home") and not re.search(
        r"(?:^|&)(?:p|id|page_id|article|news|story|rest_route)=", parts.query
    )


class Signs(NamedTuple):
    """What was seen of a page and its text."""

    #: The page as text, with markup.
    raw: str
    #: Its visible text; of a large page only the beginning, more than `SMALL_PAGE`, and of one
    #: whose body is not `little` the body.
    whole: str
    #: ``<title>`` and the title shown.
    headings: tuple[str, ...]
    #: What `count_headlines` counts on the whole page; not counted on one that says that it is
    #: an article.
    headlines: int
    #: The body follows its title with no other headline in between.
    own_text: bool
    #: The first line of the body that was found.
    first_line: str
    #: One of its lines is a sentence, not a name, a number or a cell of a table.
    sentences: bool
    #: Length of that body.
    body_code_points: int
    #: HTTP status.
    status: int

    @property
    def little(self) -> bool:
        """Whether the body is too short to speak for itself."""
        return self.body_code_points < LITTLE


def judge(signs: Signs, metadata: Metadata, *, url: str) -> tuple[str, str] | None:
    """The reason word and its detail for a page that is no article; None for an article."""
    spoken = [skeleton(text) for text in signs.headings]
    if _is_challenge(signs, spoken):
        return "challenge", " ".join(signs.headings)[:80]
    if signs.status >= HTTPStatus.BAD_REQUEST:
        return "error_page", f"status {signs.status}"
    if not signs.whole and not signs.body_code_points:  # what JSON-LD says is not to be seen
        shell = re.search(r"<script|http-equiv=.?refresh", signs.raw, re.IGNORECASE)
        return ("stub", "only scripts fill the page") if shell else ("empty", "no text")
    dated = metadata.article or metadata.first("article:published_time")
    if signs.little and not dated and any(_ERROR.search(text) for text in spoken):
        return "error_page", " ".join(signs.headings)[:80]
    sorry = any(_APOLOGY.fullmatch(text) for text in spoken)
    if sorry and not dated and _ERROR.search(skeleton(signs.first_line)):
        return "error_page", signs.first_line[:80]
    if is_home(url):
        return "listing", "the address of a front page"
    if metadata.is_listing:
        return "listing", f"JSON-LD {', '.join(sorted(metadata.types))}"
    return None if metadata.is_article else _no_article(signs, spoken, url)


def _no_article(signs: Signs, spoken: list[str], url: str) -> tuple[str, str] | None:
    """What a page is that says nowhere that it is an article, or None if it may be one."""
    if any(_ABOUT.fullmatch(text) for text in spoken[1:]):
        return "stub", "a page of the site about itself"
    if signs.headlines >= _FEW_HEADLINES and _LIST_PATH.search(unquote(re.split("[?#]", url)[0])):
        return "listing", "the address of a list"
    own_text = signs.own_text and not any(_LIST_TITLE.match(text) for text in spoken)
    if not own_text and signs.headlines >= _MANY_HEADLINES:
        return "listing", f"{signs.headlines} headlines with links"
    return _nothing_to_read(signs)


def _is_challenge(signs: Signs, spoken: list[str]) -> bool:
    if not signs.little or len(signs.whole) > SMALL_PAGE:
        return False
    if any(_CHALLENGE.search(text) for text in spoken):
        return True
    # The smallest say it in a paragraph, under the site's name or no heading at all; the title
    # may then be the one by which a feed announced the article.
    if len(signs.whole) < LITTLE / 2 and _CHALLENGE.match(skeleton(signs.whole)):
        return True
    # Cloudflare puts its script on articles too, so the mark alone says nothing.
    says_so = len(signs.whole) < LITTLE or _CHALLENGE.search(skeleton(signs.whole))
    return bool(says_so and not signs.own_text and _CHALLENGE_MARK.search(signs.raw))


def _nothing_to_read(signs: Signs) -> tuple[str, str] | None:
    words = skeleton(signs.whole[:SMALL_PAGE])
    if len(signs.whole) < LITTLE and _SCRIPT_NEEDED.search(words):
        return "stub", "only scripts fill the page"
    if signs.body_code_points < LITTLE / 2 and _ERROR.search(skeleton(signs.first_line)):
        return "error_page", signs.first_line[:80]
    walled = signs.body_code_points < LITTLE / 2 and _WALL.search(words)
    if walled and not (signs.sentences and signs.own_text and _names_itself(signs)):
        return "stub", "a login wall"
    if signs.body_code_points:
        return None if signs.sentences else ("stub", "no sentence in it")
    if _ERROR.search(words[:LITTLE]):
        return "error_page", signs.whole[:80]
    return "stub", "no text of an article"


def _names_itself(signs: Signs) -> bool:
    """Whether none of the headings is that of a wall."""
    return not any(_WALL.search(skeleton(text)) for text in signs.headings)


def count_headlines(elements: Iterable[HtmlElement]) -> int:
    """How many of these elements are links with a headline's length of text, to how many pages."""
    targets = set()
    for link in elements:
        if link.tag != "a" or not link.get("href"):
            continue
        text = link.text_content()
        for shown in link.iter("time"):
            text = text.replace(shown.text_content(), "", 1)  # Flatsome links the post's two dates
        if _stands_in_prose(link, text):
            continue
        around = (link, *list(link.iterancestors())[:2], *link)
        heads = any(element.tag in ("h1", "h2", "h3", "h4", "h5") for element in around)
        if len(" ".join(text.split())) >= (_HEADLINE / 2 if heads else _HEADLINE):
            targets.add(link.get("href"))
    return len(targets)


def _stands_in_prose(link: HtmlElement, text: str) -> bool:
    """Whether a link is some words of a paragraph: «كما [ذكر التقرير السابق عن الميناء] أمس»."""
    paragraph = next(link.iterancestors("p", "blockquote"), None)
    return paragraph is not None and len(paragraph.text_content()) > 2 * len(text)


def is_sentence(line: str) -> bool:
    """Whether a line is long enough for a sentence, or ends like one."""
    return len(line) >= _SENTENCE or line.rstrip('»”"').endswith((".", "!", "؟", "…"))


def has_own_text(
    tree: HtmlElement, title: HtmlElement | None, lines: Sequence[str], page_title: str
) -> bool:
    """Whether one of the body's first `lines` follows the title before any other headline does.

    A title that is a link is that of a list, unless ``<title>`` names the page so.
    """
    wanted = [words for line in lines[:_FIRST_LINES] if (words := skeleton(line)[:40])]
    if title is None or not wanted:
        return False
    linked = next(title.iter("a"), None) is not None
    if linked and skeleton(title.text_content()) not in skeleton(page_title):
        return False
    for element, said in between(title, tree):
        if count_headlines((element,)):
            before = skeleton("".join(said))
            return any(words in before for words in wanted)
    return True
