"""One reactor for the whole test session, in a thread of its own.

A reactor cannot be started twice in a process, and a crawl runs in no other loop:
``run(coroutine)`` from any test hands the coroutine over and waits for its result.
"""

import asyncio
import atexit
import functools
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T], timeout: float = 60) -> T:
    """The result of `coroutine`, run in the reactor's loop; `timeout` in seconds."""
    future = asyncio.run_coroutine_threadsafe(coroutine, _loop())
    try:
        return future.result(timeout)
    except TimeoutError:
        future.cancel()
        raise


@functools.cache
def _loop() -> asyncio.AbstractEventLoop:
    running = threading.Event()
    loop = asyncio.new_event_loop()

    def serve() -> None:
        from twisted.internet import reactor

        reactor.callWhenRunning(running.set)
        reactor.run(installSignalHandlers=False)
        loop.close()

    from twisted.internet import asyncioreactor

    asyncioreactor.install(eventloop=loop)
    thread = threading.Thread(target=serve, name="reactor", daemon=True)
    thread.start()
    running.wait(10)
    atexit.register(_stop, thread, loop)
    return loop


def _stop(thread: threading.Thread, loop: asyncio.AbstractEventLoop) -> None:
    from twisted.internet import reactor

    from spiders.pool import close_pool

    asyncio.run_coroutine_threadsafe(close_pool(), loop).result(10)
    reactor.callFromThread(reactor.stop)
    thread.join(10)
