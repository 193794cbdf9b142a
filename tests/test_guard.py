"""The guard: what is not on the public internet is refused where the socket opens."""

import asyncio
from typing import Any

import pytest

import loopback
from reactor import run
from spiders.contract import Article, CrawlReport, Refused
from spiders.crawl import read_page
from spiders.fetch import guard
from spiders.fetch.failures import PrivateAddressError
from spiders.fetch.guard import GuardedReactor, why_private

PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.0.9",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "fc00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
]
PUBLIC = [
    "1.1.1.1",
    "93.184.215.14",
    "172.32.0.1",
    "192.169.0.1",
    "2606:4700::1111",
    "2a00:1450:4001::71",
    "64:ff9b::808:808",
    "2002:808:808::1",
    "::ffff:8.8.8.8",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_address_is_refused(address: str) -> None:
    """An address that is not on the public internet is refused in every disguise."""
    assert why_private(address) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address_passes(address: str) -> None:
    """An address of the public internet is not refused, also where IPv6 carries it."""
    assert why_private(address) is None


class RecordingReactor:
    """A reactor that notes where it was asked to connect."""

    seconds = 7

    def __init__(self) -> None:
        self.connected: list[tuple[Any, ...]] = []

    def connectTCP(self, *args: Any, **kwargs: Any) -> str:  # noqa: N802
        """Note the connection."""
        self.connected.append((*args, kwargs))
        return "connector"


def test_public_connection_reaches_the_real_reactor() -> None:
    """A public connection is opened by the reactor behind the guard, arguments untouched."""
    real = RecordingReactor()
    guarded = GuardedReactor(real)
    assert guarded.connectTCP("93.184.215.14", 443, "factory", timeout=3) == "connector"
    assert real.connected == [("93.184.215.14", 443, "factory", {"timeout": 3})]
    assert guarded.seconds == 7


def test_private_connection_never_reaches_the_real_reactor() -> None:
    """A private connection is refused before a socket exists."""
    real = RecordingReactor()
    with pytest.raises(PrivateAddressError, match=r"169\.254\.169\.254 is link-local"):
        GuardedReactor(real).connectTCP("169.254.169.254", 80, "factory")
    assert real.connected == []


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "192.168.1.1", "fe80::1"])
def test_an_outlet_on_this_machine_leads_to_no_other(address: str) -> None:
    """`allow_private` opens this machine, not the network it stands in."""
    real = RecordingReactor()
    guarded = GuardedReactor(real, loopback=True)
    assert guarded.connectTCP("127.0.0.1", 80, "factory") == "connector"
    with pytest.raises(PrivateAddressError):
        guarded.connectTCP(address, 80, "factory")
    assert len(real.connected) == 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
    ],
)
def test_spelling_of_loopback_is_refused_by_a_real_crawl(host: str) -> None:
    """Whatever loopback is called, a page on it is refused after DNS and nothing is asked."""

    async def read() -> tuple[Article | Refused, list[str]]:
        async with loopback.site({"*": loopback.article("مرفأ")}) as site:
            return await read_page(f"http://{host}:{site.port}/a"), site.paths()

    outcome, asked = run(read())
    assert isinstance(outcome, Refused)
    assert (outcome.reason, asked) == ("private_address", [])


@pytest.fixture
def only_first_loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the guard 127.0.0.1 is a public address, and everything else is what it is."""
    real = why_private
    monkeypatch.setattr(guard, "why_private", lambda a: None if a == "127.0.0.1" else real(a))


@pytest.mark.usefixtures("only_first_loopback_is_public")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_to_a_private_address_is_refused(status: int) -> None:
    """A public page that redirects to a private address is refused, and that is never asked."""

    async def scene() -> tuple[Article | Refused, list[str]]:
        async with (
            loopback.site({"*": loopback.article("سر")}, host="127.0.0.2") as inside,
            loopback.site({"/a": loopback.redirect(inside.url("/secret"), status)}) as outside,
        ):
            return await read_page(outside.url("/a")), inside.paths()

    outcome, asked = run(scene())
    assert isinstance(outcome, Refused)
    assert (outcome.reason, outcome.detail) == ("private_address", "127.0.0.2 is loopback")
    assert asked == []


@pytest.mark.usefixtures("only_first_loopback_is_public")
def test_robots_txt_goes_through_the_guard() -> None:
    """A robots.txt that redirects to a private address is not fetched from there."""

    async def scene() -> tuple[Article | Refused, list[loopback.Question]]:
        async with loopback.site({"*": loopback.article("سر")}, host="127.0.0.2") as inside:
            pages = {
                "/robots.txt": loopback.redirect(inside.url("/robots.txt")),
                "/a": loopback.article("المرفأ"),
            }
            async with loopback.site(pages) as outside:
                return await read_page(outside.url("/a")), inside.asked

    outcome, asked = run(scene())
    assert isinstance(outcome, Article)
    assert asked == []


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.org/", "data:text/html,x", "gopher://x/"]
)
def test_only_the_web_is_followed(address: str) -> None:
    """A redirect away from http and https is not followed."""

    async def read() -> Article | Refused:
        pages = {"/a": loopback.redirect(address)}
        async with loopback.site(pages) as site:
            return await read_page(site.url("/a"), site.source())

    outcome = run(read())
    assert isinstance(outcome, Refused)
    assert outcome.reason == "http_302"


def test_source_that_allows_private_addresses_does_not_open_them_for_others() -> None:
    """The permission belongs to one source: a crawl beside it, of the same site, is refused."""

    async def both() -> tuple[CrawlReport, CrawlReport]:
        pages = {"/feed": loopback.rss({})}
        async with loopback.site(pages) as site:
            (_, one), (_, other) = await asyncio.gather(
                loopback.crawled(site.source("open")),
                loopback.crawled(site.source("shut", allow_private=False)),
            )
            return one, other

    allowed, refused = run(both())
    assert "private_address" not in allowed.refused
    assert refused.refused == {"private_address": 1}
    assert refused.problem
    assert "127.0.0.1 is loopback" in refused.problem
