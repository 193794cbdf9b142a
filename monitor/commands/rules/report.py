"""A comparison of two rule files, for a terminal and for programs."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from monitor.commands.rules.backtest import KINDS, Comparison, Difference


def lines(found: Comparison) -> Iterator[str]:
    """For a terminal; Latin but for titles, which stand alone in their lines."""
    counts = found.counts
    days = max((found.until - found.since).days, 1)
    yield f"changed  {found.changes}"
    yield f"archive  {counts.articles} articles in {days} days"
    totals = ", ".join(f"{found.total(kind)} {kind}" for kind in KINDS)
    held = found.lost_though_held()
    yield f"alerts   {totals}{f'; {held} of the lost had been held' if held else ''}"
    yield f"{'rule':30} {'before':>7} {'after':>7} {'new':>6} {'lost':>6}"
    for rule in sorted({*counts.before, *counts.after}):
        note = "  in shadow" if rule in found.shadow else ""
        figures = (counts.before, counts.after, counts.gained, counts.dropped)
        before, after, gained, dropped = (one[rule] for one in figures)
        yield f"{rule:30} {before:7} {after:7} {gained:6} {dropped:6}{note}"
    if not counts.differences:
        return
    for what, table in (("day", found.by_day()), ("outlet", found.by_outlet())):
        yield f"{what:30} " + " ".join(f"{kind:>6}" for kind in KINDS)
        for name, kinds in table.items():
            if kinds:
                yield f"{name!s:30} " + " ".join(f"{kinds[kind]:6}" for kind in KINDS)
    for kind in KINDS:
        for one in found.samples(kind):
            mark = ", which was held" if one.held else ""
            yield f"{kind:5} {_rules(one)}{mark}  {one.url}"
            yield f"      {one.title}"


def as_dict(found: Comparison) -> dict[str, Any]:
    """For programs; every list is whole but `samples`."""
    counts = found.counts
    figures = ("before", "after", "gained", "dropped")
    return {
        "changes": asdict(found.changes),
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "articles": counts.articles,
        "alerts": {kind: found.total(kind) for kind in KINDS},
        "lost_though_held": found.lost_though_held(),
        "rules": {
            rule: {name: getattr(counts, name)[rule] for name in figures}
            for rule in sorted({*counts.before, *counts.after})
        },
        "days": {str(day): _whole(kinds) for day, kinds in found.by_day().items()},
        "outlets": {name: _whole(kinds) for name, kinds in found.by_outlet().items()},
        "samples": {
            kind: [asdict(one) | {"at": one.at.isoformat()} for one in found.samples(kind)]
            for kind in KINDS
        },
    }


def _whole(kinds: dict[str, int]) -> dict[str, int]:
    return {kind: kinds.get(kind, 0) for kind in KINDS}


def _rules(one: Difference) -> str:
    before, after = (" ".join(rules) or "nothing" for rules in (one.before, one.after))
    moved = ", ".join(one.moves)
    if one.before == one.after and moved:
        return moved
    return f"{before} → {after}" + (f" ({moved})" if moved else "")
