"""What the operator is asked by buttons, and the one answer that counts.

A question is a row; a button sends back its number, a secret and the choice, 64 bytes at most.
The first answer counts: a second press, an old message, a made-up payload change nothing.
In: what is asked, and what a button sent back.
Out: rows of ``questions``, the message that asks, and its last edit, which says the answer.
Knows nothing of Telegram, of who may press, and of what an answer does (`monitor.matters` does).
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any

from monitor.deliver.ledger import Ledger
from monitor.deliver.post import Plan
from monitor.deliver.postbook import as_text
from monitor.errors import MarqabError
from monitor.render.bidi import RLM

#: A question may be answered for so long.
LASTS = timedelta(days=7)

#: The most that Telegram takes back from a button, in bytes.
PAYLOAD_LIMIT_BYTES = 64

#: What can be asked: each choice, and what its button says; agrees with the words of the question
#: («هذا المنشور», «الموقوف», «الخبر»).
KINDS: Mapping[str, Mapping[str, str]] = {
    "arrived": {"yes": "وصل", "no": "لم يصل"},
    "held": {"release": "أرسل الموقوف", "drop": "ألغِ إرساله"},
    "merge": {"merge": "ادمج الخبرين", "apart": "خبران مختلفان"},
}


_QUESTION = "SELECT id, kind, subject, post_id, expires_at, answer FROM questions"


class UnanswerableError(MarqabError):
    """A press that changes nothing; the message is for whoever pressed, in Arabic."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked, or was."""

    id: int
    kind: str
    subject: str
    post_id: int | None
    expires_at: datetime
    answer: str | None


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button sent back, understood: an open question and one of its choices."""

    question: Question
    choice: str


class Questions:
    """The questions of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def ask(self, kind: str, subject: str, plan: Plan, now: datetime) -> None:
        """Plan this message with the buttons of `kind`; what is asked already is not asked again.

        Inside the caller's transaction.
        """
        if self.about(kind, subject):
            return
        [filed] = self._ledger.plan([plan], now)
        secret = secrets.token_urlsafe(9)
        table = self._ledger.db.table("questions")
        row = {
            "kind": kind,
            "subject": subject,
            "post_id": filed.post_id,
            "secret": secret,
            "buttons": "[]",
            "asked_at": as_text(now),
            "expires_at": as_text(now + LASTS),
        }
        number = int(table.insert(row, pk="id").last_pk)  # type: ignore[arg-type]
        buttons = [[label, f"{number}.{secret}.{choice}"] for choice, label in KINDS[kind].items()]
        assert all(len(data.encode()) <= PAYLOAD_LIMIT_BYTES for _, data in buttons), kind
        table.update(number, {"buttons": json.dumps(buttons, ensure_ascii=False)})

    def about(self, kind: str, subject: str) -> Question | None:
        """The open question of this kind about this."""
        return self._find("kind = ? AND subject = ? AND answer IS NULL", kind, subject)

    def open(self) -> list[Question]:
        """Everything that is asked and not answered, oldest first."""
        return self._read("answer IS NULL")

    def any_open(self, now: datetime) -> bool:
        """Whether somebody may still press something."""
        return self._find("answer IS NULL AND expires_at > ?", as_text(now)) is not None

    def pressed(self, payload: str, now: datetime) -> Pressed:
        """What a button sent back.

        Raises:
            UnanswerableError: it is none of ours, or its question is answered or too old.
        """
        number, _, rest = payload.partition(".")
        secret, _, choice = rest.rpartition(".")
        question = None
        if number.isascii() and number.isdigit():
            question = self._find("id = ? AND secret = ?", int(number), secret)
        if question is None or choice not in KINDS[question.kind]:
            raise UnanswerableError("زر غير معروف")
        if question.answer is not None:
            raise UnanswerableError(f"أُجيب عنه من قبل: {self._label(question)}")
        if question.expires_at <= now:
            raise UnanswerableError("انتهت مدة هذا السؤال، استعمل سطر الأوامر")
        return Pressed(question, choice)

    def close(self, kind: str, subject: str, answer: str, now: datetime, *, by: str = "") -> None:
        """An open question is answered, by a button or otherwise; its message says so.

        Where nothing of the kind is open, nothing is changed.
        `answer` is a choice of this kind, or words for the message; `by` is who gave it.
        """
        question = self.about(kind, subject)
        if question is None:
            return
        self._ledger.db.table("questions").update(
            question.id,
            {"answer": answer, "answered_at": as_text(now), "answered_by": by or None},
        )
        if question.post_id is not None:
            label = KINDS[kind].get(answer, answer)
            self._say(question.post_id, f"✔️ {label}{f' ({by})' if by else ''}", question.id, now)

    def _say(self, post_id: int, line: str, number: int, now: datetime) -> None:
        post = self._ledger.post(post_id)
        html = f"{post.html}\n{RLM}{escape(line)}"
        plan = Plan(
            key=f"answered.{number}",
            chat=post.chat,
            destination=post.destination,
            topic=post.topic,
            kind="edit",
            html=html,
            severity=post.severity,
            reason="the question is answered",
            target_id=post_id,
            silent=True,
        )
        self._ledger.plan([plan], now)

    def _label(self, question: Question) -> str:
        return KINDS[question.kind].get(question.answer or "", question.answer or "")

    def _find(self, where: str, *args: Any) -> Question | None:
        return next(iter(self._read(where, *args)), None)

    def _read(self, where: str, *args: Any) -> list[Question]:
        rows = self._ledger.rows(f"{_QUESTION} WHERE {where} ORDER BY id", *args)
        return [
            Question(**row | {"expires_at": datetime.fromisoformat(row["expires_at"])})
            for row in rows
        ]
