"""`marqab stories`: what an editor sees of the archive, and corrects, at a terminal."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from builders import NOON, a_configuration, a_source, an_article
from commandline import a_config, marqab
from monitor.archive.store import Store
from monitor.deliver.ledger import Ledger
from monitor.pipeline import Pipeline
from test_editor import PLAN
from test_tell import FAIR, WATER

SECOND = ("تعطل محطة ضخ السن يترك طرطوس عطشى", f"{WATER[1]} وأضاف السكان أنهم يشترون المياه.")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration, and a database in which story 1 has two articles and story 2 one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("monitor.clock.now", lambda: NOON + timedelta(hours=1))
    an_archive(tmp_path, destination="page")
    return a_config(tmp_path)


def an_archive(folder: Path, destination: str) -> None:
    """Two stories of three articles, whose posts go to this address."""
    store = Store(folder / "marqab.sqlite3").open()
    pipeline = Pipeline(store, a_configuration(sources=(a_source(),)), lambda _: destination)
    with store.transaction():
        for number, (source, piece) in enumerate(
            (("sahel", WATER), ("marfa", SECOND), ("nabd", FAIR))
        ):
            at = NOON + timedelta(minutes=number)
            article = an_article(
                source=source, url=f"https://{source}.example/{number}", title=piece[0],
                body=piece[1], published_at=at, fetched_at=at,
            )  # fmt: skip
            pipeline.take(article, now=at)
    store.close()


@pytest.mark.parametrize(
    ("told_in", "token", "goes_to"),
    [
        ("-1001", None, "-1001"),
        ("-1001", "1:a", "-1001"),
        # The group has become a supergroup, and monitor.yaml still names the old one.
        ("-7", None, "-1009"),
        ("page", "1:a", "page"),
    ],
)
def test_an_editor_posts_where_the_service_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told_in: str, token: str | None, goes_to: str
) -> None:
    """Whether the editor's shell knows the bot's token or not; nothing is planned for nowhere."""
    monkeypatch.chdir(tmp_path)
    if token:
        monkeypatch.setenv("MARQAB_TELEGRAM_TOKEN", token)
    an_archive(tmp_path, told_in)
    config = a_config(tmp_path)
    address = told_in if told_in != "page" else "-1001"
    (config / "monitor.yaml").write_text(
        f"chats: {{main: {{id: {address}}}, admin: {{id: ''}}}}\n"
    )
    with closing(Store(tmp_path / "marqab.sqlite3").open()) as store:
        store.db.table("chats").insert({"destination": "-7", "moved_to": "-1009"})
    split = marqab(config, "stories", "split", "1", "2")
    assert split.exit_code == 0, split.output
    with closing(Store(tmp_path / "marqab.sqlite3").open()) as store:
        of_story_3 = [(post.kind, post.destination) for post in Ledger(store.db).about(3)]
    assert of_story_3 == [("post", goes_to)]


def test_stories_are_listed_newest_first(config: Path) -> None:
    """Each story is one Latin line, the newest first; as JSON it has the headline."""
    lines = marqab(config, "stories", "list").output.splitlines()
    assert [line.split()[0] for line in lines] == ["2", "1"]
    assert "2 articles  2 outlets  planned" in lines[1]
    assert lines[1].isascii()
    rows = [json.loads(x) for x in marqab(config, "stories", "list", "--json").output.splitlines()]
    assert [row["headline"] for row in rows] == [FAIR[0], WATER[0]]
    assert rows[0]["doubt"] is None


def test_a_story_is_shown_with_every_reason(config: Path) -> None:
    """A story shows each article with its reason and score, and its posts."""
    output = marqab(config, "stories", "show", "1").output
    assert "of its word pairs are those of article 1" in output
    assert "post 1 to main: planned; first article of its story" in output
    shown = json.loads(marqab(config, "stories", "show", "1", "--json").output)
    assert [one["title"] for one in shown["articles"]] == [WATER[0], SECOND[0]]
    assert shown["articles"][1]["evidence"]["layer"] == "near copy"
    assert marqab(config, "stories", "show", "9").stderr == "there is no story 9\n"


def test_corrections_say_how_to_take_them_back(config: Path) -> None:
    """Merge, split and undo each print one line, or one JSON object."""
    merged = marqab(config, "stories", "merge", "1", "2", "--by", "sami")
    assert merged.output == (
        "story 2 merged into story 1 by sami; take it back with `marqab stories undo 1`\n"
    )
    assert "merged into 1" in marqab(config, "stories", "list").output
    shown = marqab(config, "stories", "show", "1").output
    assert "correction 1" in shown
    undone = marqab(config, "stories", "undo", "--by", "sami")
    assert undone.output == "story 2 merged into story 1 by sami, undone by sami\n"
    split = marqab(config, "stories", "split", "1", "2", "--by", "sami", "--json")
    assert json.loads(split.output)["articles"] == [2]
    again = marqab(config, "stories", "split", "1", "2")
    assert (again.exit_code, again.stderr) == (1, "story 1 does not hold article 2\n")


def test_pairs_carry_both_texts(config: Path) -> None:
    """What was said becomes a labelled set, whoever measures by it."""
    marqab(config, "stories", "split", "1", "2", "--by", "sami")
    [pair] = map(json.loads, marqab(config, "stories", "pairs").output.splitlines())
    assert (pair["same"], pair["by"]) == (False, "sami")
    assert [pair["a"]["title"], pair["b"]["title"]] == [WATER[0], SECOND[0]]


def test_a_doubt_is_listed_with_its_command(config: Path) -> None:
    """`--doubtful` lists only stories in doubt, until somebody says what they are."""
    store = Store(config.parent / "marqab.sqlite3").open()
    pipeline = Pipeline(store, a_configuration(join_at=0.999), lambda _: "page")
    at = NOON + timedelta(minutes=30)
    article = an_article(
        source="wakala", url="https://wakala.example/1", title=PLAN[0], body=PLAN[1],
        published_at=at, fetched_at=at,
    )  # fmt: skip
    with store.transaction():
        assert pipeline.take(article, now=at).act == "reply"
    store.close()
    [line] = marqab(config, "stories", "list", "--doubtful").output.splitlines()
    assert "may be story 1: `marqab stories merge 1 3`" in line
    assert marqab(config, "stories", "apart", "3").exit_code == 0
    assert marqab(config, "stories", "list", "--doubtful").output == ""
    assert marqab(config, "stories", "apart", "3").stderr == "story 3 is in no doubt\n"
