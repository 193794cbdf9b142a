"""Values that people write as text and that must be more than text.

Each is a type for a pydantic field; what it refuses, it refuses in words for an editor.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import cssselect
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
)

#: The beginning of an ISO 8601 time, which names its day and its hour.
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:?\d\d")
_A_TIME = "2026-01-15T09:00:00+03:00"

_OUTLET_ID = "[a-z][a-z0-9_]*"
_DURATION = re.compile(r"(\d+)\s*(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def read_duration(value: Any) -> Any:
    """A duration as people write it in YAML, as a timedelta.

    What is neither text nor number passes through, for pydantic to judge.

    Raises:
        ValueError: it is no whole number followed by s, m, h or d, or it is zero.

    >>> read_duration("90m")
    datetime.timedelta(seconds=5400)
    """
    if not isinstance(value, str | int | float):
        return value
    found = _DURATION.fullmatch(str(value).strip())
    if found and int(found[1]) == 0:
        raise ValueError(f"«{value}» is no duration: it must be more than nothing")
    if not found:
        raise ValueError(f"«{value}» is no duration: write a number and s, m, h or d, like 5m")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _outlet_id(text: str) -> str:
    if not re.fullmatch(_OUTLET_ID, text):
        advice = "must be Latin small letters, digits and _, like enab_baladi"
        raise ValueError(f"«{text}» {advice}")
    return text


def _written_duration(value: timedelta) -> str:
    return f"{max(1, round(value.total_seconds()))}s"


def sound(text: str) -> str:
    r"""The text as UTF-8, SQLite and Telegram can hold it.

    Halves of a surrogate pair, which JSON can spell (``\ud83d``), are joined where they follow
    each other and U+FFFD where one is alone; NUL is taken out.

    >>> sound("\u0637\u0631\u0637\u0648\u0633 \ud83d\ude00 \ud83d") == "طرطوس \U0001f600 \ufffd"
    True
    >>> sound("طر\0طوس")
    'طرطوس'
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"«{name}» is no time zone: write one like Asia/Damascus") from None
    return name


def _web_address(value: str) -> str:
    if not re.match(r"https?://[^\s/]+", value):
        raise ValueError(f"«{value}» is no web address: it must begin with http:// or https://")
    return value


def _selector(value: str) -> str:
    try:
        cssselect.parse(value)
    except cssselect.SelectorError as error:
        raise ValueError(f"«{value}» is no CSS selector: {error}") from None
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"«{value}» is no regular expression: {error}") from None
    return value


def _pattern_with_one_group(value: str) -> str:
    groups = re.compile(_pattern(value)).groups
    if groups != 1:
        raise ValueError(f"«{value}» must hold exactly one group, the identity itself")
    return value


def _true_or_false(value: Any) -> Any:
    # Pydantic takes "yes", "on" and 1 as well.
    if not isinstance(value, bool):
        raise ValueError(f"«{value}» is neither true nor false")  # noqa: TRY004 pydantic's protocol
    return value


def _iso(value: Any) -> Any:
    # Pydantic takes 1763622000 for seconds, and larger numbers for milliseconds: a guess.
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _TIME.match(value):
        raise ValueError(f"«{value}» is no time: write one like {_A_TIME}")
    return value


#: Text that strangers wrote.
Text = Annotated[str, AfterValidator(sound)]
#: The name of an outlet, also in the database and on the command line.
OutletId = Annotated[
    str,
    AfterValidator(_outlet_id),
    WithJsonSchema({"type": "string", "pattern": f"^{_OUTLET_ID}$"}),
]
Duration = Annotated[
    timedelta,
    BeforeValidator(read_duration),
    PlainSerializer(_written_duration, return_type=str, when_used="json"),
]
ZoneName = Annotated[str, AfterValidator(_known_zone)]
Css = Annotated[str, AfterValidator(_selector)]
WebAddress = Annotated[Text, AfterValidator(_web_address)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Identity = Annotated[str, AfterValidator(_pattern_with_one_group)]
#: True or false; «yes» is a text in YAML 1.2, and opens no door.
Flag = Annotated[bool, BeforeValidator(_true_or_false, json_schema_input_type=bool)]
#: Any aware time is taken, as ISO 8601; UTC is what is kept and written.
Utc = Annotated[
    AwareDatetime,
    BeforeValidator(_iso),
    AfterValidator(lambda at: at.astimezone(UTC)),
    PlainSerializer(lambda at: at.isoformat(), return_type=str, when_used="json"),
]


class Record(BaseModel):
    """A frozen record that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
