"""The archive of stories as an editor sees it: what was told, why, and what is in doubt.

In: the opened database.
Out: records with a line for people and a dictionary for programs.
Changes nothing; the corrections themselves are `monitor.editor`'s.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.archive.corrections import Correction, Corrections
from monitor.archive.doubts import Doubt, Doubts
from monitor.archive.store import Store
from monitor.archive.storybook import Storybook
from monitor.commands.counted import counted
from monitor.commands.posts import held_posts, standing
from monitor.config import Configuration
from monitor.credentials import Secrets
from monitor.deliver.ledger import Ledger
from monitor.deliver.office import destination_of
from monitor.deliver.post import PAGE, Post
from monitor.deliver.takeover import last_address
from monitor.editor import Editor
from monitor.pipeline import Pipeline
from monitor.render.report import Report


def editor_of(store: Store, configuration: Configuration, secrets: Secrets) -> Editor:
    """Who corrects the stories of this database, made as the service makes it.

    Posts must go where the service sends them, and the service may have a token that this shell
    has not; so the ledger is asked, chat by chat, where the last post went.
    """
    ledger = Ledger(store.db)

    def destination(chat: str) -> str:
        last = last_address(ledger, chat)
        has_bot = last != PAGE if last else secrets.telegram_token is not None
        return ledger.now_at(destination_of(chat, configuration.settings, has_bot=has_bot))

    return Pipeline(store, configuration, destination).editor


@dataclass(frozen=True, slots=True)
class Listed:
    """One story of the list."""

    #: As `Storybook.recent` gives it.
    row: dict[str, Any]
    #: None for a story that nobody doubts.
    doubt: Doubt | None
    #: Of a story whose posts all wait: ``planned``, or ``held`` in a flood; else "".
    waits: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        doubt = self.doubt and {"resembles": self.doubt.resembles, "score": self.doubt.score}
        return self.row | {"doubt": doubt}

    def line(self) -> str:
        """For a terminal."""
        row = self.row
        told = self.waits or ("told" if row["told"] else "held")
        state = f"merged into {row['merged_into']}" if row["merged_into"] else told
        articles = counted(row["articles"], "article", width=3)
        counts = f"{articles} {counted(row['outlets'], 'outlet', width=2)}"
        line = f"{row['id']:6}  {row['last_at'][:16]}  {row['severity']:6}  {counts}  {state}"
        if self.doubt:
            other = self.doubt.resembles
            line += f"; may be story {other}: `marqab stories merge {other} {row['id']}`"
        return f"{line}  {row['url'] or ''}".rstrip()


def stories_since(store: Store, since: datetime, *, doubtful: bool) -> Iterator[Listed]:
    """The stories with an article since then, the newest first; or only those in doubt."""
    doubts = Doubts(store).open()
    waiting = _waiting(Ledger(store.db))
    for row in Storybook(store).recent(since):
        if row["id"] in doubts or not doubtful:
            states = waiting.get(row["id"], [])
            waits = states[0] if len(states) == row["told"] > 0 else ""
            yield Listed(row, doubts.get(row["id"]), waits)


def _waiting(ledger: Ledger) -> dict[int, list[str]]:
    """For each story that has some the states of its posts that have not left."""
    held = held_posts(ledger)
    states = defaultdict(list)
    for post in ledger.open_posts():
        if post.story_id and post.kind == "post" and post.state == "planned":
            states[post.story_id].append(standing(post, held))
    return states


@dataclass(frozen=True, slots=True)
class Shown:
    """One story with all that is known of it."""

    row: dict[str, Any]
    #: In the order they joined, each with why: `Storybook.why`.
    reports: Sequence[tuple[Report, dict[str, Any]]]
    corrections: Sequence[Correction]
    posts: Sequence[Post]

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return self.row | {
            "articles": [_article(report, why) for report, why in self.reports],
            "corrections": [correction_dict(one) for one in self.corrections],
            "posts": [
                {name: getattr(post, name) for name in ("id", "kind", "chat", "state", "reason")}
                for post in self.posts
            ],
        }

    def lines(self) -> Iterator[str]:
        """For a terminal."""
        row = self.row
        merged = f", merged into story {row['merged_into']}" if row["merged_into"] else ""
        opened, last = row["opened_at"][:16], row["last_at"][:16]
        yield f"story {row['id']}  {row['severity']}  {opened} to {last} UTC{merged}"
        for report, why in self.reports:
            at = report.at.isoformat()[:16]
            yield f"{report.article_id:6}  {at}  {report.kind:9}  {report.article.url}"
            yield f"          because {why['reason']}"
            evidence = json.loads(why["evidence"])
            if "cos" in evidence:
                yield f"          {_score(evidence)}"
        for one in self.corrections:
            yield f"correction {one.id}  {one.at.isoformat()[:16]}  {one.reason}"
        for post in self.posts:
            yield f"{post.kind} {post.id} to {post.chat}: {post.state}; {post.reason}"


def show(store: Store, story: int) -> Shown:
    """One story.

    Raises:
        MarqabError: there is none of this number.
    """
    book = Storybook(store)
    row = book.about(story)
    reports = [(report, book.why(report.article_id) or {}) for report in book.reports(story)]
    posts = Ledger(store.db).about(story)
    return Shown(row, reports, Corrections(store).of(story), posts)


def labelled_pairs(store: Store) -> Iterator[dict[str, Any]]:
    """What editors said of pairs of articles, with both texts: a set to measure grouping by."""
    for row in Corrections(store).pairs():
        texts = {name: store.article(row[name]).model_dump(mode="json") for name in ("a", "b")}
        yield {"same": bool(row["same"]), "by": row["by"], "at": row["at"]} | texts


def correction_dict(done: Correction) -> dict[str, Any]:
    """A correction, for programs."""
    return {
        "id": done.id,
        "action": done.action,
        "story": done.story,
        "other": done.other,
        "articles": list(done.articles),
        "by": done.by,
        "at": done.at.isoformat(),
        "undone_by": done.undone_by,
        "undone_at": done.undone_at.isoformat() if done.undone_at else None,
    }


def _article(report: Report, why: dict[str, Any]) -> dict[str, Any]:
    article = report.article
    return {
        "id": report.article_id,
        "at": report.at.isoformat(),
        "source": article.source,
        "url": article.url,
        "title": article.title,
        "kind": report.kind,
        "reason": report.reason,
        "evidence": json.loads(why["evidence"]),
    }


_MEASURED = ("cos", "gap_hours", "containment", "new_words")


def _score(evidence: dict[str, Any]) -> str:
    # Decisions of older versions were kept without signs.
    signs = {name.replace("_", " "): value for name, value in evidence.get("signs", {}).items()}
    # The article that opens a story has no `new_words`.
    measured = {name: evidence[name] for name in _MEASURED if name in evidence}
    said = [f"{name} {value}" for name, value in (signs | measured).items()]
    return ", ".join([*said, *evidence.get("against", ())])
