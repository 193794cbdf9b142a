"""Is there a browser for sources that say ``render: true``?

Out: where Chromium is, or what the operator has to install.
Imports nothing of the extra, so that it can be asked for without it.
"""

import importlib.util
import os
import shutil


def chromium() -> str | None:
    """The path in ``MARQAB_CHROMIUM``, else the one on the search path; None: there is none."""
    return shutil.which(os.environ.get("MARQAB_CHROMIUM") or "chromium")


def why_no_browser() -> str | None:
    """What is missing to render a page; None when nothing is."""
    if importlib.util.find_spec("scrapy_playwright") is None:
        return "«render: true» needs the extra «render»: pip install 'marqab[render]'"
    if chromium() is None:
        return "«render: true» needs Chromium: apt install chromium, or set MARQAB_CHROMIUM"
    return None
