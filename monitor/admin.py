"""What the operator hears in the admin chat: a source that breaks, a file that is wrong.

Each message is planned once and delivered like any post.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.deliver.held import hold_key, hold_lines
from monitor.deliver.holds import Hold, Holds
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Plan
from monitor.deliver.questions import Questions
from monitor.render import layout
from monitor.render.faults import in_arabic
from monitor.render.phrases import counted
from spiders.yamlfile import Faults


class AdminChat:
    """Plans messages to the operator; without an admin chat, the log and the status say it.

    `destination` names the address of a chat, or "" for a chat that cannot be written to.
    """

    def __init__(self, ledger: Ledger, destination: Callable[[str], str]) -> None:
        self._ledger = ledger
        self._destination = destination
        self._questions = Questions(ledger)
        #: Of the admin chat, when that is a forum; may be changed at any time.
        self.topic: int | None = None

    def report_bad_files(self, faults: Faults, now: datetime) -> None:
        """Say that a saved file is wrong and the last good one stays."""
        headline = f"{_mistakes(len(faults.faults))} في ملف محفوظ، وما زال آخر ملف سليم ساريًا:"
        lines = [headline, *map(in_arabic, faults.faults)]
        self.tell(f"faults.{now.isoformat()}", lines, now)

    def report_good_files(self, now: datetime) -> None:
        """Say that the files are right again and in use."""
        self.tell(f"good.{now.isoformat()}", ["صُحّحت الملفات، والنسخة الجديدة سارية الآن."], now)

    def report_new_database(self, now: datetime) -> None:
        """Say that nothing told before is known here, for a database may have been lost."""
        lines = [
            "قاعدة البيانات جديدة، ولا يُعرف ما نُشر قبل الآن",
            "قد يُنشر ثانيةً ما سبق نشره.",
            "إن كانت هناك قاعدة أقدم فأوقف الخدمة وأعد نسختها: docs/operations.md",
        ]
        self.tell(f"new.{now.isoformat()}", lines, now)

    def report_doubt(
        self, story: int, resembles: int, titles: Sequence[str], now: datetime
    ) -> None:
        """Say that a new story may be part of another, and how to say what it is."""
        lines = [f"هل الخبر {story} جزء من الخبر {resembles}؟", *titles]
        lines += [f"marqab stories merge {resembles} {story}", f"marqab stories apart {story}"]
        plan = self._plan(f"maybe.{story}", lines)
        if plan:
            self._questions.ask("merge", f"{story} {resembles}", plan, now)

    def ask_about_hold(self, hold: Hold, now: datetime) -> None:
        """Ask what is to become of a flood that is held."""
        plan = self._plan(hold_key(hold.id), hold_lines(hold))
        if plan:
            self._questions.ask("held", str(hold.id), plan, now)

    def speaks_of_flood(self, source: str, since: datetime) -> bool:
        """Whether a question about a hold says already that this source is flooding."""
        return Holds(self._ledger).speaks_of(source, since)

    def count_held(self, hold: Hold, now: datetime) -> None:
        """Keep the message about a hold up to date; silently, for it notified once."""
        asked = self._ledger.by_key(hold_key(hold.id))
        plan = self._plan(f"{hold_key(hold.id)}.{hold.posts}", hold_lines(hold))
        if asked and plan and asked.destination == plan.destination:
            edit = replace(plan, kind="edit", target_id=asked.id, silent=True)
            self._ledger.plan([edit], now)

    def tell(self, key: str, lines: Sequence[str], now: datetime) -> None:
        """Plan one message, as published; the first line is its headline.

        A `key` that was told before is not told again.
        """
        plan = self._plan(key, lines)
        if plan:
            self._ledger.plan([plan], now)

    def _plan(self, key: str, lines: Sequence[str]) -> Plan | None:
        """A message to the operator; None where there is no admin chat."""
        destination = self._destination("admin")
        if not destination:
            return None
        return Plan(
            key=key,
            chat="admin",
            destination=destination,
            topic=self.topic,
            kind="admin",
            html=layout.admin(lines[0], lines[1:]),
            severity="high",
            reason=key,
        )


def _mistakes(count: int) -> str:
    """So many mistakes, as Arabic counts them.

    >>> [_mistakes(n) for n in (1, 2, 3, 11, 100)]
    ['خطأ واحد', 'خطآن', '3 أخطاء', '11 خطأً', '100 خطأ']
    """
    return counted(count, "خطأ واحد", "خطآن", "أخطاء", "خطأً", "خطأ")
