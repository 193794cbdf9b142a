"""What the operator reads in the admin chat: a source that breaks, a post in doubt, a flood.

Each message is planned once, inside the caller's transaction, and delivered like any post.
In: what happened, from the pipeline and from couriers.
Out: planned messages, and the questions that some of them ask by buttons.
Without an admin chat nothing is planned; the log and `marqab status` say the same.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.alert.breaker import Scope
from monitor.deliver.holds import Cause, Hold, Holds, concerned
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Plan, Post
from monitor.deliver.questions import Questions
from monitor.render import layout
from monitor.render.courier_lines import with_headline
from monitor.render.faults import in_arabic
from monitor.render.inline import visible
from monitor.render.phrases import counted
from spiders.yamlfile import Faults

log = logging.getLogger(__name__)


class AdminChat:
    """Plans messages to the operator.

    `destination` names the address of a chat, or "" for a chat that cannot be written to.
    """

    def __init__(
        self,
        ledger: Ledger,
        destination: Callable[[str], str],
        *,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._ledger = ledger
        self._destination = destination
        self._questions = Questions(ledger)
        #: Of the admin chat, when that is a forum; may be changed at any time.
        self.topic: int | None = None
        #: Couriers call it when something that they had to say is on disk.
        self.wake = wake

    def tell(self, key: str, lines: Sequence[str], now: datetime) -> None:
        """Plan one message, as published; the first line is its headline.

        A `key` that was told before is not told again.
        """
        plan = self._plan(key, lines)
        if plan:
            self._ledger.plan([plan], now)

    # --- the files and the database ---------------------------------------------------------

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

    # --- stories ----------------------------------------------------------------------------

    def report_doubt(
        self, story: int, resembles: int, titles: Sequence[str], now: datetime
    ) -> None:
        """Say that a new story may be part of another, and how to say what it is."""
        lines = [f"هل الخبر {story} جزء من الخبر {resembles}؟", *titles]
        lines += [f"marqab stories merge {resembles} {story}", f"marqab stories apart {story}"]
        plan = self._plan(f"maybe.{story}", lines)
        if plan:
            self._questions.ask("merge", f"{story} {resembles}", plan, now)

    # --- what is held -----------------------------------------------------------------------

    def ask_about_hold(self, hold: Hold, now: datetime) -> None:
        """Ask what is to become of what is held."""
        plan = self._plan(_hold_key(hold), hold_lines(hold))
        if plan:
            self._questions.ask("held", str(hold.id), plan, now)

    def count_held(self, hold: Hold, now: datetime) -> None:
        """Keep the message about a hold up to date; silently, for it notified once."""
        asked = self._ledger.by_key(_hold_key(hold))
        plan = self._plan(f"{_hold_key(hold)}.{hold.posts}", hold_lines(hold))
        if asked and plan and asked.destination == plan.destination:
            edit = replace(plan, kind="edit", target_id=asked.id, silent=True)
            self._ledger.plan([edit], now)

    def speaks_of_flood(self, source: str, since: datetime) -> bool:
        """Whether a question about a hold says already that this source is flooding."""
        return Holds(self._ledger).speaks_of(source, since)

    # --- what couriers have to say ----------------------------------------------------------

    def hear(self, line: str, now: datetime) -> None:
        """Pass on what a courier has to say."""
        self.tell(f"operator.{now.isoformat()}.{line}", with_headline(line), now)

    def ask(self, post: Post, line: str, now: datetime) -> None:
        """Ask whether a post in doubt stands in its chat; `line` says why that is not known."""
        if post.destination == self._destination("admin"):
            return  # nothing new goes there before that is known
        subject = str(post.id)
        lines = [
            f"هل وصل هذا المنشور إلى «{post.chat}»؟ لا يُرسَل إليها شيء حتى تجيب.",
            visible(post.html).strip().splitlines()[0],
            line,
            f"marqab posts settle {subject} --sent NUMBER",
        ]
        plan = self._plan(f"arrived.{subject}.{post.attempts}", lines)
        if plan:
            self._questions.ask("arrived", subject, plan, now)

    def hold_chat(self, destination: str, message_id: int, now: datetime) -> None:
        """Hold a chat that shows what this ledger does not know: an old copy was restored."""
        holds = Holds(self._ledger)
        if any((hold.scope, hold.name) == ("chat", destination) for hold in holds.open()):
            return
        reason = (
            f"chat {destination}: message {message_id} is a post of ours that this database does "
            "not know; was an old copy restored?"
        )
        log.warning("held: %s (see `marqab held`)", reason)
        text = (
            f"في «{destination}» منشور لنا رقمه {message_id} لا تعرفه قاعدة البيانات: "
            "هل استُعيدت نسخة قديمة؟"
        )
        begun = holds.begin(Cause("chat", destination, reason, text), now)
        holds.add(begun.id, concerned(holds.waiting(), [begun]).get(begun.id, []))
        self.ask_about_hold(holds.find(begun.id), now)

    def tell_moved(self, chats: Sequence[str], old: str, new: str, now: datetime) -> None:
        """Say once that a group has become another, and what to write for these chats."""
        lines = [f'{chat}: {{id: "{new}"}}' for chat in chats]
        log.warning("%s is %s now; write into monitor.yaml: %s", old, new, ", ".join(lines))
        names = " و".join(f"«{chat}»" for chat in chats)
        told = [
            f"صارت {names} مجموعة كبيرة (supergroup) في تلغرام وتغيّر رقمها.",
            "يُرسَل إليها من الآن بالرقم الجديد.",
            "ما نُشر فيها قبل ذلك يبقى كما هو ولا يُعدَّل.",
            "اكتب الرقم الجديد في monitor.yaml:",
            *lines,
        ]
        self.tell(f"moved.{old}.{new}", told, now)

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
            reason=lines[0],
        )


def hold_lines(hold: Hold) -> list[str]:
    """What the operator reads about a hold: what is held, why, how much, and three commands."""
    return [
        _HELD[hold.scope].format(name=hold.name),
        hold.text,
        _held_now(hold.posts),
        f"marqab held show {hold.id}",
        f"marqab held release {hold.id}",
        f"marqab held drop {hold.id}",
    ]


def _hold_key(hold: Hold) -> str:
    """Names the message that asks about a hold."""
    return f"held.{hold.id}"


#: A hold of one source or rule lets all others pass.
_HELD: dict[Scope, str] = {
    "source": "أُوقفت منشورات بانتظار قرارك",
    "rule": "أُوقفت منشورات بانتظار قرارك",
    "chat": "أُوقف النشر في «{name}» بانتظار قرارك",
    "all": "أُوقف النشر كله بانتظار قرارك",
}


def _held_now(posts: int) -> str:
    """So many posts wait.

    >>> [_held_now(number) for number in (0, 1, 7)]
    ['لا منشورات موقوفة الآن', 'منشور واحد موقوف الآن', '7 منشورات موقوفة الآن']
    >>> [_held_now(number) for number in (2, 31, 100)]
    ['منشوران موقوفان الآن', '31 منشورًا موقوفًا الآن', '100 منشور موقوف الآن']
    """
    if posts == 0:
        return "لا منشورات موقوفة الآن"
    one, two = "منشور واحد موقوف", "منشوران موقوفان"
    few, many, hundred = "منشورات موقوفة", "منشورًا موقوفًا", "منشور موقوف"
    return f"{counted(posts, one, two, few, many, hundred)} الآن"


def _mistakes(count: int) -> str:
    """So many mistakes, as Arabic counts them.

    >>> [_mistakes(n) for n in (1, 2, 3, 11, 100)]
    ['خطأ واحد', 'خطآن', '3 أخطاء', '11 خطأً', '100 خطأ']
    """
    return counted(count, "خطأ واحد", "خطآن", "أخطاء", "خطأً", "خطأ")
