"""Decide for each chat whether it may be told of an article now, later, or not at all.

In: the rules that fired and the limits of each, what each chat takes, who has the story's post,
what was told lately, `now`.
Out: Routes: one for each chat concerned, with its reason.
Knows nothing of storage, the clock, how a post looks or how it is delivered.

Urgent news passes quiet hours and the hourly ceiling; what waits is told in one message when
its time has come; a chat that has the post is never refused what is new about it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.alert.limits import Hours, Limits, Rate
from monitor.match.matcher import Match
from monitor.match.rules import Severity

HOUR = timedelta(hours=1)

_NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ChatPolicy:
    """What one chat takes; the defaults suit a channel that is read all day."""

    #: Weaker stories are not posted here.
    at_least: Severity = Severity.LOW
    #: From this severity on a message notifies; None: nothing ever does.
    loud_from: Severity | None = Severity.NORMAL
    quiet: Hours | None = None
    #: After so many messages in an hour, low severity waits for the next full hour.
    per_hour: int = 20


@dataclass(frozen=True, slots=True)
class Telling:
    """One message that a chat was sent, or will be."""

    at: datetime
    chat: str
    #: True for the post that opens a story, false for what follows it.
    opens: bool
    #: Outlet of the article it is about; None for a bundle.
    source: str | None
    #: Ids of the rules that the article met.
    rules: frozenset[str]
    #: True for what waits, or has waited, for a bundle: it is no message of its own.
    bundled: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """What becomes of a message about one article in one chat."""

    chat: str
    how: Literal["now", "wait", "suppressed"]
    #: Why, for people in Latin letters; "" for ``now``.
    reason: str = ""
    #: When what waits is told; None for all else.
    until: datetime | None = None
    #: True: notify nobody.
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Routes:
    """The ways of one article to its readers."""

    #: One for each chat: those that its rules name, in rule order, then others that have the post.
    by_chat: Mapping[str, Route]
    #: How long its rules leave a story alone after telling of it; None where they say nothing.
    same_story: timedelta | None = None

    @property
    def open(self) -> tuple[str, ...]:
        """The chats that may be told, now or later."""
        return tuple(one.chat for one in self.by_chat.values() if one.how != "suppressed")

    @property
    def why_not_now(self) -> str:
        """What keeps chats from being told at once, for people; "" when nothing does.

        >>> wait = Route("main", "wait", "quiet hours until 07:00")
        >>> Routes({"main": wait}).why_not_now
        'quiet hours until 07:00'
        >>> Routes({"main": wait, "test": Route("test", "now")}).why_not_now
        'main: quiet hours until 07:00'
        """
        reasons = {route.reason for route in self.by_chat.values()}
        if len(reasons) == 1:
            return reasons.pop()
        return ", ".join(
            f"{one.chat}: {one.reason}" for one in self.by_chat.values() if one.reason
        )


@dataclass(frozen=True, slots=True)
class Routing:
    """The chats and rules of one configuration."""

    chats: Mapping[str, ChatPolicy]
    limits: Mapping[str, Limits]
    zone: ZoneInfo
    #: Where rules that name no channel are told; not empty.
    default: tuple[str, ...] = ("main",)

    @property
    def memory(self) -> timedelta:
        """The longest time that a decision looks back: an hour, or the longest of the rates."""
        rates = (rate for one in self.limits.values() for rate in (one.per_source, one.per_rule))
        return max([HOUR, *(rate.per for rate in rates if rate)])

    def routes(
        self,
        matches: Iterable[Match],
        source: str,
        told_in: Iterable[str],
        lately: Sequence[Telling],
        *,
        now: datetime,
    ) -> Routes:
        """A route for each chat that a rule names, in rule order, and each that has the post.

        Rules in shadow name none, and where all are none is told.
        `source` is the outlet's id, `told_in` the chats that have the story's post, `lately` what
        these chats were told within `memory`.
        """
        live = [match for match in matches if not match.shadow]
        if not live:
            return Routes({})
        have = dict.fromkeys(told_in)
        named = dict.fromkeys(chat for match in live for chat in match.chats or self.default)
        found = {}
        for chat in named | have:
            # A chat that has the post, though no rule names it now, hears by all of them.
            rules = [one for one in live if chat in (one.chats or self.default)] or live
            of_chat = [one for one in lately if one.chat == chat]
            if chat not in have:
                rules, refused = self._may_open(chat, rules, source, of_chat, now)
                if refused:
                    found[chat] = Route(chat, "suppressed", refused)
                    continue
            found[chat] = self._when(chat, rules, of_chat, now)
        return Routes(found, self._same_story(live))

    def _same_story(self, live: Iterable[Match]) -> timedelta | None:
        """The shortest cooldown of these rules; None as soon as one of them has none."""
        waits = []
        for match in live:
            wait = self._limits(match).same_story
            if wait is None:
                return None
            waits.append(wait)
        return min(waits)

    def _limits(self, match: Match) -> Limits:
        return self.limits.get(match.rule, _NO_LIMITS)

    def _may_open(
        self,
        chat: str,
        rules: Sequence[Match],
        source: str,
        lately: Sequence[Telling],
        now: datetime,
    ) -> tuple[list[Match], str]:
        """The rules by which a story may be opened here; where there is none, why not."""
        policy = self.chats.get(chat, ChatPolicy())
        strong = [one for one in rules if one.severity.rank >= policy.at_least.rank]
        if not strong:
            return [], f"{chat} takes {policy.at_least} and above"
        refusals = [self._cooldown(one, source, lately, now) for one in strong]
        free = [one for one, refusal in zip(strong, refusals, strict=True) if not refusal]
        return free, "" if free else refusals[0]

    def _cooldown(
        self, match: Match, source: str, lately: Sequence[Telling], now: datetime
    ) -> str:
        """Why this rule may open no story now; "" when it may."""
        limits = self._limits(match)
        opened = [one for one in lately if one.opens and match.rule in one.rules]
        of_source = [one for one in opened if one.source == source]
        if limits.per_source and _is_full(limits.per_source, of_source, now):
            return f"cooldown of {match.rule}: {limits.per_source} from {source}"
        if limits.per_rule and _is_full(limits.per_rule, opened, now):
            return f"cooldown of {match.rule}: {limits.per_rule}"
        return ""

    def _when(
        self, chat: str, rules: Sequence[Match], lately: Sequence[Telling], now: datetime
    ) -> Route:
        """Now, or when the quiet hours or the hour that is full of messages have ended."""
        policy = self.chats.get(chat, ChatPolicy())
        severity = max((one.severity for one in rules), key=lambda one: one.rank)
        silent = policy.loud_from is None or severity.rank < policy.loud_from.rank
        if severity is Severity.URGENT:
            return Route(chat, "now", silent=silent)
        until = self._quiet_until(policy, rules, now)
        if until:
            why = f"quiet hours until {until.astimezone(self.zone):%H:%M}"
            return Route(chat, "wait", why, until, silent)
        messages = [one for one in lately if not one.bundled]
        if severity is Severity.LOW and _is_full(Rate(policy.per_hour, HOUR), messages, now):
            top = now.replace(minute=0, second=0, microsecond=0) + HOUR
            until = self._quiet_until(policy, rules, top) or top
            bundled = f"bundled at {until.astimezone(self.zone):%H:%M}"
            why = f"{chat} had {policy.per_hour} in an hour, {bundled}"
            return Route(chat, "wait", why, until, silent)
        return Route(chat, "now", silent=silent)

    def _quiet_until(
        self, policy: ChatPolicy, rules: Sequence[Match], at: datetime
    ) -> datetime | None:
        """When the chat is not quiet, nor all of these rules are; None when that is so at once."""
        until = policy.quiet.end_after(at, self.zone) if policy.quiet else None
        ends = []
        for rule in rules:
            quiet = self._limits(rule).quiet
            end = quiet.end_after(until or at, self.zone) if quiet else None
            if end is None:
                return until
            ends.append(end)
        return min(ends)


def _is_full(rate: Rate, told: Iterable[Telling], now: datetime) -> bool:
    return sum(now - rate.per < one.at <= now for one in told) >= rate.count
