"""Articles that never were, as many as wanted, from the vocabulary of the fixtures.

In: a seed. Out: texts and pages, the same for the same seed.
Runs of two to six words are taken as they stand, so that words keep their neighbours and their
frequency; the sentences mean nothing.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from random import Random

from bench.site import Page, Plan
from spiders.contract import Article

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "tests" / "pages"
QUALITY = ROOT / "tests" / "quality"

#: What wakes the shipped rules; it stands only where an article is meant to be flagged.
_WATCHED = re.compile(
    "طرطوس|ميميم|روس|موسكو|بوتين|كرملين|بيسكوف|لافروف|قاعدة|قواعد|[أا]سطول|جوفضائي"
    "|tart|hmei|russia|росси|тарту|хмейм"
    "|مرف[أا]|ميناء|بانياس|جبلة|لاذقية|ساحل|قرداحة",
    re.IGNORECASE,
)
#: «الـLBCI» is of two scripts: rare, and no word that a rule would look for as it stands.
_MIXED = re.compile("[A-Za-z].*[ء-ي]|[ء-ي].*[A-Za-z]")
#: One article in so many is flagged, where nothing else is wanted.
FLAGGED_EVERY = 10
#: In every flagged article, and in no other.
FLAGGED = "طرطوس"
#: Of the real articles that the matching sheet was measured on: 385 words, 2 313 characters.
WORDS = 385
_PARAGRAPH = 55
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
#: One moment for everything, so that two runs do the same work.
MORNING = datetime(2026, 1, 15, 6, tzinfo=UTC)


@cache
def vocabulary() -> tuple[str, ...]:
    """Every word of the fixtures, in order, with repetitions, without those of the rules."""
    words = (word for text in _texts() for word in text.split())
    return tuple(word for word in words if not _WATCHED.search(word) and not _MIXED.search(word))


def _texts() -> Iterator[str]:
    for path in sorted(PAGES.glob("*/*/expected.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(expected, dict) and expected.get("language") == "ar":
            yield expected["body"]
    # Not matching.jsonl beside it, a collection of rare spellings of the two places.
    for row in (QUALITY / "stories.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(row)["body"]


@dataclass(frozen=True, slots=True)
class Text:
    """A title and paragraphs; `flagged` ones name Tartus in both."""

    title: str
    paragraphs: tuple[str, ...]
    flagged: bool

    def article(self, number: int, at: datetime, source: str = "bench") -> Article:
        """This text as the crawl would hand it over, published at `at`."""
        url = f"https://{source}.example/news/{number}"
        return Article(
            source=source,
            url=url,
            canonical_url=url,
            title=self.title,
            lead=self.paragraphs[0],
            body="\n".join(self.paragraphs),
            published_at=at,
            fetched_at=at + timedelta(minutes=1),
            language="ar",
        )


class Writer:
    """Writes texts; two writers with one seed write the same."""

    def __init__(self, seed: int = 1) -> None:
        self._random = Random(seed)

    def text(self, *, flagged: bool = False, words: int = WORDS) -> Text:
        """A text of about so many words in its paragraphs."""
        paragraphs = [self.words(_PARAGRAPH) + "." for _ in range(max(1, words // _PARAGRAPH))]
        title = self.words(9)
        if flagged:
            title += f" في {FLAGGED}"
            paragraphs[-1] += f" {self.words(6)} في مدينة {FLAGGED} {self.words(6)}."
        return Text(title, tuple(paragraphs), flagged)

    def texts(self, count: int, *, flagged_every: int = FLAGGED_EVERY) -> list[Text]:
        """So many texts, one in `flagged_every` of them flagged."""
        return [self.text(flagged=number % flagged_every == 0) for number in range(count)]

    def words(self, count: int) -> str:
        """So many words of the vocabulary."""
        stream = vocabulary()
        found: list[str] = []
        while len(found) < count:
            start = self._random.randrange(len(stream) - 6)
            found += stream[start : start + self._random.randint(2, 6)]
        return " ".join(found[:count])

    def invented(self) -> str:
        """A word of six to nine letters that is most likely no word."""
        return "".join(self._random.choices(_LETTERS, k=self._random.randint(6, 9)))

    def page(self, text: Text, at: datetime, *, size: int = 60_000) -> bytes:
        """A news page of about `size` bytes around a text, most of it furniture."""
        cards = "".join(
            f'<div class="card"><a href="/news/old-{n}"><img src="/i/{n}.jpg" alt="">'
            f"<h4>{self.words(9)}</h4></a><span class='date'>قبل {n} ساعات</span></div>"
            for n in range(2, 42)
        )
        menu = "".join(f'<li><a href="/s/{n}">{self.words(2)}</a></li>' for n in range(60))
        comments = "".join(
            f'<li class="comment"><b>قارئ {n}</b><p>{self.words(25)}</p></li>' for n in range(12)
        )
        paragraphs = "".join(f"<p>{escape(one)}</p>" for one in text.paragraphs)
        stated = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": text.title,
            "datePublished": at.isoformat(),
        }
        page = (
            f'<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">'
            f"<title>{escape(text.title)} | منبر</title>"
            f'<meta property="og:title" content="{escape(text.title)}">'
            f'<meta property="og:type" content="article">'
            f'<script type="application/ld+json">{json.dumps(stated, ensure_ascii=False)}</script>'
            f"FILLING</head><body><header><nav><ul>{menu}</ul></nav>"
            f'<div class="ticker">{self.words(60)}</div></header><main><article>'
            f'<h1 class="title">{escape(text.title)}</h1><time datetime="{at.isoformat()}"></time>'
            f'<div class="article-body">{paragraphs}</div></article>'
            f'<div class="share"><a href="#">فيسبوك</a><a href="#">تلغرام</a></div>'
            f'<section class="related"><h3>اقرأ أيضًا</h3>{cards}</section>'
            f'<section id="comments"><ol>{comments}</ol></section></main>'
            f"<footer>جميع الحقوق محفوظة</footer></body></html>"
        )
        return page.replace("FILLING", self._script(size - len(page.encode()))).encode()

    def _script(self, size: int) -> str:
        calls = "".join(f"track({n},'{self._random.random()}');" for n in range(size // 32))
        return f"<script>{calls}</script>"


def outlet(pages: int, *, listed: int, newest: datetime, new_after: int = 0) -> Plan:
    """The plan of a news site with so many pages of 60 KB, the last published at `newest`."""
    writer = Writer()
    shown = []
    for number, text in enumerate(writer.texts(pages), start=1):
        at = newest - timedelta(seconds=pages - number)
        shown.append(Page(path_of(number), text.title, at, writer.page(text, at)))
    return Plan(shown, listed, new_after)


def path_of(number: int) -> str:
    """Where the site of `outlet` shows its pages, the first being 1."""
    return f"/news/{number}"
