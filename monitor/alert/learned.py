"""What readers were told that is new of a story, as it is remembered.

In: one Act that tells something new, and the report that brought it.
Out: a Learned, which the story's post shows for as long as nothing newer is known.
Knows nothing of how it is worded, stored or sent.
"""

import json
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any, cast

from monitor.alert.act import Act
from monitor.alert.facts import Change, Facts
from monitor.group.outcomes import Trigger


@dataclass(frozen=True, slots=True)
class Learned:
    """What one report added to its story."""

    article_id: int
    #: When it was published, or seen where an outlet states no time or changed its report.
    at: datetime
    #: Empty where it is news in words that no table holds.
    changes: tuple[Change, ...]
    #: It takes back what was told.
    corrects: bool = False

    @property
    def facts(self) -> Facts:
        """What readers know by it."""
        turned = frozenset(change.fact for change in self.changes if change.now is None)
        turns = cast("frozenset[Trigger]", turned)
        tolls: Any = {change.fact: change.now for change in self.changes if change.now is not None}
        return Facts(**tolls, triggers=turns, mentioned=turns)

    def as_json(self) -> str:
        """Everything but the article.

        >>> at = datetime.fromisoformat("2025-02-17T11:35:00+00:00")
        >>> Learned(7, at, (Change("killed", 3, 7),)).as_json()
        '{"at": "2025-02-17T11:35:00+00:00", "changes": [["killed", 3, 7]], "corrects": false}'
        """
        changes = [astuple(change) for change in self.changes]
        told = {"at": self.at.isoformat(), "changes": changes, "corrects": self.corrects}
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def from_json(cls, article_id: int, told: str) -> "Learned":
        """What `as_json` wrote."""
        read = json.loads(told)
        changes = tuple(Change(*change) for change in read["changes"])
        return cls(article_id, datetime.fromisoformat(read["at"]), changes, read["corrects"])


def learned(act: Act, article_id: int, at: datetime) -> Learned | None:
    """What an act tells beyond what was told; None for one that only adds an outlet.

    An edit, too, tells what its title adds, though that is not worth an answer.
    """
    if act.kind != "reply" and not act.minor:
        return None
    return Learned(article_id, at, act.changes or act.minor, act.corrects)
