"""How much memory holds what articles are compared with?

In: an archive of ours, or another way to compare and a number of items. Out: megabytes.
"""

import gc
import multiprocessing
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from bench.archive import ASKED, Archive, articles
from bench.corpus import Writer
from monitor.group.items import prepare

if TYPE_CHECKING:  # takes a second, which the process that measures ours does not need
    from bench.likeness import Likeness

_MEGABYTE = 2**20


def held_by_grouping(path: Path, asked: int) -> float:
    """By us, SQLite included, after so many questions to this archive; they are not kept.

    What a process of its own takes more than when it had opened nothing.
    """
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as process:
        return process.submit(_grown, path, asked).result()


def held_by_another(likeness: "Likeness", count: int) -> float:
    """By another way with so many items, after one question: Python and NumPy alone."""
    (_, question), *others = articles(Writer(13), count + 1, 0)
    tracemalloc.start()
    likeness.add([article for _, article in others])
    likeness.nearest(question)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / _MEGABYTE


def _grown(path: Path, asked: int) -> float:
    questions = list(articles(Writer(5), asked, ASKED + asked))
    # Tables that are made at the first use belong to the program.
    number, article = questions[0]
    prepare(number, article, article.fetched_at)
    before = _resident()
    archive = Archive(path)
    archive.store.db.execute("BEGIN IMMEDIATE")
    for number, article in questions:
        archive.group(number, article)
    grown = _resident() - before
    archive.store.db.conn.rollback()
    archive.store.close()
    return grown


def _resident() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss) / _MEGABYTE
