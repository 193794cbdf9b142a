"""What a story's posts say: from its archived articles to the contents that are rendered.

In: the articles readers are told of, the rules, the outlets.
Out: a PostContent for the story, a ReplyContent for what is new, a StoryLine of a summary.
Knows nothing of storage, chats or the clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial
from urllib.parse import urlsplit

from monitor.alert.act import Act
from monitor.alert.facts import Change, facts_of, read_facts
from monitor.alert.learned import Learned
from monitor.alert.outlets import Outlets
from monitor.alert.voices import Said, named_in, origins, passed_on, repeats, voices
from monitor.group.marks import read_marks
from monitor.match.matcher import Match, match
from monitor.match.rules import RuleSet
from monitor.render.changes import in_arabic, labelled, labels
from monitor.render.excerpt import Excerpt, excerpt, says_more
from monitor.render.known import Telling, doubtful, known_by
from monitor.render.latest import Latest, latest
from monitor.render.layout import PostContent, ReplyContent, SourceLine
from monitor.render.report import Report
from monitor.render.summary import StoryLine
from spiders.contract import Article, Source

#: A text that is posted again so long after it was news is old news.
OLD_AFTER = timedelta(days=3)


class Composer:
    """Writes contents by the rules and outlets of one configuration."""

    def __init__(self, rules: RuleSet, sources: Iterable[Source]) -> None:
        # A story's reports are quoted anew with each of its posts and edits.
        self._match = lru_cache(maxsize=256)(partial(match, ruleset=rules))
        self._facts = lru_cache(maxsize=256)(facts_of)
        self._sources: Mapping[str, Source] = {source.id: source for source in sources}
        self._outlets = Outlets.of(self._sources.values())
        self._named = lru_cache(maxsize=256)(partial(named_in, outlets=self._outlets))

    def post(
        self,
        reports: Sequence[Report],
        *,
        severity: str,
        updated_at: datetime | None,
        began_at: datetime | None = None,
        maybe: bool = False,
        edits: int | None = None,
        learned: Sequence[Learned] = (),
    ) -> PostContent:
        """The story as its first report tells it, with every outlet once.

        `reports` is not empty; title and quote stay those of its first, so that readers find
        again what they have read; what was `learned` since, in that order, stands below.
        A first report that says no more than its title leaves the quote to one that does.
        `began_at` is when the story's first article was published, told or not; `edits` is as in
        PostContent, and so is `maybe`, but what two tell independently is told in full.
        """
        first = reports[0]
        matches = [self._match(report.article) for report in reports]
        quoted, passage = self._quote(reports, matches)
        # Copies of one agency are one voice.
        heard = len({*voices([*map(self._said, reports)], self._outlets).values()})
        return PostContent(
            severity=severity,
            title=_title(first.article),
            excerpt=passage,
            quoted=None if quoted is first else self._source_line(quoted),
            latest=self._latest(reports, learned),
            sources=self._source_lines(reports),
            voices=heard,
            first_at=first.at,
            undated=first.undated,
            updated_at=updated_at if _is_renewed(reports) else None,
            hashtags=_hashtags(one for found in matches for one in found),
            old_since=_old_since(first, began_at),
            recalls=read_marks(first.article.title, body="").recalls == "title",
            maybe=maybe and heard == 1,
            edits=edits,
        )

    def line(
        self,
        reports: Sequence[Report],
        *,
        severity: str,
        news: str = "",
        learned: Sequence[Learned] = (),
    ) -> StoryLine:
        """A story in a summary, as its first report tells it; `news` is what is new of it.

        `learned` is as in `post`.
        """
        first = reports[0]
        source = self._source_line(first)
        changed_at = source.changed_at if news else None
        return StoryLine(
            severity=severity,
            title=_title(first.article),
            url=source.url,
            outlet=source.name,
            at=changed_at or first.at,
            outlets=len(self._source_lines(reports)),
            news=news,
            latest=self._latest(reports, learned),
            changed=changed_at is not None,
            removed=source.removed_at is not None,
            private=source.private,
        )

    def reply(
        self,
        report: Report,
        act: Act,
        *,
        quoted: bool = True,
        also: Sequence[tuple[Report, Sequence[Change]]] = (),
    ) -> ReplyContent:
        """What is new, as the article tells it that brought it.

        Pass ``quoted=False`` where the post that it answers quotes the same article.
        `also` are reports whose news waited to be told with this one, each with what it changes.
        """
        article = report.article
        title = _title(article)
        found = self._match(article)
        telling = [report, *(one for one, _ in also)]
        doubted = doubtful(self._facts(one.article) for one in telling)
        return ReplyContent(
            severity=str(act.severity),
            news=in_arabic(
                act.changes,
                title=title,
                corrects=act.corrects,
                unconfirmed={one.fact for one in act.changes if (one.fact, one.now) in doubted},
            ),
            counts=any(change.now is not None for change in act.changes),
            title=title,
            source=self._source_line(report),
            excerpt=self._excerpt(report, found) if quoted else Excerpt(""),
            undated=report.undated,
            hashtags=act.hashtags or _hashtags(found),
            also=tuple(
                (self._also(one, turns, act.changes), self._source_line(one))
                for one, turns in also
            ),
            corrects=act.corrects or [one.fact for one in act.changes] == ["corrected"],
        )

    def _quote(
        self, reports: Sequence[Report], matches: Sequence[Sequence[Match]]
    ) -> tuple[Report, Excerpt]:
        """The first passage that says more than the title of the story, and whose it is.

        Below the title of an event no report of its denial or its end is quoted.
        """
        first = reports[0]
        passages = [self._excerpt(one, found) for one, found in zip(reports, matches, strict=True)]
        for report, passage in zip(reports, passages, strict=True):
            if report.removed_at or not says_more(passage.text, _title(first.article)):
                continue
            said = self._facts(report.article).upends | read_facts("", passage.text).upends
            if report is first or said <= self._facts(first.article).upends:
                return report, passage
        return first, passages[0]

    def _also(self, report: Report, turns: Sequence[Change], told: Sequence[Change]) -> str:
        """Its title behind what it turns; that alone where a number in the title holds no more."""
        title, facts = _title(report.article), self._facts(report.article)
        said = "، ".join(labels(turns, title))
        taken_back = any(
            one.now is not None
            and one.fact in facts.headlined
            and facts.tolls.get(one.fact, 0) > one.now
            for one in told
        )
        return said if said and taken_back else labelled(said, title) if said else title

    def _excerpt(self, report: Report, found: Sequence[Match]) -> Excerpt:
        source = self._sources.get(report.article.source)
        aliases = source.aliases if source else ()
        names = [self._name(report), *aliases, *self._named(report.article)]
        return excerpt(report.article, found, names)

    def _latest(self, reports: Sequence[Report], learned: Sequence[Learned]) -> tuple[Latest, ...]:
        """What is known since the first report; what its outlet took down is no more."""
        first = reports[0]
        telling = [
            Telling(
                one.article_id,
                one.at,
                _title(one.article),
                self._name(one),
                self._facts(one.article),
            )
            for one in reports
            if not one.removed_at
        ]
        # What the first says stands in title and quote, until it is told anew.
        standing = first.article_id if first.changed_at is None else None
        new = [one for one in learned if one.article_id != standing]
        return latest(*known_by(telling, new), _title(first.article))

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

    def _source_line(self, report: Report, among: Sequence[Report] = ()) -> SourceLine:
        article = report.article
        source = self._sources.get(article.source)
        said = self._said(report)
        return SourceLine(
            name=said.name,
            url=article.url,
            at=report.at,
            attribution=passed_on(said.origins, said.name, self._outlets),
            repeats=repeats(said, map(self._said, among), self._outlets),
            private=source is not None and source.allow_private,
            changed_at=report.changed_at,
            removed_at=report.removed_at,
            replaced_at=report.replaced_at,
        )

    def _said(self, report: Report) -> Said:
        """Who speaks in it; a copy says so wherever it says it."""
        named = self._named(report.article)
        whole = named if report.copy_of else origins(report.article, named)
        return Said(report.article_id, self._name(report), whole, report.copy_of)

    def _name(self, report: Report) -> str:
        article = report.article
        source = self._sources.get(article.source)
        name = source.name if source else article.source or urlsplit(article.url).hostname
        return name or article.url


def _is_renewed(reports: Sequence[Report]) -> bool:
    """Whether a post says anything that it did not say at first; a merge may be undone."""
    first = reports[0]
    return len(reports) > 1 or any((first.changed_at, first.removed_at, first.replaced_at))


def _old_since(first: Report, began_at: datetime | None) -> datetime | None:
    """When the text of a report that was posted again was news; None for what is new."""
    old = began_at is not None and first.kind == "copy" and first.at - began_at >= OLD_AFTER
    return began_at if old else None


def _hashtags(found: Iterable[Match]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for one in found if not one.shadow for tag in one.hashtags))


def _title(article: Article) -> str:
    """Its title, or the opening words of an article that has none."""
    return article.title or " ".join((article.lead or article.body).split()[:12]) + "…"
