"""`marqab explain` on archived articles: what was decided, and why."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import NOON, a_configuration, a_report, a_source, an_article
from commandline import a_config, marqab
from monitor.archive.store import Store
from monitor.commands.explain import Explanation, explain_article
from monitor.commands.posts import due_of, open_posts, standing
from monitor.commands.waits import wait_for
from monitor.deliver.ledger import Ledger
from monitor.pipeline import Pipeline
from spiders.contract import Article, Deferred, Link
from spiders.urls import identity

CONFIGURATION = a_configuration()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database."""
    store = Store(tmp_path / "marqab.sqlite3").open()
    yield store
    store.close()


def explained(store: Store, *articles: Article) -> Explanation:
    """The explanation of the last of these, after they went through every stage."""
    pipeline = Pipeline(store, CONFIGURATION, destination=lambda chat: chat)
    for article in articles:
        with store.transaction():
            pipeline.take(article, now=NOON)
    return explain_article(articles[-1].url, CONFIGURATION, Path(store.path))


def alert(explanation: Explanation) -> tuple[dict[str, Any], str]:
    """What was decided, as JSON and as the line for people."""
    (line,) = (line for line in explanation.lines() if line.startswith("alert"))
    return explanation.as_dict()["alert"], line


def test_what_was_decided_about_an_alert_is_shown(store: Store):
    """The act, its time and its reason stand there."""
    told, line = alert(explained(store, an_article()))
    assert told["act"] == "post"
    assert told["at"] == NOON.isoformat()
    assert line == f"alert    post at 2026-01-15T09:00 UTC: {told['reason']}"


def test_why_an_article_was_silent_is_shown(store: Store):
    """Of an article in no story, the act, its time and its reason are shown."""
    silent = an_article(title="لا شيء", body="لا شيء")
    told, line = alert(explained(store, silent))
    assert (told["act"], told["reason"]) == ("drop", "no rule matched")
    assert line.endswith("no rule matched")


def test_the_decision_is_the_articles_own(store: Store):
    """A second outlet's report has another decision than the story's first."""
    second = an_article(url="https://marfa.example/7", source="marfa")
    told, _ = alert(explained(store, an_article(), second))
    assert told["act"] == "edit"


def test_an_article_whose_decision_was_not_written_down_says_so(store: Store):
    """An article whose decision was not written down says so."""
    store.save_article(an_article(), identity="1", link_identity="1")
    explanation = explain_article(an_article().url, CONFIGURATION, Path(store.path))
    assert alert(explanation) == (None, "alert    no decision was written down")


def test_of_an_alert_the_verdicts_of_its_own_time_are_shown(store: Store):
    """Verdicts are shown with the version that made them, and whether today's rules agree."""
    explanation = explained(store, an_article())
    sha256 = CONFIGURATION.rules.sha256
    assert f"then     place fired under the rules {sha256[:8]}, as today" in explanation.lines()
    then = explanation.as_dict()["match_then"]
    assert [one["rule"] for one in then["verdicts"] if one["fired"]] == ["place"]
    other = a_configuration("version: 1\nrules: [{id: sea, any: [بحر]}]\n")
    later = explain_article(an_article().url, other, Path(store.path))
    assert any(line.endswith("unlike today") for line in later.lines())


def test_while_a_file_is_wrong_what_is_archived_is_explained(tmp_path: Path):
    """While a file is wrong, archived articles are judged by the rules that were live last."""
    config = a_config(tmp_path)
    store = Store(config.parent / "marqab.sqlite3").open()
    pipeline = Pipeline(store, CONFIGURATION, destination=lambda chat: chat)
    with store.transaction():
        pipeline.rulebook.keep(pipeline.rules, NOON)
        pipeline.take(an_article(), now=NOON)
    (config / "rules.yaml").write_text("version: 1\nrules: [", encoding="utf-8")
    result = marqab(config, "explain", an_article().url)
    assert result.exit_code == 0
    fault, judge, *lines = result.stdout.splitlines()
    assert fault.startswith(f"note     {config}/rules.yaml:2:")
    sha256 = CONFIGURATION.rules.sha256[:8]
    assert judge == f"note     judged by the rules that were live last, {sha256}"
    assert f"then     place fired under the rules {sha256}, as today" in lines
    told = json.loads(marqab(config, "explain", an_article().url, "--json").stdout)
    assert [one["rule"] for one in told["match"] if one["fired"]] == ["place"]
    assert len(told["notes"]) == 2
    store.db.execute("DELETE FROM rule_versions")
    store.db.conn.commit()
    without = marqab(config, "explain", an_article().url).stdout
    assert "no rules were ever live" in without
    assert "alert    post at" in without
    store.db.execute(
        "INSERT INTO rule_versions (sha256, text, at) VALUES ('abc', 'version: 0', '2026-01-01')"
    )
    store.db.conn.commit()
    store.close()
    assert "live last, abc, cannot be read" in marqab(config, "explain", an_article().url).stdout
    for other in ("https://a.example/unknown", "-"):
        result = marqab(config, "explain", other, stdin="طرطوس")
        assert (result.exit_code, "rules.yaml:2:" in result.stderr) == (1, True)


def test_the_fields_that_were_extracted_are_shown(store: Store):
    """How much of each there is, and from where."""
    lines = list(explained(store, an_article(tags=("سوريا",))).lines())
    assert lines[1] == "fields   title 31, lead 0, body 69 letters, 1 tags; sahel, language ar"


def test_a_text_from_standard_input_is_explained(tmp_path: Path):
    """The first line is its title; a hit has its place, a silent rule its reason."""
    config = a_config(tmp_path)
    result = marqab(config, "explain", "-", stdin="خبر عاجل\nوصلت السفينة إلى «طَرْطُوس»\n")
    assert result.exit_code == 0
    assert (
        "match    place: FIRED by `any`: found «طَرْطُوس»\n           body 18-26: طَرْطُوس"
        in result.stdout
    )
    assert "match    quiet: silent by `any`" in result.stdout
    told = json.loads(marqab(config, "explain", "-", "--json", stdin="في طرطوس").stdout)
    assert told["match"][0]["evidence"][0] == {
        "field": "title", "term": "طرطوس", "surface": "طرطوس", "start": 3, "end": 8,
    }  # fmt: skip


def test_an_article_as_json_is_explained_with_its_fields(tmp_path: Path):
    """What `marqab extract` printed can be piped in."""
    line = json.dumps(
        {
            "url": "https://a.example/1",
            "title": "طرطوس",
            "body": "",
            "fetched_at": "2026-01-15T09:00:00Z",
        }
    )
    assert "place: FIRED" in marqab(a_config(tmp_path), "explain", "-", stdin=line).stdout


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (b"", "there is no text"),
        (b"\xff\xfe\xc7", "not UTF-8 at byte 1"),
        (b"{}", "«url», «title», «body» are missing"),
    ],
)
def test_what_is_no_text_is_said(tmp_path: Path, stdin: bytes, message: str):
    """Input that is no text is one line and exit code 1."""
    result = marqab(a_config(tmp_path), "explain", "-", stdin=stdin)
    assert result.exit_code == 1
    assert message in result.stderr


def refused(store: Store, url: str, **fields: Any) -> None:
    """A crawl of the one outlet to which this page was refused at noon."""
    deferred = Deferred(link=Link(url=url), reason="empty", refused_at=NOON, **fields)
    key = identity(url, CONFIGURATION.sources[0])
    store.save_report(a_report(deferred={key: deferred}), next_due=NOON)


@pytest.mark.parametrize(
    ("again_at", "said"),
    [(NOON + timedelta(minutes=5), "asked again from 2026-01-15T09:05"),
     (None, "asked no more unless it is edited")],
)  # fmt: skip
def test_of_a_page_that_was_refused_is_said_when_it_is_asked_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, again_at: datetime | None, said: str
):
    """What the service met is told beside what the page is now."""
    article = an_article()
    refused(store, article.url, times=3, again_at=again_at)
    monkeypatch.setattr("monitor.commands.explain.extract_page", lambda *_, **__: article)
    explanation = explain_article(f"{article.url}?utm_source=x", CONFIGURATION, Path(store.path))
    crawl, *_, group = explanation.lines()
    assert crawl == (
        f"crawl    sahel: refused 3 times, last at 2026-01-15T09:00: empty; {said} (UTC)"
    )
    assert group == "group    not archived: no crawl could read it yet"
    assert explanation.as_dict()["crawl"]["reason"] == "empty"


def test_of_an_article_without_text_is_said_when_it_is_looked_at_again(store: Store):
    """It is archived by its title, and its page is asked for again."""
    article = an_article(body="")
    explained(store, article)
    refused(store, article.url, again_at=NOON + timedelta(minutes=1))
    explanation = explain_article("1", CONFIGURATION, Path(store.path))
    assert explanation.wait
    assert explanation.archived


def test_two_outlets_that_number_alike_are_told_apart(store: Store):
    """The number of an article is its outlet's own."""
    numbered = {"identity": r"/(\d+)$"}
    mine = a_source(**numbered)
    other = a_source(id="marfa", url="https://marfa.example/", **numbered)
    refused(store, "https://sahel.example/1")
    assert wait_for("https://marfa.example/1", [other, mine], store) is None
    assert wait_for("https://sahel.example/9", [other, mine], store) is None


def test_when_a_post_leaves_that_a_rule_lets_wait_is_said(store: Store):
    """`posts` and `explain` name the hour, which is the same however late somebody looks."""
    explained(store, an_article())
    ledger = Ledger(store.db)
    [post] = ledger.open_posts()
    post = replace(post, not_before=NOON + timedelta(minutes=29))
    assert due_of(post, standing(post, ())) == "due 2026-01-15 09:29 UTC"
    assert due_of(post, standing(post, {post.id})) == ""
    later = replace(post, bundle_at=NOON + timedelta(hours=9))
    assert due_of(later, later.state) == "due 2026-01-15 18:00 UTC"
    latest = replace(later, not_before=NOON + timedelta(hours=20))
    assert due_of(latest, latest.state) == "due 2026-01-16 05:00 UTC"
    store.db.execute("UPDATE posts SET not_before = ?", [post.not_before.isoformat()])
    [_, due] = open_posts(store)
    assert due.strip() == "due 2026-01-15 09:29 UTC"
    explanation = explain_article("1", CONFIGURATION, Path(store.path))
    assert any("to main: planned, due 2026-01-15 09:29 UTC" in one for one in explanation.lines())
