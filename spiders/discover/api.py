"""What does this JSON list hold?

In: the bytes of a JSON answer, and the paths that lead through it. Out: Links.
And, for outlets whose JSON holds whole articles: an article's answer in, its markup out.
Knows nothing of any outlet's own keys; those stand in ``sources.yaml``.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from spiders.contract import Api, ApiDiscovery, Link, Refused, Source
from spiders.discover.entries import Discovered, dated, gather, plain, read_json, web

_HOLE = re.compile(r"\{([^{}]+)\}")


class _PathError(LookupError):
    """A path that leads nowhere; the text names the path and the part that fails."""


def requests(way: ApiDiscovery) -> tuple[str, ...]:
    """The list's address."""
    return (way.api.url,)


def parse(
    body: bytes,
    *,
    url: str,
    charset: str | None,
    source: Source,
    way: ApiDiscovery,
    now: datetime,
    page: int = 1,
) -> Discovered | Refused:
    """Every item of the list; none where the list is empty.

    Never raises on any bytes.
    Refuses ``not_json``, and ``wrong_shape`` naming the path that fails in the answer, or in
    every item of it.
    """
    api = way.api
    try:
        answer = read_json(body, charset)
        items = _value(answer, api.items)
    except ValueError as error:
        return Refused(url=url, reason="not_json", detail=str(error))
    except _PathError as error:
        return Refused(url=url, reason="wrong_shape", detail=str(error))
    if not isinstance(items, list):
        detail = f"«{api.items}» holds {_kind(items)}, not a list"
        return Refused(url=url, reason="wrong_shape", detail=detail)
    found = gather(_entries(items, api, url, source, now), source)
    if not found.links and {refused.reason for refused in found.refused} == {"wrong_shape"}:
        return found.refused[0]
    return found._replace(older=_older(answer, api, page))


def _older(answer: Any, api: Api, page: int) -> str | None:
    """Where older items are listed, where the source says how to find that."""
    if api.pages:
        return api.pages.replace("{page}", str(api.first + page))
    following = _hint(answer, api.next)
    try:
        return web(api.url, following) if following else None
    except ValueError:
        return None


def parse_article(
    body: bytes, *, link: Link, charset: str | None, source: Source
) -> Link | Refused:
    """The link with its article as `html`, read from the answer of its `data_url`.

    Never raises on any bytes. Where it refuses, the article's page is still there to be asked.
    """
    url = link.data_url or link.url
    ways = (way.api for way in (*source.discover, *source.also) if isinstance(way, ApiDiscovery))
    path = next((api.body for api in ways if api.body is not None), None)
    if path is None:
        return Refused(url=url, reason="wrong_shape", detail="no api of this source has a «body»")
    try:
        found = _value(read_json(body, charset), path)
    except ValueError as error:
        return Refused(url=url, reason="not_json", detail=str(error))
    except _PathError as error:
        return Refused(url=url, reason="wrong_shape", detail=str(error))
    paragraphs = found if isinstance(found, list) else [found]
    if not all(isinstance(paragraph, str) for paragraph in paragraphs):
        detail = f"«{path}» holds {_kind(found)}, not text"
        return Refused(url=url, reason="wrong_shape", detail=detail)
    markup = "\n".join(paragraphs)
    if not plain(markup):
        return Refused(url=url, reason="empty", detail=f"«{path}» holds no text")
    return link.model_copy(update={"html": markup})


def _entries(
    items: list[Any], api: Api, url: str, source: Source, now: datetime
) -> Iterator[Link | Refused]:
    for number, item in enumerate(items):
        try:
            address = _fill(item, api.link)
            data_url = _fill(item, api.article) if api.article else None
        except _PathError as error:
            detail = f"item {number}: {error}"
            yield Refused(url=url, reason="wrong_shape", detail=detail)
            continue
        try:
            address = web(api.url, address)
            data_url = web(api.url, data_url) if data_url else None
        except ValueError as error:
            yield Refused(url=url, reason="bad_link", detail=f"item {number}: {error}")
            continue
        when = dated(_hint(item, api.date), f"api {api.date}", source.timezone, now)
        section = plain(_hint(item, api.section))
        yield Link(
            url=address,
            data_url=data_url,
            title=plain(_hint(item, api.title)),
            published_at=when.at,
            published_reason=when.reason if api.date else "",
            modified_at=_modified(item, api, when.at, source, now),
            html=_markup(item, api.text),
            summary=plain(_hint(item, api.summary)),
            section=section or None,
            tags=_tags(item, api.tags),
            image_url=_image(item, api),
        )


def _modified(
    item: Any, api: Api, published: datetime | None, source: Source, now: datetime
) -> datetime | None:
    at = dated(_hint(item, api.modified), "", source.timezone, now).at
    return at if at and (published is None or at > published) else None


def _markup(item: Any, path: str | None) -> str | None:
    """The whole article, whose paragraphs may be a list; None where the item lacks it."""
    try:
        found = _value(item, path) if path else None
    except _PathError:
        return None
    paragraphs = found if isinstance(found, list) else [found]
    texts = [paragraph for paragraph in paragraphs if isinstance(paragraph, str)]
    markup = "\n".join(texts)
    return markup if len(texts) == len(paragraphs) and plain(markup) else None


def _tags(item: Any, path: str | None) -> tuple[str, ...]:
    """Tags as a list of texts, or of objects with a name or title, or in one text by commas."""
    try:
        found = _value(item, path) if path else []
    except _PathError:
        return ()
    if isinstance(found, str):
        found = re.split("[,،]", found)
    names = (
        next((tag[key] for key in ("name", "title") if key in tag), "")
        if isinstance(tag, dict)
        else tag
        for tag in (found if isinstance(found, list) else ())
    )
    return tuple(dict.fromkeys(plain(name) for name in names if isinstance(name, str) and name))


def _image(item: Any, api: Api) -> str | None:
    try:
        return web(api.url, _hint(item, api.image))
    except ValueError:
        return None


def _value(value: Any, path: str) -> Any:
    """What stands at a dotted path; numbers count the items of a list from 0.

    >>> _value({"data": [{"url": "/1"}]}, "data.0.url")
    '/1'
    >>> _value({"data": {}}, "data.url")
    Traceback (most recent call last):
    spiders.discover.api._PathError: «data.url»: there is no «url»
    """
    for key in path.split(".") if path else ():
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            raise _PathError(f"«{path}»: there is no «{key}»")
    return value


def _fill(item: Any, template: str) -> str:
    """The text at a path, or a template with its holes filled.

    >>> _fill({"id": 7, "slug": "طرطوس"}, "https://sahel.example/a/{id}-{slug}")
    'https://sahel.example/a/7-طرطوس'
    """
    if "{" not in template:
        return _scalar(item, template)
    return _HOLE.sub(lambda hole: _scalar(item, hole[1]), template)


def _scalar(item: Any, path: str) -> str:
    value = _value(item, path)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _PathError(f"«{path}» holds {_kind(value)}, not text")
    return str(value)


def _hint(item: Any, path: str | None) -> str:
    """What would be good to know, but is not needed: "" where the item does not say."""
    try:
        return _fill(item, path) if path else ""
    except _PathError:
        return ""


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "yes or no"}
    return "nothing" if value is None else names.get(type(value), "a number")
