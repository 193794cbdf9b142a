"""The JSON Schemas say of a file what the models say, as far as a schema can."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from commandline import a_config, marqab
from monitor.commands.rules.schema import FILES, HEADER, schema_file, schema_text
from monitor.match.rulefile import RuleFile

CONFIG = Path(__file__).parent.parent / "config"


def faults(file: str, text: str) -> list[Any]:
    """What the schema finds wrong with a text, as an editor sees it: plain JSON values."""
    data = YAML(typ="safe", pure=True).load(text)
    validator = Draft202012Validator(json.loads(schema_text(file)))
    return list(validator.iter_errors(json.loads(json.dumps(data, default=str))))


@pytest.mark.parametrize("file", FILES)
def test_a_shipped_file_names_its_schema_and_follows_it(file: str):
    """The first line leads an editor to a schema in the same folder, and the file is valid."""
    text = (CONFIG / FILES[file][0]).read_text(encoding="utf-8")
    assert text.splitlines()[0] == HEADER.format(schema_file(file))
    assert (CONFIG / schema_file(file)).exists()
    assert faults(file, text) == []


@pytest.mark.parametrize("file", FILES)
def test_a_shipped_schema_is_what_the_command_writes(file: str):
    """The shipped schemas are what `marqab rules schema --write` writes."""
    shipped = (CONFIG / schema_file(file)).read_text(encoding="utf-8")
    assert shipped == schema_text(file)


def a_rule(more: str) -> str:
    """A file of one rule with these keys."""
    return f"version: 1\nlists: {{a: [بحر]}}\nrules:\n- {{id: port, any: [طرطوس], {more}}}\n"


@pytest.mark.parametrize(
    "more",
    [
        'hashtags: ["#طرطوس"]',
        'hashtags: {$a: "#بحر"}',
        "cooldown: {same_story: 12h, per_rule: 5/1h}",
        "near: {within: 2 sentences, of: [[$a], {words: 2, of: [أ ب, ج د]}]}",
        "in: [title, tags], lang: [ar], severity: low, shadow: true",
        "should_match: [طرطوس, {title: طرطوس, tags: [بحر]}]",
    ],
)
def test_what_the_reader_takes_the_schema_takes(more: str):
    """No red line under a rule that is right."""
    assert faults("rules", a_rule(more)) == []


@pytest.mark.parametrize(
    "more",
    [
        "anny: [بحر]",
        "severity: hot",
        "in: [headline]",
        "hashtags: [طرطوس]",
        "cooldown: {same_story: 12 hours}",
        "near: {within: page, of: [a]}",
        "min_mentions: 0",
        "quiet_hours: 9-5",
    ],
)
def test_what_the_reader_refuses_by_its_form_the_schema_refuses(more: str):
    """A wrong key, value or form is underlined as it is typed."""
    assert faults("rules", a_rule(more))


def test_a_chat_may_be_a_number_or_a_name():
    """The schema lets a chat be a number or a name, as the reader does."""
    for name in ("-100123", '"@marqab_news"'):
        text = f"chats: {{main: {{id: {name}}}, admin: {{id: ''}}}}\nmax_age: 12h\n"
        assert faults("monitor", text) == []


def test_every_key_of_a_rule_says_what_it_is_for():
    """Pointing at a key shows a line about it."""
    schema = json.loads(schema_text("rules"))
    entry = schema["$defs"]["RuleEntry"]["properties"]
    silent = {name for name in entry if not entry[name].get("description")}
    assert silent <= {"sources", "cooldown", "quiet_hours"}
    assert all(schema["properties"][name]["description"] for name in RuleFile.model_fields)


def test_the_command_prints_one_and_writes_all(tmp_path: Path):
    """`schema` prints JSON; `--write` puts the three files where the headers look for them."""
    config = a_config(tmp_path)
    assert (
        json.loads(marqab(config, "rules", "schema", "sources").stdout)["title"] == "sources.yaml"
    )
    assert len(marqab(config, "rules", "schema", "--write").stdout.splitlines()) == len(FILES)
    assert (config / "monitor.schema.json").read_text(encoding="utf-8") == schema_text("monitor")
