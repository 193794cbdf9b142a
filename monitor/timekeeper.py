"""Is this machine's clock right?  No crawl is taken in while it is not.

    ask      what the outlets' own clocks say, by the Date of their answers      report.clock_ahead
    doubt    one outlet may be wrong, two that say the same are not              `judge`, pure
    tell     one message in the admin chat, and one when it is right again       admin
             what `marqab status` says meanwhile                                 archive.clockbook
    mend     what was dated or refused under a clock that was ahead              archive.clockbook

Which side is wrong no step of the clock says, and a machine that was off has not seen one; the
outlets know. A crawl that is refused leaves nothing behind, so that the next one brings the same
articles again, to be judged by the right time.
Runs in the store's thread.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from monitor.archive.clockbook import Clockbook
from monitor.archive.store import Saved, Store
from monitor.deliver.admin import AdminChat
from monitor.deliver.ledger import Ledger
from monitor.errors import ClockError
from monitor.render.phrases import counted, in_outlets
from spiders.contract import CrawlReport, Source
from spiders.urls import host_or_address

log = logging.getLogger(__name__)

#: What a clock may differ by: it changes no verdict that days decide, and the zone of no outlet's
#: clock is less.
TOLERANCE = timedelta(minutes=45)

#: So many outlets that differ from us by the same are right, and we are wrong; what caches have
#: kept differs from one to the next.
ENOUGH = 2

HOUR = timedelta(hours=1)

State = Literal["right", "unheard", "wrong"]


class Timekeeper:
    """What is known of the clock of one Marqab's machine."""

    def __init__(self, store: Store, admin: AdminChat) -> None:
        self._clockbook = Clockbook(store)
        self._admin = admin
        self._ledger = Ledger(store.db)
        #: How many hosts are asked.
        self._hosts = 0
        self.state: State = "unheard"
        #: By host, how far our clock is ahead of theirs; since it was last found right.
        self._doubts: dict[str, timedelta] = {}
        #: The same of hosts that another contradicted: it is their clock that is wrong.
        self._mistaken: dict[str, timedelta] = {}

    def watch(self, sources: Sequence[Source]) -> None:
        """These are asked from now on."""
        self._hosts = len({host_or_address(source.url) for source in sources if source.enabled})

    def set(self) -> None:
        """The clock was set: what was known of it is known no more."""
        self.state = "unheard"
        self._doubts.clear()

    def hear(self, source: Source, report: CrawlReport, now: datetime) -> None:
        """Look at the clock before this crawl is taken in.

        Raises:
            ClockError: the clock is wrong, or nobody knows yet; the operator was told if it is.
        """
        newest = self._clockbook.newest()
        behind = newest - now if newest and newest - now > TOLERANCE else None
        name, said = host_or_address(source.url), report.clock_ahead
        if said is not None:
            if any(_same(said, known) for known in (timedelta(), self._mistaken.get(name))):
                self._is_right(newest, now)
                return
            self._doubts[name] = said
        by, witnesses = agreed([*self._doubts.values()]) or (-(behind or timedelta()), 0)
        self.state = judge(witnesses, self._hosts, behind=behind is not None)
        if self.state == "right":
            self._remember(None)
            return
        if self.state == "wrong":
            self._say(_key(newest), _wrong(by, witnesses), now)
        doubt = _doubt(self.state, by, witnesses)
        self._remember(doubt)
        raise ClockError(doubt)

    def mend(self, now: datetime) -> list[Saved]:
        """Set back what is dated after `now`, if the clock is right; what to judge again.

        Called in the transaction of a crawl that was heard.
        """
        newest = self._clockbook.newest()
        if self.state != "right" or newest is None or newest - now <= TOLERANCE:
            return []
        again = self._clockbook.held(now)
        log.warning(
            "stored under a clock that was ahead: %d articles are judged again", len(again)
        )
        self._clockbook.bring_back(now)
        return again

    def _is_right(self, newest: datetime | None, now: datetime) -> None:
        self._mistaken |= self._doubts  # of a clock that was set meanwhile there are none
        self._doubts.clear()
        self.state = "right"
        self._remember(None)
        key = _key(newest)
        if self._ledger.has(key):
            self._say(f"{key}.right", _RIGHT, now)

    def _remember(self, doubt: str | None) -> None:
        if doubt != self._clockbook.doubt():
            with self._ledger.transaction():
                self._clockbook.keep_doubt(doubt)

    def _say(self, key: str, lines: list[str], now: datetime) -> None:
        with self._ledger.transaction():
            self._admin.tell(key, lines, now)


def agreed(doubts: Sequence[timedelta]) -> tuple[timedelta, int] | None:
    """What most of these say, within `TOLERANCE`, and how many say it; None for none.

    >>> agreed([3 * HOUR, -5 * HOUR, 3.5 * HOUR])
    (datetime.timedelta(seconds=10800), 2)
    """
    groups = [(one, sum(_same(one, other) for other in doubts)) for one in doubts]
    return max(groups, key=lambda group: group[1], default=None)


def _same(one: timedelta, other: timedelta | None) -> bool:
    return other is not None and abs(one - other) <= TOLERANCE


def judge(doubts: int, hosts: int, *, behind: bool) -> State:
    """What is to be thought of a clock that so many of so many outlets say is wrong.

    `behind` says that it is behind what is stored. The only outlet may itself be wrong.

    >>> judge(0, 9, behind=False), judge(1, 9, behind=False), judge(2, 9, behind=False)
    ('right', 'unheard', 'wrong')
    >>> judge(0, 9, behind=True), judge(1, 1, behind=True), judge(1, 1, behind=False)
    ('wrong', 'wrong', 'right')
    """
    if behind or doubts >= ENOUGH:
        return "wrong"
    return "unheard" if doubts and hosts > 1 else "right"


_RIGHT = ["ساعة هذا الجهاز صحيحة من جديد", "عادت المتابعة، وما تأخر بسببها يُقرأ الآن."]


def _wrong(by: timedelta, witnesses: int) -> list[str]:
    """What the operator reads.

    >>> _wrong(timedelta(days=10), 2)[:2]
    ['ساعة هذا الجهاز متقدمة 10 أيام', 'هذا ما تقوله ساعات موقعين.']
    >>> _wrong(-timedelta(hours=3), 0)[:2]
    ['ساعة هذا الجهاز متأخرة 3 ساعات', 'آخر ما حُفظ مؤرخ بعد الوقت الذي تشير إليه.']
    """
    side = "متقدمة" if by > timedelta() else "متأخرة"
    outlets = f"هذا ما تقوله ساعات {in_outlets(witnesses)}."
    return [
        f"ساعة هذا الجهاز {side} {_long(abs(by))}",
        outlets if witnesses else "آخر ما حُفظ مؤرخ بعد الوقت الذي تشير إليه.",
        "لا يُحفظ خبر ولا يُنشر حتى تُضبط الساعة، ولا يضيع شيء: كل ما يظهر الآن يُقرأ من جديد بعدها.",
    ]


def _long(span: timedelta) -> str:
    """How long, in days or hours.

    >>> [_long(timedelta(hours=hours)) for hours in (1, 2, 11, 47, 48, 24 * 100)]
    ['ساعة واحدة', 'ساعتين', '11 ساعة', '47 ساعة', 'يومين', '100 يوم']
    """
    hours = max(1, round(span / HOUR))
    if hours < 2 * 24:
        return counted(hours, "ساعة واحدة", "ساعتين", "ساعات", "ساعة", "ساعة")
    return counted(hours // 24, "يومًا واحدًا", "يومين", "أيام", "يومًا", "يوم")


def _doubt(state: State, by: timedelta, witnesses: int) -> str:
    """What the log and `marqab status` say of it.

    >>> _doubt("wrong", timedelta(days=10), 2)
    'the clock of this machine is 240.0 h ahead, 2 outlets say so'
    """
    hours = f"{abs(by) / HOUR:.1f} h {'ahead' if by > timedelta() else 'behind'}"
    if state == "unheard":
        return f"an outlet says that our clock is {hours}; waiting for a second"
    some = f"{witnesses} outlets say so" if witnesses > 1 else "one outlet says so"
    who = some if witnesses else "the newest stored crawl says so"
    return f"the clock of this machine is {hours}, {who}"


def _key(newest: datetime | None) -> str:
    # While the clock is wrong nothing is stored, so that a restart does not tell again.
    return f"clock.{newest.isoformat() if newest else 'first'}"
