"""What a page says to those who have not paid is not its article."""

from datetime import UTC, datetime

import pytest

from spiders.contract import Article, Refused
from spiders.extract import extract

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
TITLE = "افتتاح مكتبة عامة في مدينة السلمية"
OPEN = "افتتحت بلدية السلمية صباح الأحد مكتبة عامة تضم اثني عشر ألف كتاب بعد ترميم استمر عامين."
MORE = "وقالت أمينة المكتبة رهام الأسعد إن قاعة الأطفال تتسع لأربعين قارئاً وإن الإعارة مجانية."
LAST = "وتبرع أهالي المدينة بنصف الكتب، وتكفلت جمعية محلية بالرفوف والإنارة والحواسيب."
MARKED = '<meta property="og:type" content="article">'


def extracted(inside: str, head: str = MARKED, title: str = TITLE) -> Article | Refused:
    """What is made of a page with this text."""
    page = (
        f"<html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{inside}</article></body></html>"
    )
    return extract(page, url="https://rasid.example/n/5", source=None, link=None, fetched_at=NOW)


def body_of(inside: str) -> list[str]:
    """The lines read on a page that says of itself that it is an article."""
    article = extracted(inside)
    assert isinstance(article, Article), article
    return article.body.splitlines()


OFFERS = {
    "subscribers": '<div class="c-paywall__box"><h2>هذا المقال متاح للمشتركين فقط</h2><p>لمتابعة القراءة '
    "اشترك الآن بسعر رمزي في الأشهر الثلاثة الأولى وألغِ اشتراكك متى شئت.</p><a>سجل الدخول</a></div>",
    "no_name": '<div class="x9"><strong>للمشتركين فقط</strong><p>كل التقارير والملفات والتحقيقات بين يديك '
    "أينما كنت.</p><p>لديك حساب؟ سجل الدخول</p></div>",
    "left": "<h3>تبقى لك من المقال 80%</h3><p>اشترك الآن لتقرأ المقال كاملاً وتدعم الصحافة.</p>"
    "<ul><li>اشتراك شهري: 3 دولارات</li><li>اشتراك سنوي: 30 دولاراً</li></ul>",
    "account": "<section><div><h4>سجل مجاناً لإكمال القراءة</h4></div><div><p>أنشئ حسابك خلال دقيقة واحدة "
    "لتصل إلى خمسة مقالات كل شهر من دون أي التزام.</p><p>بالتسجيل أنت توافق على الشروط</p></div></section>",
    "used_up": '<div class="premium-offer"><p>عزيزي القارئ، انتهت مقالاتك المجانية لهذا الشهر</p><p>اختر '
    "الباقة المناسبة لك للوصول غير المحدود إلى المحتوى والأرشيف والنشرات.</p></div>",
    "named": '<div class="regwall"><h3>انضم إلى قرائنا</h3><p>اشتراك رقمي بثلاثة دولارات شهرياً.</p>'
    "<p>سجل الدخول</p></div>",
    "plus": '<div class="plus"><p>هذه المادة متاحة لمشتركي راصد بلس</p><p>واقرأ بلا إعلانات.</p></div>',
    "metered": "<div><p>قرأت 5 من 5 مقالات مجانية هذا الشهر.</p><p>للاستمرار، أنشئ حساباً مجانياً أو "
    "سجل الدخول.</p></div>",
    "english": "<div><h3>Subscribe to continue reading</h3><p>Get unlimited access to all our stories "
    "for one dollar a month.</p><a>Already a subscriber? Sign in</a></div>",
}


@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS.keys())
def test_the_open_sentence_is_the_body(offer: str) -> None:
    """However a subscription is asked for, the text is what can be read without one."""
    assert body_of(f'<div class="teaser"><p>{OPEN}</p></div>{offer}') == [OPEN]
    assert body_of(f"<p>{OPEN}</p><p>{MORE}</p>{offer}") == [OPEN, MORE]


@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS.keys())
def test_text_behind_an_offer_is_kept(offer: str) -> None:
    """A page sent whole, with the offer laid over it, keeps all its paragraphs."""
    assert body_of(f"<div><p>{OPEN}</p>{offer}<p>{MORE}</p><p>{LAST}</p></div>") == [
        OPEN,
        MORE,
        LAST,
    ]
    assert body_of(f"<div>{offer}<p>{OPEN}</p><p>{MORE}</p></div>") == [OPEN, MORE]


def test_an_open_sentence_makes_an_article() -> None:
    """A page that does not say what it is needs but a title and one sentence of its own."""
    article = extracted(f"<p>{OPEN}</p>{OFFERS['subscribers']}", head="")
    assert isinstance(article, Article)
    assert article.body == OPEN


@pytest.mark.parametrize(
    ("inside", "title"), [(OFFERS["subscribers"], TITLE), (f"<p>{OPEN}</p>", "للمشتركين فقط")]
)
def test_a_wall_without_an_article_is_a_stub(inside: str, title: str) -> None:
    """No open sentence, or the wall's own title: nothing of an article is there."""
    result = extracted(inside, head="", title=title)
    assert isinstance(result, Refused)
    assert (result.reason, result.detail) == ("stub", "a login wall")


def test_paid_text_that_is_there_is_text() -> None:
    """Sites call the paid text «paywall» too; what holds no offer stays, whatever it is called."""
    head = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
    inside = f'{head}<p>{OPEN}</p><div class="paywall"><p>{MORE}</p><p>{LAST}</p></div>'
    assert body_of(inside) == [OPEN, MORE, LAST]


@pytest.mark.parametrize(
    "line",
    [
        "للمشتركين فقط، أتاحت شركة الاتصالات خدمة الإنترنت المجاني طوال أيام العيد، وفق بيان لها.",
        "اشترك في السباق أربعون عداءً من ست محافظات، وانطلق الجميع من أمام المكتبة العامة.",
        "سجل الدخل الشهري للعائلات تراجعاً جديداً مع نهاية العام، بحسب مسح أجرته جمعية محلية.",
        "للاشتراك في الدورة يحضر الراغبون هوياتهم إلى مقر الجمعية قبل نهاية الشهر الجاري.",
        "وقالت الصحيفة إن عبارة «هذا المحتوى للمشتركين فقط» ستختفي من موقعها الشهر المقبل.",
        "سجل بياناتك لدى أمينة القاعة ثم استلم بطاقة الإعارة في اليوم التالي من دون رسوم.",
        "تبقى من المقالات المشاركة في المسابقة عشرون مقالاً تعلن نتائجها لجنة التحكيم قريباً.",
        "انتهت حملة العلاج المجاني في مشافي المحافظة أمس.",
        "وصلت إلى المحافظة أدوية مجانية لأصحاب الأمراض المزمنة.",
        "تملك حسابات مصرفية في ثلاث دول شركة تحقق معها النيابة.",
        "أنت مشترك في الجريمة، قال القاضي للمتهم في أثناء الجلسة.",
        "Already a member of two trade unions, the port asked to join a third one.",
        "The story is told by family members of the victims.",
        "تبقى من المشروع مرحلتان، بحسب البلدية التي حددت الاشتراك السنوي بعشرة آلاف ليرة.",
    ],
)
def test_sentences_about_subscribers_and_records_stay(line: str) -> None:
    """News of subscriptions, races and registers asks nobody to pay."""
    assert body_of(f"<div><p>{OPEN}</p><p>{line}</p><p>{LAST}</p></div>") == [OPEN, line, LAST]


CHANCE = "وأعلنت البلدية والجمعية في بيان مشترك أن المكتبة ستفتح أبوابها كل يوم حتى المساء."


def test_a_word_of_offers_in_a_sentence_is_chance() -> None:
    """«بيان مشترك» right behind a button, or alone in a box named for paid text, is news."""
    button = "<div>اشترك الآن لقراءة المقال كاملاً</div>"
    assert body_of(f"<div><p>{OPEN}</p>{button}<p>{CHANCE}</p></div>") == [OPEN, CHANCE]
    assert body_of(f'<div class="premium-text"><p>{CHANCE}</p></div>') == [CHANCE]
