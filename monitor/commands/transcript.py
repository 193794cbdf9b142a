"""A replayed day as a person reads it: what came, what was done with it, what the channel shows.

In: the Steps of a replay. Out: lines of Markdown, with Arabic.
"""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from monitor.commands.replay import Step
from monitor.render.bidi import FSI, PDI, RLM
from monitor.render.inline import visible

_INVISIBLE = str.maketrans("", "", RLM + FSI + PDI)
_CELL = str.maketrans({"|": "\\|", "\n": " "})


def transcribe(steps: Sequence[Step], zone: ZoneInfo) -> Iterator[str]:
    """The day in the order it was seen, then the message of every story as it stood in the end."""
    in_order = sorted(steps, key=lambda step: step.taken.at)
    yield "| seen | outlet | title | act | story | why |"
    yield "|---|---|---|---|---|---|"
    for step in in_order:
        article, taken = step.article, step.taken
        story = "" if taken.story is None else str(taken.story)
        at = taken.at.astimezone(zone)
        cells = (article.source, article.title, taken.act, story, taken.reason)
        yield f"| {at:%d %b %H:%M} | " + " | ".join(cell.translate(_CELL) for cell in cells) + " |"
    shown = {step.taken.story: step.taken.html for step in in_order if step.taken.html}
    for number, html in sorted(shown.items(), key=lambda one: one[0] or 0):
        yield f"\n## Story {number}\n"
        for line in visible(html or "").translate(_INVISIBLE).splitlines():
            yield f"> {line}  " if line else ">"
