"""Did a post arrive whose answer was lost? Read the channel back and see.

The numbers of a channel's messages follow each other. So what was sent stands under one of the
numbers after the last message that was known then. A number without a message, before a number
with one, had a message that somebody deleted.
In: a post in doubt.
Out: `Sent`, `NotSent`, or `Cannot` where neither is proved.
Knows nothing of pacing the chat or of what happens then.
"""

import asyncio
from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass, field
from datetime import timedelta

import regex

from monitor.deliver.outcome import (
    Cannot,
    Found,
    Missing,
    NotSent,
    Probe,
    Sent,
    Unreadable,
    Wait,
)
from monitor.deliver.post import Post
from monitor.render.inline import visible

_WORD = regex.compile(r"[\p{L}\p{N}]+")
_MARK = regex.compile(r"\p{M}")

#: So many numbers in a row without a message end the search: three albums of ten that somebody
#: posted and deleted meanwhile.
MISSES = 30

#: More messages than that after our last one, and the search gives up: another program writes
#: to the chat, or its history was never seen.
LONGEST_SEARCH = 60

#: Telegram may ask for so much patience in the midst of a search; for more it ends.
LONGEST_WAIT = timedelta(minutes=2)

#: A group, which the admin chat most often is, takes twenty messages a minute, and a few more in
#: a burst (docs/delivery.md).
_BURST = 15


def pause_after(probe: Probe, forwards: int) -> timedelta:
    """How long to wait after looking at a number, when so many were forwarded before.

    What is there is forwarded to the admin chat and deleted; where nothing is, nothing is written,
    and a bot may ask some thirty times a second.
    """
    if not isinstance(probe, Found):
        return timedelta(seconds=0.05)
    return timedelta(seconds=1 if forwards < _BURST else 3)


@dataclass(slots=True)
class Look:
    """Looks at one number after the other, no faster than the admin chat takes forwards."""

    #: Looks once; see `monitor.deliver.ports.Channel.probe`.
    probe: Callable[[int], Awaitable[Probe]]
    rest: Callable[[timedelta], Awaitable[None]]
    stop: asyncio.Event
    _forwards: int = 0
    _pause: timedelta = timedelta(0)

    async def at(self, message_id: int) -> Found | Missing | Unreadable | Cannot:
        """What stands under this number."""
        while True:
            if self._pause:
                await self.rest(self._pause)
            if self.stop.is_set():
                return Cannot("the search was stopped", passing=True)
            found = await self.probe(message_id)
            if not isinstance(found, Wait):
                self._pause = pause_after(found, self._forwards)
                self._forwards += isinstance(found, Found)
                return found
            if found.patience > LONGEST_WAIT:
                return Cannot(f"Telegram asks to wait {found.patience}", passing=True)
            self._pause = found.patience


@dataclass(slots=True)
class _Trail:
    """What the search has met so far."""

    texts: list[list[str]]
    #: Whether any message is known that stands before the numbers searched.
    ground: bool
    misses: int = 0
    #: Why absence is proved no more.
    doubts: list[str] = field(default_factory=list)

    def meet(self, message_id: int, probe: Probe) -> Sent | NotSent | Cannot | None:
        """What this probe proves together with those before it, or None: look further."""
        match probe:
            case Found(shown) if words(shown) in self.texts:
                return Sent(message_id)
            case Missing():
                self.misses += 1
                return self._end() if self.misses == MISSES else None
            case Unreadable() if message_id > 1:
                return Cannot(f"message {message_id} cannot be forwarded")
            case Cannot():
                return probe
            case _:
                # Another's message, or the service message that begins every channel.
                self.stand_on(message_id)
                return None

    def stand_on(self, message_id: int) -> None:
        """A message that is not the one looked for stands here."""
        if self.misses and self.ground:
            self.doubts.append(f"a message before message {message_id} was deleted")
        self.misses, self.ground = 0, True

    def _end(self) -> NotSent | Cannot:
        if not self.ground:
            # The first numbers of an old channel may be long deleted; that proves nothing.
            return Cannot("nothing is known yet of the channel's numbering", final=True)
        if self.doubts:
            return Cannot(f"{self.doubts[0]}, which may have been this post", final=True)
        return NotSent("read back: it is not in the channel")


async def look_for(
    post: Post,
    look: Look,
    *,
    others: Container[int],
    is_foreign: Callable[[str], Awaitable[bool]],
) -> Sent | NotSent | Cannot:
    """Search for a post behind the last message known when it left.

    `others` are the numbers of other posts of ours; `is_foreign` says of a text whether it has our
    layout and is none that this ledger knows: somebody may have corrected it.
    """
    last = post.last_message_id or 0
    # A server that does not parse markup shows it.
    trail = _Trail([words(visible(post.html)), words(post.html)], ground=last > 0)
    for message_id in range(last + 1, last + 1 + LONGEST_SEARCH):
        if message_id in others:
            trail.stand_on(message_id)
            continue
        found = await look.at(message_id)
        if proof := trail.meet(message_id, found):
            return proof
        if isinstance(found, Found) and await is_foreign(found.text):
            trail.doubts.append(f"message {message_id} looks like ours and has other words")
    return Cannot(f"more than {LONGEST_SEARCH} messages follow the last one known", final=True)


def words(text: str) -> list[str]:
    r"""A text's letters and digits alone.

    Telegram trims and changes spaces and drops some marks, for example the ring of a
    decomposed \u00e5; a post must be known again after that, or it would be sent twice.

    >>> words(" \u200fطَرطوس\n(A\u030a 5)") == words("طرطوس A 5")
    True
    """
    return _WORD.findall(_MARK.sub("", text))
