"""Why an article did or did not become a post: the reason of every stage.

In: an address, a number or a text, the configuration, the database.
Out: the chain of reasons, for people and as JSON.
An article that is not archived is fetched; a text is taken as it is.
Both are judged by the rules as they are now. Where an article made an alert, the verdicts of that
time are shown as well.
While a saved file is wrong, archived articles are judged by the rules that were live last.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from monitor.archive.rulebook import SHORT, Rulebook
from monitor.archive.store import Store, looking
from monitor.archive.storybook import Storybook
from monitor.commands.pages import extract_page, is_address
from monitor.commands.posts import due_of, held_posts, standing
from monitor.commands.waits import Wait, wait_for
from monitor.config import Configuration
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Post
from monitor.errors import MarqabError
from monitor.match.matcher import Verdict, verdicts
from monitor.match.rules import RuleSet
from spiders.contract import Article, Refused
from spiders.yamlfile import Faults


@dataclass(frozen=True, slots=True)
class Archived:
    """What the database knows of an article."""

    article_id: int
    #: What was last decided about it, as `Store.decision` gives it; None for an article whose
    #: decision was not written down.
    decision: dict[str, Any] | None
    #: As `Storybook.why` gives it; None for an article in no story.
    story: dict[str, Any] | None
    #: Everything planned about its story.
    posts: Sequence[Post]
    #: The numbers of those of them that wait in a flood that is held.
    held: Collection[int] = ()
    #: The verdicts that made the last alert, as `Rulebook.verdicts` gives them; None without one.
    then: dict[str, Any] | None = None

    @property
    def fired_then(self) -> set[str]:
        """The rules that made the last alert; empty without one."""
        verdicts = self.then["verdicts"] if self.then else ()
        return {verdict["rule"] for verdict in verdicts if verdict["fired"]}

    def as_then(self, now: Sequence[Verdict]) -> bool:
        """Whether the same rules fire by these verdicts as made the last alert."""
        return self.fired_then == {verdict.rule for verdict in now if verdict.fired}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The chain of reasons for one article, or for a page that is none."""

    found: Article | Refused
    #: The verdicts of the rules as they are now; empty for a refused page.
    verdicts: Sequence[Verdict] = ()
    archived: Archived | None = None
    #: What keeps its page from being read; None for one that was read, or that nobody listed.
    wait: Wait | None = None
    #: What keeps it from saying more, a line each.
    notes: Sequence[str] = ()

    @property
    def exit_code(self) -> int:
        """1 for a page that is no article."""
        return 1 if isinstance(self.found, Refused) else 0

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        archived = self.archived
        return {
            "crawl": asdict(self.wait) if self.wait else None,
            "extract": self.found.model_dump(mode="json"),
            "match": [asdict(verdict) for verdict in self.verdicts],
            "match_then": archived.then if archived else None,
            "archived": archived is not None,
            "group": archived.story if archived else None,
            "alert": archived.decision if archived else None,
            "posts": [_post(post) for post in archived.posts] if archived else [],
            "notes": list(self.notes),
        }

    def lines(self) -> Iterator[str]:
        """For a terminal."""
        yield from (f"note     {note}" for note in self.notes)
        if self.wait:
            yield f"crawl    {self.wait.source}: {self.wait.line()} (UTC)"
        if isinstance(self.found, Refused):
            yield f"extract  refused: {self.found.reason} {self.found.detail}".rstrip()
            return
        yield from _extracted(self.found)
        for verdict in self.verdicts:
            yield from _matched(verdict)
        if self.archived is None:
            why = "no crawl could read it yet" if self.wait else "no crawl has brought it"
            yield f"group    not archived: {why}"
            return
        yield f"archive  article {self.archived.article_id}"
        if self.archived.then:
            yield _then(self.archived, self.verdicts)
        yield _grouped(self.archived.story)
        yield _decided(self.archived.decision)
        for post in self.archived.posts:
            error = f"; {post.error}" if post.error else ""
            state = standing(post, self.archived.held)
            due = ", ".join(filter(None, [state, due_of(post, state)]))
            yield f"deliver  {post.kind} {post.id} to {post.chat}: {due}{error}"
            yield f"           because {post.reason}"


def explain_text(article: Article, configuration: Configuration) -> Explanation:
    """What the rules make of a text that was typed."""
    return Explanation(article, verdicts(article, configuration.rules))


def explain_article(url_or_id: str, configuration: Configuration, db: Path) -> Explanation:
    """The chain of reasons for an archived article, or for a page fetched now.

    Raises:
        MarqabError: neither an archived article nor an address.
    """
    wait = None
    if db.exists():
        with looking(db) as store:
            known = explain_archived(store, url_or_id, configuration.rules)
            url = known.found.url if known else url_or_id
            if is_address(url):
                wait = wait_for(url, configuration.sources, store)
        if known:
            return replace(known, wait=wait)
    if not is_address(url_or_id):
        raise MarqabError(
            f"«{url_or_id}» is neither an archived article's number nor an address; "
            "for a text, give - and the text on standard input"
        )
    found = extract_page(url_or_id, sources=configuration.sources)
    if isinstance(found, Refused):
        return Explanation(found, wait=wait)
    return Explanation(found, verdicts(found, configuration.rules), wait=wait)


def explain_meanwhile(url_or_id: str, faults: Faults, db: Path) -> Explanation | None:
    """As `explain_article`, of what is archived alone, while a saved file has these faults.

    None when no article is known by this.
    """
    if not db.exists():
        return None
    with looking(db) as store:
        rules, judge = _live_rules(store)
        found = explain_archived(store, url_or_id, rules)
    return found and replace(found, notes=(*map(str, faults.faults), judge))


def _live_rules(store: Store) -> tuple[RuleSet | None, str]:
    """The rules that were live last, and a line that says so."""
    version = Rulebook(store).latest()
    if version is None:
        return None, "no rules were ever live, so no verdict is shown"
    try:
        rules = version.compiled()
    except Faults:  # of an older Marqab
        return None, f"the rules that were live last, {version.name}, cannot be read any more"
    return rules, f"judged by the rules that were live last, {version.name}"


def explain_archived(store: Store, url_or_id: str, rules: RuleSet | None) -> Explanation | None:
    """The chain of reasons for an archived article; None when none is known by this.

    Without `rules` there are no verdicts of today.
    """
    found = store.find_article(url_or_id)
    if found is None:
        return None
    article_id, article = found
    story = Storybook(store).why(article_id)
    ledger = Ledger(store.db)
    posts = ledger.about(story["story_id"]) if story else []
    then = Rulebook(store).verdicts(article_id)
    decision, held = store.decision(article_id), held_posts(ledger) if posts else set()
    archived = Archived(article_id, decision, story, posts, held, then)
    return Explanation(article, verdicts(article, rules) if rules else (), archived)


def _extracted(article: Article) -> Iterator[str]:
    missing = f", lacks {', '.join(article.missing)}" if article.missing else ""
    when = article.published_at.isoformat() if article.published_at else "no date"
    yield f"extract  by {article.extractor}: {len(article.body)} letters{missing}"
    fields = {"title": article.title, "lead": article.lead, "body": article.body}
    lengths = [f"{name} {len(text)}" for name, text in fields.items()]
    where = f"{article.source or 'no outlet'}, language {article.language or 'not stated'}"
    yield f"fields   {', '.join(lengths)} letters, {len(article.tags)} tags; {where}"
    yield f"date     {when}: {article.published_reason}"


def _matched(verdict: Verdict) -> Iterator[str]:
    state = "FIRED" if verdict.fired else "silent"
    yield f"match    {verdict.rule}: {state} by `{verdict.clause}`: {verdict.reason}"
    for found in verdict.evidence:
        yield f"           {found.field} {found.start}-{found.end}: {found.surface}"
    for masked in verdict.masked:
        whose = f" of {masked.block}" if masked.block else ""
        yield (
            f"           ignored{whose} {masked.field} {masked.start}-{masked.end}: "
            f"{masked.surface}, inside «{masked.by}»"
        )
    if verdict.nearest:
        yield f"           nearest miss: {verdict.nearest}"


def _then(archived: Archived, now: Sequence[Verdict]) -> str:
    """Which rules made the alert in their day, and whether the rules of today would."""
    assert archived.then is not None
    today = ", as today" if archived.as_then(now) else ", unlike today"
    rules = ", ".join(sorted(archived.fired_then)) or "nothing"
    under = f"{rules} fired under the rules {archived.then['rules_sha256'][:SHORT]}"
    return f"then     {under}{today if now else ''}"


def _grouped(story: dict[str, Any] | None) -> str:
    if story is None:
        return "group    in no story: no rule matched it when it was archived"
    return f"group    story {story['story_id']}, {story['kind']}: {story['reason']}"


def _decided(decision: dict[str, Any] | None) -> str:
    if decision is None:
        return "alert    no decision was written down"
    return f"alert    {decision['act']} at {decision['at'][:16]} UTC: {decision['reason']}"


def _post(post: Post) -> dict[str, Any]:
    names = ("id", "kind", "chat", "state", "reason", "error", "message_id", "html")
    return {name: getattr(post, name) for name in names}
