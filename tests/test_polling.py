"""monitor.polling: one crawl of a source at a time, whoever asks for it."""

import asyncio
from pathlib import Path

import pytest

from builders import a_configuration
from monitor.archive.store import Store
from monitor.credentials import Secrets
from monitor.deliver.office import PostOffice
from monitor.service import Service
from monitor.taken import Taken
from spiders.contract import Source


@pytest.mark.anyio
async def test_of_two_polls_at_once_one_crawls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second finds the first at work, though both asked for patience at the same moment."""
    configuration = a_configuration()
    store = Store(tmp_path / "m.sqlite3")
    await store.run(store.open)
    office = PostOffice(store, configuration.settings, Secrets(), page=tmp_path / "page.html")
    polling = Service(configuration, store, office).polling
    crawled: list[str] = []
    over = asyncio.Event()

    async def crawl(source: Source) -> list[Taken]:
        crawled.append(source.id)
        if len(crawled) > 1:
            over.set()
        await over.wait()
        return []

    monkeypatch.setattr(polling, "_poll", crawl)
    [source] = polling.sources
    polls = [asyncio.ensure_future(polling.poll(source)) for _ in range(2)]
    await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
    over.set()
    await asyncio.gather(*polls)
    assert crawled == [source.id]
    await office.close()
    store.close()
