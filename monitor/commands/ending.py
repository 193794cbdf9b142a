"""How a command ends: with an exit code, and one clear line for what a user must fix."""

import logging
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from monitor.commands.progress import clear
from monitor.errors import MarqabError
from monitor.logs import redact
from spiders.yamlfile import Faults

log = logging.getLogger(__name__)

#: What a shell reports of a program that Ctrl-C ended.
INTERRUPTED = 130


def reporting(command: Callable[..., int | None]) -> Callable[..., None]:
    """Turn what a user must fix into a clear line and exit code 1, and Ctrl-C into silence.

    A reader that closed the pipe (`| head`) is click's to handle: it ends quietly as well.
    """

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            code = command(*args, **kwargs)
        except (MarqabError, Faults) as error:
            code = _say(error, str(error))
        except KeyboardInterrupt:
            code = INTERRUPTED
        except BrokenPipeError:
            raise
        except OSError as error:
            if error.strerror is None:  # not the system's, so a fault of ours
                raise
            name = f"{error.filename}: " if error.filename else ""
            code = _say(error, f"{name}{error.strerror}")
        if code:
            sys.exit(code)

    return run


def _say(error: Exception, text: str) -> int:
    log.debug("the command ends here", exc_info=error)
    clear()
    click.echo(redact(text), err=True)
    return 1
