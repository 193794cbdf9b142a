"""Which names and phrases do news sites use for the article and for what is not?

Tables for `furniture`, `lines` and `text` of `spiders.extract`, and nothing else.
Lines are matched as `spiders.extract.page.skeleton` writes them: words only, bare alef, ه for ة,
ي for ى, Latin in lower case.
Sources: the watched outlets, WordPress themes, Drupal, Elementor, and about twenty saved pages of
Arabic outlets of 2013 to 2026.
"""

import re

from spiders.date_words import MONTHS, WEEKDAYS

#: Names that content management systems give to the body, most certain first.
#: Sources: WordPress core and themes, Drupal, Elementor, Foxiz, Newspaper (tagDiv), Jannah,
#: facts of the watched outlets; a name is compared as a whole class.
_BODY_TEXT = """
    articlebody article-body article__body article_body article-text article-texts
    article__text article-content article__content article_content story-body story-content
    story__body entry-content post-content post__content post_content post-body post-text
    single-content single-post-content td-post-content tdb_single_content jeg_content
    content-inner field--name-body field-name-body elementor-widget-theme-post-content wysiwyg
    rbct news-content news-body news-text news-details news_content newsbody newscontent
    news_body content-article content_article contentarticle details-content article-details
    detail-content articlecontent articletext postcontent postbody storybody text-content
    the-content theiapostslider_preloadedslide main-text item-page item-body c-article-content
    paragraph-list b-article__text gh-content post-full-content kg-canvas td-post-text-content
    caas-body body-text bodytext entry
"""
BODY_NAMES = {name: rank for rank, name in enumerate(_BODY_TEXT.split())}
#: Names of the same make that nobody listed: «t-content__body», «single-article-text».
BODY_NAME = re.compile(
    r"(?:[a-z]+-)*(?:article|story|post|news|entry|content|details?|single)[_-]*"
    r"(?:body|text|content|description|desc)"
)
#: Elements that are furniture by their nature, unless the article itself is inside.
TAGS = ["nav", "aside", "footer", "form", "dialog", "figcaption", "menu"]
_ROLES_TEXT = """
    navigation complementary banner contentinfo search dialog alertdialog menu menubar toolbar
    tablist alert marquee
"""
ROLES = frozenset(_ROLES_TEXT.split())
#: Words of class and id names; a name is split at hyphens, underscores and camel humps.
_WORDS_TEXT = """
    nav navbar navigation menu submenu breadcrumb breadcrumbs sidebar related recommended
    recommendation recommendations share sharing sharer shares sharedaddy social socials
    addtoany addthis comments comment respond disqus newsletter subscribe subscription cookie
    cookies gdpr consent popup modal overlay advert advertisement advertising adsbygoogle
    banner promo sponsored outbrain taboola ticker marquee trending popular mostread tagcloud
    tags taglist authorbox byline caption pagination pager pagenavi toolbar footer copyright
    rating ratings poll login signup search reactions whatsapp telegram facebook twitter
    podcast podcasts toc cta jprelatedposts relatedposts readmore readalso inject yarpp mgid
"""
WORDS = frozenset(_WORDS_TEXT.split())
#: Words of names that say little; an element with paragraphs in it is called so by a theme for
#: other reasons: «entry share» (Hueman), «font-size-default», «has the sidebar beside it».
_WIDGETS_TEXT = """
    share sharing sharer shares sharedaddy social socials addtoany addthis tags taglist byline
    caption rating ratings reactions whatsapp telegram facebook twitter font sidebar
"""
WIDGETS = frozenset(_WIDGETS_TEXT.split())
#: Runs of words that are furniture only together.
PHRASES = re.compile(
    r"(?:^| )(?:(?:most|top|also) (?:read|viewed|news|like)|read (?:also|more|next|previous)"
    r"|see also|more (?:news|stories|posts|articles|from)|(?:last|latest|recent|breaking|other|"
    r"next|"
    r"prev|previous|similar|suggested|linked|sub|side|hot|urgent) (?:news|posts?|articles?|"
    r"stories|"
    r"story|topics?|bar)|news (?:ticker|bar|strip)|"
    r"(?:author|writer|columnist) (?:box|bio|info|card|desc|description)|"
    r"about (?:the )?author|post (?:nav|navigation|tags?|author|views|ratings)|entry (?:tags|"
    r"footer)"
    r"|article (?:tags|footer|keywords)|wp caption text|image caption|img caption|photo caption|"
    r"screen reader text|sr only|visually hidden|skip link|reading time|site (?:header|footer|"
    r"info)"
    r"|page footer|video (?:embed|title|caption|box)|embed (?:video|title|caption)"
    r"|toc (?:container|title|list)|table of contents"
    r"|back to top|copy link|follow us|app download|font size)(?: |$)"
)
#: A word of a name that tells of a short line in the article's head, no more than a label long.
LABEL_WORDS = frozenset(("category", "categories", "cat", "kicker", "eyebrow", "views", "hits"))
#: What holds the author's name and buttons holds the date too, now and then.
HEAD_WORDS = re.compile(
    r"by-?line|author|social|share|sharing|toolbar|submitted|meta(?:$|[^a-z])", re.IGNORECASE
)
DATE_WORDS = re.compile(r"(?:^|[^a-z])(?:date|time|published|pubdate)(?:$|[^a-z])", re.IGNORECASE)
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")

#: Words that name a whole article's box, and such as may stand beside one of these; alone they
#: name a part: «item», «page».
ARTICLE_NAMES = frozenset(("article", "single", "post", "story", "news", "hentry"))
BESIDE_ARTICLE = frozenset(("item", "entry", "full", "main", "page"))
#: A title of a text that is told in dated entries, each made like the first.
LIVE = re.compile(r"\b(?:ال)?(?:مباشر|تغطيه|لحظه بلحظه|تطورات|live)\b")

# Lines, as `skeleton` writes them. A line that begins so belongs to a block of related items.
RELATED = re.compile(
    "(?:اقرا|اقراوا|طالع|شاهد|تابع|انظر|اقرئي|اقرؤوا) (?:ايضا|كذلك|المزيد)(?: |$)|"
    "للمزيد(?: |$)|المزيد (?:من|حول|عن)?(?: ?(?:الاخبار|اخبار|المقالات|التفاصيل|المعلومات))?$|"
    "(?:مواضيع|موضوعات|اخبار|مقالات|مواد|قصص|تقارير) (?:ذات صله|متعلقه|مشابهه|مرتبطه|اخري|قد)|"
    "(?:المواضيع|الاخبار|المقالات) (?:ذات الصله|المتعلقه|المشابهه|المرتبطه)|ذات صله(?: |$)|"
    "(?:قصص|مقالات|مواضيع|اخبار|مواد) (?:مقترحه|مختاره|ننصح بها)|"
    "تخطي .{1,60}وواصل القراءه$|التحديثات الحيه$|"
    "(?:قد|ربما) (?:يعجبك|يهمك|تعجبك|تهمك|يعجبكم|يهمكم)|(?:اخترنا|نرشح|مختارات) (?:لك|لكم)|"
    "read (?:also|more|next)(?: |$)|related(?: |$)|see also(?: |$)|you (?:may|"
    "might) (?:also )?like"
)
#: The button of a card, a whole line.
READ_ON = re.compile(
    "(?:(?:اقرا|اقراوا|قراءه|عرض|مشاهده|شاهد|طالع) )?(?:ال)?(?:مزيد|تفاصيل)|للمزيد|"
    "(?:اقرا|قراءه|تفاصيل) (?:ال)?(?:خبر|مقال|تقرير|موضوع)(?: كاملا)?|"
    "(?:تابع|اكمل|واصل|متابعه) (?:ال)?قراءه|اقرا|read (?:more|on)|more|details|continue reading"
)
# A line that is nothing but this ends the article: what follows are other texts of the site.
END = re.compile(
    "(?:الاكثر|الاعلي) (?:قراءه|مشاهده|تعليقا|تفاعلا|شيوعا|تداولا|رواجا)|"
    "(?:اخر|احدث) (?:الاخبار|المقالات|المواضيع|المنشورات|المستجدات)$|اخبار ساخنه$|"
    "(?:اهم|ابرز) (?:الاخبار|القصص|العناوين|المواضيع)$|"
    "(?:التعليقات|تعليقات|التعليق|تعليقات القراء|اضف تعليقا?|اترك تعليقا?|اكتب تعليقا?|شارك برايك|"
    r"علق|اترك ردا?|اترك ردا? الغاء الرد|لا توجد تعليقات|لا يوجد تعليقات)(?: \d+)?$|\d+ تعليقات?$|"
    "كلمات (?:دلاليه|مفتاحيه|البحث)|الكلمات (?:الدلاليه|المفتاحيه)|"
    "(?:الوسوم|وسوم|العلامات|تاغات|هاشتاغ)(?: |$)|(?:مقالات|اخبار|مواضيع|موضوعات) مشابهه|"
    "(?:المقال|الخبر|المقاله|الموضوع) (?:السابق|التالي|السابقه|التاليه)|"
    "read (?:previous|next)|most (?:popular|read|viewed)|leave a (?:comment|reply)|comments?$|"
    "tags?$|مرتبط$|معجب بهذه(?: تحميل)?$|دلالات$|"
    r"all rights reserved|copyright|previous (?:post|article)|next (?:post|article)"
)
# Small print, of any length, that ends the article too.
SMALL_PRINT = re.compile(
    r"(?:\d{4} )?(?:جميع )?(?:ال)?حقوق (?:النشر |الطبع )*محفوظه|(?:\d{4} )?جميع الحقوق|"
    r"اذا كنت تعتقد|الاخبار المنشوره علي الصفحه الرسميه لوكاله|"
    "لن يتم نشر عنوان بريدك|الموقع مرخص|يمنع الاقتباس|ترحب (?:شبكه|قناه|صحيفه|بكم)|"
    "(?:ان )?(?:الاراء|التعليقات|المقالات|المشاركات) (?:الوارده|المنشوره|لا تعبر|التي (?:تنشر|"
    "ترد))|"
    "ملحوظه (?:مضمون|هذا)|(?:تنويه|اخلاء مسؤوليه) (?:ان|هذا|مضمون|محتوي|جميع)"
)
# A line, or the beginning of one, with which a page asks for a subscription or an account.
_READING = "(?:قراءه|مقال|مقاله|محتوي|تقرير|خبر|بقيه|مزيد|ماده|تحقيق|نص|موقع|ارشيف)"
_TO_READ = (
    "(?:(?:ل|حتي )?(?:ت?قرا|قراءه|متابعه|مواصله|اكمال|استكمال|تصفح|تستكمل|تتابع|تكمل)|"
    "ل(?:ل)?(?:استمرار في|وصول (?:الي)?|اطلاع علي)|للاستمرار في|للوصول الي|للاطلاع علي)"
    f" (?:باقي |بقيه |كامل |هذا |هذه )?(?:ال)?{_READING}"
)
# What follows where a page asks whether there is an account already.
_OWN = " (?:بالفعل|لدينا|معنا|سجل|ادخل|تسجيل|الدخول|اضغط)"
PAYWALL = re.compile(
    rf"(?:(?:عذرا|عزيزي القارئ|هذا|هذه) )*(?:ال)?(?:{_READING} )?"
    "(?:(?:متاح|مخصص|حصري|خاص|مدفوع|مفتوح)ه? )?(?:فقط )?(?:للمشتركين|لمشتركي|بالمشتركين|لمشتركينا)"
    "(?: (?:فقط|حصرا|وحدهم|لدينا))?(?:$| (?:سجل|اشترك|تسجيل)(?: |$))|"
    rf"(?:(?:هذا|هذه) )?(?:ال)?{_READING} (?:(?:متاح|مخصص|حصري|خاص)ه? )?لمشتركي(?: \w+){{1,3}}$|"
    "للاستمرار (?:انشئ|سجل|اشترك)|قرات .{0,25}مقالات? مجانيه?|"
    f"{_TO_READ}(?: كاملا?ه?| الكامله?)?,? ?(?:يرجي |الرجاء |عليك |قم )?(?:ب?ال)?"
    "(?:اشترك|اشتراك|سجل|تسجيل|انشئ)|"
    "(?:اشترك|اشتركي|اشتركوا)(?: (?:الان|مجانا|معنا|اليوم|في .{1,20}?))? " + _TO_READ + "|"
    "(?:(?:يرجي|الرجاء|قم ب|عليك) ?)?(?:سجل|سجلي|سجلوا|تسجيل|بتسجيل|انشئ|افتح)"
    "(?: (?:الدخول|دخولك|مجانا|حسابا?|حسابك|الان|بريدك|معنا|مجانيا?))* " + _TO_READ + "|"
    rf"(?:تبقي|بقي|يتبقي) (?:لك |امامك )(?:\d+ |\w+ )?(?:من )?(?:ال)?(?:{_READING}|مقالات)|"
    "(?:عزيزي القارئ )?(?:لقد )?(?:انتهت|استنفدت|استهلكت|بلغت|وصلت الي) "
    r"(?:\w+ ){0,3}(?:مقالاتك|قراءاتك|رصيدك|حصتك|مقالات|المقالات|القراءات) .{0,12}مجاني|"
    rf"(?:هل )?(?:لديك|تملك)(?: بالفعل)? (?:حسابا?|اشتراكا?)(?:{_OWN}|$)|"
    rf"(?:هل )?انت مشترك(?: لدينا)?(?:{_OWN}|$)|مشترك (?:بالفعل|لدينا)(?:{_OWN}|$)|"
    "subscribe (?:now |today )?to (?:continue|read|keep|unlock)|"
    "to (?:continue|keep) reading(?:$|.{0,20} (?:subscribe|log|sign|create|register|join)(?: |$))|"
    r"(?:this|the) (?:article|content|story) is .{0,25}for (?:\w+ )?(?:subscribers|members)|"
    "(?:log|sign) in (?:or .{0,20})?to (?:continue|read)|(?:for )?subscribers only|"
    "already (?:a|have) .{0,20}(?:subscriber|member|account|subscription)(?: (?:log|sign)|$)|"
    "you (?:have|ve) (?:reached|read|used) .{0,30}(?:free|limit)|"
    "(?:create|register) .{0,25}to (?:continue|read)|unlock (?:this|unlimited)"
)
#: A word that belongs to such an offer.
OFFER = re.compile(
    r"\b(?:اشترك|اشتركوا?|(?:ال|لل|ب|بال)?اشتراكا?ت?|اشتراكك|(?:ال|لل)?مشترك(?:ين)?|(?:ال)?باق[هات]{1,2}"
    r"|حسابك|حساب|تسجيل|بالتسجيل|سجل|الدخول|دخولك|(?:وصول|الوصول) (?:ال)?(?:كامل|غير ال?محدود)"
    r"|شهريا?|سنويا?|في (?:الشهر|السنه)|شروط الاستخدام|subscri\w+|(?:log|sign) in|account"
    r"|(?:per|a) (?:month|year)|unlimited)\b"
)
#: Names of boxes with such an offer, of the paid text itself too.
PAYWALL_NAMES = frozenset(
    (
        "paywall",
        "regwall",
        "wall",
        "premium",
        "piano",
        "gate",
        "metered",
        "meter",
        "plans",
        "offer",
    )
)
# A line that is no sentence of the article; the article may go on behind it.
LINE = re.compile(
    r"\w(?: \w)+$|للمشاركه$|(?:لمشاهده|مشاهده) هذا الفيديو|"
    "(?:يرجي|الرجاء) (?:تفعيل|تمكين) (?:ال)?جافا|(?:ادخل|اكتب) بريدك|احصل علي اهم الاخبار|"
    "احصل علي اهم اخبار|النشره البريديه$|role (?!in )|نهايه (?:القائمه|قصص .{0,20})$|"
    "قائمه [0-9]+ من [0-9]+|"
    "(?:شارك|شاركها|شاركه|شاركوا|مشاركه|انشر|اطبع|طباعه|ارسل|نسخ|انسخ|حفظ)"
    "(?: (?:هذا|هذه|علي|عبر|الخبر|المقال|المقاله|الموضوع|الرابط|المنشور|رابط|الصفحه|اصدقاءك)"
    ".{0,40})?$|"
    "(?:طباعه|ارسال|ارسل)(?: (?:ارسل|لصديق|الي صديق|طباعه|pdf))+$|"
    "(?:تابعنا|تابعونا|تابعوا|انضم|انضموا|اشترك|اشتركوا|للاشتراك|لمتابعه|لمتابعتنا|حمل تطبيق|"
    "حملوا|حمل التطبيق) .{0,120}(?:تلغرام|تليغرام|تيليجرام|تليجرام|واتساب|واتس اب|فيسبوك|فيس بوك|"
    "تويتر|اكس|يوتيوب|انستغرام|انستجرام|غوغل|جوجل|google|telegram|whatsapp|facebook|twitter|"
    "النشره|نشرتنا|القناه|قناتنا|اخبارنا|تطبيق|التطبيق|عاجل)|تابعنا علي|تابعونا علي|"
    "(?:فيسبوك|فيس بوك|تويتر|واتساب|تلغرام|تيليجرام|تليجرام|لينكد ان|بينتيريست|facebook|twitter|x|"
    "whatsapp|telegram|linkedin|pinterest|email|messenger|viber|print|share|tweet|copy link|"
    "copied|البريد الالكتروني|بريد|طباعه|ماسنجر|فايبر|انستغرام|يوتيوب)"
    "(?: (?:فيسبوك|تويتر|واتساب|تلغرام|facebook|twitter|whatsapp|telegram|linkedin|email|"
    "share))*$|"
    r"(?:مده|وقت|زمن) القراءه|(?:دقيقه|دقائق|\d+ (?:دقيقه|دقائق|د)) (?:واحده )?(?:ل?ل?قراءه)|"
    r"(?:عدد )?(?:المشاهدات|مشاهدات|القراءات|الزيارات|الزوار|مشاهده)(?: \d+)?$|"
    r"\d+ (?:مشاهده|قراءه|زياره)$|"
    "(?:اعلان|اعلانات|advertisement|advertisements|ads?|sponsored|loading|جاري التحميل|"
    "يتم التحميل)$|"
    "(?:نحن )?(?:يستخدم|نستخدم|تستخدم) .{0,40}(?:كوكيز|ملفات تعريف الارتباط|الكوكيز|cookies)|"
    "(?:بالاستمرار|باستخدامك|باستمرارك) .{0,60}(?:كوكيز|ملفات تعريف|سياسه|الكوكيز)|"
    "سياسه (?:الخصوصيه|ملفات)|(?:تم )?نسخ الرابط|تكبير الخط|تصغير الخط|حجم الخط|استمع (?:الي|ل)|"
    r"\d+ ?min(?:s|utes?)?(?: read)?$|جاري (?:ال)?تحميل|"
    "(?:السابق|التالي|السابقه|التاليه|المزيد|next|prev|previous|الرئيسيه|home|arrow|placeholder|"
    "image|صوره|فيديو|video|لوغو|logo)$|"
    "(?:تابعنا|تابعونا|تابعوا|لمتابعه) (?:كل|جميع|اخر|احدث|اهم|ابرز|المزيد من) "
    "(?:ال)?(?:اخبار|انباء|مستجدات)|"
    ".{0,120}(?:اضغط|اضغطوا|انقر|انقروا) هنا$|"
    "(?:error|خطا) .{0,30}(?:javascript|فيديو|video)|(?:get|subscribe to) (?:our|the) newsletter"
)

# Labels between the title and the text, as `skeleton` writes them.
LABEL = re.compile(
    "^(?:بقلم|كتب|كتبه|كتبت|اعداد|تحرير|ترجمه|المصدر|التاريخ|تاريخ|القسم|نشرت? في|نشر بتاريخ|"
    "تم نشره|تم النشر|اخر تحديث|منذ|قبل|author|by|published|posted|updated)(?: |$)|"
    r"(?:^| )(?:19|20|١٩|٢٠)[\d]{2}$|^\d{1,2} \w+ (?:19|20)\d\d(?: |$)"
)
# A longer line that is nothing but two dates: «آخر تحديث: 2 فبراير 2026 | نُشر في 1 فبراير 2026».
STAMP = re.compile(r"(?:اخر تحديث|نشرت? في|تاريخ النشر|تم النشر).{5,90}\b(?:19|20)\d\d\b")
CLOCK = re.compile(r"\d{1,2}:\d{2}(?!\d)|\d{1,4}[/-]\d{1,2}[/-]\d{1,4}")
#: A line of nothing but a day and a time.
DATE_LINE = re.compile(
    rf"(?:\d+|{'|'.join((*MONTHS, *WEEKDAYS))}|gmt|utc|st|nd|rd|th|ص|م|ه|صباحا|مساء|بتوقيت|من"
    r"|الساعه| )+"
)
