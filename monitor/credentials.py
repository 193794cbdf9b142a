"""The secrets, which never stand in ``config/``: the bot's token and address, the room's token.

In: the environment and the files it names.
Out: a record whose repr shows stars; no message here shows a value.
"""

import re
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from monitor.config import ServerAddress
from monitor.errors import MarqabError
from spiders.contract import Record

#: Read from the working directory, where there is one.
DOTENV = ".env"

#: Text copied from a right-to-left page often brings invisible marks along.
_TOKEN = re.compile(r"[A-Za-z0-9:_-]+")


_BOTS = "the bot's token"


class _Environment(BaseSettings):
    """Variables that begin with MARQAB_, from the environment first, then from ``.env``."""

    model_config = SettingsConfigDict(
        env_prefix="MARQAB_",
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
        return _token_from(file, "the watch room's token").get_secret_value()
    return found.web_token.get_secret_value() if found.web_token else ""


def _environment() -> _Environment:
    try:
        return _Environment()
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
