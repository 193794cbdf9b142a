"""What the short values of a rule must look like: ids, hashtags, rates, hours.

Each is a type for a pydantic field; what it refuses, it refuses in words for an editor, and the
JSON Schema made of it carries the same form.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema


@dataclass(frozen=True)
class Form:
    """Text of this pattern; `schema` is a plainer one, for editors that match no Arabic."""

    pattern: str
    advice: str
    schema: str = ""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        form = self.schema or self.pattern
        return handler(schema) | {"pattern": f"^({form})$"}

    def _check(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value):
            raise ValueError(f"«{value}» {self.advice}")
        return value


Id = Annotated[
    str, Form(r"[a-z][a-z0-9_]*", "must be Latin small letters, digits and _, like port_trade")
]
Hashtag = Annotated[
    str,
    Form(r"#[^\W\d]\w*", "is no hashtag: write # and a word, with _ between words", r"#\S+"),
]
Language = Annotated[str, Form(r"[a-z]{2}", "is no language: write two letters, like ar")]
Rate = Annotated[str, Form(r"[1-9]\d*/\d*[mhd]", "is no rate: write one like 5/1h")]
Hours = Annotated[
    str,
    Form(
        r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d",
        "are no hours: write them like 23:00-07:00",
    ),
]
Reach = Annotated[
    str,
    Form(
        r"sentence|[2-5] sentences|paragraph|title|opening|article",
        "is no reach: write sentence, 2 sentences, paragraph, title, opening or article",
    ),
]
