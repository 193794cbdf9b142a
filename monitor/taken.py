"""What became of one article, for the log, a replay and whoever else asks.

In: what the stages decided. Out: a record of plain values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from monitor.alert.act import Act
from monitor.alert.decision import severity_of
from monitor.group.placement import Placement
from monitor.match.matcher import Match
from spiders.contract import Article


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one article."""

    url: str
    #: When it was taken in.
    at: datetime
    #: `monitor.alert.act.Act.kind`.
    act: str
    #: The number of its story; None for what is dropped.
    story: int | None
    #: Ids of the rules that its text meets as it stands, whether that is new or not.
    rules: tuple[str, ...]
    #: The severity of the act, or else of its rules; None where it meets none.
    severity: str | None
    #: Names of the chats that are told, as in `monitor.alert.act.Act.chats`.
    chats: tuple[str, ...]
    #: Why, for people in Latin letters.
    reason: str
    #: How surely it belongs to its story, 0 to 1; None where nothing was placed.
    score: float | None
    #: The story's post as it stands after this act; None while there is none.
    html: str | None

    @classmethod
    def of(
        cls,
        article: Article,
        now: datetime,
        act: Act,
        story: int | None,
        matches: Sequence[Match],
        placement: Placement | None,
        html: str | None,
    ) -> Self:
        """The record of an article that `act` was decided about."""
        severity = act.severity or (severity_of(matches) if matches else None)
        return cls(
            url=article.url,
            at=now,
            act=act.kind,
            story=story,
            rules=tuple(match.rule for match in matches),
            severity=str(severity) if severity else None,
            chats=act.chats,
            reason=act.reason,
            score=placement.score if placement else None,
            html=html,
        )
