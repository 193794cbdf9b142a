"""The table: ``python -m bench [ROW …] [--quick]``.

Each row runs in a process of its own, one after the other; a crawl needs a fresh reactor, and
memory a fresh heap.
Prints each line as soon as it is known; ends with 1 when a row could not be measured, and with 0
whether goals are met or not, because a busy machine is no fault of a change.
"""

import argparse
import multiprocessing
import platform
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from bench.result import HEADING, Result, line
from bench.rows import ROWS, Sizes, measure


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ratios of one run.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"{', '.join(ROWS)}; all if none")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: does it run at all?")
    wanted = parser.parse_args(arguments)
    if unknown := set(wanted.rows) - ROWS.keys():
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    print(HEADING, flush=True)
    failed = False
    for name in wanted.rows or ROWS:
        try:
            results = _in_a_process_of_its_own(name, ROWS[name][wanted.quick])
        except Exception as error:  # noqa: BLE001 the other rows go on, and the exit code tells
            print(f"{name}: not measured: {type(error).__name__}: {error}", file=sys.stderr)
            failed = True
            continue
        for result in results:
            print(line(result), flush=True)
    print(f"Python {platform.python_version()}, {multiprocessing.cpu_count()} cores", flush=True)
    return int(failed)


def _in_a_process_of_its_own(name: str, sizes: Sizes) -> list[Result]:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as process:
        return process.submit(measure, name, sizes).result()


if __name__ == "__main__":
    sys.exit(main())
