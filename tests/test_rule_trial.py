"""`marqab rules test` and `lint` as an editor meets them."""

import json
from pathlib import Path

from builders import RULES
from commandline import a_config, marqab

GOOD = RULES.replace(
    'hashtags: ["#الساحل"]',
    'hashtags: ["#الساحل"]\n    should_match: [في طرطوس]\n    should_not_match: [في دمشق]',
)


def test_every_rule_says_how_its_examples_did(tmp_path: Path):
    """`rules test` prints one line a rule, and ends with 0."""
    result = marqab(a_config(tmp_path, GOOD), "rules", "test")
    assert result.exit_code == 0
    assert [line.split() for line in result.stdout.splitlines()] == [
        ["place", "ok", "1", "should", "match,", "1", "should", "not"],
        ["quiet", "ok", "0", "should", "match,", "0", "should", "not"],
    ]


def test_a_failing_example_is_shown_under_its_rule(tmp_path: Path):
    """A failing example stands under its rule with its place, also as JSON; exit code 1."""
    config = a_config(tmp_path, GOOD.replace("[في دمشق]", "[في دمشق, عن طرطوس]"))
    result = marqab(config, "rules", "test", "place")
    assert result.exit_code == 1
    [head, fault] = result.stdout.splitlines()
    assert head.split()[:3] == ["place", "1", "fail"]
    assert "rules.yaml:10:33: «place» should not match «عن طرطوس»" in fault
    [told] = map(
        json.loads, marqab(config, "rules", "test", "place", "--json").stdout.splitlines()
    )
    assert [one["column"] for one in told["failing"]] == [33]


def test_a_rule_that_is_not_there_is_wrong_usage(tmp_path: Path):
    """Exit code 2, as click has it."""
    assert marqab(a_config(tmp_path), "rules", "test", "plaec").exit_code == 2


def test_another_file_can_be_tried(tmp_path: Path):
    """`--rules NEW.yaml` leaves the live file alone."""
    new = tmp_path / "new.yaml"
    new.write_text("version: 1\nrules: [{id: sea, any: [بحر], should_match: [نهر]}]\n", "utf-8")
    result = marqab(a_config(tmp_path), "rules", "test", "--rules", str(new))
    assert result.exit_code == 1
    assert "new.yaml:2:46" in result.stdout


def test_lint_ends_well_with_advice_and_badly_with_errors(tmp_path: Path):
    """Advice alone is exit code 0, or 1 with `--strict`; an error is always 1."""
    config = a_config(tmp_path)
    calm = marqab(config, "rules", "lint")
    assert (calm.exit_code, marqab(config, "rules", "lint", "--strict").exit_code) == (0, 1)
    assert calm.stdout.splitlines()[-1] == "0 errors, 4 pieces of advice"
    wrong = GOOD.replace("[في طرطوس]", "[في صافيتا]")
    (config / "rules.yaml").write_text(wrong, encoding="utf-8")
    assert marqab(config, "rules", "lint").exit_code == 1


def test_lint_names_what_the_other_files_do_not_know(tmp_path: Path):
    """A draft that could not be saved: an outlet and a chat that are not there."""
    config = a_config(tmp_path)
    draft = tmp_path / "new.yaml"
    draft.write_text(
        RULES.replace("any:", "sources: {only: [sahell]}\n    channels: [extra]\n    any:"),
        encoding="utf-8",
    )
    result = marqab(config, "rules", "lint", "--rules", str(draft))
    assert result.exit_code == 1
    assert "there is no outlet «sahell» in sources.yaml, did you mean «sahel»?" in result.stdout
    assert "there is no chat «extra» in monitor.yaml [unknown-name]" in result.stdout


def test_lint_speaks_json(tmp_path: Path):
    """`lint --json` prints one object for each piece of advice: place, kind and level."""
    shown = marqab(a_config(tmp_path), "rules", "lint", "--json").stdout.splitlines()
    assert json.loads(shown[0]) | {"file": "", "message": ""} == {
        "file": "", "line": 4, "column": 5, "message": "", "kind": "no-examples", "level": "advice",
    }  # fmt: skip


def test_lint_of_a_file_that_cannot_be_read_says_every_fault(tmp_path: Path):
    """Of a file that cannot be read `lint` says every fault: place, and what was meant."""
    result = marqab(a_config(tmp_path, RULES.replace("any:", "anny:")), "rules", "lint")
    assert result.exit_code == 1
    assert result.stderr.count("did you mean «any»?") == 2
