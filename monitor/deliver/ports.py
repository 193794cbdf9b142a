"""What a courier works with: a channel, the operator, and the thread that writes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from monitor.deliver.outcome import Outcome, Probe
from monitor.deliver.post import Post

P = ParamSpec("P")
T = TypeVar("T")


class Channel(Protocol):
    """What a courier delivers to; see `monitor.deliver.channel` and `monitor.deliver.page`."""

    async def send(
        self,
        destination: str,
        html: str,
        *,
        silent: bool = False,
        reply_to: int | None = None,
        preview_url: str | None = None,
        topic: int | None = None,
        buttons: Sequence[tuple[str, str]] = (),
    ) -> Outcome:
        """Post a message."""

    async def edit(
        self,
        destination: str,
        message_id: int,
        html: str,
        *,
        preview_url: str | None = None,
        buttons: Sequence[tuple[str, str]] = (),
    ) -> Outcome:
        """Change a message."""

    async def probe(self, destination: str, message_id: int, admin: str) -> Probe:
        """Look what stands under a number."""


class Hears(Protocol):
    """The operator, as couriers know them."""

    def hear(self, line: str, now: datetime) -> None:
        """Write a line down for them, inside the caller's transaction."""

    def ask(self, post: Post, line: str, now: datetime) -> None:
        """Write down the question whether a post arrived; `line` says why that is not known."""

    def hold_chat(self, destination: str, message_id: int, now: datetime) -> None:
        """Hold a chat that shows a post of ours, under this number, that the ledger lacks."""

    def wake(self) -> None:
        """Something was written down."""


class Run(Protocol):
    """`monitor.archive.store.Store.run`: calls a function in the one thread that writes."""

    async def __call__(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result."""
