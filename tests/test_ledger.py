"""monitor.deliver.ledger and monitor.deliver.postbook, on real SQLite files."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from couriers import ADMIN, CHANNEL, START, open_ledger, planned
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import (
    Blocked,
    Cannot,
    NotSent,
    Refusal,
    Refused,
    Sent,
    Unknown,
    Wait,
)
from monitor.deliver.post import PAGE, Doubt, Later, Pace, Post, Ready
from monitor.errors import MarqabError, StoreError

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)

NO_ADMIN = Cannot("there is no admin chat")
TIMED_OUT = Cannot("Timed out", passing=True)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """An empty ledger on a file."""
    return open_ledger(tmp_path / "m.sqlite3")


def plan(ledger: Ledger, *args, now=START, **fields) -> int:
    """Plan one post; its number."""
    [filed] = ledger.plan([planned(*args, **fields)], now)
    return filed.post_id


def take(ledger: Ledger, now=START, destination: str = CHANNEL) -> Post:
    """The post that is ready, now being sent."""
    step = ledger.take(destination, now)
    assert isinstance(step, Ready), step
    return step.post


def sent(ledger: Ledger, message_id: int, now=START, **fields) -> int:
    """A post that has been sent; its number."""
    post_id = plan(ledger, now=now, **fields)
    assert take(ledger, now).id == post_id
    ledger.record(post_id, Sent(message_id), now)
    return post_id


def state(ledger: Ledger, post_id: int) -> str:
    """The state of a post."""
    return ledger.post(post_id).state


def test_what_is_planned_waits_and_is_taken(ledger: Ledger) -> None:
    """A planned post is ready at once, and nothing is left to do after it."""
    post_id = plan(ledger, "نص", silent=True, preview_url="https://x.example/1")
    assert ledger.next_for(CHANNEL, START) == Ready(ledger.post(post_id))
    post = take(ledger)
    assert (post.html, post.silent, post.preview_url) == ("نص", True, "https://x.example/1")
    ledger.record(post_id, Sent(7), START)
    assert ledger.next_for(CHANNEL, START + MINUTE) is None
    assert ledger.last_message_id(CHANNEL) == 7


def test_sending_is_on_disk_before_the_request(tmp_path: Path) -> None:
    """Another connection sees the post as sending as soon as it has been taken."""
    ledger = open_ledger(tmp_path / "m.sqlite3")
    post_id = plan(ledger)
    take(ledger)
    other = sqlite3.connect(tmp_path / "m.sqlite3")
    [row] = other.execute("SELECT state, attempts, sending_at FROM posts WHERE id = ?", [post_id])
    assert row == ("sending", 1, START.isoformat())
    other.close()


def test_the_same_key_is_planned_once(ledger: Ledger) -> None:
    """Planning an act again changes nothing, whatever became of it."""
    post_id = plan(ledger, key="a")
    take(ledger)
    [again] = ledger.plan([planned("else", key="a")], START)
    assert (again.post_id, again.how) == (post_id, "repeated")
    assert ledger.counts() == {CHANNEL: {"sending": 1}}


def test_planning_is_part_of_the_callers_transaction(ledger: Ledger) -> None:
    """What is planned vanishes with the transaction that planned it."""
    ledger.db.conn.execute("BEGIN IMMEDIATE")
    plan(ledger)
    ledger.db.conn.rollback()
    assert ledger.counts() == {}


def test_a_failing_plan_leaves_nothing(ledger: Ledger) -> None:
    """One impossible plan takes the others of its call with it."""
    with pytest.raises(ValueError, match="no post 99 to edit"):
        ledger.plan([planned(), planned(kind="edit", target_id=99)], START)
    with pytest.raises(ValueError, match="no post None to edit"):
        ledger.plan([planned(kind="edit")], START)
    ledger.db.conn.execute("BEGIN IMMEDIATE")
    with pytest.raises(ValueError, match="no post 98 to edit"):
        ledger.plan([planned(), planned(kind="edit", target_id=98)], START)
    ledger.db.conn.commit()
    assert ledger.counts() == {}


def test_urgent_goes_before_low_and_edits_last(ledger: Ledger) -> None:
    """Posts leave by severity, then in the order of planning; edits leave after posts."""
    first = sent(ledger, 5)
    edit = plan(ledger, kind="edit", target_id=first, severity="urgent")
    low = plan(ledger, severity="low")
    urgent = [plan(ledger, severity="urgent"), plan(ledger, severity="urgent")]
    high = plan(ledger, severity="high")
    order = []
    now = START
    while len(order) < 5:
        now += MINUTE
        order.append(take(ledger, now).id)
        ledger.record(order[-1], Sent(10 + len(order)), now)
    assert order == [*urgent, high, low, edit]


def test_an_edit_of_a_post_that_has_not_left_changes_that_post(ledger: Ledger) -> None:
    """The reader sees one message with the newest text, and the act stays on record."""
    post_id = plan(ledger, "old")
    [filed] = ledger.plan(
        [planned("new", kind="edit", target_id=post_id, severity="urgent", key="e")], START
    )
    assert filed.how == "merged"
    assert (ledger.post(post_id).html, ledger.post(post_id).severity) == ("new", "urgent")
    assert state(ledger, filed.post_id) == "superseded"
    [again] = ledger.plan([planned("x", kind="edit", target_id=post_id, key="e")], START)
    assert again.how == "repeated"


@pytest.mark.parametrize(
    ("post", "edit", "merged"),
    [
        (("urgent", False), ("low", True), ("urgent", False)),
        (("low", True), ("high", False), ("high", False)),
        (("low", True), ("normal", True), ("normal", True)),
    ],
)
def test_a_merged_edit_weakens_nothing(
    ledger: Ledger, post: tuple[str, bool], edit: tuple[str, bool], merged: tuple[str, bool]
) -> None:
    """A post keeps the stronger severity of both, and what was to notify still does."""
    post_id = plan(ledger, "old", severity=post[0], silent=post[1])
    plan(ledger, "new", kind="edit", target_id=post_id, severity=edit[0], silent=edit[1])
    taken = take(ledger)
    assert (taken.html, taken.severity, taken.silent) == ("new", *merged)


def test_a_newer_edit_replaces_an_older_one_and_keeps_its_time(ledger: Ledger) -> None:
    """A story that grows every minute is still edited when its first edit was due."""
    post_id = sent(ledger, 5)
    older = plan(ledger, kind="edit", target_id=post_id, not_before=START + MINUTE)
    newer = plan(ledger, "v3", kind="edit", target_id=post_id, not_before=START + 2 * MINUTE)
    assert state(ledger, older) == "superseded"
    assert ledger.next_for(CHANNEL, START + 2 * SECOND) == Later(START + MINUTE)
    assert take(ledger, START + MINUTE).id == newer
    at_once = plan(ledger, kind="edit", target_id=post_id)
    assert ledger.post(at_once).not_before is None


def test_a_newer_edit_that_is_due_sooner_keeps_its_own_time(ledger: Ledger) -> None:
    """An older edit never makes a newer one later."""
    post_id = sent(ledger, 5)
    plan(ledger, kind="edit", target_id=post_id, not_before=START + MINUTE)
    newer = plan(ledger, kind="edit", target_id=post_id, not_before=START + SECOND)
    assert ledger.post(newer).not_before == START + SECOND


def test_a_debounced_edit_after_an_edit_that_is_due_is_due_too(ledger: Ledger) -> None:
    """An older edit without a waiting time leaves none to the newer one."""
    post_id = sent(ledger, 5)
    plan(ledger, kind="edit", target_id=post_id)
    newer = plan(ledger, kind="edit", target_id=post_id, not_before=START + MINUTE)
    assert ledger.post(newer).not_before is None


def test_edits_and_replies_wait_for_the_number_of_their_post(ledger: Ledger) -> None:
    """Nothing that belongs to a post leaves before that post has a message number."""
    post_id = plan(ledger, severity="low")
    reply = plan(ledger, kind="reply", target_id=post_id, severity="urgent")
    assert take(ledger).id == post_id
    edit = plan(ledger, kind="edit", target_id=post_id)
    ledger.record(post_id, Sent(4), START)
    taken = take(ledger, START + MINUTE)
    assert (taken.id, taken.target_message_id) == (reply, 4)
    ledger.record(reply, Sent(5), START + MINUTE)
    assert take(ledger, START + 2 * MINUTE).id == edit


def test_a_reply_whose_post_was_refused_stands_alone(ledger: Ledger) -> None:
    """News is not lost because the message it answers never appeared; edits are pointless."""
    post_id = plan(ledger)
    reply = plan(ledger, kind="reply", target_id=post_id)
    take(ledger)
    edit = plan(ledger, kind="edit", target_id=post_id)
    assert ledger.record(post_id, Refused("too long"), START) == (
        f"post {post_id} was refused: too long"
    )
    assert state(ledger, edit) == "superseded"
    taken = take(ledger, START + MINUTE)
    assert (taken.id, taken.target_message_id) == (reply, None)
    [late] = ledger.plan([planned(kind="edit", target_id=post_id)], START)
    assert late.how == "pointless"
    assert [post.id for post in ledger.failed()] == [post_id]


def test_the_gap_between_two_messages_is_kept(ledger: Ledger) -> None:
    """The next request leaves 2 s after the last one, whichever kind it is."""
    post_id = sent(ledger, 1)
    plan(ledger, kind="edit", target_id=post_id)
    due = START + 2 * SECOND
    assert ledger.take(CHANNEL, START) == Later(due)
    assert isinstance(ledger.take(CHANNEL, due), Ready)


def test_no_more_than_so_many_in_a_minute(tmp_path: Path) -> None:
    """After as many requests as a minute allows, the next waits for the first to be a minute old."""
    ledger = open_ledger(tmp_path / "m.sqlite3", Pace(gap=SECOND, per_minute=3))
    for number in range(3):
        sent(ledger, number + 1, START + number * SECOND)
    plan(ledger)
    assert ledger.take(CHANNEL, START + 10 * SECOND) == Later(START + MINUTE)
    assert isinstance(ledger.take(CHANNEL, START + MINUTE), Ready)


def test_the_pace_survives_a_restart(tmp_path: Path) -> None:
    """A new process keeps the gap after a message that the old one sent."""
    sent(open_ledger(tmp_path / "m.sqlite3"), 1)
    again = open_ledger(tmp_path / "m.sqlite3")
    plan(again)
    assert isinstance(again.take(CHANNEL, START), Later)


def test_a_clock_set_back_stops_nothing(ledger: Ledger) -> None:
    """Requests of the future bind nobody."""
    sent(ledger, 1)
    post_id = plan(ledger)
    assert take(ledger, START - timedelta(hours=2)).id == post_id


def test_chats_do_not_wait_for_each_other(ledger: Ledger) -> None:
    """A blocked chat and its pace concern no other chat."""
    post_id = plan(ledger)
    take(ledger)
    ledger.record(post_id, Wait(MINUTE), START)
    other = plan(ledger, destination=ADMIN)
    assert take(ledger, START, ADMIN).id == other


def test_a_page_has_no_pace(ledger: Ledger) -> None:
    """Posts to a page follow each other without a pause."""
    first, second = plan(ledger, destination=PAGE), plan(ledger, destination=PAGE)
    assert take(ledger, START, PAGE).id == first
    ledger.record(first, Sent(1), START)
    assert take(ledger, START, PAGE).id == second


def test_patience_is_kept_to_the_second(ledger: Ledger) -> None:
    """After 429 nothing leaves before the time that Telegram named."""
    post_id = plan(ledger)
    take(ledger)
    assert ledger.record(post_id, Wait(37 * SECOND), START) is None
    assert ledger.take(CHANNEL, START + 36 * SECOND) == Later(START + 37 * SECOND)
    assert take(ledger, START + 37 * SECOND).attempts == 2


def test_pauses_double_and_end_at_five_minutes(ledger: Ledger) -> None:
    """What surely did not leave is tried again after 2, 4, 8 … at most 300 seconds, in order."""
    first, now = plan(ledger), START
    plan(ledger)
    pauses = []
    for _ in range(10):
        assert take(ledger, now).id == first
        ledger.record(first, NotSent("no route"), now)
        later = ledger.take(CHANNEL, now)
        assert isinstance(later, Later)
        pauses.append((later.at - now).total_seconds())
        now = later.at
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_a_blocked_chat_keeps_its_posts_and_says_so_once(ledger: Ledger) -> None:
    """Posts stay planned, the operator hears of it once and once more when it works again."""
    post_id = plan(ledger)
    take(ledger)
    news = ledger.record(post_id, Blocked("bot was kicked"), START)
    assert news == "main: nothing can be sent: bot was kicked"
    assert ledger.troubles() == {CHANNEL: "bot was kicked"}
    now = START + timedelta(minutes=5)
    assert ledger.take(CHANNEL, now - SECOND) == Later(now)
    take(ledger, now)
    assert ledger.record(post_id, Blocked("bot was kicked"), now) is None
    now += timedelta(minutes=5)
    take(ledger, now)
    assert ledger.record(post_id, Sent(3), now) == "main: posts are delivered again"
    assert ledger.troubles() == {}


def test_unparsable_goes_out_as_plain_text_once(ledger: Ledger) -> None:
    """A text that Telegram cannot parse is tried without markup, and then given up."""
    post_id = plan(ledger, '<b>طرطوس</b> &amp; <a href="https://x.example/1">سانا</a>')
    take(ledger)
    refused = Refused("Can't parse entities", Refusal.UNPARSABLE)
    assert "as plain text" in str(ledger.record(post_id, refused, START))
    post = take(ledger, START + MINUTE)
    assert post.html == "طرطوس &amp; سانا (https://x.example/1)"
    assert "was refused" in str(ledger.record(post_id, refused, START + MINUTE))
    assert state(ledger, post_id) == "failed"


@pytest.mark.parametrize(
    "outcome",
    [
        Refused("Bad Request: message is too long"),
        Refused("Can't parse entities", Refusal.UNPARSABLE),
        Blocked("bot was kicked"),
    ],
)
def test_a_message_to_the_operator_never_brings_forth_another(
    ledger: Ledger, caplog: pytest.LogCaptureFixture, outcome: Refused | Blocked
) -> None:
    """A message to the operator that fails is logged, and never told by another message."""
    post_id = plan(ledger, "<b>طرطوس</b>", kind="admin", chat="admin")
    take(ledger)
    assert ledger.record(post_id, outcome, START) is None
    assert outcome.reason in caplog.text


def test_a_post_deleted_by_a_person_stays_deleted(ledger: Ledger) -> None:
    """A post that a person deleted has no more edits, and leaves the page."""
    post_id = sent(ledger, 1)
    edit = plan(ledger, kind="edit", target_id=post_id)
    assert take(ledger, START + MINUTE).id == edit
    newer = plan(ledger, kind="edit", target_id=post_id)
    ledger.record(edit, Refused("Message to edit not found", Refusal.GONE), START)
    assert (state(ledger, edit), state(ledger, newer)) == ("failed", "superseded")
    [late] = ledger.plan([planned(kind="edit", target_id=post_id)], START)
    assert late.how == "pointless"
    assert ledger.posts_for_page(CHANNEL) == []


def test_a_doubt_stops_the_chat_until_it_is_settled(ledger: Ledger) -> None:
    """Nothing new leaves while it is unknown whether a post arrived."""
    post_id = plan(ledger)
    waiting = plan(ledger, severity="urgent", not_before=START + SECOND)
    take(ledger)
    assert ledger.record(post_id, Unknown("read timeout"), START) is None
    due = START + timedelta(seconds=90)
    assert ledger.take(CHANNEL, START + 2 * SECOND) == Later(due)
    step = ledger.take(CHANNEL, due)
    assert isinstance(step, Doubt)
    assert step.post.id == post_id
    assert [post.id for post in ledger.unsettled()] == [post_id]
    assert ledger.settle(post_id, Sent(12), due) is None
    assert take(ledger, due + MINUTE).id == waiting


def test_a_doubt_that_is_proved_absent_is_planned_again(ledger: Ledger) -> None:
    """The same post leaves again at once, with its first attempt on record."""
    post_id = plan(ledger)
    take(ledger)
    ledger.record(post_id, Unknown("dropped"), START)
    ledger.settle(post_id, NotSent("read back"), START + 2 * MINUTE)
    assert take(ledger, START + 2 * MINUTE).attempts == 2


def test_a_doubt_can_be_given_up(ledger: Ledger) -> None:
    """An operator may end a doubt by giving the post up, and its edits with it."""
    post_id = plan(ledger)
    take(ledger)
    edit = plan(ledger, kind="edit", target_id=post_id)
    ledger.record(post_id, Unknown("dropped"), START)
    assert ledger.settle(post_id, Refused("not worth it"), START) is None
    assert (state(ledger, post_id), state(ledger, edit)) == ("superseded", "superseded")
    assert ledger.open_posts() == []


def test_a_planned_post_can_be_given_up(ledger: Ledger) -> None:
    """What is planned is never sent once a person gives it up, and neither are its edits."""
    post_id = plan(ledger)
    edit = plan(ledger, kind="edit", target_id=post_id)
    with pytest.raises(MarqabError, match="is not in doubt, it is planned"):
        ledger.settle(post_id, NotSent("really"), START)
    ledger.settle(post_id, Refused("given up by hand"), START)
    assert {state(ledger, post_id), state(ledger, edit)} == {"superseded"}
    assert ledger.next_for(CHANNEL, START + MINUTE) is None
    assert [post.id for post in ledger.given_up("given up by hand", 5)] == [post_id]


def test_what_has_left_cannot_be_given_up(ledger: Ledger) -> None:
    """A post on its way, or one that arrived, is not taken back."""
    post_id = plan(ledger)
    take(ledger)
    with pytest.raises(MarqabError, match="is not in doubt, it is sending"):
        ledger.settle(post_id, Refused("given up by hand"), START)
    ledger.record(post_id, Sent(5), START)
    with pytest.raises(MarqabError, match="is not in doubt, it is sent"):
        ledger.settle(post_id, Refused("given up by hand"), START)


def test_a_refused_post_can_be_given_up_and_nothing_else(ledger: Ledger) -> None:
    """A refused post can only be given up; then nobody complains about it any more."""
    post_id = plan(ledger)
    take(ledger)
    ledger.record(post_id, Refused("message is too long"), START)
    for outcome in (Sent(5), NotSent("really")):
        with pytest.raises(MarqabError, match="is not in doubt, it is failed"):
            ledger.settle(post_id, outcome, START)
    assert [post.id for post in ledger.failed()] == [post_id]
    assert ledger.settle(post_id, Refused("settled by hand"), START) is None
    assert (state(ledger, post_id), ledger.failed()) == ("superseded", [])
    assert ledger.post(post_id).error == "settled by hand: message is too long"
    assert ledger.next_for(CHANNEL, START + MINUTE) is None


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (0, "numbers begin with 1"),
        (-4, "numbers begin with 1"),
        (12, "message 12 in main is another post of ours"),
        (1013, "message 1013 is far above 12, the highest number known in main"),
    ],
)
def test_a_slip_in_a_number_is_refused(ledger: Ledger, number: int, message: str) -> None:
    """A wrong number would mislead every later search; the doubt stays as it was."""
    sent(ledger, 12)
    post_id = plan(ledger)
    take(ledger, START + MINUTE)
    ledger.record(post_id, Unknown("dropped"), START + MINUTE)
    with pytest.raises(MarqabError, match=message):
        ledger.settle(post_id, Sent(number), START + MINUTE)
    assert (state(ledger, post_id), ledger.last_message_id(CHANNEL)) == ("unknown", 12)
    ledger.settle(post_id, Sent(1012), START + MINUTE)
    assert (state(ledger, post_id), ledger.last_message_id(CHANNEL)) == ("sent", 1012)


def test_the_first_number_of_an_old_chat_may_be_high(ledger: Ledger) -> None:
    """Where no number is known yet, none is far above."""
    post_id = plan(ledger)
    take(ledger)
    ledger.record(post_id, Unknown("dropped"), START)
    ledger.settle(post_id, Sent(48_213), START)
    assert ledger.last_message_id(CHANNEL) == 48_213


def test_a_search_that_a_person_has_overtaken_changes_nothing(ledger: Ledger) -> None:
    """What was settled by hand meanwhile stays settled, and the operator hears nothing."""
    post_id = plan(ledger)
    take(ledger)
    ledger.record(post_id, Unknown("dropped"), START)
    ledger.settle(post_id, Sent(5), START)
    assert ledger.still_unknown(post_id, NO_ADMIN, START) is None
    assert ledger.post(post_id).error is None


def test_only_a_doubt_can_be_settled(ledger: Ledger) -> None:
    """Settling anything else is refused and changes nothing."""
    post_id = sent(ledger, 1)
    with pytest.raises(MarqabError, match="is not in doubt, it is sent"):
        ledger.settle(post_id, NotSent("really"), START)
    with pytest.raises(MarqabError, match="there is no post 99"):
        ledger.settle(99, NotSent("really"), START)
    assert state(ledger, post_id) == "sent"


def test_the_operator_is_asked_once(ledger: Ledger) -> None:
    """A doubt that cannot be read back is told once and looked at again later."""
    post_id = plan(ledger)
    take(ledger)
    ledger.record(post_id, Unknown("dropped"), START)
    news = ledger.still_unknown(post_id, NO_ADMIN, START)
    assert news is not None
    assert f"post {post_id} may or may not have arrived in main" in news
    for why in (NO_ADMIN, TIMED_OUT, NO_ADMIN):
        assert ledger.still_unknown(post_id, why, START) is None
    assert ledger.take(CHANNEL, START) == Later(START + timedelta(minutes=5))


def test_an_edit_of_a_post_in_doubt_waits_for_its_end(ledger: Ledger) -> None:
    """What the operator was asked about may still get a number, and is edited then."""
    post_id = plan(ledger)
    take(ledger)
    ledger.record(post_id, Unknown("dropped"), START)
    ledger.still_unknown(post_id, NO_ADMIN, START)
    [edit] = ledger.plan([planned("نص أحدث", kind="edit", target_id=post_id)], START)
    assert edit.how == "planned"
    ledger.settle(post_id, Sent(7), START)
    assert ledger.post(post_id).remark is None
    assert take(ledger, START + MINUTE).id == edit.post_id


@pytest.mark.parametrize("second", [TIMED_OUT, NO_ADMIN])
def test_what_may_pass_is_told_after_the_second_search(ledger: Ledger, second: Cannot) -> None:
    """A trouble that may pass is told once, after the second search, whatever process makes it."""
    post_id = plan(ledger)
    for number in range(2):
        now = START + number * MINUTE
        take(ledger, now)
        ledger.record(post_id, Unknown("dropped"), now)
        assert ledger.still_unknown(post_id, TIMED_OUT, now) is None
        assert ledger.post(post_id).error == "not read back yet: Timed out"
        ledger.recover(now)
        news = ledger.still_unknown(post_id, second, now)
        assert news is not None
        assert second.reason in news
        assert ledger.still_unknown(post_id, TIMED_OUT, now) is None
        ledger.settle(post_id, NotSent("looked"), now)


@pytest.mark.parametrize(("kind", "pause"), [("edit", 90), ("admin", 2)])
def test_what_may_be_repeated_is_never_in_doubt(ledger: Ledger, kind: str, pause: int) -> None:
    """An edit is tried again when nothing can land late, a message to the operator in its order."""
    ledger.pace = Pace(gap=SECOND)
    target = sent(ledger, 1)
    now = START + MINUTE
    post_id = plan(ledger, kind=kind, target_id=target if kind == "edit" else None)
    assert take(ledger, now).id == post_id
    ledger.record(post_id, Unknown("502"), now)
    assert ledger.take(CHANNEL, now + SECOND) == Later(now + pause * SECOND)
    other = plan(ledger, severity="low")
    next_one, wait = (other, 1.5) if kind == "edit" else (post_id, pause)
    assert take(ledger, now + timedelta(seconds=wait)).id == next_one


def test_an_edit_that_failed_to_leave_gives_way_to_a_newer_one(ledger: Ledger) -> None:
    """After a lost request only the newest text is sent."""
    post_id = sent(ledger, 1)
    now = START + MINUTE
    older = plan(ledger, kind="edit", target_id=post_id)
    take(ledger, now)
    newer = plan(ledger, kind="edit", target_id=post_id)
    ledger.record(older, NotSent("refused"), now)
    assert (state(ledger, older), state(ledger, newer)) == ("superseded", "planned")


@pytest.mark.parametrize("crash", [False, True])
def test_a_newer_edit_waits_while_an_older_one_may_land(ledger: Ledger, crash: bool) -> None:
    """Whether it was planned before the older one was lost, after it, or before a crash."""
    post_id = sent(ledger, 10)
    now = START + MINUTE
    older = plan(ledger, kind="edit", target_id=post_id)
    assert take(ledger, now).id == older
    newer = plan(ledger, kind="edit", target_id=post_id)
    if crash:
        ledger.recover(now)
    else:
        ledger.record(older, Unknown("502"), now)
    newest = plan(ledger, now=now, kind="edit", target_id=post_id)
    assert [state(ledger, edit) for edit in (older, newer)] == ["superseded"] * 2
    assert ledger.post(newest).not_before == now + timedelta(seconds=90)


@pytest.mark.parametrize("hours", [-10, 10])
def test_a_clock_that_is_set_changes_no_wait(ledger: Ledger, hours: int) -> None:
    """Set back, every wait is moved with it; set forwards, all but those of what is not due."""
    doubtful, waiting = plan(ledger), plan(ledger, not_before=START + MINUTE)
    take(ledger)
    ledger.record(doubtful, Unknown("502"), START)
    plan(ledger, destination=ADMIN)
    ledger.record(take(ledger, destination=ADMIN).id, Wait(MINUTE), START)
    by = timedelta(hours=hours)
    ledger.clock_moved(by)
    assert ledger.post(doubtful).not_before == START + timedelta(seconds=90) + by
    back = min(by, timedelta(0))
    assert ledger.post(waiting).not_before == START + MINUTE + back
    assert ledger.free_at(ADMIN, START + 2 * back, ledger.pace) == START + MINUTE + by


def test_a_crash_while_sending_becomes_a_doubt(tmp_path: Path) -> None:
    """What was sending when the process died may have arrived; the next process looks."""
    ledger = open_ledger(tmp_path / "m.sqlite3")
    target = sent(ledger, 8)
    post_id = plan(ledger)
    take(ledger, START + MINUTE)
    ledger.db.conn.close()

    again = open_ledger(tmp_path / "m.sqlite3")
    [doubt] = again.recover(START + 2 * MINUTE)
    assert (doubt.id, doubt.last_message_id, doubt.state) == (post_id, 8, "unknown")
    assert doubt.not_before == START + 2 * MINUTE + timedelta(seconds=90)
    assert state(again, target) == "sent"


def test_a_courier_that_starts_again_puts_only_its_own_chat_into_doubt(ledger: Ledger) -> None:
    """What another chat's courier is sending at that moment stays in its hands."""
    own, others = plan(ledger), plan(ledger, destination=ADMIN)
    take(ledger)
    take(ledger, destination=ADMIN)
    assert [post.id for post in ledger.recover(START, CHANNEL)] == [own]
    assert (state(ledger, own), state(ledger, others)) == ("unknown", "sending")


def test_chats_with_work_are_known_without_the_configuration(ledger: Ledger) -> None:
    """Where a post is planned, being sent or in doubt there is work; a settled one is none."""
    assert ledger.destinations_with_work() == []
    sent(ledger, 5)
    assert ledger.destinations_with_work() == []
    plan(ledger, destination="-1003")
    plan(ledger, destination="-1004")
    take(ledger, destination="-1004")
    plan(ledger, destination="-1005")
    take(ledger, destination="-1005")
    ledger.recover(START, "-1005")
    assert ledger.destinations_with_work() == ["-1003", "-1004", "-1005"]


def test_a_crash_before_sending_loses_nothing(tmp_path: Path) -> None:
    """A planned post is simply sent by the next process."""
    ledger = open_ledger(tmp_path / "m.sqlite3")
    post_id = plan(ledger)
    ledger.db.conn.close()
    again = open_ledger(tmp_path / "m.sqlite3")
    assert again.recover(START) == []
    assert take(again).id == post_id


def test_a_crash_while_editing_or_writing_the_page_is_no_doubt(ledger: Ledger) -> None:
    """Edits and pages are written again after a crash."""
    target = sent(ledger, 1)
    edit = plan(ledger, kind="edit", target_id=target)
    take(ledger, START + MINUTE)
    on_page = plan(ledger, destination=PAGE)
    take(ledger, START, PAGE)
    assert ledger.recover(START) == []
    assert (state(ledger, edit), state(ledger, on_page)) == ("planned", "planned")


def test_a_second_courier_is_refused(ledger: Ledger) -> None:
    """While one request is in flight nothing else leaves for that chat."""
    post_id = plan(ledger)
    plan(ledger)
    take(ledger)
    with pytest.raises(MarqabError, match=f"post {post_id} is being sent by another"):
        ledger.take(CHANNEL, START + MINUTE)


def test_a_locked_file_is_a_clear_error(tmp_path: Path) -> None:
    """Another process that holds the file stops the taking, and nothing is half-written."""
    ledger = open_ledger(tmp_path / "m.sqlite3")
    post_id = plan(ledger)
    other = sqlite3.connect(tmp_path / "m.sqlite3")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="cannot be written: database is locked"):
        ledger.take(CHANNEL, START)
    other.rollback()
    other.close()
    assert take(ledger).id == post_id


def test_the_page_shows_posts_as_they_stand(ledger: Ledger) -> None:
    """Edits show their newest sent text and time, replies what they answer."""
    first = sent(ledger, 1, html="one")
    now = START + MINUTE
    edit = plan(ledger, "one, edited", kind="edit", target_id=first)
    take(ledger, now)
    ledger.record(edit, Sent(1), now)
    reply = plan(ledger, "more", kind="reply", target_id=first)
    take(ledger, now + MINUTE)
    ledger.record(reply, Sent(2), now + MINUTE)
    plan(ledger, "not yet")
    one, two = ledger.posts_for_page(CHANNEL)
    assert (one.message_id, one.html, one.at, one.edited_at) == (1, "one, edited", START, now)
    assert (two.message_id, two.html, two.reply_to, two.edited_at) == (2, "more", 1, None)
    assert [shown.message_id for shown in ledger.posts_for_page(CHANNEL, limit=1)] == [2]


def test_what_was_told_of_a_story_is_known(ledger: Ledger) -> None:
    """Every act about a story is found again, in the order of planning."""
    ledger.db.execute(
        "INSERT INTO stories (id, opened_at, last_at, headline, severity) "
        "VALUES (3, '', '', '', 'low')"
    )
    post_id = plan(ledger, story_id=3)
    plan(ledger)
    assert [post.id for post in ledger.about(3)] == [post_id]


def test_what_waits_for_its_bundle_is_taken_by_no_courier(ledger: Ledger) -> None:
    """A post with a bundle's time stays planned even when that time has passed."""
    plan(ledger, "يصبر", bundle_at=START + MINUTE)
    assert ledger.next_for(CHANNEL, START + 2 * MINUTE) is None
    now = plan(ledger, "الآن", topic=12)
    assert take(ledger).id == now
    assert ledger.post(now).topic == 12
