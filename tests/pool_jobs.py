"""Functions for the extraction pool that do what no honest page should make it do."""

import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

from spiders.contract import Article, Refused

_MORNING = datetime(2026, 11, 22, 6, tzinfo=UTC)


def work(*, page: str, url: str = "https://example.org/1", **_: Any) -> Article | Refused:
    """Whatever the text of `page` names."""
    match page.partition(" "):
        case "burn", _, _:
            while True:
                pass
        case "die", _, _:
            os._exit(7)
        case "raise", _, text:
            raise ValueError(text)
        case "print", _, text:
            print(text)  # noqa: T201 the point of the test
        case "sleep", _, seconds:
            time.sleep(float(seconds))
        case "secret", _, name:
            return Refused(url=url, reason="secret", detail=os.environ.get(name, "absent"))
        case "pid", _, _:
            return Refused(url=url, reason="pid", detail=str(os.getpid()))
    return Article(url=url, title=page, fetched_at=_MORNING)


def extract_then_name_modules(*, page: str, **_: Any) -> Refused:
    """Extract for real, then say what that has imported."""
    from spiders.extract import extract

    url = "https://example.org/1"
    extract(page, url=url, source=None, link=None, fetched_at=_MORNING)
    return Refused(url=url, reason="modules", detail=" ".join(sorted(sys.modules)))
