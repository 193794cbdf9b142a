"""The archive of the rule file: every text that was ever in use, and what it made of an article.

Methods are named after the question they answer and run in the store's one thread.
A version is known by `RuleSet.sha256`, which every match names. It is a hash of what the rules
say, so two texts that differ only in comments share it.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from monitor.archive.connection import as_json
from monitor.archive.rows import insert
from monitor.archive.store import Saved, Store
from monitor.match.matcher import Verdict
from monitor.match.rulefile import read_rules
from monitor.match.rules import RuleSet, compile_rules

#: Letters of a hash that people are shown: as git shows, enough to tell thousands of texts apart.
SHORT: Final = 8


@dataclass(frozen=True, slots=True)
class Version:
    """One text of the rule file, and since when it was in use."""

    number: int
    sha256: str
    text: str
    at: datetime
    #: How many matches it made.
    matches: int = 0

    @property
    def name(self) -> str:
        """What people know it by: the beginning of its hash."""
        return self.sha256[:SHORT]

    def compiled(self) -> RuleSet:
        """Its rules, ready to be applied.

        Raises:
            spiders.yamlfile.Faults: another Marqab wrote it, and this one cannot read it.
        """
        return compile_rules(read_rules(self.text, name=self.name))


_VERSIONS = (
    "SELECT id, sha256, text, at, "
    "(SELECT count(*) FROM matches m WHERE m.rules_sha256 = v.sha256) AS matches "
    "FROM rule_versions v"
)


class Rulebook:
    """The rule versions of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, rules: RuleSet, now: datetime) -> None:
        """Remember the rules that are in use from now on, unless they were in use already."""
        latest = "SELECT sha256, text FROM rule_versions ORDER BY id DESC LIMIT 1"
        if self._store.db.execute(latest).fetchone() == (rules.sha256, rules.file.text):
            return
        row = {"sha256": rules.sha256, "text": rules.file.text, "at": now.isoformat()}
        self._store.db.table("rule_versions").insert(row)

    def latest(self) -> Version | None:
        """The version that came into use last."""
        return next(iter(self._read(f"{_VERSIONS} ORDER BY id DESC LIMIT 1")), None)

    def versions(self) -> list[Version]:
        """Every version, the newest first."""
        return self._read(f"{_VERSIONS} ORDER BY id DESC")

    def beginning_with(self, sha256: str) -> list[Version]:
        """The versions whose hash begins like this, the newest first."""
        wanted = f"{_VERSIONS} WHERE substr(sha256, 1, ?) = ? ORDER BY id DESC"
        return self._read(wanted, len(sha256), sha256)

    def save_verdicts(self, saved: Saved, verdicts: Iterable[Verdict], rules: RuleSet) -> None:
        """Keep why the rules judged an article as they did, for the version that was judged.

        A silent rule of which nothing was near says nothing about the article and is left out,
        or a thousand rules would fill the disk with what their text says already.
        """
        told = (one for one in verdicts if one.fired or one.evidence or one.masked or one.nearest)
        row = {
            "article_id": saved.article_id,
            "version": saved.version,
            "rules_sha256": rules.sha256,
            "verdicts": as_json([asdict(verdict) for verdict in told]),
        }
        insert(self._store.db, "verdicts", row)

    def verdicts(self, article_id: int) -> dict[str, Any] | None:
        """The verdicts that made the last alert about an article: rules_sha256, verdicts."""
        found = self._store.db.execute(
            "SELECT rules_sha256, verdicts FROM verdicts WHERE article_id = ? "
            "ORDER BY version DESC LIMIT 1",
            (article_id,),
        ).fetchone()
        return found and {"rules_sha256": found[0], "verdicts": json.loads(found[1])}

    def _read(self, sql: str, *args: Any) -> list[Version]:
        return [
            Version(number, sha256, text, datetime.fromisoformat(at), matches)
            for number, sha256, text, at, matches in self._store.db.execute(sql, args)
        ]
