"""What ``config/monitor.yaml`` says: chats, times, limits.

In: the file.
Out: Settings, frozen and checked; every fault of the file at once.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from monitor.alert.decision import MAX_AGE, Policy
from monitor.alert.limits import Hours
from monitor.alert.routing import ChatPolicy
from monitor.group.placement import JOIN_AT, MAYBE_AT, WINDOW
from monitor.match.forms import Hours as WrittenHours
from monitor.match.rules import Severity
from spiders.contract import Record
from spiders.urls import canonical
from spiders.values import Duration, WebAddress, ZoneName
from spiders.yamlfile import did_you_mean, read_yaml, validate

MONITOR_FILE = "monitor.yaml"

_CHAT_ID = re.compile(r"@[A-Za-z]\w{3,31}|-?\d{1,20}|")


def _chat_id(value: Any) -> Any:
    # Unquoted, -100123 is a number in YAML; Telegram takes both.
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and not _CHAT_ID.fullmatch(text):
        raise ValueError(f'«{text}» is no chat: write "@name" or a number like "-100123456"')
    return text


def _time_of_day(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError(f"«{value}» is no time of day: write one like 21:00")
    return value


def _server(address: str) -> str:
    canonical(address)  # names a host that can be asked, or says why not
    return address


SeverityName = Literal["urgent", "high", "normal", "low"]
ServerAddress = Annotated[WebAddress, AfterValidator(_server)]


class Chat(Record):
    """One place to post to."""

    #: ``@name``, a number as text, or "" while there is none.
    id: Annotated[str, BeforeValidator(_chat_id, json_schema_input_type=str | int)] = ""
    #: The ``message_thread_id`` of a forum's topic; None for the general one, and for other chats.
    topic: Annotated[int, Field(ge=1)] | None = None
    #: Stories that are weaker than this are not posted here.
    at_least: SeverityName = "low"
    #: From this severity on a message notifies.
    loud_from: Literal["urgent", "high", "normal", "low", "never"] = "normal"
    #: Such as ``23:00-07:00``; what is not urgent waits for their end, and is told in one message.
    quiet_hours: WrittenHours | None = None
    #: After so many messages in an hour, low severity waits for the next full hour.
    per_hour: Annotated[int, Field(ge=1, le=900)] = 20

    @property
    def policy(self) -> ChatPolicy:
        """These settings, as routing wants them."""
        return ChatPolicy(
            at_least=Severity(self.at_least),
            loud_from=None if self.loud_from == "never" else Severity(self.loud_from),
            quiet=Hours.read(self.quiet_hours) if self.quiet_hours else None,
            per_hour=self.per_hour,
        )


class Telegram(Record):
    """How the Bot API is reached; both are read when the service starts."""

    #: The address of the server; `monitor.credentials` may name another.
    base_url: ServerAddress = "https://api.telegram.org"
    #: Telegram may delay an edit by more than 6 s without saying so
    #: (github.com/tdlib/telegram-bot-api/issues/318, read 2026-11); a short limit would turn
    #: such successes into "unknown".
    read_timeout: Duration = timedelta(seconds=40)


class Digest(Record):
    """When a day is told as a whole, and where."""

    #: ``HH:MM`` in `Settings.timezone`.
    at: Annotated[str, AfterValidator(_time_of_day)] = "21:00"
    #: Names of `chats`; none for no digest.
    chats: tuple[str, ...] = ("main",)


class Pace(Record):
    """How fast one chat may be written to; sends and edits share it."""

    #: Telegram's FAQ allows about one message a second to one chat (core.telegram.org/bots/faq).
    gap: Duration = timedelta(seconds=2)
    #: Twenty a minute are allowed to a group or channel; the rest is reserve.
    per_minute: Annotated[int, Field(ge=1, le=20)] = 15


class Crawling(Record):
    """Limits of one crawl and of all together."""

    #: A crawl that lasts longer is ended; the time in which it waits for its host does not count.
    deadline: Duration = timedelta(minutes=3)
    #: Crawls at the same time; read when the service starts.
    at_once: Annotated[int, Field(ge=1, le=64)] = 8


class Retention(Record):
    """How long things are kept that nobody needs for ever; all else is never pruned."""

    #: Crawls, with what each was refused; habits are learned from hours, not from crawls.
    crawls: Duration = timedelta(days=30)
    #: What each hour of a source brought; the last eight weeks are learned from.
    hours: Duration = timedelta(days=400)
    #: Alarms that ended.
    alarms: Duration = timedelta(days=400)
    #: Texts and older versions of articles that no rule ever matched; their titles, addresses and
    #: times stay, or they would come as new again.
    unmatched_text: Duration = timedelta(days=180)


class Settings(Record):
    """``monitor.yaml``, checked."""

    #: The zone of the times that posts show, of quiet hours and of the digest.
    timezone: ZoneName = "Asia/Damascus"
    #: The chats by the names that rules use; ``main`` and ``admin`` are always among them.
    chats: dict[str, Chat] = Field(default_factory=lambda: {"main": Chat(), "admin": Chat()})
    telegram: Telegram = Telegram()
    #: An article older than this when first seen is archived and never posted.
    max_age: Duration = MAX_AGE
    #: A story takes retellings until its last article is this old.
    story_window: Duration = WINDOW
    #: Probability of "same story" from which an article joins silently (docs/stories.md).
    join_at: Annotated[float, Field(gt=0, lt=1)] = JOIN_AT
    #: From this up to `join_at` it answers the story it resembles; equal to that: no such answers.
    maybe_at: Annotated[float, Field(gt=0, lt=1)] = MAYBE_AT
    #: An edit waits so long for the next, which takes its place.
    edit_debounce: Duration = timedelta(seconds=60)
    #: What becomes of an old text that is posted again and was never told: ``label`` tells it,
    #: marked as old.
    old_news: Literal["hold", "label"] = "hold"
    #: A request whose answer was lost may still land; nothing is read back before that.
    unknown_grace: Duration = timedelta(seconds=90)
    digest: Digest = Digest()
    pace: Pace = Pace()
    crawling: Crawling = Crawling()
    retention: Retention = Retention()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the times that posts show."""
        return ZoneInfo(self.timezone)

    @property
    def policy(self) -> Policy:
        """These settings, as deciding wants them."""
        return Policy(max_age=self.max_age, old_news=self.old_news)

    def chat_id(self, chat: str) -> str:
        """Telegram's id of a chat named in a rule, or "" while it has none."""
        return self.chats[chat].id if chat in self.chats else ""

    def topic(self, chat: str) -> int | None:
        """The topic of a chat named in a rule; None where it has none."""
        return self.chats[chat].topic if chat in self.chats else None


def read_settings(config: Path) -> Settings:
    """The settings in ``config/monitor.yaml``.

    Raises:
        spiders.yamlfile.Faults: all faults of the file at once.
    """
    path = config / MONITOR_FILE
    document = read_yaml(path, name=str(path))
    settings = validate(document, Settings)
    for name in ("main", "admin"):
        if name not in settings.chats:
            document.fault(("chats",), f'the chat «{name}» is missing: add `{name}: {{id: ""}}`')
    for i, name in enumerate(settings.digest.chats):
        if name not in settings.chats:
            near = did_you_mean(name, settings.chats)
            document.fault(("digest", "chats", i), f"there is no chat «{name}»{near}")
    if settings.maybe_at > settings.join_at:
        document.fault(("maybe_at",), f"it is above join_at, which is {settings.join_at:g}")
    document.check()
    return settings
