"""What does a function make of what a stranger wrote, in a process of its own?

Run as ``python -m spiders.worker``; started by `spiders.pool`.
In, on standard input: a function's name and its keyword arguments, pickled by the parent, each
message after its length.
Out, on standard output: JSON, each message after its length; never a pickle, because a page that
took this process over must not reach the parent.
Stays small: knows nothing of Scrapy, Twisted or asyncio.
"""

import ctypes
import importlib
import json
import logging
import os
import pickle
import signal
import struct
import sys
import traceback
from typing import BinaryIO

from pydantic import TypeAdapter

#: Length of a message in bytes, before the message.
LENGTH = struct.Struct(">I")
#: Imported before the first message, so that no page's time is spent on it.
_USUAL = ("spiders.discover", "spiders.extract")
#: Sent once, when that is done.
READY = b'{"ready": true}'


def main() -> None:
    """Answer messages until standard input ends, which it does when the parent dies."""
    _die_with_parent()
    # Ctrl-C and a service's stop reach the whole group; the parent still needs its last pages.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    # Libraries that print or log must not write between two messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.getLogger().addHandler(logging.NullHandler())
    for module in _USUAL:
        importlib.import_module(module)
    _write(answers, READY)
    while message := _read(sys.stdin.buffer):
        _write(answers, _answer(message))


def _answer(message: bytes) -> bytes:
    """The record that the function returns, with the name of its type, or the traceback."""
    try:
        name, arguments = pickle.loads(message)  # noqa: S301 only the parent writes there
        module, _, function = name.partition(":")
        record = getattr(importlib.import_module(module), function)(**arguments)
        kind, data = (
            type(record).__name__,
            TypeAdapter(type(record)).dump_python(record, mode="json"),
        )
    except Exception:  # noqa: BLE001 the parent counts it and logs the text
        kind, data = "crash", traceback.format_exc()
    return json.dumps({"kind": kind, "record": data}).encode()


def _read(stream: BinaryIO) -> bytes:
    head = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""


def _write(stream: BinaryIO, message: bytes) -> None:
    stream.write(LENGTH.pack(len(message)) + message)
    stream.flush()


def _die_with_parent() -> None:
    """End with the parent even while burning CPU; only Linux offers it, standard input does else.

    Without it a parent that is killed leaves its workers behind for ever (measured 2026-11).
    """
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


if __name__ == "__main__":
    main()
