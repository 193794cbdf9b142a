"""monitor.deliver.recorder: what becomes of a post, its edits and its chat after an attempt."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from couriers import CHANNEL, START, open_ledger, planned
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import (
    Arrived,
    Blocked,
    Cannot,
    NotSent,
    Outcome,
    Part,
    Refusal,
    Refused,
    Sent,
    Unknown,
    Wait,
)
from monitor.deliver.post import Later, Post, Ready
from monitor.errors import MarqabError

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
YEAR = timedelta(days=365)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """An empty ledger on a file."""
    return open_ledger(tmp_path / "m.sqlite3")


def plan(ledger: Ledger, html: str, now=START, **fields) -> int:
    """Plan one post; its number."""
    [filed] = ledger.plan([planned(html, **fields)], now)
    return filed.post_id


def edit(ledger: Ledger, post: int, html: str, now=START, **fields) -> int:
    """Plan an edit of that post; its number."""
    return plan(ledger, html, now, kind="edit", target_id=post, **fields)


def take(ledger: Ledger, now=START) -> Post:
    """The post that is ready, now being sent."""
    step = ledger.take(CHANNEL, now)
    assert isinstance(step, Ready), step
    return step.post


def attempt(ledger: Ledger, outcome: Outcome, now=START) -> Post:
    """The post that is ready, after an attempt that came to this."""
    post = take(ledger, now)
    ledger.record(post.id, outcome, now)
    return ledger.post(post.id)


# --- the last text is the one that stays ----------------------------------------------------


def proved_absent(ledger: Ledger, post: int) -> None:
    """The answer was lost, and the channel does not show the post."""
    ledger.record(post, Unknown("lost"), START)
    ledger.settle(post, NotSent("read back"), START)


def bare(ledger: Ledger, post: int) -> None:
    """Telegram cannot parse the first text."""
    ledger.record(post, Refused("can't parse entities", Refusal.UNPARSABLE), START)


def given_back(outcome: Outcome) -> Callable[[Ledger, int], None]:
    """The attempt came to this, and the post is planned again."""

    def act(ledger: Ledger, post: int) -> None:
        ledger.record(post, outcome, START)

    return act


@pytest.mark.parametrize(
    "back",
    [
        given_back(Wait(SECOND)),
        given_back(NotSent("no connection")),
        given_back(Blocked("no rights")),
        proved_absent,
        bare,
    ],
    ids=["429", "no connection", "no rights", "absent", "unparsable"],
)
@pytest.mark.parametrize("debounce", [None, START + MINUTE])
def test_a_post_that_goes_back_takes_the_edits_that_were_planned_meanwhile(
    ledger: Ledger, back: Callable[[Ledger, int], None], debounce: object
) -> None:
    """A post that goes back leaves with its newest text, as loud as it was."""
    post = plan(ledger, "<b>1</b>", severity="urgent")
    take(ledger)
    older = edit(ledger, post, "2", not_before=debounce, silent=True)
    newer = edit(ledger, post, "3", not_before=debounce, silent=True)
    back(ledger, post)
    again = ledger.post(post)
    assert (again.state, again.html, again.severity, again.silent) == (
        "planned",
        "3",
        "urgent",
        False,
    )
    assert {ledger.post(one).state for one in (older, newer)} == {"superseded"}
    last = edit(ledger, post, "4")
    assert ledger.post(last).state == "superseded"
    assert attempt(ledger, Sent(2), START + YEAR).html == "4"
    assert ledger.next_for(CHANNEL, START + 2 * YEAR) is None


def test_an_edit_that_goes_back_gives_way_to_a_newer_one(ledger: Ledger) -> None:
    """Which waits as long as the lost one may still land."""
    post = plan(ledger, "1")
    attempt(ledger, Sent(2))
    edit(ledger, post, "2")
    lost = take(ledger, START + MINUTE)
    newer = edit(ledger, post, "3", START + MINUTE)
    ledger.record(lost.id, Unknown("lost"), START + MINUTE)
    assert ledger.post(lost.id).state == "superseded"
    landed = START + MINUTE + ledger.pace.grace
    assert ledger.post(newer).not_before == landed
    assert attempt(ledger, Sent(2), landed).id == newer


# --- what a person saw ----------------------------------------------------------------------


@pytest.mark.parametrize("planned_when", ["in doubt", "after the word"])
def test_an_edit_of_a_post_that_a_person_saw_is_made_when_its_number_is_known(
    ledger: Ledger, planned_when: str
) -> None:
    """«وصلت» gives no number; the next post gives it, and the last text follows."""
    first = plan(ledger, "قبل")
    attempt(ledger, Sent(2))
    post = plan(ledger, "القتلى 32", START + MINUTE)
    attempt(ledger, Unknown("lost"), START + MINUTE)
    if planned_when == "in doubt":
        edit(ledger, post, "القتلى 35", START + MINUTE)
        edit(ledger, post, "القتلى 39", START + MINUTE)
    ledger.settle(post, Arrived(), START + 2 * MINUTE)
    if planned_when == "after the word":
        edit(ledger, post, "القتلى 35", START + 2 * MINUTE)
        edit(ledger, post, "القتلى 39", START + 2 * MINUTE)
    assert ledger.next_for(CHANNEL, START + YEAR) is None
    plan(ledger, "بعده", START + 3 * MINUTE)
    attempt(ledger, Sent(4), START + 3 * MINUTE)
    assert ledger.post(post).message_id == 3
    made = attempt(ledger, Sent(3), START + 4 * MINUTE)
    assert (made.html, made.target_message_id) == ("القتلى 39", 3)
    assert ledger.next_for(CHANNEL, START + YEAR) is None
    assert ledger.post(first).message_id == 2


def test_absence_is_no_proof_while_the_request_may_still_land(ledger: Ledger) -> None:
    """A person who looks too early is told when to look again; the other answers are taken."""
    plan(ledger, "خبرنا")
    post = attempt(ledger, Unknown("lost")).id
    soon = START + 10 * SECOND
    with pytest.raises(MarqabError, match=f"post {post} may still arrive.* in 80 s"):
        ledger.settle_by_hand(post, NotSent("settled by hand"), soon)
    assert ledger.post(post).state == "unknown"
    ledger.settle_by_hand(post, NotSent("settled by hand"), START + ledger.pace.grace)
    assert ledger.post(post).state == "planned"
    again = attempt(ledger, Unknown("lost"), START + 5 * MINUTE).id
    ledger.settle_by_hand(again, Arrived(), START + 5 * MINUTE)
    assert ledger.post(again).state == "sent"


def test_absence_is_taken_after_a_search_that_proved_nothing(ledger: Ledger) -> None:
    """The grace period was over before it; only the next search lies ahead."""
    plan(ledger, "خبرنا")
    post = attempt(ledger, Unknown("lost")).id
    searched = START + ledger.pace.grace
    ledger.still_unknown(post, Cannot("there is no admin chat"), searched)
    ledger.settle_by_hand(post, NotSent("settled by hand"), searched + SECOND)
    assert ledger.post(post).state == "planned"


# --- a part of a chat -----------------------------------------------------------------------

NO_EDITS = Blocked("Not enough rights to edit", part=Part.EDITS)
NO_TOPIC = Blocked("TOPIC_DELETED", part=Part.TOPIC)


def test_a_right_to_edit_that_is_missing_delays_no_post(ledger: Ledger) -> None:
    """Edits wait and are tried again; the operator hears once, and once more when it works."""
    post = plan(ledger, "أول")
    attempt(ledger, Sent(2))
    edits = f"{CHANNEL}/edits"
    told = []
    now = START
    for number in range(4):
        now += MINUTE
        edit(ledger, post, f"نسخة {number}", now)
        told.append(ledger.record(take(ledger, now).id, NO_EDITS, now))
        assert ledger.troubles() == {edits: "Not enough rights to edit"}
        assert ledger.next_for(CHANNEL, now + 2 * SECOND) == Later(now + ledger.pace.recheck)
        plan(ledger, f"خبر {number}", now)
        attempt(ledger, Sent(3 + number), now + 2 * SECOND)
        now += ledger.pace.recheck
    assert told == ["main: nothing can be edited: Not enough rights to edit", *[None] * 3]
    assert "again" in str(ledger.record(take(ledger, now).id, Sent(2), now))
    assert ledger.troubles() == {}


def test_a_deleted_topic_silences_no_other(ledger: Ledger) -> None:
    """What belongs in a deleted topic waits in its order; the rest leaves."""
    gone = [plan(ledger, "محذوف", topic=9), plan(ledger, "محذوف أيضًا", topic=9)]
    there = [plan(ledger, "قائم", topic=7), plan(ledger, "بلا قسم")]
    now = START
    assert attempt(ledger, NO_TOPIC, now).id == gone[0]
    for number, post in enumerate(there):
        now += 2 * SECOND
        assert attempt(ledger, Sent(2 + number), now).id == post
    assert ledger.troubles() == {f"{CHANNEL}/9": "TOPIC_DELETED"}
    again = START + ledger.pace.recheck
    assert ledger.next_for(CHANNEL, now) == Later(again)
    for number, post in enumerate(gone):
        assert attempt(ledger, Sent(4 + number), again + number * MINUTE).id == post
    assert ledger.troubles() == {}


def test_the_general_topic_is_the_chat(ledger: Ledger) -> None:
    """The general topic of a forum has no number and is the chat itself."""
    plan(ledger, "خبر")
    attempt(ledger, NO_TOPIC)
    assert ledger.troubles() == {CHANNEL: "TOPIC_DELETED"}


# --- a clock that was wrong -----------------------------------------------------------------


def test_the_waits_of_a_clock_that_was_ahead_end_with_its_process(ledger: Ledger) -> None:
    """A 429 and a debounce that were written down a year ahead silence nobody for a year."""
    post = plan(ledger, "أول")
    attempt(ledger, Sent(2))
    edit(ledger, post, "ثان", not_before=START + YEAR)
    plan(ledger, "ثالث", START + YEAR)
    attempt(ledger, Wait(5 * SECOND), START + YEAR)
    ledger.recover(START + MINUTE)
    assert attempt(ledger, Sent(3), START + MINUTE).html == "ثالث"
    assert attempt(ledger, Sent(2), START + 2 * MINUTE).html == "ثان"


def test_what_telegram_asked_for_outlasts_a_restart(ledger: Ledger) -> None:
    """Waits of less than a day are no clock's fault."""
    plan(ledger, "أول")
    attempt(ledger, Wait(timedelta(hours=3)))
    ledger.recover(START + MINUTE)
    assert ledger.next_for(CHANNEL, START + MINUTE) == Later(START + timedelta(hours=3))


def test_a_number_that_was_there_before_the_post_left_is_not_its_number(ledger: Ledger) -> None:
    """Another person's message, or the service message, may stand there."""
    plan(ledger, "قبل")
    attempt(ledger, Sent(4))
    plan(ledger, "خبرنا")
    post = attempt(ledger, Unknown("lost"), START + MINUTE).id
    with pytest.raises(MarqabError, match="message 3 stood in main before this post left"):
        ledger.settle(post, Sent(3), START + MINUTE)
    ledger.settle(post, Sent(5), START + MINUTE)
