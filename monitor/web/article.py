"""One article: why it did or did not alert, with what counted marked in its text.

In: what `marqab explain` tells, of the same code. Out: records for ``article.html``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from monitor.alert.outlets import Outlets
from monitor.alert.voices import named_in
from monitor.archive.rulebook import SHORT
from monitor.commands.explain import Archived, explain_archived
from monitor.match.matcher import Masked, Verdict
from monitor.web.change import changed
from monitor.web.entries import UNTITLED
from monitor.web.room import NotHere, Room
from monitor.web.text import Marks, line, link, paragraphs, reason
from monitor.web.words import ACTS, FIELDS, KINDS, POSTS, STATES, letters, when
from spiders.contract import Article

#: So many places are named for each rule (our own choice); all are marked in the text.
SHOWN: Final = 12

#: Names of what an article may lack.
_LACKS: Final = {"title": "العنوان", "body": "النص", "published_at": "التاريخ"}


@dataclass(frozen=True, slots=True)
class Judged:
    """What one rule says of the article, now."""

    id: str
    name: Markup
    fired: bool
    shadow: bool
    clause: str
    why: Markup
    #: The places that count, and those that `ignore` or an exclusion takes out.
    evidence: Sequence[Markup]
    masked: Sequence[Markup]
    nearest: Markup | None


def page(room: Room, number: int) -> dict[str, Any]:
    """What the template shows.

    Raises:
        NotHere: there is no such article.
    """
    found = explain_archived(room.store, str(number), room.files.rules)
    if found is None or not isinstance(found.found, Article) or found.archived is None:
        raise NotHere(f"لا مادة بالرقم {number}.")
    article, archived = found.found, found.archived
    decision = archived.decision or {}
    marks = _marks(room, archived.article_id, found.verdicts)
    return {
        "id": archived.article_id,
        "title": line(article.title or UNTITLED, marks["title"]),
        "source": article.source,
        "source_name": line(room.name(article.source)),
        "link": link(article.url, private=room.is_private(article.source)),
        "url": line(article.url),
        "language": article.language or "ar",
        "published": when(article.published_at, room.zone, room.now),
        "published_reason": article.published_reason,
        "fetched": when(article.fetched_at, room.zone, room.now),
        "authors": line("، ".join(article.authors)),
        "tags": line("، ".join(article.tags)),
        "attribution": line("، ".join(named_in(article, Outlets.of(room.files.sources)))),
        "extractor": article.extractor,
        "letters": letters(len(article.body)),
        "lacks": "، ".join(_LACKS[name] for name in article.missing),
        "lead": paragraphs(article.lead, marks["lead"]),
        "body": paragraphs(article.body, marks["body"]),
        "change": _change(room, archived.article_id),
        "act": decision.get("act", ""),
        "act_said": ACTS.get(decision.get("act", ""), "لم يُدوَّن قرار"),
        "decided": when(decision["at"], room.zone, room.now) if decision else "",
        "why": reason(decision["reason"], room.names) if decision else None,
        "rules": [_judged(verdict, room) for verdict in found.verdicts],
        "then": _then(archived, found.verdicts),
        "story": _story(archived, room),
        "posts": [
            {
                "id": post.id,
                "kind": POSTS[post.kind],
                "chat": post.chat,
                "said": STATES[post.state],
                "why": reason(post.reason, room.names),
                "mine": post.article_id == archived.article_id,
            }
            for post in archived.posts
        ],
        "command": room.typed("explain", number),
        "example": room.typed("rules", "example"),
    }


def _change(room: Room, article_id: int) -> dict[str, Any] | None:
    """What the outlet last changed in it; None if it changed nothing, or the text was pruned."""
    versions = room.browse.last_versions(article_id)
    if len(versions) < 2:  # noqa: PLR2004 one never changed
        return None
    new, old = versions
    texts = ["\n".join(one[name] for name in ("title", "lead", "body")) for one in (old, new)]
    return {
        "places": changed(*texts),
        "at": when(new["fetched_at"], room.zone, room.now),
        "version": new["version"],
    }


def _story(archived: Archived, room: Room) -> dict[str, Any] | None:
    kept = archived.story
    if kept is None:
        return None
    return {
        "id": kept["story_id"],
        "kind": KINDS[kept["kind"]],
        "why": reason(kept["reason"], room.names),
    }


# --- rules ----------------------------------------------------------------------------------


def _judged(verdict: Verdict, room: Room) -> Judged:
    return Judged(
        id=verdict.rule,
        name=line(verdict.name),
        fired=verdict.fired,
        shadow=verdict.rule in room.shadow,
        clause=verdict.clause,
        why=reason(verdict.reason, room.names),
        evidence=_some([f"«{one.surface}» في {FIELDS[one.field]}" for one in verdict.evidence]),
        masked=_some([_masked(one) for one in verdict.masked]),
        nearest=reason(verdict.nearest, room.names) if verdict.nearest else None,
    )


def _masked(one: Masked) -> str:
    block = f" ({one.block})" if one.block else ""
    return f"«{one.surface}» لا يُحسب: هو داخل «{one.by}»{block}"


def _some(places: Sequence[str]) -> list[Markup]:
    """The first of these, and how many more there are."""
    more = [f"ومواضع أخرى: {len(places) - SHOWN}"] if len(places) > SHOWN else []
    return [line(one) for one in (*places[:SHOWN], *more)]


def _then(archived: Archived, now: Sequence[Verdict]) -> dict[str, Any] | None:
    """The rules that made the last alert, and whether those of today judge alike."""
    if archived.then is None:
        return None
    return {
        "rules": "، ".join(sorted(archived.fired_then)) or "لا شيء",
        "version": archived.then["rules_sha256"][:SHORT],
        "same": archived.as_then(now),
    }


def _marks(room: Room, article_id: int, verdicts: Sequence[Verdict]) -> dict[str, Marks]:
    """What counts in each field: by the rules of today, or if they find nothing, by the last."""
    fired = [verdict for verdict in verdicts if verdict.fired]
    telling = [verdict for verdict in fired if verdict.rule not in room.shadow] or fired
    hits = [(one.field, one.start, one.end) for found in telling for one in found.evidence]
    if not hits:
        matches = room.store.matches(article_id)
        newest = max((match["version"] for match in matches), default=None)
        hits = [
            (one["field"], one["start"], one["end"])
            for match in matches
            if match["version"] == newest
            for one in match["evidence"]
        ]
    masked = [one for verdict in verdicts for one in verdict.masked]
    return {
        field: Marks(
            tuple((start, end) for name, start, end in hits if name == field),
            tuple((one.start, one.end) for one in masked if one.field == field),
        )
        for field in FIELDS
    }
