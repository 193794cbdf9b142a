"""The command line: output, messages and exit codes, as a user meets them."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders import NOON, RULES
from commandline import SOURCES, a_config, marqab
from monitor.archive.store import Store
from monitor.cli import main
from monitor.deliver.ledger import Ledger
from monitor.deliver.outcome import Unknown
from monitor.deliver.post import Plan

PROJECT = Path(__file__).parent.parent
ARTICLE = {
    "url": "https://sahel.example/1",
    "source": "sahel",
    "title": "عطل يقطع المياه عن «طَرْطُوس»",
    "body": "انقطعت المياه عن الأحياء الشرقية في مدينة طرطوس إثر عطل في محطة الضخ.",
    "published_at": "2026-01-15T09:00:00+03:00",
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A directory with one rule, one outlet and default settings."""
    return a_config(tmp_path)


def lines(*articles: dict[str, object]) -> str:
    """Articles as JSON lines."""
    return "".join(f"{json.dumps(article, ensure_ascii=False)}\n" for article in articles)


def process(config: Path, *command: str, **environment: str) -> subprocess.Popen[bytes]:
    """The command in a process of its own, with pipes; Ctrl-C reaches it.

    What a script runs in the background ignores Ctrl-C, and so would every process that it starts.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "monitor.cli", "--config", str(config), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | environment,
        )
    finally:
        signal.signal(signal.SIGINT, before)


# --- check -----------------------------------------------------------------------------------


def test_the_shipped_configuration_is_right(tmp_path: Path):
    """`marqab check` accepts the files that the project ships."""
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    result = marqab(tmp_path / "config", "check")
    assert result.exit_code == 0, result.output
    assert "every example holds" in result.output
    assert "secrets  ok  no bot token: posts go to a page\n" in result.output


def test_check_names_every_fault_of_every_file_at_once(config: Path):
    """Three wrong files are three lines with file, line and column, and exit code 1."""
    (config / "rules.yaml").write_text(
        "version: 1\nrules:\n  - id: port\n    anny: [طرطوس]\n", encoding="utf-8"
    )
    (config / "sources.yaml").write_text(SOURCES.replace("feed:", "fed:"), encoding="utf-8")
    (config / "monitor.yaml").write_text("max_age: soon\n", encoding="utf-8")
    result = marqab(config, "check")
    assert result.exit_code == 1
    found = result.stderr.splitlines()
    assert any(line.startswith(f"{config}/monitor.yaml:1:") for line in found)
    assert any(f"{config}/rules.yaml:4:5: " in line and "«any»" in line for line in found)
    assert any(f"{config}/sources.yaml:7:" in line and "feed" in line for line in found)


def test_a_failing_example_is_a_fault_of_the_rule_file(config: Path):
    """An example that does not hold names its line."""
    broken = RULES.replace("any: [صافيتا]", "any: [صافيتا]\n    should_match: [مدينة جبلة]")
    (config / "rules.yaml").write_text(broken, encoding="utf-8")
    result = marqab(config, "check")
    assert result.exit_code == 1
    assert "should match «مدينة جبلة»" in result.stderr


def test_a_missing_configuration_is_a_clear_error(tmp_path: Path):
    """Each file that is missing is named, without a traceback."""
    result = marqab(tmp_path / "nowhere", "check")
    assert result.exit_code == 1
    for name in ("rules.yaml", "sources.yaml", "monitor.yaml"):
        assert name in result.stderr


def test_check_notes_what_has_no_effect(config: Path):
    """A key that is right and changes nothing is no fault, and is said."""
    rules = RULES.replace(
        "    any: [صافيتا]",
        "    quiet_hours: 23:00-07:00\n    any: [صافيتا]",
    ).replace("severity: low", "severity: urgent")
    (config / "rules.yaml").write_text(rules, encoding="utf-8")
    result = marqab(config, "check")
    assert result.exit_code == 0
    note = "rules.yaml:12:5: quiet_hours has no effect: urgent news is told at any hour"
    assert f"note     {config}/{note}" in result.stdout


def test_what_the_system_refuses_is_one_clear_line(config: Path):
    """A name that no file system takes is named, without a traceback."""
    name = "x" * 300
    result = CliRunner().invoke(main, ["--config", str(config), "--db", name, "status"])
    assert result.exit_code == 1
    assert result.stderr == f"{name}: File name too long\n"


# --- match -----------------------------------------------------------------------------------


def test_match_prints_one_line_for_each_article(config: Path):
    """Each line has the address, the rules, and evidence whose span cuts out its surface."""
    silent = ARTICLE | {"url": "https://sahel.example/2", "title": "لا شيء", "body": "لا شيء"}
    result = marqab(config, "match", "-", stdin=lines(ARTICLE, silent))
    assert result.exit_code == 0
    first, second = map(json.loads, result.stdout.splitlines())
    assert [rule["id"] for rule in first["rules"]] == ["place"]
    assert first["rules"][0]["severity"] == "high"
    for found in first["rules"][0]["evidence"]:
        text = ARTICLE[found["field"]]
        assert text[found["start"] : found["end"]] == found["surface"]
    assert second == {"url": "https://sahel.example/2", "rules": []}
    assert "طَرْطُوس" in result.stdout  # real letters, not escapes


def test_match_goes_on_after_a_broken_line(config: Path, tmp_path: Path):
    """A broken line is named on stderr, the good ones are matched, the exit code is 1."""
    file = tmp_path / "in.jsonl"
    file.write_text(lines(ARTICLE) + "{broken\n" + lines(ARTICLE), encoding="utf-8")
    result = marqab(config, "match", str(file))
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr.startswith(f"{file}:2: ")


@pytest.mark.parametrize("command", ["match", "replay"])
@pytest.mark.parametrize(
    "broken",
    [b'{"title": "\xff"}', b"[" * 100_000, b'{"url": "https://x.sy/", "title": "\\ud800"}'],
    ids=["not UTF-8", "deep", "half a character"],
)
def test_a_line_that_no_text_holds_costs_no_other(config: Path, command: str, broken: bytes):
    """Whatever stands in a line, the lines around it are used and the exit code is 1."""
    good = lines(ARTICLE).encode()
    result = marqab(config, command, "-", stdin=b"\xef\xbb\xbf" + good + broken + b"\n" + good)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    (complaint,) = result.stderr.splitlines()
    assert ":2: " in complaint


def test_a_closed_pipe_ends_the_output_quietly(config: Path, tmp_path: Path):
    """`marqab match FILE | head -1` prints one line and no traceback."""
    file = tmp_path / "in.jsonl"
    file.write_text(lines(ARTICLE) * 2000, encoding="utf-8")
    with process(config, "match", str(file)) as ran:
        assert json.loads(ran.stdout.readline())["url"] == ARTICLE["url"]
        ran.stdout.close()
        assert ran.stderr.read() == b""


def test_ctrl_c_ends_quietly(config: Path):
    """While it waits for more lines, Ctrl-C ends it with the exit code of a shell's Ctrl-C."""
    with process(config, "match", "-") as ran:
        ran.stdin.write(lines(ARTICLE).encode())
        ran.stdin.flush()
        assert json.loads(ran.stdout.readline())["url"] == ARTICLE["url"]
        ran.send_signal(signal.SIGINT)
        assert ran.wait(60) == 130
        assert ran.stderr.read() == b""


def test_json_is_utf_8_whatever_the_terminal_is_set_to(config: Path):
    """Real Arabic letters leave as UTF-8 where the locale knows none."""
    with process(config, "match", "-", PYTHONIOENCODING="latin-1") as ran:
        out, error = ran.communicate(lines(ARTICLE).encode(), timeout=60)
    assert "طَرْطُوس" in out.decode()
    assert error == b""


def test_people_get_escapes_where_the_terminal_knows_no_arabic(config: Path):
    """What cannot be shown is escaped; there is no traceback."""
    arabic = ARTICLE | {"url": "https://sahel.example/طرطوس"}
    with process(config, "replay", "-", PYTHONIOENCODING="latin-1") as ran:
        out, error = ran.communicate(lines(arabic).encode(), timeout=60)
    assert rb"https://sahel.example/\u0637" in out
    assert error == b""


def test_match_takes_another_rule_file(config: Path, tmp_path: Path):
    """`--rules` tries a rule file that is not live."""
    other = tmp_path / "other.yaml"
    other.write_text("version: 1\nrules:\n  - {id: water, name: مياه, any: [المياه]}\n")
    result = marqab(config, "match", "-", "--rules", str(other), stdin=lines(ARTICLE))
    assert [rule["id"] for rule in json.loads(result.stdout)["rules"]] == ["water"]


# --- replay ----------------------------------------------------------------------------------


def test_replay_tells_what_becomes_of_every_article(config: Path):
    """`replay --json` prints a line for each article, in input order, by the contract."""
    copy = ARTICLE | {
        "url": "https://marfa.example/7",
        "source": "marfa",
        "published_at": "2026-01-15T09:20:00+03:00",
    }
    silent = ARTICLE | {"url": "https://sahel.example/2", "title": "لا شيء", "body": "لا شيء"}
    result = marqab(config, "replay", "-", "--json", stdin=lines(ARTICLE, silent, copy))
    assert result.exit_code == 0
    post, drop, edit = map(json.loads, result.stdout.splitlines())
    keys = ["url", "at", "act", "story", "rules", "severity", "chat", "reason", "score", "html"]
    assert list(post) == keys
    assert (post["act"], post["story"], post["chat"]) == ("post", 1, "main")
    assert post["at"] == "2026-01-15T06:00:00+00:00"
    assert (drop["act"], drop["story"], drop["html"]) == ("drop", None, None)
    assert (edit["act"], edit["story"]) == ("edit", 1)
    assert "marfa" in edit["html"]


def test_rules_and_severity_are_those_of_the_article(config: Path):
    """An article that brings nothing new is told with its rules and severity too."""
    edited = ARTICLE | {"body": f"{ARTICLE['body']} وبدأت الإصلاحات."}
    result = marqab(config, "replay", "-", "--json", stdin=lines(ARTICLE, ARTICLE, edited))
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["act"] for one in told][:2] == ["post", "hold"]
    assert [one["rules"] for one in told] == [["place"]] * 3
    assert len({one["severity"] for one in told}) == 1
    assert told[0]["severity"]


def test_replay_takes_articles_in_the_order_they_were_seen(config: Path):
    """A file in any order gives the same story; the lines keep the order of the file."""
    later = ARTICLE | {
        "url": "https://marfa.example/7",
        "source": "marfa",
        "published_at": "2026-01-15T11:00:00+03:00",
    }
    result = marqab(config, "replay", "-", "--json", stdin=lines(later, ARTICLE))
    first, second = map(json.loads, result.stdout.splitlines())
    assert (first["url"], first["act"]) == (later["url"], "edit")
    assert (second["url"], second["act"]) == (ARTICLE["url"], "post")


def test_replay_for_people_is_one_latin_line_each(config: Path):
    """A terminal that reverses Arabic shows the acts and reasons all the same."""
    result = marqab(config, "replay", "-", stdin=lines(ARTICLE))
    assert result.stdout.startswith("2026-01-15 06:00  post  story 1")
    assert result.stdout.isascii()


# --- extract ---------------------------------------------------------------------------------


def test_extract_turns_a_saved_page_into_an_article(tmp_path: Path):
    """The host of the page's own address chooses the outlet."""
    page = PROJECT / "tests" / "pages" / "sana" / "long" / "page.html"
    result = marqab(PROJECT / "config", "extract", str(page))
    assert result.exit_code == 0
    article = json.loads(result.stdout)
    assert article["source"] == "sana"
    assert article["body"]


def test_extract_refuses_a_page_that_is_no_article():
    """A challenge page prints why it is none, with exit code 1."""
    page = PROJECT / "tests" / "pages" / "_refused" / "challenge_cloudflare" / "page.html"
    result = marqab(PROJECT / "config", "extract", str(page))
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"] == "challenge"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.html"], "nowhere.html: cannot be read"),
        ([str(PROJECT / "README.md"), "--source", "nobody"], "no source «nobody»"),
        (["http://"], "«http://» is no web address: it names no host"),
        (["https://exa mple.sy"], "«https://exa mple.sy» is no web address"),
        (["https://x.sy/\udcff"], "is not UTF-8"),
        (["HTTPS://"], "it names no host"),
        ([str(PROJECT / "README.md"), "--url", "not an url"], "«not an url» is no web address"),
        ([str(PROJECT / "README.md"), "--url", "http://a b/"], "«http://a b/» is no web address"),
        ([str(PROJECT)], "cannot be read: Is a directory"),
    ],
)
def test_extract_names_what_is_missing(config: Path, arguments: list[str], message: str):
    """A file or an outlet that does not exist is one clear line."""
    result = marqab(config, "extract", *arguments)
    assert result.exit_code == 1
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_outlet_whose_address_names_no_host_is_one_clear_line(config: Path):
    """The address is named, not the page."""
    sources = SOURCES.replace("url: https://sahel.example/", "url: https://sa hel.example/")
    (config / "sources.yaml").write_text(sources, encoding="utf-8")
    result = marqab(config, "extract", str(PROJECT / "README.md"))
    assert result.exit_code == 1
    assert "«https://sa hel.example/» is no web address" in result.stderr


def test_a_saved_page_may_state_an_address_that_is_none(config: Path, tmp_path: Path):
    """A page is written by strangers: what it calls its address costs only the address."""
    page = tmp_path / "page.html"
    body = f"<p>{ARTICLE['body']}</p>" * 5
    page.write_text(
        "<html><head><link rel=canonical href='https://sa hel/1'><title>مياه</title></head>"
        f"<body><article><h1>{ARTICLE['title']}</h1>{body}</article></body></html>"
    )
    result = marqab(config, "extract", str(page))
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["url"] == "https://unknown.invalid/saved-page"


# --- the archive -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["status"], ["posts"], ["backup", "copy.sqlite3"]])
def test_without_a_database_a_command_says_so(config: Path, command: list[str]):
    """A command without a database says that nothing has run, and leaves none behind."""
    result = marqab(config, *command)
    assert result.exit_code == 1
    assert "marqab run" in result.stderr
    assert not (config.parent / "marqab.sqlite3").exists()


@pytest.mark.parametrize("command", ["status", "posts", "backup copy.sqlite3"])
def test_an_unreadable_database_is_one_clear_line(config: Path, command: str):
    """The file is named and untouched."""
    path = config.parent / "marqab.sqlite3"
    path.write_bytes(b"no database " * 500)
    result = marqab(config, *command.split())
    assert result.exit_code == 1
    assert result.stderr.count("not a database") == 1
    assert path.read_bytes() == b"no database " * 500


def test_the_service_does_not_start_on_an_unreadable_database(config: Path):
    """The file is named, the exit code is 1, and the file is untouched."""
    path = config.parent / "marqab.sqlite3"
    path.write_bytes(b"no database " * 500)
    # In a process of its own, for the loop it runs in can be started only once.
    command = [sys.executable, "-m", "monitor.cli", "--config", str(config), "--db", str(path)]
    result = subprocess.run(
        [*command, "run", "--once"], capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 1
    assert "not a database" in result.stderr
    assert "Traceback" not in result.stderr
    assert path.read_bytes() == b"no database " * 500


def test_explain_needs_an_address_or_a_number(config: Path):
    """What is neither an address nor a number is one clear line."""
    result = marqab(config, "explain", "طرطوس")
    assert result.exit_code == 1
    assert "neither" in result.stderr


@pytest.mark.parametrize("given", ["http://", "https://exa mple.sy", "https://x.sy/\udcff"])
def test_explain_names_an_address_that_is_none(config: Path, given: str):
    """An address that is none is one clear line, with and without a database."""
    Store(config.parent / "marqab.sqlite3").open().close()
    result = marqab(config, "explain", given)
    assert result.exit_code == 1
    assert "is no web address" in result.stderr


@pytest.mark.parametrize(
    ("seen", "state", "said"),
    [
        ("--sent 7", "sent", "post 1 is sent: message 7"),
        ("--absent", "planned", "post 1 is planned again"),
        ("--give-up", "superseded", "post 1 is never sent, and what it tells counts as told"),
    ],
)
def test_a_doubt_is_shown_and_ended_by_what_a_person_saw(
    config: Path, seen: str, state: str, said: str
):
    """A post in doubt stands in the queue with its reason, until it is settled."""
    store = Store(config.parent / "marqab.sqlite3").open()
    ledger = Ledger(store.db)
    plan = Plan(
        key="1", chat="main", destination="-1001", kind="post", html="…", severity="high",
        reason="first article of its story",
    )  # fmt: skip
    with store.transaction():
        (filed,) = ledger.plan([plan], NOON)
    ledger.record(filed.post_id, Unknown("the answer was lost"), NOON)
    result = marqab(config, "posts")
    assert result.exit_code == 0
    post, error = result.stdout.splitlines()
    assert post.split(maxsplit=4) == ["1", "unknown", "post", "main", plan.reason]
    assert error.strip() == "the answer was lost"
    settled = marqab(config, "posts", "settle", "1", *seen.split())
    assert settled.exit_code == 0
    assert settled.stdout.startswith(said)
    assert ledger.post(1).state == state
    store.close()


def test_a_planned_post_is_stopped_by_one_command(config: Path):
    """It never leaves, is listed as given up with the time, and there is no undo."""
    store = Store(config.parent / "marqab.sqlite3").open()
    plan = Plan(
        key="1", chat="main", destination="-1001", kind="reply", html="…", severity="high",
        reason="news: killed 3 -> 7",
    )  # fmt: skip
    with store.transaction():
        Ledger(store.db).plan([plan], NOON)
    store.close()
    settled = marqab(config, "posts", "settle", "1", "--give-up")
    assert settled.stdout.endswith("no undo\n")
    post, given_up = marqab(config, "posts").stdout.splitlines()
    assert post.split(maxsplit=5) == ["1", "given", "up", "reply", "main", plan.reason]
    assert given_up.endswith("UTC: given up by hand")
    again = marqab(config, "posts", "settle", "1", "--give-up")
    assert again.exit_code == 1
    assert "is not in doubt, it is superseded" in again.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["nosuch"],
        ["match"],
        ["posts", "settle", "1"],
        ["posts", "settle", str(2**63), "--absent"],
        ["--nosuch"],
    ],
)
def test_wrong_usage_is_exit_code_2(config: Path, command: list[str]):
    """Commands and options that do not exist, and arguments that are missing."""
    assert marqab(config, *command).exit_code == 2


@pytest.mark.parametrize(
    "command",
    [[], *([name] for name in main.commands)],
    ids=lambda command: " ".join(command) or "marqab",
)
def test_every_command_explains_itself(command: list[str]):
    """`--help` says what a command does, and lists what is below it without cutting a sentence."""
    result = CliRunner().invoke(main, [*command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 3
    _, _, below = result.output.partition("Commands:")
    assert "..." not in below


def test_a_configuration_that_watches_nothing_is_noted(tmp_path: Path):
    """It is no fault, for an outlet may be off for a day; but nobody should think it runs."""
    config = a_config(tmp_path)
    assert "sources  ok  1 outlet, 1 enabled\n" in marqab(config, "check").stdout
    with (config / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("    enabled: false\n")
    assert "note     no outlet is enabled, so nothing is watched" in marqab(config, "check").stdout
