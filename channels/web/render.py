"""From the assistant's values to what a browser gets: JSON bodies, HTML through templates, QR pictures."""

from __future__ import annotations

import hashlib
import io
import secrets
from functools import cache
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from assistant.messages import Reply, reply_from_json
from assistant.records import Utterance
from channels.web.models import ChoiceOut, ReplyOut
from channels.web.typeset import GROUPS, blocks, group, named_sources, paragraphs, phone_href

HERE = Path(__file__).parent
STATIC = HERE / "static"


def reply_of(utterance: Utterance) -> Reply | None:
    """The bubble that was stored with an utterance, or None when a person spoke."""
    return reply_from_json(utterance.reply) if utterance.reply else None


def reply_out(reply: Reply) -> ReplyOut:
    """A bubble as JSON, with the path of its printable list."""
    return ReplyOut(
        text=reply.text,
        choices=[ChoiceOut(id=c.id, label=c.label, hint=c.hint, quiet=c.quiet) for c in reply.choices],
        checklist=reply.checklist,
        checklist_url=f"/checklist/{reply.token}" if reply.checklist and reply.token else None,
        items=list(reply.items),
        phones=list(reply.phones),
        sources=list(reply.sources),
        kind=reply.kind,
        author=reply.author,
    )


def qr_svg(address: str, title: str = "清单二维码") -> Markup:
    """The address as an inline SVG QR code, black on white with a quiet zone, medium error correction."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        nl=False,
        border=4,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        title=title,
        light="#fff",
    )
    return Markup(out.getvalue().decode())


def new_id() -> str:
    """A message id for a form: a form sent twice by a double tap is one message."""
    return secrets.token_hex(8)


@cache
def static_url(name: str) -> str:
    """Address of a static file with its content hash, so that it may be cached for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@cache
def templates() -> Environment:
    """The template environment: strict about names, escaping everything."""
    environment = Environment(
        loader=FileSystemLoader([HERE / "templates", HERE / "console" / "templates"]),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(static_url=static_url, groups=GROUPS, group=group, qr_svg=qr_svg, new_id=new_id)
    environment.filters.update(paragraphs=paragraphs, blocks=blocks, named_sources=named_sources, phone_href=phone_href)
    return environment


def html(template: str, /, **values: Any) -> str:
    """One rendered template."""
    return templates().get_template(template).render(**values)
