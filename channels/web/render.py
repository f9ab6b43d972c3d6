"""From the assistant's values to what a browser gets: JSON bodies, HTML through templates, plain text, QR pictures."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
from functools import cache
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from assistant.knowledge.checklist import Checklist, Line
from assistant.messages import Reply, reply_from_json
from assistant.records import Utterance
from channels.web.models import ChoiceOut, ReplyOut

HERE = Path(__file__).parent
STATIC = HERE / "static"

GROUPS = (
    ("must", "一定要带"),
    ("yours", "您这种情况还要带"),
    ("waived", "不用带"),
    ("maybe", "如果……还需……"),
)
"""The groups of a checklist, in the order they are shown, with their headings."""


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
    )


def group(lines: tuple[Line, ...], need: str) -> list[Line]:
    """The lines of one group, in the list's order."""
    return [line for line in lines if line.need == need]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, blank lines left out."""
    return [p.strip() for p in text.splitlines() if p.strip()]


def phone_href(phone: str) -> str:
    """``tel:`` address of a number as written for people: 021-5953 0000（演示） → tel:02159530000."""
    found = re.search(r"\+?\d[\d \-]{1,}", phone)
    return "tel:" + re.sub(r"[^\d+]", "", found.group() if found else phone)


def qr_svg(address: str) -> Markup:
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
        title="清单二维码",
        light="#fff",
    )
    return Markup(out.getvalue().decode())


def list_as_text(checklist: Checklist, address: str) -> str:
    """The list as plain text for a message or a note: what to bring first, then where, then how sure it is."""
    parts = [f"{checklist.item_name}（{checklist.code}）材料清单"]
    for need, heading in GROUPS:
        lines = group(checklist.lines, need)
        if lines:
            parts += ["", f"【{heading}】", *(_line_as_text(line) for line in lines)]
    parts += ["", "【去哪里】", *(p.text for p in checklist.places)]
    parts += [
        f"{checklist.department}",
        f"地址：{checklist.address}",
        f"时间：{checklist.hours}",
        f"电话：{checklist.phone}",
    ]
    parts += ["", "【要多久】", *(t.text for t in checklist.time_limits), "", "【多少钱】", checklist.fee.text]
    parts += ["", checklist.notice, f"清单网址：{address}"]
    return "\n".join(part for part in parts if part is not None).strip() + "\n"


def _line_as_text(line: Line) -> str:
    told = "，".join(part for part in (line.hand_in, line.electronic) if part)
    if line.need == "maybe" and line.if_text:
        return f"· {line.if_text}：{line.name}（{told}）" if told else f"· {line.if_text}：{line.name}"
    return f"□ {line.name}（{told}）" if told else f"□ {line.name}"


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
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(static_url=static_url, groups=GROUPS, group=group, qr_svg=qr_svg, new_id=new_id)
    environment.filters.update(paragraphs=paragraphs, phone_href=phone_href)
    return environment


def html(template: str, /, **values: Any) -> str:
    """One rendered template."""
    return templates().get_template(template).render(**values)
