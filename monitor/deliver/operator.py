"""What couriers have to say to the operator: a line, or a question with buttons.

Everything is logged as well; without an admin chat the log is all there is.
In: lines and posts in doubt. Out: messages in the ledger.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from monitor import clock
from monitor.archive.store import Store
from monitor.deliver.held import hold_key, hold_lines
from monitor.deliver.holds import Cause, Holds, concerned
from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Plan, Post
from monitor.deliver.questions import Questions
from monitor.errors import StoreError
from monitor.render import layout
from monitor.render.inline import visible

log = logging.getLogger(__name__)


class Operator:
    """Whoever reads the admin chat.

    `address` names that chat, or "" while there is none; `topic` is of a forum; `wake` says that
    something is planned.
    """

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        *,
        address: Callable[[], str],
        topic: Callable[[], int | None],
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._questions = Questions(ledger)
        self._address = address
        self._topic = topic
        self._wake = wake

    async def tell(self, line: str, key: str = "") -> None:
        """Say a line; the same `key` is said once."""
        log.warning("%s", line)
        key = key or f"operator.{clock.now().isoformat()}"
        await self._say(key, [line])

    async def tell_moved(self, chats: Sequence[str], old: str, new: str) -> None:
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
        await self._say(f"moved.{old}.{new}", told)

    def hear(self, line: str, now: datetime) -> None:
        """Write a line down, inside the caller's transaction."""
        plan = self._plan(f"operator.{now.isoformat()}.{line}", [line])
        if plan:
            self._ledger.plan([plan], now)

    def ask(self, post: Post, line: str, now: datetime) -> None:
        """Ask whether a post in doubt stands in its chat; `line` says why that is not known.

        Inside the caller's transaction.
        """
        if post.destination == self._address():
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
        """Hold a chat that shows what this ledger does not know: an old copy was restored.

        Inside the caller's transaction.
        """
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
        hold = holds.find(begun.id)
        plan = self._plan(hold_key(hold.id), hold_lines(hold))
        if plan:
            self._questions.ask("held", str(hold.id), plan, now)

    def wake(self) -> None:
        """Something was written down."""
        self._wake()

    async def _say(self, key: str, lines: Sequence[str]) -> None:
        plan = self._plan(key, lines)
        if plan is None:
            return
        try:
            await self._store.run(self._ledger.plan, [plan], clock.now())
        except StoreError as error:
            log.warning("the operator is not told: %s", error)
        self._wake()

    def _plan(self, key: str, lines: Sequence[str]) -> Plan | None:
        destination = self._address()
        if not destination:
            return None
        return Plan(
            key=key,
            chat="admin",
            destination=destination,
            topic=self._topic(),
            kind="admin",
            html=layout.admin(lines[0], lines[1:]),
            severity="high",
            reason=lines[0],
        )
