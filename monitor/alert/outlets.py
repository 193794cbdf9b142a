"""Which outlet does a text mean that names its source?

In: the names of the outlets that are watched, and a name as published.
Out: the outlet's id, and the name readers know it by: «وكالة الأنباء السورية (سانا)», «وكالة سانا»
and «سانا» are one outlet; «وسائل إعلام» and «وكالات» are nobody.
Knows nothing of storage, stories or how a post looks.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from monitor.group.terms import words
from spiders.contract import Source

#: What a name is compared by: its words without those that any outlet may bear.
Key = frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(map(_bare, words(text)))


def _bare(word: str) -> str:
    # «إل بي سي» begins with no article.
    for article in ("لل", "ال"):
        if word.startswith(article) and len(word) > len(article) + 1:
            return word.removeprefix(article)
    return word


#: Words for a kind of outlet; those of `_PLAIN` tell no two outlets apart, whatever else is there.
_PLAIN = _words("صحيفة جريدة مجلة قناة فضائية شبكة موقع منصة راديو مراسل مراسلة نت tv online")
_KINDS = _PLAIN | _words("وكالة إذاعة تلفزيون هيئة أنباء نيوز news agency")
#: Words for what an outlet brings, whose it is, of which country.
_ADJECTIVES = _words(
    "أخبار إخباري إخبارية رسمي رسمية حكومي حكومية خاص خاصة محلي محلية دولي دولية"
    " سوري سورية روسي روسية تركي تركية لبناني لبنانية عراقي عراقية أردني أردنية"
    " مصري مصرية سعودي سعودية قطري قطرية إماراتي إماراتية كويتي كويتية إيراني إيرانية"
    " إسرائيلي إسرائيلية عبري عبرية أمريكي أمريكية أميركي أميركية بريطاني بريطانية"
    " فرنسي فرنسية ألماني ألمانية صيني صينية أوكراني أوكرانية كردي كردية arabic"
)
#: «آر تي عربي» is «آر تي»; with an article it is a name: «القدس العربي», «العربية».
_EDITIONS = frozenset(words("عربي عربية بالعربي بالعربية"))
_ARAB = _words("عربي عربية")
#: Words for many at once, or for no outlet at all; a name with one of them is nobody's.
_ANYBODY = _words(
    "وكالات صحف مواقع قنوات شبكات منصات حسابات صفحات وسائل تواصل إنترنت متابعات"
    " ناشطون ناشطين نشطاء مصادر"
)

#: Agencies that many outlets copy, each by all its names; readers are told the first.
_AGENCIES = (
    ("فرانس برس", "أ ف ب", "AFP", "وكالة الأنباء الفرنسية", "وكالة الصحافة الفرنسية"),
    ("أسوشيتد برس", "أسوشييتد برس", "اسوشيتدبرس", "أ ب", "AP", "Associated Press"),
    ("وكالة الأنباء الألمانية", "د ب أ", "DPA"),
    ("رويترز", "Reuters"),
    ("بلومبرغ", "بلومبيرغ", "بلومبرج", "Bloomberg"),
    ("سي إن إن", "CNN"),
    ("بي بي سي", "BBC", "هيئة الإذاعة البريطانية"),
    ("نوفوستي", "ريا نوفوستي", "RIA Novosti"),
    ("شينخوا", "Xinhua", "وكالة الأنباء الصينية"),
    ("أكسيوس", "Axios"),
)


class Outlets:
    """The outlets that are known; `names` holds those of each by its id, the one to show first."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        #: What the outlets that are watched are called.
        self.names = tuple(name for called in names.values() for name in called)
        self._shown: dict[str, str] = {}
        self._ids: dict[Key, str] = {}
        for outlet, called in names.items():
            self._add(outlet, [*called, outlet])
        for agency in _AGENCIES:
            # Where one of them is watched, the others are its names too.
            ids = (self._ids.get(key) for name in agency if (key := key_of(name)))
            self._add(next(filter(None, ids), agency[0]), agency)

    @classmethod
    def of(cls, sources: Iterable[Source]) -> "Outlets":
        """The outlets that are watched, each by its name and aliases."""
        return cls({source.id: (source.name, *source.aliases) for source in sources})

    def _add(self, outlet: str, names: Iterable[str]) -> None:
        for name in names:
            self._shown.setdefault(outlet, name)
            if key := key_of(name):
                self._ids.setdefault(key, outlet)

    def who(self, name: str) -> str | None:
        """The id of a known outlet, or of any other the words it is known by; None for nobody.

        >>> outlets = Outlets({"rt": ["آر تي عربي", "روسيا اليوم"], "hq": ["القدس العربي"]})
        >>> [outlets.who(name) for name in ("قناة RT", "قناة «روسيا اليوم» الروسية", "آر تي")]
        ['rt', 'rt', 'rt']
        >>> outlets.who("قناة القدس") == outlets.who("صحيفة القدس العربي"), outlets.who("وكالات")
        (False, None)
        """
        key = key_of(name)
        return self._ids.get(key, " ".join(sorted(key))) if key else None

    def shown(self, name: str) -> str:
        """The name that readers are told: the one listed first, or for any other as published.

        >>> Outlets({"sana": ["سانا"]}).shown("وكالة الأنباء السورية (سانا)")
        'سانا'
        """
        return self._shown.get(self.who(name) or "", name)


@lru_cache(maxsize=1024)
def key_of(name: str) -> Key | None:
    """What a name is compared by; None for one that is nobody's.

    A name of nothing but common words is one if it has an article.

    >>> key_of("صحيفة سورية"), sorted(key_of("التلفزيون السوري") or ())
    (None, ['تلفزيون', 'سوري'])
    >>> key_of("موقع عربي 21") == key_of("عربي21") != key_of("قناة 21")
    True
    >>> key_of("قناة العربية") == key_of("العربية نت") != key_of("الوكالة العربية السورية للأنباء")
    True
    """
    published = words(name)
    every = frozenset(map(_bare, published))
    if not every or every & _ANYBODY:
        return None
    called = [word for word in published if _bare(word) not in _KINDS]
    later = {word for word in called[1:] if word in _EDITIONS}
    own = every - _KINDS - _ADJECTIVES - later
    if own - _ARAB:
        return own
    definite = any(word != _bare(word) for word in published)
    return every - _PLAIN if definite and every - _KINDS else None


def is_named(name: str, text: str) -> bool:
    """Whether the words of a name stand in a text, with or without what is written before them.

    >>> is_named("وكالة الأناضول", "قال مصدر للأناضول"), is_named("الأناضول", "قال مصدر لسانا")
    (True, False)
    """
    key = key_of(name)
    return key is not None and key <= _in_text(text)


def _in_text(text: str) -> frozenset[str]:
    found = words(text)
    joined = [word[1:] for word in found if word[0] in "وفبل"]
    return frozenset(map(_bare, [*found, *joined]))
