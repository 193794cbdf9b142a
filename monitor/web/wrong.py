"""What a person must look at, in Arabic, with the command that goes on from there.

In: the lines of `Status.wrong`, and the records that lie behind them.
Out: one Wrong for each line, or for many lines that say the same of many sources.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from monitor.archive.watchbook import Watchbook
from monitor.commands.status import Status
from monitor.deliver.admin import hold_lines
from monitor.deliver.holds import Hold
from monitor.render.faults import in_arabic
from monitor.watch import news
from monitor.watch.alarms import Alarm
from monitor.web.room import Room
from monitor.web.text import line, reason
from monitor.web.words import when
from spiders.yamlfile import Fault

#: From so many sources on, what is said of each alike is said once, as on the very first day.
_MANY: Final = 3

_ALIKE: Final = (
    (re.compile(r"(\w+): never polled"), "مصادر لم تُقرأ بعد؛ هل تعمل الخدمة؟"),
    (re.compile(r"(\w+): not polled for .*"), "مصادر لم تُقرأ منذ مدة؛ هل تعمل الخدمة؟"),
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that a person must look at: a headline, what is known, what to type."""

    headline: Markup
    details: Sequence[Markup] = ()
    commands: Sequence[str] = ()


def what_is_wrong(status: Status, holds: Iterable[Hold], room: Room) -> list[Wrong]:
    """Everything in the order of `marqab status`; `holds` are those that are open."""
    known = dict(_known(room, holds))
    found: dict[str, Wrong] = {}
    together = {text: one for one, of in _together(status.wrong, room) for text in of}
    for text in status.wrong:
        one = together.get(text) or known.get(text) or _other(text, room)
        found.setdefault(str(one.headline) if text in together else text, one)
    return list(found.values())


def _together(lines: Sequence[str], room: Room) -> Iterator[tuple[Wrong, Sequence[str]]]:
    for form, headline in _ALIKE:
        matching = [(text, found[1]) for text in lines if (found := form.fullmatch(text))]
        if len(matching) >= _MANY:
            names = "، ".join(room.name(source) for _, source in matching)
            told = Wrong(line(headline), [line(names)], [room.typed("run")])
            yield told, [text for text, _ in matching]


def _known(room: Room, holds: Iterable[Hold]) -> Iterator[tuple[str, Wrong]]:
    """The lines of `Status.wrong` that come from a record, each with that record in Arabic."""
    for fault in room.files.faults:
        yield str(fault), _fault(fault, room)
    for alarm in Watchbook(room.store).open_alarms():
        yield alarm.line(), _alarm(alarm, room)
    for hold in holds:
        headline, *details = map(line, hold_lines(hold)[:3])
        commands = [room.typed("held", what, hold.id) for what in ("show", "release", "drop")]
        yield (
            f"{hold.posts} posts are held: {hold.reason}; see `marqab held`",
            Wrong(headline, details, commands),
        )


def _fault(fault: Fault, room: Room) -> Wrong:
    return Wrong(line("في ملفات الإعداد خطأ"), [line(in_arabic(fault))], [room.typed("check")])


def _alarm(alarm: Alarm, room: Room) -> Wrong:
    # A headline, what is known, and last the command; several lines for one alarm.
    first, *details, _ = news.begun([alarm], room.names, room.zone)
    since = f"منذ {when(alarm.began_at, room.zone, room.now)}"
    *said, seen = details
    command = room.typed("status", *filter(None, [alarm.source]))
    return Wrong(line(first), [*map(line, [since, *said]), reason(seen, room.names)], [command])


def _other(text: str, room: Room) -> Wrong:
    settles = text.startswith("post ") and "may or may not" in text
    commands = [room.typed("posts")]
    if settles:
        number = text.split()[1]
        commands = [
            f"{room.typed('posts', 'settle', number)} --sent NUMBER",
            room.typed("posts", "settle", number, "--absent"),
        ]
    return Wrong(reason(text, room.names), (), commands if text.startswith("post ") else ())
