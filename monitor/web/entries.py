"""Articles and stories as lists show them.

In: rows of `monitor.archive.browse`. Out: records for the templates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from monitor.archive.doubts import Doubt
from monitor.render.phrases import articles, outlets
from monitor.web.room import Room
from monitor.web.text import line, link, reason
from monitor.web.words import ACTS, SEVERITIES, when

UNTITLED = "بلا عنوان"


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a list."""

    id: int
    title: Markup
    source: str
    source_name: Markup
    link: str | None
    at: str
    act: str
    act_said: str
    why: Markup | None
    story: int | None
    removed: bool


def entry(row: Mapping[str, Any], room: Room) -> Entry:
    """An article with what was decided about it."""
    act = row["act"] or ""
    return Entry(
        id=row["id"],
        title=line(row["title"] or UNTITLED),
        source=row["source"],
        source_name=line(room.name(row["source"])),
        link=link(row["url"], private=room.is_private(row["source"])),
        at=when(row["published_at"] or row["first_seen_at"], room.zone, room.now),
        act=act,
        act_said=ACTS.get(act, "لم يُدوَّن قرار"),
        why=reason(row["act_reason"], room.names) if row["act_reason"] else None,
        story=row["story_id"],
        removed=row["removed_at"] is not None,
    )


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """One story of a list."""

    id: int
    headline: Markup
    severity: str
    severity_said: str
    at: str
    counts: str
    state: str
    told: bool
    resembles: int | None


def story_entry(row: Mapping[str, Any], doubt: Doubt | None, room: Room) -> StoryEntry:
    """A story as `Storybook.recent` gives it, with the doubt about it if there is one."""
    merged = row["merged_into"]
    told = "نُشر" if row["told"] else "حُجب"
    return StoryEntry(
        id=row["id"],
        headline=line(row["headline"] or UNTITLED),
        severity=row["severity"],
        severity_said=SEVERITIES[row["severity"]],
        at=when(row["last_at"], room.zone, room.now),
        counts=f"{articles(row['articles'])} · {outlets(row['outlets'])}",
        state=f"ضُمّ إلى الخبر {merged}" if merged else told,
        told=bool(row["told"]) and not merged,
        resembles=doubt.resembles if doubt else None,
    )
