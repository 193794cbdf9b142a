"""The rules: what each has met, day by day, those in shadow too, and what it met last.

In: the rules of the file, and the matches that are kept. Out: records for ``rules.html``.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from monitor.archive.rulebook import Rulebook
from monitor.match.rules import Rule
from monitor.render.phrases import articles
from monitor.web.chart import bars, by_day
from monitor.web.entries import Entry, entry
from monitor.web.room import Room
from monitor.web.text import line
from monitor.web.words import SEVERITIES, when

#: Days of the picture, and how many of its last matches stand below each rule.
DAYS, LAST = 14, 8


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule of the file, or one that has left it."""

    id: str
    name: Markup
    severity: str
    severity_said: str
    #: ``live``, ``shadow``, ``off`` or ``gone``.
    state: str
    note: Markup
    #: How many articles it met in these days, in words.
    total_said: str
    picture: Markup
    last: Sequence[tuple[Entry, Markup]]


def page(room: Room) -> dict[str, Any]:
    """What the template shows."""
    today = room.now.astimezone(room.zone).date()
    hits = room.browse.hits(room.now - timedelta(days=DAYS))
    rules = {rule.id: rule for rule in room.files.rules.rules} if room.files.rules else {}
    version = Rulebook(room.store).latest()
    return {
        "days": DAYS,
        "rules": [
            _entry(name, rules.get(name), hits.get(name, Counter()), today, room)
            for name in [*rules, *sorted(hits.keys() - rules.keys())]
        ],
        "since": when(version.at, room.zone, room.now) if version else "",
        "version": version.name if version else "",
        "commands": [room.typed("rules", "log"), room.typed("rules", "backtest"),
                     room.typed("rules", "lint")],
    }  # fmt: skip


def _entry(
    name: str, rule: Rule | None, hits: Counter[datetime], today: date, room: Room
) -> RuleEntry:
    counts = by_day(hits, room.zone, today, DAYS)
    return RuleEntry(
        id=name,
        name=line(rule.name if rule else name),
        severity=rule.severity if rule else "low",
        severity_said=SEVERITIES[rule.severity] if rule else "",
        state=_state(rule),
        note=line(rule.entry.note if rule else ""),
        total_said=articles(sum(counts)),
        picture=bars(counts, today, f"ما انطبقت عليه القاعدة {name} في كل يوم"),
        last=[(entry(row, room), _evidence(row)) for row in room.browse.last_matches(name, LAST)],
    )


def _state(rule: Rule | None) -> str:
    if rule is None:
        return "gone"
    if not rule.entry.enabled:
        return "off"
    return "shadow" if rule.entry.shadow else "live"


def _evidence(row: dict[str, Any]) -> Markup:
    """The words that counted, each once."""
    return line("، ".join(dict.fromkeys(one["surface"] for one in row["evidence"])))
