"""The secrets, which never stand in ``config/``: the bot's token and address, the room's token.

In: the environment and the files it names; a variable that nobody reads is refused, for it may be
one of these under a slip.
Out: a record whose repr shows stars; no message here shows a value.
"""

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from monitor.errors import MarqabError
from monitor.logs import hide
from monitor.settings import ServerAddress
from spiders.contract import Record

#: Read from the working directory, where there is one.
DOTENV = ".env"

#: Text copied from a right-to-left page often brings invisible marks along.
_TOKEN = re.compile(r"[A-Za-z0-9:_-]+")


_BOTS = "the bot's token"

_PREFIX = "MARQAB_"

#: Read by `spiders`, which know no ``.env``.
_OF_CRAWLS = frozenset({"MARQAB_CHROMIUM", "MARQAB_CONTACT", "MARQAB_SOURCES"})

#: How alike a name is that was meant: MARQUAB_TELEGRAM_TOKEN has 0.98, and TELEGRAM_TOKEN, which
#: may be another program's, 0.80 (difflib's ratio).
_SLIP = 0.9


class _Environment(BaseSettings):
    """Variables that begin with MARQAB_, from the environment first, then from ``.env``."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=DOTENV,
        # Windows editors begin a file with a byte order mark.
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        # The value may be a token that was put into the wrong variable.
        hide_input_in_errors=True,
    )

    telegram_token: SecretStr | None = None
    telegram_token_file: Path | None = None
    telegram_base_url: ServerAddress | None = None
    web_token: SecretStr | None = None
    web_token_file: Path | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_none(cls, value: Any) -> Any:
        return (value.strip() or None) if isinstance(value, str) else value


class Secrets(Record):
    """What must never be printed; its repr shows stars."""

    #: None while no bot is configured.
    telegram_token: SecretStr | None = None
    #: Overrides `Settings.telegram.base_url` when set.
    telegram_base_url: str | None = None


def read_secrets() -> Secrets:
    """The bot's token and address from the environment, a file it names, or ``.env``.

    Raises:
        MarqabError: a variable cannot be understood, ``.env`` cannot be read, or the file that
            should hold the token cannot be read or is empty; no value is shown.
    """
    found = _environment()
    token, where = found.telegram_token, "MARQAB_TELEGRAM_TOKEN"
    if token is None and found.telegram_token_file is not None:
        token, where = (
            _token_from(found.telegram_token_file, _BOTS),
            str(found.telegram_token_file),
        )
    if token:
        hide(token.get_secret_value())
    if token and not _TOKEN.fullmatch(token.get_secret_value()):
        raise MarqabError(f"{where}: a character stands in it that no token has, maybe unseen")
    return Secrets(telegram_token=token, telegram_base_url=found.telegram_base_url)


def read_web_token(file: Path | None = None) -> str:
    """The password of the watch room: in this file, or as the environment says; "" for none.

    Raises:
        MarqabError: as `read_secrets`; no value is shown.
    """
    found = _environment()
    file = file or (None if found.web_token else found.web_token_file)
    if file is not None:
        token = _token_from(file, "the watch room's token").get_secret_value()
    else:
        token = found.web_token.get_secret_value() if found.web_token else ""
    hide(token)
    return token


def _environment() -> _Environment:
    try:
        found = _Environment()
        _refuse_unread()
        return found
    except ValidationError as error:
        # Only the address of the server can be wrong.
        names = ", ".join(f"MARQAB_{str(fault['loc'][0]).upper()}" for fault in error.errors())
        what = "no web address that can be asked: write one like https://api.telegram.org"
        raise MarqabError(f"{names}: {what}") from None
    except UnicodeDecodeError as error:
        message = f"{DOTENV}: not UTF-8 at byte {error.start + 1}: save the file as UTF-8"
        raise MarqabError(message) from None
    except OSError as error:
        raise MarqabError(f"{DOTENV}: cannot be read: {error.strerror}") from None


def _refuse_unread() -> None:
    """Refuse names of ours that nothing reads, and in ``.env`` whatever nearly is one.

    Raises:
        MarqabError: all of them.
    """
    secrets = {f"{_PREFIX}{name}".upper() for name in _Environment.model_fields}
    written = [name.upper() for name in dotenv_values(DOTENV, encoding="utf-8-sig")]
    faults = []
    for name in (*written, *os.environ):
        if name in secrets or (name in _OF_CRAWLS and name in os.environ):
            continue
        where = DOTENV if name in written else "the environment"
        near = get_close_matches(name, sorted(secrets | _OF_CRAWLS), n=1, cutoff=_SLIP)
        if name in _OF_CRAWLS:
            faults.append(f"{DOTENV}: {name} is read from the environment alone")
        elif name.startswith(_PREFIX) or (near and name in written):
            advice = f", did you mean {near[0]}?" if near else ""
            faults.append(f"{where}: {name} is no variable of Marqab's{advice}")
    if faults:
        raise MarqabError("\n".join(dict.fromkeys(faults)))


def _token_from(path: Path, whose: str) -> SecretStr:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise MarqabError(f"{path}: {whose} cannot be read: {error.strerror}") from None
    except ValueError:  # not UTF-8, or no path at all; the error's own text holds the content
        raise MarqabError(f"{path}: {whose} cannot be read as text") from None
    if not text:
        raise MarqabError(f"{path}: the file that should hold {whose} is empty")
    return SecretStr(text)
