"""What does not work for a while: said once when it begins, and once when it ends.

    stuck    a chat to which nothing goes, though something is due    deliver.stuck
    stored   crawls that could not be stored                          the service tells

The first is logged, for there is nobody else to tell by a Telegram that cannot be reached; that
crawls were lost is told in the admin chat as well, once they can be written down again, and what
lasts long is said there past the ledger.
Kept in memory: after a restart what lasts is said anew.
Runs in the store's thread, but for `not_stored`, `stored` and `lasting`.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.deliver.admin import AdminChat
from monitor.deliver.ledger import Ledger
from monitor.deliver.stuck import PATIENCE, Stuck, stuck

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Gap:
    """A time in which nothing could be stored."""

    since: datetime
    #: Why, as SQLite said it.
    reason: str
    #: Names of the outlets whose crawls were lost, each once, in order.
    outlets: dict[str, None]
    #: None while it lasts.
    until: datetime | None = None


class Outages:
    """What one service cannot do at the moment."""

    def __init__(self, ledger: Ledger, admin: AdminChat) -> None:
        self._ledger = ledger
        self._admin = admin
        self._stuck: dict[str, Stuck] = {}
        self._gap: Gap | None = None

    def not_stored(self, reason: str, now: datetime, outlet: str = "") -> None:
        """The disk took nothing; with the name of an `outlet`, a crawl of that was lost."""
        self._gap = self._gap or Gap(now, reason, {})
        self._gap.until = None
        if outlet:
            self._gap.outlets[outlet] = None

    def stored(self, now: datetime) -> None:
        """The disk took something."""
        if self._gap and not self._gap.until:
            self._gap.until = now

    def lasting(self, zone: ZoneInfo, now: datetime) -> list[str]:
        """What to say of a gap that has lasted for `PATIENCE`; empty while there is none.

        The first line is another for each gap.
        """
        if self._gap is None or self._gap.until or now - self._gap.since < PATIENCE:
            return []
        since = self._gap.since.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        said = f"لا يُحفظ شيء في قاعدة البيانات منذ {since}، فلا يُنشر جديد حتى يعود الحفظ."
        return [said, self._gap.reason, "marqab status"]

    def tell(self, zone: ZoneInfo, now: datetime) -> None:
        """Say what began and what ended; to be called again and again.

        Raises:
            StoreError: the next call says it.
        """
        found = {one.destination: one for one in stuck(self._ledger, now)}
        for chat in found.keys() - self._stuck.keys():
            log.warning("deliver: %s", found[chat].line(chat))
        for chat in self._stuck.keys() - found.keys():
            log.warning("deliver: %s: what waited does not wait any more", chat)
        self._stuck = found
        if self._gap and self._gap.until:
            self._tell_gap(self._gap, self._gap.until, zone, now)
            self._gap = None

    def _tell_gap(self, gap: Gap, until: datetime, zone: ZoneInfo, now: datetime) -> None:
        text = "nothing could be stored from %s to %s (%s); crawls of %d outlets were lost"
        times = f"{gap.since:%Y-%m-%d %H:%M}", f"{until:%Y-%m-%d %H:%M} UTC"
        log.warning(text, *times, gap.reason, len(gap.outlets))
        since, end = (at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for at in (gap.since, until))
        lines = [
            "عاد الحفظ في قاعدة البيانات بعد انقطاع",
            f"انقطع من {since} إلى {end}.",
            gap.reason,
        ]
        if gap.outlets:
            names = "، ".join(gap.outlets)
            lines.append(f"ضاع خلاله ما قُرئ من هذه المصادر، وستُقرأ من جديد: {names}")
        self._admin.tell(f"gap.{gap.since.isoformat()}", lines, now)
