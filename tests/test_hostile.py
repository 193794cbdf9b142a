"""What a bad site does stays with its source, and is counted with a reason."""

import asyncio
import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import loopback
from loopback import crawled, reply, rss, site
from reactor import run
from spiders.contract import Article, CrawlReport, Link, Refused, Source

#: Small enough for a quick suite, large enough for every honest answer in it.
SIZE = 200_000
QUICK = timedelta(seconds=1)

TEXT = loopback.article_text("المرفأ").encode()

#: How a site misbehaves, and the word it is counted by, both for its feed and for its pages.
EVERYWHERE = {
    "never answers": (loopback.silence, "timeout"),
    "slow drip": (loopback.slow_drip, "timeout"),
    "endless body": (loopback.endless, "too_large"),
    "endless head": (loopback.endless_head, "too_large"),
    "announced 50 MB": (
        loopback.raw(b"HTTP/1.1 200 X\r\nContent-Length: 52428800\r\n\r\n<p>"),
        "too_large",
    ),
    "100 MB in one line": (loopback.one_line(100 << 20), "too_large"),
    "gzip bomb": (loopback.bomb(30_000_000), "too_large"),
    "gzip in gzip": (loopback.bomb(30_000_000, "gzip, gzip"), "too_large"),
    "brotli bomb": (loopback.bomb(30_000_000, "br"), "too_large"),
    "zstd bomb": (loopback.bomb(30_000_000, "zstd"), "too_large"),
    "deflate bomb": (loopback.bomb(30_000_000, "deflate"), "too_large"),
    "endless redirects": (loopback.endless_redirects, "redirect_loop"),
    "redirect to itself": (loopback.redirect("?"), "redirect_loop"),
    "redirect to no host": (loopback.redirect("http://[oops/"), "bad_address"),
    "connection reset": (loopback.reset, "connection"),
    "closed without a word": (loopback.raw(b""), "connection"),
    "endless 100 Continue": (
        loopback.raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 50_000),
        "too_large",
    ),
    "redirect with a port that is none": (
        loopback.redirect("http://x:y@[::1]:99999/"),
        "bad_address",
    ),
    "two lengths": (
        loopback.raw(b"HTTP/1.1 200 X\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello"),
        "bad_response",
    ),
    "negative length": (
        loopback.raw(b"HTTP/1.1 200 X\r\nContent-Length: -5\r\n\r\nhello"),
        "bad_response",
    ),
    "status that is no number": (loopback.raw(b"HTTP/1.1 abc X\r\n\r\nhello"), "bad_response"),
    "chunks without a size": (
        loopback.raw(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "truncated",
    ),
    "endless field": (
        loopback.raw(b"HTTP/1.1 200 X\r\nSet-Cookie: a=" + b"b" * 99_999),
        "connection",
    ),
    "no HTTP": (loopback.raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "bad_response"),
    "space in a header name": (
        loopback.raw(b"HTTP/1.1 200 X\r\nBad Header: 1\r\n\r\n"),
        "bad_response",
    ),
    "truncated": (
        loopback.raw(b"HTTP/1.1 200 X\r\nContent-Length: 90000\r\n\r\n" + TEXT),
        "truncated",
    ),
    "gzip that is none": (reply(b"<html>", Content_Encoding="gzip"), "bad_encoding"),
    "forbidden": (reply("no", 403), "http_403"),
    "gone": (reply("no", 410), "http_410"),
    "broken": (reply("no", 500), "http_500"),
    "busy": (reply("later", 429), "http_429"),
}
PASSING = {"timeout", "connection", "truncated", "http_500", "http_429", "http_403", "challenge"}


def good_pages(host: loopback.Site) -> dict[str, loopback.Answer]:
    """A feed of two articles, and the articles."""
    return {
        "/feed": rss({host.url("/1"): "المرفأ", host.url("/2"): "المطار"}),
        "/1": loopback.article("المرفأ"),
        "/2": loopback.article("المطار"),
    }


async def beside_a_good_one(bad: Source) -> tuple[CrawlReport, list[Article]]:
    """Crawl a bad source and a good one at the same time."""
    async with site({}) as good:
        good.pages |= good_pages(good)
        (_, report), (articles, _) = await asyncio.gather(
            crawled(bad, request=QUICK, size_bytes=SIZE),
            crawled(good.source("good")),
        )
    return report, articles


@pytest.mark.parametrize("fault", EVERYWHERE)
def test_bad_feed_is_a_counted_refusal(fault: str) -> None:
    """A feed that cannot be had is counted and named as a problem; other sources go on."""
    answer, reason = EVERYWHERE[fault]

    async def scene() -> tuple[CrawlReport, list[Article], str]:
        async with site({"*": answer, "/robots.txt": loopback.missing}) as bad:
            report, articles = await beside_a_good_one(bad.source())
            return report, articles, bad.url("/feed")

    report, articles, feed = run(scene())
    assert len(articles) == 2
    assert report.refused == {reason: 1}
    assert [(sample.url, sample.reason) for sample in report.refusals] == [(feed, reason)]
    assert report.discovery is None
    assert report.validators == {}
    assert report.problem
    assert feed in report.problem
    assert reason in report.problem
    assert "\n" not in report.problem
    # What an operator reads names no exception of a library.
    internal = ("Error", "twisted", "scrapy", "Failure", "Ignored response")
    assert not [word for word in internal if word in report.problem]


@pytest.mark.parametrize("fault", EVERYWHERE)
def test_bad_page_is_a_counted_refusal(fault: str) -> None:
    """A page that cannot be had is counted, the others are read, and it waits if that may help."""
    answer, reason = EVERYWHERE[fault]

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({"*": answer, "/robots.txt": loopback.missing}) as bad:
            bad.pages |= good_pages(bad)
            bad.pages["/feed"] = rss({bad.url(f"/{name}"): name for name in ("bad", "1", "2")})
            return await crawled(bad.source(), request=QUICK, size_bytes=SIZE, at_once=3)

    articles, report = run(scene())
    assert report.refused == {reason: 1}
    assert len(articles) == 2
    assert report.problem is None
    waiting = [(link.url.rpartition("/")[2], link.attempts) for link in report.pending]
    assert waiting == ([("bad", 1)] if reason in PASSING else [])


CHALLENGE = (
    "<!doctype html><html><head><title>Just a moment...</title></head><body>"
    '<div id="challenge-error-text">Enable JavaScript and cookies to continue</div>'
    '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>'
    "</body></html>"
)
NOT_FOUND = (
    "<!doctype html><html lang='ar'><head><title>404 - الصفحة غير موجودة</title></head>"
    "<body><h1>الصفحة غير موجودة</h1><p>عذراً، الصفحة التي تبحث عنها غير موجودة.</p></body></html>"
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/rss+xml"),
        (b"   \n", "application/rss+xml"),
        (TEXT, "text/html; charset=utf-8"),
        (CHALLENGE.encode(), "text/html"),
        (NOT_FOUND.encode(), "text/html"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "application/rss+xml"),
        (b'<?xml version="1.0"?><rss><cha', "application/rss+xml"),
    ],
    ids=["empty", "blank", "an article", "challenge", "404 with 200", "picture", "cut"],
)
def test_answer_that_is_no_feed_is_a_counted_refusal(body: bytes, kind: str) -> None:
    """A feed address that answers 200 with something else is refused with a reason."""

    async def scene() -> tuple[CrawlReport, list[Article]]:
        async with site({"/feed": reply(body, kind=kind)}) as bad:
            return await beside_a_good_one(bad.source())

    report, articles = run(scene())
    assert len(articles) == 2
    assert sum(report.refused.values()) == 1
    assert report.discovery is None
    assert report.problem


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "text/html"),
        (CHALLENGE.encode(), "text/html"),
        (NOT_FOUND.encode(), "text/html; charset=utf-8"),
        (b"\xff\xd8\xff\xe0" * 100, "image/jpeg"),
        (b"%PDF-1.7 " * 100, "application/pdf"),
        (b"\x00\x01\x02" * 1000, "text/html"),
    ],
    ids=["empty", "challenge", "404 with 200", "picture", "pdf", "noise"],
)
def test_answer_that_is_no_article_is_a_counted_refusal(body: bytes, kind: str) -> None:
    """A page that answers 200 with no article is refused with a reason, and asked for again later.

    A challenge may be gone at the next poll and is no reason to wait longer.
    """

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({"/bad": reply(body, kind=kind)}) as bad:
            bad.pages |= good_pages(bad)
            bad.pages["/feed"] = rss({bad.url("/bad"): "bad", bad.url("/1"): "المرفأ"})
            return await crawled(bad.source())

    articles, report = run(scene())
    assert [article.title for article in articles] == ["المرفأ"]
    assert sum(report.refused.values()) == 1
    waits = "challenge" in report.refused
    assert (len(report.pending), len(report.deferred)) == ((1, 0) if waits else (0, 1))


def test_half_an_emoji_in_a_page_does_not_stop_its_article() -> None:
    """What JSON spells and no encoding can hold comes out as U+FFFD, and NUL not at all."""
    stated = (
        r'<script type="application/ld+json">{"@type": "NewsArticle",'
        r' "headline": "المرفأ \ud83d",'
        r' "author": {"name": "سعاد \ud83d\ude00\u0000 \ude00"}, "keywords": ["ميناء\ud83d"],'
        r' "articleSection": "محليات\ude00"}</script></head>'
    )
    text = loopback.article_text("المرفأ").replace("</head>", stated)

    async def scene() -> list[Article]:
        async with site({"/1": reply(text)}) as bad:
            bad.pages["/feed"] = rss({bad.url("/1"): "المرفأ"})
            return (await crawled(bad.source()))[0]

    (found,) = run(scene())
    assert found.authors == ("سعاد \U0001f600 \ufffd",)
    assert found.tags == ("ميناء\ufffd",)
    assert found.section == "محليات\ufffd"
    assert b"\\u0000" not in found.model_dump_json().encode()


@pytest.mark.parametrize("field", ["title", "summary", "html", "section", "image_url"])
def test_no_text_of_a_link_holds_what_cannot_be_stored(field: str) -> None:
    """Every text that discovery hands on can be encoded, wherever a stranger put half an emoji."""
    link = Link.model_validate({"url": "https://x.example/\ud83d", field: "طر\0طوس\ud83d"})
    assert link.url == "https://x.example/\ufffd"
    assert getattr(link, field) == "طرطوس\ufffd"


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1256", "utf-8", "klingon", ""])
@pytest.mark.parametrize("used", ["utf-8", "windows-1256"])
def test_wrong_charset_does_not_spoil_an_article(declared: str, used: str) -> None:
    """The text arrives whole, whatever charset the header claims for it."""
    text = loopback.article_text("المرفأ").replace('<meta charset="utf-8">', "")
    kind = f"text/html; charset={declared}" if declared else "text/html"

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({"/1": reply(text.encode(used), kind=kind)}) as bad:
            bad.pages["/feed"] = rss({bad.url("/1"): "المرفأ"})
            return await crawled(bad.source())

    articles, _ = run(scene())
    assert "الحركة في المرفأ عادت إلى طبيعتها" in articles[0].body


def test_page_that_burns_cpu_ends_at_the_time_limit() -> None:
    """A page that keeps its reader busy is refused, and the pages beside it are extracted."""
    # Some ten seconds of work, five megabytes of it.
    paragraph = "<p>وصلت سفينة شحن إلى المرفأ.</p>"
    heavy = f"<article><h1>المرفأ</h1>{paragraph * 100_000}</article>"

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({"/heavy": reply(heavy)}) as bad:
            bad.pages |= good_pages(bad)
            pages = {bad.url(f"/{name}"): name for name in ("heavy", "1", "2")}
            bad.pages["/feed"] = rss(pages)
            return await crawled(bad.source(), parsing=QUICK)

    articles, report = run(scene())
    assert len(articles) == 2
    assert report.refused == {"extract_timeout": 1}
    # As likely the machine was busy as the page is bad.
    assert [(link.title, link.attempts) for link in report.pending] == [("heavy", 1)]
    assert report.deferred == {}


def test_feed_that_burns_cpu_ends_at_the_time_limit() -> None:
    """A feed that keeps its parser busy is refused, and a crawl beside it is not held up."""
    heavy = loopback.rss_text({f"https://x.example/{n}": "المرفأ" for n in range(40_000)})

    async def scene() -> tuple[CrawlReport, list[Article]]:
        async with site({"/feed": reply(heavy)}) as bad, site({}) as good:
            good.pages |= good_pages(good)
            (_, report), (articles, _) = await asyncio.gather(
                crawled(bad.source(), parsing=QUICK),
                crawled(good.source("good")),
            )
            return report, articles

    report, articles = run(scene())
    assert report.refused == {"discover_timeout": 1}
    assert len(articles) == 2


def test_outlet_that_burns_cpu_leaves_the_readers_to_others() -> None:
    """After three pages that took all their time a crawl reads no more; the rest waits."""
    paragraph = "<p>وصلت سفينة شحن إلى المرفأ.</p>"
    heavy = f"<article><h1>المرفأ</h1>{paragraph * 100_000}</article>"

    async def scene() -> tuple[CrawlReport, list[Article]]:
        async with (
            site({"*": reply(heavy), "/robots.txt": loopback.missing}) as bad,
            site({}) as good,
        ):
            bad.pages["/feed"] = rss({bad.url(f"/{n}"): f"{n}" for n in range(9)})
            good.pages |= good_pages(good)
            moment = timedelta(seconds=0.5)
            (_, report), (articles, _) = await asyncio.gather(
                crawled(bad.source(), parsing=moment), crawled(good.source("good"))
            )
            return report, articles

    report, articles = run(scene())
    assert len(articles) == 2
    assert set(report.refused) == {"extract_timeout"}
    assert 3 <= report.refused["extract_timeout"] <= 4
    assert len(report.pending) == 9


def test_article_of_a_books_length_is_refused() -> None:
    """A page whose text no newspaper would print is counted, and its text goes no further."""
    paragraph = f"<p>وصلت سفينة شحن إلى المرفأ وعادت الحركة فيه {'إلى طبيعتها ' * 25_000}.</p>"
    text = loopback.article_text("المرفأ").replace("</article>", f"{paragraph}</article>")

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({"/1": reply(text)}) as bad:
            bad.pages["/feed"] = rss({bad.url("/1"): "المرفأ"})
            return await crawled(bad.source())

    articles, report = run(scene())
    assert (articles, report.refused) == ([], {"too_long": 1})
    assert len(report.deferred) == 1


ROBOTS = ("never answers", "endless body", "100 MB in one line", "gzip bomb", "endless redirects",
          "no HTTP", "two lengths", "truncated")  # fmt: skip


@pytest.mark.parametrize("fault", ROBOTS)
def test_bad_robots_txt_does_not_hold_a_crawl(fault: str) -> None:
    """A robots.txt that cannot be had within the limits is done without."""

    async def scene() -> list[Article]:
        async with site({}) as bad:
            bad.pages |= good_pages(bad) | {"/robots.txt": EVERYWHERE[fault][0]}
            return (await crawled(bad.source(), request=QUICK, size_bytes=SIZE))[0]

    assert len(run(scene())) == 2


@pytest.mark.parametrize(
    "rule", ["/" + "*a" * 400 + "b$", "/" + "*" * 100_000, "/%" * 50_000, "\0" * 1000, "[" * 9999]
)
def test_robots_rules_cannot_burn_cpu(rule: str) -> None:
    """Rules written to make a matcher go back and forth are matched at once."""
    text = f"User-agent: *\nDisallow: {rule}\nDisallow: /secret\n"

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({"/robots.txt": reply(text, kind="text/plain")}) as bad:
            long = "/" + "a" * 3000
            bad.pages |= {long: loopback.article("المرفأ"), "/secret": loopback.article("سر")}
            bad.pages["/feed"] = rss({bad.url(long): "المرفأ", bad.url("/secret"): "سر"})
            return await crawled(bad.source(), deadline=timedelta(seconds=10))

    _, report = run(scene())
    assert report.finish_reason == "finished"
    assert report.refused["robots"] >= 1


@pytest.mark.parametrize(("vouched_for", "refused"), [(True, {}), (False, {"tls": 1})])
def test_certificate_is_verified(
    vouched_for: bool, refused: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site whose certificate nobody vouches for is refused before anything is asked."""
    tls = self_signed(tmp_path)
    if vouched_for:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))

    async def scene() -> tuple[CrawlReport, list[str]]:
        async with site({"/feed": rss({})}, tls=tls) as home:
            return (await crawled(home.source()))[1], home.paths()

    report, paths = run(scene())
    assert report.refused == refused
    assert paths == (["/feed"] if vouched_for else [])


def self_signed(folder: Path) -> ssl.SSLContext:
    """TLS for 127.0.0.1 with a certificate that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_slow_site_does_not_hold_a_crawl_past_its_deadline() -> None:
    """A site whose every page is slow is left at the deadline, with everything still to do."""

    async def scene() -> tuple[list[Article], CrawlReport]:
        async with site({"*": loopback.silence, "/robots.txt": loopback.missing}) as bad:
            links = {bad.url(f"/{n}"): f"{n}" for n in range(9)}
            bad.pages["/feed"] = rss(links, ETag='"1"')
            return await crawled(bad.source(), deadline=QUICK)

    articles, report = run(scene())
    assert articles == []
    assert report.finish_reason == "deadline"
    assert report.validators == {}
    assert [link.attempts for link in report.pending] == [0] * 9
    assert report.problem
    assert "deadline" in report.problem


def test_link_is_deferred_after_its_attempts() -> None:
    """A link that fails for the fifth time is counted and waits longer from then on."""

    async def scene() -> CrawlReport:
        async with site({"/feed": rss({}), "/bad": reply("no", 500)}) as bad:
            pending = [Link(url=bad.url("/bad"), attempts=4)]
            state = loopback.CrawlState(pending=tuple(pending))
            return (await crawled(bad.source(), state))[1]

    report = run(scene())
    assert report.refused["http_500"] == 1
    assert report.refused["gave_up"] == 1
    assert report.pending == ()
    assert [key.endswith("/bad") for key in report.deferred] == [True]


def test_refusals_are_sampled_and_all_counted() -> None:
    """Of many refusals ten are shown and all are counted."""

    async def scene() -> tuple[CrawlReport, tuple[Refused, ...]]:
        async with site({}) as bad:
            bad.pages["/feed"] = rss({bad.url(f"/{n}"): f"{n}" for n in range(25)})
            report = (await crawled(bad.source()))[1]
            return report, report.refusals

    report, samples = run(scene())
    assert report.refused == {"http_404": 25}
    assert len(samples) == 10
