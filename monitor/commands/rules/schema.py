"""The JSON Schema of the files in ``config/``, for editors that complete and check as one types.

In: the models that read the files. Out: JSON text; what a schema cannot say (that a list exists,
that an example holds) is left to `marqab rules lint` and `marqab check`.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from monitor.config import RULES_FILE, SOURCES_FILE
from monitor.match.rulefile import RuleFile
from monitor.settings import MONITOR_FILE, Settings
from spiders.sources import SourcesFile

#: The file and its model, by the name that the command takes.
FILES: dict[str, tuple[str, type[BaseModel]]] = {
    "rules": (RULES_FILE, RuleFile),
    "sources": (SOURCES_FILE, SourcesFile),
    "monitor": (MONITOR_FILE, Settings),
}

#: The first line of a file that an editor is to check; VS Code's and others' YAML server reads it.
HEADER = "# yaml-language-server: $schema={}"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

#: Shown while the key is typed or pointed at. Keys of the same name mean the same everywhere.
_ABOUT = {
    "version": "1, the version of the rule language.",
    "lists": "Named lists of terms; a rule uses one as $name.",
    "rules": "The rules, in any order.",
    "id": "Latin small letters, digits and _; never changed once it is live.",
    "name": "What readers and editors call it.",
    "note": "For your colleagues.",
    "severity": "urgent, high, normal or low.",
    "enabled": "false switches it off.",
    "shadow": "true: runs and is counted, but posts nothing.",
    "in": "The fields that are looked at: title, lead, body, tags.",
    "any": "One of these terms, $lists or near clauses is enough.",
    "all": "All of these; an item may be a list of alternatives.",
    "none": "None of these may be found anywhere.",
    "near": "One hit of every item of `of`, close together.",
    "none_near": "A hit with one of these beside it does not count.",
    "ignore": "What lies inside one of these does not count; the article stays eligible.",
    "min_mentions": "How many times the items of `any` must be found.",
    "unless_rule": "Silent where that rule fires.",
    "exclude": "Names of blocks in exclusions.",
    "exclusions": "Named blocks of what several rules keep out.",
    "clauses": "Near clauses, phrases with $lists in them, other $lists.",
    "at_least": "So many different words of `of` are enough.",
    "rivals": "Must not stand nearer to the first item of `of` than the second does.",
    "within": "sentence, 2 sentences (to 5), paragraph, title, opening or article.",
    "words": "Most words from the first hit to the last.",
    "ordered": "true: in the order of `of`.",
    "of": "What must stand close together; an item may be a list of alternatives.",
    "without": "What may not stand between the first hit and the last.",
    "glued": "true: also where a site dropped the space before or behind the name.",
    "channels": "Names of chats in monitor.yaml.",
    "hashtags": 'A list, or by list: {$tartus: "#طرطوس"}.',
    "lang": "Languages of two letters, such as ar.",
    "should_match": "Texts the rule must find; tests of the rule.",
    "should_not_match": "Near misses the rule must leave alone; tests of the rule.",
}


class _AsWritten(GenerateJsonSchema):
    """Values as people write them, where Python holds something else."""

    def timedelta_schema(self, schema: core_schema.TimedeltaSchema) -> JsonSchemaValue:
        _ = schema
        return {"type": "string", "pattern": r"^\d+\s*[smhd]$", "examples": ["5m", "12h"]}


def schema_text(file: str) -> str:
    """The schema of one of `FILES`, as JSON text that ends with a line end."""
    name, model = FILES[file]
    schema = model.model_json_schema(by_alias=True, schema_generator=_AsWritten)
    tidy: Any = {"$schema": _DIALECT, **_tidied(schema, descriptions=file == "rules")}
    tidy["title"] = name
    return json.dumps(tidy, ensure_ascii=False, indent=1) + "\n"


def schema_file(file: str) -> str:
    """The name of the file that holds the schema of one of `FILES`."""
    return f"{file}.schema.json"


def write_schemas(config: Path) -> list[Path]:
    """Write every schema beside the files it describes; their paths."""
    paths = []
    for file in FILES:
        path = config / schema_file(file)
        path.write_text(schema_text(file), encoding="utf-8")
        paths.append(path)
    return paths


def _tidied(value: Any, *, descriptions: bool) -> Any:
    """A schema without titles and defaults that only repeat the model, and with what keys mean."""
    if isinstance(value, list):
        return [_tidied(inner, descriptions=descriptions) for inner in value]
    if not isinstance(value, dict):
        return value
    tidy: dict[str, Any] = {}
    for key, inner in value.items():
        if key in {"title", "default"} and not isinstance(inner, dict):
            continue
        if key == "properties":
            tidy[key] = {
                name: _described(name, _tidied(prop, descriptions=descriptions), descriptions)
                for name, prop in inner.items()
            }
        elif key in {"default", "title", "description"} and "type" in value:
            continue
        else:
            tidy[key] = _tidied(inner, descriptions=descriptions)
    return tidy


def _described(name: str, schema: dict[str, Any], descriptions: bool) -> dict[str, Any]:
    about = _ABOUT.get(name, "") if descriptions else ""
    return {"description": about, **schema} if about else schema
