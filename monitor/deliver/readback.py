"""Did a post arrive whose answer was lost? Read the channel back and see.

The numbers of a channel's messages follow each other, so what was sent after the last message
known then stands under one of the next numbers.
In: a post in doubt.
Out: `Sent`, `NotSent`, or `Cannot` where neither is proved.
Knows nothing of pacing or of what happens then.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import regex

from monitor.deliver.outcome import Cannot, Found, Missing, NotSent, Probe, Sent, Unreadable
from monitor.deliver.post import Post
from monitor.render.layout import visible

_WORD = regex.compile(r"[\p{L}\p{N}]+")
_MARK = regex.compile(r"\p{M}")

#: So many numbers in a row without a message end the search; deleted messages leave gaps.
MISSES = 8

#: More messages than that after our last one, and the search gives up: another program writes
#: to the chat, or its history was never seen.
LONGEST_SEARCH = 60

#: Between two numbers; each costs the admin chat a forward and a delete.
PAUSE = timedelta(seconds=1)


@dataclass(slots=True)
class _Trail:
    """What the search has met so far."""

    text: list[str]
    #: Whether any message is known that stands before the numbers searched.
    ground: bool
    misses: int = 0

    def meet(self, message_id: int, probe: Probe) -> Sent | NotSent | Cannot | None:
        """What this probe proves together with those before it, or None: look further."""
        match probe:
            case Found(shown) if words(shown) == self.text:
                return Sent(message_id)
            case Missing():
                self.misses += 1
                return self._end() if self.misses == MISSES else None
            case Unreadable() if message_id > 1:
                return Cannot(f"message {message_id} cannot be forwarded")
            case Cannot():
                return probe
            case Found() | Unreadable():
                # Another's message, or the service message that begins every channel.
                self.misses, self.ground = 0, True
                return None

    def _end(self) -> NotSent | Cannot:
        if self.ground:
            return NotSent("read back: it is not in the channel")
        # The first numbers of an old channel may be long deleted; that proves nothing.
        return Cannot("nothing is known yet of the channel's numbering")


async def look_for(
    post: Post,
    probe: Callable[[int], Awaitable[Probe]],
    *,
    is_another: Callable[[int], Awaitable[bool]],
    sleep: Callable[[float], Awaitable[None]],
    stop: asyncio.Event,
) -> Sent | NotSent | Cannot:
    """Search for a post behind the last message known when it left.

    `is_another` says whether a number is known to be another post of ours.
    """
    last = post.last_message_id or 0
    trail = _Trail(words(visible(post.html)), ground=last > 0)
    for message_id in range(last + 1, last + 1 + LONGEST_SEARCH):
        if stop.is_set():
            return Cannot("the search was stopped")
        if await is_another(message_id):
            trail.misses, trail.ground = 0, True
            continue
        proof = trail.meet(message_id, await probe(message_id))
        if proof:
            return proof
        await sleep(PAUSE.total_seconds())
    return Cannot(f"more than {LONGEST_SEARCH} messages follow the last one known")


#: So many numbers without a message, and nothing more is expected behind the last one known.
MISSES_AHEAD = 3


async def look_ahead(
    last: int,
    probe: Callable[[int], Awaitable[Probe]],
    *,
    is_foreign: Callable[[str], Awaitable[bool]],
    sleep: Callable[[float], Awaitable[None]],
) -> int | None:
    """The last message behind the last one known that a ledger like ours must have sent.

    None where there is none, or where it cannot be looked.
    `is_foreign` says of a text whether it has our layout and stands in no row of the ledger.
    """
    misses, found = 0, None
    for message_id in range(last + 1, last + 1 + LONGEST_SEARCH):
        match await probe(message_id):
            case Found(text) if await is_foreign(text):
                misses, found = 0, message_id
            case Missing():
                misses += 1
                if misses == MISSES_AHEAD:
                    break
            case Cannot():
                break
            case _:
                misses = 0
        await sleep(PAUSE.total_seconds())
    return found


def words(text: str) -> list[str]:
    r"""A text's letters and digits alone.

    Telegram trims and changes spaces and drops some marks, for example the ring of a
    decomposed \u00e5; a post must be known again after that, or it would be sent twice.

    >>> words(" \u200fطَرطوس\n(A\u030a 5)") == words("طرطوس A 5")
    True
    """
    return _WORD.findall(_MARK.sub("", text))
