"""The three files and the secrets: read strictly, every fault at once."""

import logging
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from builders import RULES
from monitor.alert.limits import Hours
from monitor.alert.routing import ChatPolicy
from monitor.config import read_configuration
from monitor.credentials import Secrets, read_secrets, read_web_token
from monitor.errors import MarqabError
from monitor.logs import Redacting, redact
from monitor.match.rules import Severity
from monitor.settings import read_settings
from spiders.yamlfile import Faults

PROJECT = Path(__file__).parent.parent
TOKEN = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def faults(config: Path, text: str) -> list[str]:
    """What is wrong with this ``monitor.yaml``, without the directory's name."""
    (config / "monitor.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Faults) as caught:
        read_settings(config)
    return [str(fault).removeprefix(f"{config}/") for fault in caught.value.faults]


def test_the_shipped_settings_are_the_defaults(tmp_path: Path):
    """`config/monitor.yaml` writes out what an empty file means."""
    (tmp_path / "monitor.yaml").write_text("{}\n", encoding="utf-8")
    assert read_settings(PROJECT / "config") == read_settings(tmp_path)


def test_settings_are_read_into_their_types(tmp_path: Path):
    """Durations, zones and chat ids come out as what they are."""
    (tmp_path / "monitor.yaml").write_text(
        "timezone: Asia/Beirut\nchats: {main: {id: -1001}, admin: {id: '@ops_room'}}\n"
    )
    settings = read_settings(tmp_path)
    assert settings.zone == ZoneInfo("Asia/Beirut")
    assert (settings.chat_id("main"), settings.chat_id("admin")) == ("-1001", "@ops_room")
    assert settings.chat_id("elsewhere") == ""


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("max_agee: 24h\n", "1:1", "did you mean «max_age»"),
        ("max_age: a day\n", "1:1", "«a day» is no duration"),
        ("max_age: 0h\n", "1:1", "«0h» is no duration: it must be more than nothing"),
        ("timezone: Asia/Tartus\n", "1:1", "no time zone"),
        ("chats: {main: {id: channel}, admin: {id: ''}}\n", "1:16", "«channel» is no chat"),
        ("chats: {main: {id: ''}}\n", "1:1", "the chat «admin» is missing"),
        ("join_at: 0.4\nmaybe_at: 0.45\n", "2:1", "above join_at, which is 0.4"),
        ("pace: {per_minute: 200}\n", "1:8", "20"),
        ("telegram: {base_url: ftp://x}\n", "1:12", "no web address"),
        ("telegram: {base_url: 'https://api telegram'}\n", "1:12", "no web address"),
        ("chats: {main: {topic: 0}, admin: {}}\n", "1:16", "must be at least 1"),
        ("chats: {main: {quiet_hours: 23-7}, admin: {}}\n", "1:16", "«23-7» are no hours"),
        ("chats: {main: {at_least: hihg}, admin: {}}\n", "1:16", "did you mean «high»?"),
        (
            "chats: {main: {loud_from: none}, admin: {}}\n",
            "1:16",
            "«none» is none of urgent, high, normal, low, never",
        ),
        ("chats: {main: {per_hour: 0}, admin: {}}\n", "1:16", "must be at least 1"),
        ("chats: {main: {quiet: 23:00-07:00}, admin: {}}\n", "1:16", "quiet"),
        ("digest: {at: 9pm}\n", "1:10", "«9pm» is no time of day: write one like 21:00"),
        ("digest: {chats: [mian]}\n", "1:18", "there is no chat «mian», did you mean «main»?"),
        ("old_news: drop\n", "1:1", "«drop» is none of hold, label"),
        ("max_age: 1h\nmax_age: 2h\n", "2:1", "max_age"),
        ("max_age\u200f: 1h\n", "1:1", "RIGHT-TO-LEFT MARK"),
    ],
)
def test_a_fault_names_its_place_and_what_was_meant(
    tmp_path: Path, text: str, where: str, what: str
):
    """A wrong setting is ``monitor.yaml:line:column: message``."""
    (found,) = faults(tmp_path, text)
    assert found.startswith(f"monitor.yaml:{where}: ")
    assert what in found


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("channels: [mian]", r":8:16: there is no chat «mian» in monitor\.yaml.*«main»"),
        ("sources: {only: [sana, sanaa]}", r":8:28: there is no outlet «sanaa» in .*«sana»"),
        ("sources: {except: [sanaa]}", r":8:24: there is no outlet «sanaa» in sources\.yaml"),
    ],
)
def test_a_name_that_another_file_lacks_is_a_fault_of_the_rule(
    tmp_path: Path, said: str, fault: str
):
    """A rule cannot post where there is no chat, nor hear of an outlet that nobody reads."""
    rules = RULES.replace("    hashtags:", f"    {said}\n    hashtags:")
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
    (tmp_path / "monitor.yaml").write_text("{}\n")
    (tmp_path / "sources.yaml").write_bytes((PROJECT / "config" / "sources.yaml").read_bytes())
    with pytest.raises(Faults, match=fault):
        read_configuration(tmp_path)


# --- secrets ---------------------------------------------------------------------------------


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A directory without .env and an environment without Marqab's variables."""
    monkeypatch.chdir(tmp_path)
    for name in ("TOKEN", "TOKEN_FILE", "BASE_URL"):
        monkeypatch.delenv(f"MARQAB_TELEGRAM_{name}", raising=False)
    return monkeypatch


def token(secrets: Secrets) -> str | None:
    """The token in the open."""
    return secrets.telegram_token.get_secret_value() if secrets.telegram_token else None


def test_without_a_token_there_is_none(nowhere: pytest.MonkeyPatch):
    """An empty variable, or one of spaces alone, is as good as none."""
    assert token(read_secrets()) is None
    for blank in ("", "  ", "\n"):
        for name in ("TOKEN", "TOKEN_FILE", "BASE_URL"):
            nowhere.setenv(f"MARQAB_TELEGRAM_{name}", blank)
        assert read_secrets() == Secrets()


def test_a_blank_token_does_not_hide_the_file_with_the_token(
    nowhere: pytest.MonkeyPatch, tmp_path: Path
):
    """A variable of spaces alone leaves the token to the file that another one names."""
    (tmp_path / "token").write_text(TOKEN)
    nowhere.setenv("MARQAB_TELEGRAM_TOKEN", " ")
    nowhere.setenv("MARQAB_TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    assert token(read_secrets()) == TOKEN


def test_spaces_around_a_value_are_no_part_of_it(nowhere: pytest.MonkeyPatch):
    """A value that was pasted with a line end works."""
    nowhere.setenv("MARQAB_TELEGRAM_TOKEN", f" {TOKEN}\n")
    nowhere.setenv("MARQAB_TELEGRAM_BASE_URL", " http://127.0.0.1:8081 ")
    secrets = read_secrets()
    assert (token(secrets), secrets.telegram_base_url) == (TOKEN, "http://127.0.0.1:8081")


def test_the_token_comes_from_the_environment_a_file_or_dotenv(
    nowhere: pytest.MonkeyPatch, tmp_path: Path
):
    """The environment wins over ``.env``, and a file may hold the token with a line end."""
    (tmp_path / ".env").write_text(f"MARQAB_TELEGRAM_TOKEN={TOKEN}\nOTHER=1\n")
    assert token(read_secrets()) == TOKEN
    (tmp_path / ".env").unlink()
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    nowhere.setenv("MARQAB_TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    assert token(read_secrets()) == TOKEN
    nowhere.setenv("MARQAB_TELEGRAM_TOKEN", f"{TOKEN}B")
    assert token(read_secrets()) == f"{TOKEN}B"


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_token_file_that_cannot_be_read_is_a_clear_error(
    nowhere: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
):
    """The file is named; what stands in it is not."""
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    nowhere.setenv("MARQAB_TELEGRAM_TOKEN_FILE", str(path))
    with pytest.raises(MarqabError, match=str(path)):
        read_secrets()


@pytest.mark.parametrize("character", ["\u200f", " ", "ط", "\udcff"])
def test_a_token_with_a_character_that_no_token_has_is_refused(
    nowhere: pytest.MonkeyPatch, character: str
):
    """An invisible mark pasted along is said to be there; the token is not shown."""
    nowhere.setenv("MARQAB_TELEGRAM_TOKEN", TOKEN[:20] + character + TOKEN[20:])
    with pytest.raises(MarqabError, match="MARQAB_TELEGRAM_TOKEN: a character") as caught:
        read_secrets()
    assert TOKEN[:20] not in str(caught.value)


@pytest.mark.parametrize("value", ["ftp://x", "http://", "https://exa mple", TOKEN])
def test_a_wrong_server_is_a_clear_error(nowhere: pytest.MonkeyPatch, value: str):
    """The variable is named; its value, which may be a token put into the wrong one, is not."""
    nowhere.setenv("MARQAB_TELEGRAM_BASE_URL", value)
    with pytest.raises(MarqabError, match=r"^MARQAB_TELEGRAM_BASE_URL: ") as caught:
        read_secrets()
    assert value not in str(caught.value).replace("https://api.telegram.org", "")


def test_a_dotenv_that_is_not_utf_8_is_a_clear_error(nowhere: pytest.MonkeyPatch, tmp_path: Path):
    """The file and the byte are named."""
    assert token(read_secrets()) is None
    (tmp_path / ".env").write_bytes(b"MARQAB_TELEGRAM_TOKEN=12\xff")
    with pytest.raises(MarqabError, match=r"^\.env: not UTF-8 at byte 25"):
        read_secrets()


def test_a_dotenv_may_begin_with_a_byte_order_mark(nowhere: pytest.MonkeyPatch, tmp_path: Path):
    """The byte order mark of a Windows editor is no part of the first variable's name."""
    assert token(read_secrets()) is None
    (tmp_path / ".env").write_text(f"MARQAB_TELEGRAM_TOKEN={TOKEN}\n", encoding="utf-8-sig")
    assert token(read_secrets()) == TOKEN


def test_a_secret_does_not_print_itself(nowhere: pytest.MonkeyPatch):
    """Neither repr nor str of a secret shows the token."""
    nowhere.setenv("MARQAB_TELEGRAM_TOKEN", TOKEN)
    secrets = read_secrets()
    assert TOKEN not in f"{secrets!r} {secrets}"


def test_a_chat_says_what_it_takes(tmp_path: Path):
    """Every key reaches the routing; what is not written is what suits a channel."""
    (tmp_path / "monitor.yaml").write_text(
        "chats:\n  main: {id: '@channel', at_least: high, loud_from: never, per_hour: 5,\n"
        "    quiet_hours: 23:00-07:00, topic: 12}\n  admin: {}\n",
        encoding="utf-8",
    )
    settings = read_settings(tmp_path)
    assert settings.chats["main"].policy == ChatPolicy(
        at_least=Severity.HIGH, loud_from=None, quiet=Hours.read("23:00-07:00"), per_hour=5
    )
    assert settings.chats["admin"].policy == ChatPolicy()
    assert (settings.topic("main"), settings.topic("admin"), settings.topic("x")) == (
        12,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MARQAB_TELGRAM_TOKEN", "no variable of Marqab's, did you mean MARQAB_TELEGRAM_TOKEN?"),
        ("MARQUAB_TELEGRAM_TOKEN", "did you mean MARQAB_TELEGRAM_TOKEN?"),
        ("MARQAB_COLOUR", "MARQAB_COLOUR is no variable of Marqab's"),
        ("MARQAB_CONTACT", "is read from the environment alone"),
    ],
)
def test_a_name_that_nobody_reads_is_refused(
    nowhere: pytest.MonkeyPatch, tmp_path: Path, name: str, said: str
):
    """A slip in the name of the token would else let posts go to a page for ever."""
    (tmp_path / ".env").write_text(f"TELEGRAM_TOKEN=x\n{name}={TOKEN}\n")
    with pytest.raises(MarqabError) as caught:
        read_secrets()
    assert str(caught.value).startswith(".env: ")
    assert said in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_what_others_name_alike_in_the_environment_is_theirs(nowhere: pytest.MonkeyPatch):
    """Only what begins with MARQAB_ is ours in the environment, what crawls read included."""
    nowhere.setenv("TELEGRAM_TOKEN", TOKEN)
    nowhere.setenv("MARQUAB_TELEGRAM_TOKEN", TOKEN)
    nowhere.setenv("MARQAB_CONTACT", "https://example.org/")
    assert token(read_secrets()) is None
    nowhere.setenv("MARQAB_TELEGRAM_TOKN", TOKEN)
    with pytest.raises(MarqabError, match="the environment: MARQAB_TELEGRAM_TOKN is no variable"):
        read_secrets()


@pytest.mark.parametrize("secret", ["garbage-token:XYZ", TOKEN])
def test_no_line_of_the_log_holds_a_secret_of_any_shape(nowhere: pytest.MonkeyPatch, secret: str):
    """The log hides a secret as it was configured, and as an address spells it."""
    nowhere.setenv("MARQAB_TELEGRAM_TOKEN", secret)
    nowhere.setenv("MARQAB_WEB_TOKEN", "the room's own word")
    read_secrets()
    read_web_token()
    for said in (secret, quote(secret, safe=""), "the room's own word"):
        assert redact(f"POST /bot{said}/getMe") == "POST /bot***/getMe"


def test_a_line_of_the_log_is_one_line():
    """What a site wrote can neither end a line, and forge the next, nor steer a terminal."""
    formatter = Redacting("%(levelname)s %(message)s")
    title = "خبر\n2026-01-15 ERROR forged\x1b[2J"
    record = logging.LogRecord("x", logging.INFO, "x", 1, "title=%s", (title,), None)
    assert formatter.format(record) == r"INFO title=خبر\n2026-01-15 ERROR forged\x1b[2J"
