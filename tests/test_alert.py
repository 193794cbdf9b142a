"""What readers are told of one article, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.alert.act import Act
from monitor.alert.decision import Policy, Seen, Told, decide
from monitor.alert.facts import Change, Facts
from monitor.alert.routing import Route, Routes, Routing
from monitor.group.novelty import Novelty
from monitor.group.placement import Placement
from monitor.match.matcher import Match
from monitor.match.rules import Severity

NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)
FIRST = Placement(None, "first", 0.1, "no story is near enough", {})
RETELLING = Placement(7, "retelling", 0.8, "story 7 scores 0.80", {})
COPY = Placement(7, "copy", 1.0, "the same text as article 1", {})
REPOSTED = Placement(7, "copy", 1.0, "the same text, re-posted after 22 days", {}, reposted=True)
HOUR = timedelta(hours=1)
UTC_ZONE = ZoneInfo("UTC")
NOTHING = Facts()
TWO_DEAD = Facts(killed=2)
DEFAULTS = Policy()


def rule(
    name: str = "coast",
    severity: Severity = Severity.NORMAL,
    *,
    chats: tuple[str, ...] = (),
    hashtags: tuple[str, ...] = ("طرطوس",),
    shadow: bool = False,
) -> Match:
    """A rule that fired."""
    return Match(name, name, severity, (), hashtags, chats, shadow)


def seen(
    source: str = "nabd",
    *,
    age: timedelta = HOUR,
    dated: bool = True,
    facts: Facts = NOTHING,
    changed: bool = False,
    priming: bool = False,
) -> Seen:
    """An article so old."""
    before = NOTHING if changed else None
    return Seen(source, NOW - age, dated, facts, before, priming=priming)


def told(
    *,
    severity: Severity = Severity.NORMAL,
    facts: Facts = TWO_DEAD,
    outlets: tuple[str, ...] = ("sahel",),
    edits: int = 0,
    replied: timedelta | None = None,
) -> Told:
    """A story with a post in the main chat."""
    at = None if replied is None else NOW - replied
    return Told(severity, facts, frozenset(outlets), frozenset({"main"}), edits, at)


def act(
    article: Seen,
    *matches: Match,
    placement: Placement | None = RETELLING,
    known: Told | None = None,
    policy: Policy = DEFAULTS,
    routes: Routes | None = None,
) -> Act:
    """Decide at noon; every chat may be told at once, or as `routes` say."""
    matches = matches or (rule(),)
    told_in = sorted(known.chats) if known else ()
    ways = routes or Routing({}, {}, UTC_ZONE).routes(matches, "nabd", told_in, (), now=NOW)
    return decide(article, matches, placement, known, ways, now=NOW, policy=policy)


def test_an_article_without_a_rule_is_dropped() -> None:
    """An article that meets no rule is dropped, and keeps nothing but the reason."""
    dropped = decide(seen(), (), None, None, Routes({}), now=NOW, policy=DEFAULTS)
    assert dropped == Act("drop", "no rule matched")


def test_the_first_article_of_a_story_is_posted() -> None:
    """The first article of a story goes to the main chat and notifies."""
    posted = act(seen(), placement=FIRST)
    assert posted == Act(
        "post",
        "first article of its story",
        Severity.NORMAL,
        chats=("main",),
        hashtags=("طرطوس",),
    )


def test_an_undated_article_is_posted_and_says_so() -> None:
    """A missing date is no reason for silence."""
    assert act(seen(dated=False), placement=FIRST).reason.endswith("undated: time first seen")


@pytest.mark.parametrize("placement", [RETELLING, COPY])
def test_a_story_that_was_only_held_is_posted_with_its_next_article(placement: Placement) -> None:
    """A story whose first article was too old to tell gets its post from a fresh one."""
    posted = act(seen(), placement=placement)
    assert (posted.kind, posted.reason) == ("post", "first article of its story that may be told")


def test_a_changed_article_that_matches_now_is_posted() -> None:
    """An article may name the place only in its second version."""
    assert act(seen(changed=True), placement=None).kind == "post"


def test_the_strongest_rule_gives_the_severity_and_all_give_chats_and_tags() -> None:
    """Chats and hashtags are united in rule order, each once; rules in shadow add nothing."""
    united = act(
        seen(),
        rule("a", Severity.HIGH, chats=("security", "main"), hashtags=("أمن", "طرطوس")),
        rule("b", Severity.LOW),
        rule("c", Severity.URGENT, chats=("test",), hashtags=("تجربة",), shadow=True),
        placement=FIRST,
    )
    assert united.severity == Severity.HIGH
    assert united.chats == ("security", "main")
    assert not united.silent
    assert united.hashtags == ("أمن", "طرطوس")


# --- held ----------------------------------------------------------------------------------


def test_a_rule_in_shadow_tells_nobody() -> None:
    """The match is kept with its severity, so that an editor can judge the rule."""
    held = act(seen(), rule(severity=Severity.HIGH, shadow=True), placement=FIRST)
    assert held == Act("hold", "only rules in shadow matched", Severity.HIGH)


@pytest.mark.parametrize("known", [None, told()])
def test_what_is_too_old_is_held(known: Told | None) -> None:
    """An article older than the policy allows is archived only, told story or not."""
    held = act(seen(age=25 * HOUR), known=known)
    assert (held.kind, held.reason) == ("hold", "published 25 h ago, older than 24 h")
    assert act(seen(age=24 * HOUR), known=known).kind != "hold"


def test_a_correction_of_a_told_story_is_never_too_old() -> None:
    """Readers hear of a change to what they were told, but not of a change to what they were not."""
    assert act(seen(age=48 * HOUR, changed=True), known=told()).kind == "edit"
    assert act(seen(age=48 * HOUR, changed=True)).kind == "hold"


def test_the_first_sight_of_a_source_tells_only_what_is_surely_new() -> None:
    """While priming, undated articles are held and fresh dated ones are posted."""
    held = act(seen(dated=False, priming=True), placement=FIRST)
    assert (held.kind, held.reason) == ("hold", "undated at first sight of its source")
    assert act(seen(priming=True), placement=FIRST).kind == "post"


def test_old_news_with_a_new_date_is_held() -> None:
    """A text that is posted again after weeks is no news, even if it was never told."""
    for known in (None, told()):
        held = act(seen(), placement=REPOSTED, known=known)
        assert (held.kind, held.reason) == ("hold", f"old news: {REPOSTED.reason}")


def test_an_outlet_that_repeats_itself_is_held() -> None:
    """A second address of a listed outlet adds no source and no fact."""
    held = act(seen("sahel"), placement=COPY, known=told())
    assert held.kind == "hold"
    assert held.reason == "sahel is already listed and says nothing new"


# --- a told story --------------------------------------------------------------------------


@pytest.mark.parametrize("placement", [RETELLING, COPY])
def test_another_outlet_is_a_silent_edit(placement: Placement) -> None:
    """The post lists one more source and notifies nobody."""
    edit = act(seen(facts=Facts(killed=2)), placement=placement, known=told())
    assert (edit.kind, edit.silent) == ("edit", True)
    assert edit.reason == f"another outlet: nabd ({placement.kind})"


def test_a_changed_article_is_an_edit() -> None:
    """A new headline of a listed outlet is shown without notifying."""
    edit = act(seen("sahel", changed=True), placement=None, known=told())
    assert (edit.kind, edit.reason) == ("edit", "sahel changed its article")


def test_a_change_without_a_new_hit_follows_what_was_told() -> None:
    """A told story's post follows its article, also out of every rule; what was held stays so."""
    change = replace(seen("sahel", changed=True), newly_hit=False)
    assert act(change, placement=None, known=told()).reason == "sahel changed its article"
    gone = decide(change, (), None, told(), Routes({}), now=NOW, policy=DEFAULTS)
    why = "the changed article no longer matches"
    assert gone == Act("edit", why, Severity.NORMAL, silent=True)
    held = Act("hold", "held before, and its change brought no new hit")
    assert act(change, placement=None) == held


def test_an_article_moved_by_hand_has_no_placement() -> None:
    """An article that an editor moved has no placement, and its outlet is still named."""
    assert act(seen(), placement=None, known=told()).reason == "another outlet: nabd (article)"


def test_a_chat_that_has_not_heard_of_the_story_is_reached() -> None:
    """A later article may fire a rule of another channel, though its outlet is listed."""
    edit = act(seen("sahel"), rule(chats=("security",)), known=told())
    assert (edit.kind, edit.chats) == ("edit", ("security", "main"))
    assert edit.reason == "another chat is to hear of it"


def test_a_rising_toll_is_a_reply() -> None:
    """A rising toll is a reply that notifies and carries what changed."""
    reply = act(seen("sahel", facts=Facts(killed=5)), known=told())
    assert (reply.kind, reply.silent) == ("reply", False)
    assert reply.changes == (Change("killed", 2, 5),)
    assert reply.reason == "news: killed 2 -> 5"


def test_a_copy_with_a_new_number_is_a_reply() -> None:
    """An agency reissues its text with another toll: nearly the same words, and news."""
    assert act(seen(facts=Facts(killed=3)), placement=COPY, known=told()).kind == "reply"


def test_a_first_figure_and_a_turn_are_named_in_the_reason() -> None:
    """A toll nobody gave before reads «? -> 4», a claim is named."""
    facts = Facts(killed=4, triggers=frozenset({"claim"}))
    reply = act(seen(facts=facts), known=told(facts=Facts()))
    assert reply.reason == "news: killed ? -> 4, claim"


def test_much_that_is_new_is_a_reply_though_no_change_is_understood() -> None:
    """Much new text notifies and names no change; a little is edited in, with the reason."""
    common = {"new_figure": False, "told_by_its_outlet": False}
    later = Novelty(20 * HOUR, 4, 0.7, **common, sourced=2, words=60)
    found = act(seen(), placement=replace(RETELLING, novelty=later), known=told())
    assert (found.kind, found.changes, found.silent) == ("reply", (), False)
    assert found.reason.startswith("news: it says much that is new (0.9")
    soon = Novelty(HOUR / 2, 1, 0.4, **common, sourced=0, words=80)
    arrest = seen(facts=Facts(triggers=frozenset({"arrest"})))
    found = act(arrest, placement=replace(RETELLING, novelty=soon), known=told())
    assert (found.kind, found.changes, found.silent) == ("edit", (), True)
    assert found.reason.startswith("another outlet: nabd (retelling); hardly news (0.")
    assert found.reason.endswith("): arrest")
    again = replace(arrest, source="sahel")
    held = act(again, placement=replace(RETELLING, novelty=soon), known=told())
    assert held.kind == "hold"
    assert held.reason.startswith("sahel is already listed and says nothing new; hardly news (0.")


def test_an_outlets_own_report_renews_the_post_of_its_flash() -> None:
    """The full report of an outlet that sent a flash renews the post, without being news."""
    common = {"new_figure": False, "told_by_its_outlet": True, "sourced": 0}
    report = Novelty(HOUR, 1, 0.3, **common, words=80, at_length=True)
    renewed = act(seen("sahel"), placement=replace(RETELLING, novelty=report), known=told())
    assert (renewed.kind, renewed.silent) == ("edit", True)
    assert renewed.reason == "sahel tells at length what was a flash"


def test_a_stronger_rule_is_a_reply() -> None:
    """A story that turns urgent notifies again; a weaker rule does not."""
    reply = act(seen("sahel"), rule(severity=Severity.URGENT), known=told())
    assert (reply.kind, reply.reason) == ("reply", "news: severity normal -> urgent")
    assert act(seen("sahel"), rule(severity=Severity.LOW), known=told()).kind == "hold"


def test_news_right_after_a_reply_waits_for_the_next() -> None:
    """A story has one reply in half an hour; a clock that was ahead then binds nobody."""
    fresh = seen(facts=Facts(killed=5))
    reply = act(fresh, known=told(replied=timedelta(minutes=29)))
    assert (reply.kind, reply.silent, reply.changes) == ("reply", False, (Change("killed", 2, 5),))
    assert reply.reason == "news: killed 2 -> 5; the last reply is too recent, told in 1 min"
    assert reply.not_before == NOW + timedelta(minutes=1)
    assert act(fresh, known=told(replied=timedelta(minutes=30))).not_before is None
    assert act(fresh, known=told(replied=-HOUR)).not_before is None


def test_a_post_is_edited_ever_more_seldom_but_news_goes_on() -> None:
    """After ten edits each next one waits as long as the story is old; a rising toll replies."""
    often = replace(told(edits=10), posted_at=NOW - 2 * HOUR)
    edit = act(seen(), known=often)
    assert (edit.kind, edit.not_before) == ("edit", NOW + 2 * HOUR)
    assert edit.reason.endswith("; edited 10 times, again in 120 min")
    assert act(seen(facts=Facts(killed=5)), known=often).not_before is None
    soon = replace(often, last_reply_at=NOW - HOUR / 12)
    reply = act(seen(facts=Facts(killed=5)), known=soon)
    assert (reply.kind, reply.not_before) == ("reply", NOW + 5 * HOUR / 12)
    assert act(seen(), known=often, policy=Policy(max_edits=11)).not_before is None
    assert act(seen(), known=told(edits=10)).not_before == NOW


# --- ways to the readers -------------------------------------------------------------------


def ways(*routes: Route, same_story: timedelta | None = None) -> Routes:
    """Routes by chat."""
    return Routes({route.chat: route for route in routes}, same_story)


def test_a_story_that_no_chat_may_be_told_is_held_with_every_reason() -> None:
    """The article is archived; a later one may open the story."""
    closed = ways(Route("main", "suppressed", "a"), Route("test", "suppressed", "b"))
    held = act(seen(), placement=FIRST, routes=closed)
    assert (held.kind, held.reason, held.chats) == ("hold", "main: a, test: b", ())


def test_what_waits_says_until_when() -> None:
    """A post and a reply are decided now and told later; a closed chat is left out."""
    wait = Route("main", "wait", "quiet hours until 07:00", NOW + 8 * HOUR)
    posted = act(seen(), placement=FIRST, routes=ways(wait))
    assert posted.reason == "first article of its story; quiet hours until 07:00"
    part = act(seen(), placement=FIRST, routes=ways(wait, Route("test", "suppressed", "no")))
    assert part.chats == ("main",)
    assert part.reason == "first article of its story; main: quiet hours until 07:00, test: no"
    reply = act(seen(facts=Facts(killed=5)), known=told(), routes=ways(wait))
    assert reply.reason == "news: killed 2 -> 5; quiet hours until 07:00"


def test_a_cooldown_counts_from_the_last_message_about_the_story() -> None:
    """A rule's cooldown counts from the story's post, or from its last reply if that is later."""
    two_hours = ways(Route("main", "now"), same_story=2 * HOUR)
    fresh = seen(facts=Facts(killed=5))
    posted = replace(told(), posted_at=NOW - HOUR)
    reply = act(fresh, known=posted, routes=two_hours)
    why = "cooldown: the same story once in 2 h, told in 60 min"
    assert (reply.kind, reply.reason) == ("reply", f"news: killed 2 -> 5; {why}")
    over = replace(posted, posted_at=NOW - 2 * HOUR)
    assert act(fresh, known=over, routes=two_hours).not_before is None
    replied = replace(posted, posted_at=NOW - 9 * HOUR, last_reply_at=NOW - HOUR)
    assert act(fresh, known=replied, routes=two_hours).not_before == NOW + HOUR
    assert act(fresh, known=told(), routes=two_hours).not_before is None


def test_a_story_that_turns_urgent_answers_at_once() -> None:
    """A story that turns urgent waits for no pause; one that was urgent already does."""
    urgent = rule(severity=Severity.URGENT)
    soon = told(replied=timedelta(minutes=1))
    assert act(seen("sahel"), urgent, known=soon).not_before is None
    was = told(severity=Severity.URGENT, replied=timedelta(minutes=1))
    assert act(seen("sahel", facts=Facts(killed=5)), urgent, known=was).not_before is not None


# --- what is taken back, what is old -------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (Facts(killed=8), Facts(killed=5), "correction: killed 8 -> 5"),
        (Facts(injured=8), Facts(injured=5), "correction: injured 8 -> 5"),
        (Facts(killed=8), Facts(), "sahel changed its article"),
        (Facts(killed=7), Facts(killed=5), "sahel changed its article"),
        (Facts(missing=8), Facts(missing=5), "sahel changed its article"),
        (Facts(killed=8, injured=8), Facts(killed=9, injured=5), "news: killed 8 -> 9"),
    ],
)
def test_only_a_number_that_was_told_can_be_corrected(
    before: Facts, after: Facts, reason: str
) -> None:
    """Fewer missing is news, fewer injured beside more dead too; what was not told needs nothing."""
    known = told(facts=Facts(killed=8, injured=8, missing=8))
    article = replace(seen("sahel", facts=after), before=before)
    found = act(article, placement=None, known=known)
    assert found.reason == reason
    assert found.corrects == reason.startswith("correction")


def test_an_old_text_that_was_never_told_may_be_told_as_old() -> None:
    """Old news is told only where the policy says so, silently, and never beside a post."""
    label = Policy(old_news="label")
    found = act(seen(), placement=REPOSTED, policy=label)
    assert (found.kind, found.silent) == ("post", True)
    assert found.reason == f"old news, told as such: {REPOSTED.reason}"
    assert act(seen(), placement=REPOSTED, known=told(), policy=label).kind == "hold"


def test_an_anniversary_notifies_nobody() -> None:
    """An article about an anniversary is told silently, and the reason says what it is."""
    found = act(replace(seen(), recalls=True), placement=FIRST)
    assert (found.kind, found.silent) == ("post", True)
    assert found.reason == "first article of its story, about an anniversary"


def test_what_may_be_part_of_a_story_answers_it() -> None:
    """What may be the same is a reply; what is not is a story of its own."""
    found = act(seen(), placement=replace(FIRST, resembles=7))
    assert (found.kind, found.resembles) == ("reply", 7)
    other = act(seen(), placement=FIRST)
    assert (other.kind, other.resembles) == ("post", None)
