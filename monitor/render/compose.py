"""What a story's posts say: from its archived articles to the contents that are rendered.

In: the articles readers are told of, the rules, the outlets.
Out: a PostContent for the story, a ReplyContent for what is new, a StoryLine of a summary.
Knows nothing of storage, chats or the clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.alert.decision import Act
from monitor.alert.facts import Change
from monitor.alert.voices import Said, voices
from monitor.group.marks import read_marks
from monitor.match.matcher import match
from monitor.match.rules import RuleSet
from monitor.render.layout import PostContent, ReplyContent, SourceLine, excerpt
from monitor.render.summary import StoryLine
from spiders.contract import Article, Source

#: A text that is posted again so long after it was news is old news.
OLD_AFTER = timedelta(days=3)

_TOLLS = {
    "killed": "القتلى",
    "injured": "الجرحى",
    "missing": "المفقودون",
    "arrested": "الموقوفون",
}
_TURNS = {
    "denial": "نفي", "confirmation": "تأكيد", "claim": "تبنٍّ", "statement": "تصريح رسمي",
    "death": "وفاة مصاب", "arrest": "توقيفات", "freed": "إطلاق سراح", "home": "عودة الغائب",
    "resumed": "استئناف", "put out": "السيطرة على الحريق", "evacuated": "إخلاء",
    "found": "عمليات إنقاذ أو انتشال", "cancelled": "إلغاء", "postponed": "تغيير الموعد",
    "agreed": "اتفاق", "probe": "تحقيق", "cause": "السبب", "identified": "كشف الهوية",
    "ended": "انتهاء", "court": "إجراء قضائي", "dismissed": "إقالة",
    "decided": "قرار جديد", "aid": "تعويض المتضررين", "attack": "الحديث عن هجوم",
    "condemned": "إدانة", "another": "ضحية أخرى", "ransom": "طلب فدية", "shown": "صور جديدة",
    # «اعتراض» alone would be the interception of a missile.
    "appealed": "تقديم اعتراض", "departed": "مغادرة", "started": "بدء العمل",
    "downed": "إسقاط أهداف جوية", "source": "رواية مصدر", "confessed": "اعترافات",
    "damaged": "حصيلة الأضرار", "corrected": "تصحيح",
    "magnitude": "تحديد القوة", "value": "تحديد القيمة", "term": "تحديد المدة",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """One article of a story, as archived."""

    article_id: int
    article: Article
    kind: str
    reason: str
    score: float | None
    joined_at: datetime
    first_seen_at: datetime
    #: Of the article, from 1.
    version: int = 1
    #: When the outlet was seen to have taken it down.
    removed_at: datetime | None = None
    #: The article whose text it carries.
    copy_of: int | None = None

    @property
    def changed_at(self) -> datetime | None:
        """When the outlet was seen to have changed it after it joined the story."""
        later = self.version > 1 and self.article.fetched_at > self.joined_at
        return self.article.fetched_at if later else None

    @property
    def at(self) -> datetime:
        """When it was published, or first seen."""
        return self.article.published_at or self.first_seen_at


class Composer:
    """Writes contents by the rules and outlets of one configuration."""

    def __init__(self, rules: RuleSet, sources: Iterable[Source]) -> None:
        self._rules = rules
        self._sources: Mapping[str, Source] = {source.id: source for source in sources}

    def post(
        self,
        reports: Sequence[Report],
        *,
        severity: str,
        updated_at: datetime | None,
        began_at: datetime | None = None,
        maybe: bool = False,
        frozen_after: int | None = None,
    ) -> PostContent:
        """The story as its first report tells it, with every outlet once.

        `reports` is not empty; title and quote stay those of its first, so that readers find
        again what they have read.
        `began_at` is when the story's first article was published, told or not; `maybe` and
        `frozen_after` are as in PostContent.
        """
        first = reports[0]
        matches = [match(report.article, self._rules) for report in reports]
        hashtags = (tag for found in matches for one in found for tag in one.hashtags)
        return PostContent(
            severity=severity,
            title=first.article.title or _opening_words(first.article),
            excerpt=excerpt(first.article, matches[0]),
            sources=self._source_lines(reports),
            voices=self._voices(reports),
            first_at=first.at,
            undated=first.article.published_at is None,
            updated_at=updated_at,
            hashtags=tuple(dict.fromkeys(hashtags)),
            old_since=_old_since(first, began_at),
            recalls=read_marks(first.article.title, first.article.body).recalls == "title",
            maybe=maybe,
            frozen_after=frozen_after,
        )

    def line(self, reports: Sequence[Report], *, severity: str, news: str = "") -> StoryLine:
        """A story in a summary, as its first report tells it; `news` is what is new of it."""
        first = reports[0]
        source = self._source_line(first)
        changed_at = source.changed_at if news else None
        return StoryLine(
            severity=severity,
            title=first.article.title or _opening_words(first.article),
            url=source.url,
            outlet=source.name,
            at=changed_at or first.at,
            outlets=len(self._source_lines(reports)),
            news=news,
            changed=changed_at is not None,
            removed=source.removed_at is not None,
            private=source.private,
        )

    def reply(self, report: Report, act: Act) -> ReplyContent:
        """What is new, as the article tells it that brought it."""
        article = report.article
        return ReplyContent(
            severity=str(act.severity),
            news=in_arabic(act.changes, corrects=act.corrects),
            title=article.title or _opening_words(article),
            source=self._source_line(report),
            excerpt=excerpt(article, match(article, self._rules)),
            undated=article.published_at is None,
            hashtags=act.hashtags,
            corrects=act.corrects,
        )

    def _source_lines(self, reports: Sequence[Report]) -> tuple[SourceLine, ...]:
        """Each outlet once, by its first report here, in the order of the times that are shown."""
        lines: dict[str, SourceLine] = {}
        for report in reports:
            line = self._source_line(report, reports)
            lines.setdefault(line.name, line)
        # Shown to the minute; whoever is told of first stays first within one.
        return tuple(
            sorted(lines.values(), key=lambda line: line.at.replace(second=0, microsecond=0))
        )

    def _voices(self, reports: Sequence[Report]) -> int:
        """How many speak in these reports; copies of one agency are one."""
        said = [
            Said(
                report.article_id,
                report.article.source or self._name(report),
                [self._name(report)],
                report.article.attribution,
                report.copy_of,
            )
            for report in reports
        ]
        return len({*voices(said).values()})

    def _source_line(self, report: Report, among: Sequence[Report] = ()) -> SourceLine:
        article = report.article
        source = self._sources.get(article.source)
        original = next((one for one in among if one.article_id == report.copy_of), None)
        return SourceLine(
            name=self._name(report),
            url=article.url,
            at=report.at,
            attribution=next(iter(article.attribution), None),
            repeats=self._name(original) if original else None,
            private=source is not None and source.allow_private,
            changed_at=report.changed_at,
            removed_at=report.removed_at,
        )

    def _name(self, report: Report) -> str:
        article = report.article
        source = self._sources.get(article.source)
        name = source.name if source else article.source or urlsplit(article.url).hostname
        return name or article.url


def _old_since(first: Report, began_at: datetime | None) -> datetime | None:
    """When the text of a report that was posted again was news; None for what is new."""
    old = began_at is not None and first.kind == "copy" and first.at - began_at >= OLD_AFTER
    return began_at if old else None


def in_arabic(changes: Sequence[Change], *, corrects: bool = False) -> str:
    """What has changed, in a few words for readers.

    >>> in_arabic([Change("killed", 3, 7), Change("denial")])
    'القتلى 3 ← 7، نفي'
    >>> in_arabic([Change("killed", 7, 3)], corrects=True)
    'القتلى 3 بدلًا من 7'
    >>> in_arabic([])
    'تطور جديد'
    """
    words = (_one_in_arabic(change, corrects=corrects) for change in changes)
    return "، ".join(words) or "تطور جديد"


def _one_in_arabic(change: Change, *, corrects: bool) -> str:
    if change.now is None:
        return _TURNS[change.fact]
    who = _TOLLS[change.fact]
    if corrects:
        return f"{who} {change.now} بدلًا من {change.before}"
    return f"{who} {change.before} ← {change.now}" if change.before else f"{who}: {change.now}"


def _opening_words(article: Article) -> str:
    """A title for an article that has none."""
    return " ".join((article.lead or article.body).split()[:12]) + "…"
