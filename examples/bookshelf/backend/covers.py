"""Covers, drawn from the title and author of a book."""

from __future__ import annotations

import hashlib
from html import escape
from http import HTTPStatus

from .catalogue import find
from .messages import Answer, Request, not_found
from .routing import Routes

routes = Routes()
PALETTES = (  # ground, figure, second figure, ink
    ("#1f3a4d", "#d9a441", "#2f5871", "#f7f0e1"),
    ("#5a1f2b", "#e0b48a", "#7a3140", "#fbf1e4"),
    ("#26413c", "#c8d5b9", "#3a5f57", "#f4f6ec"),
    ("#efe3cb", "#b5482f", "#dccaa6", "#33261d"),
    ("#33304f", "#e8927c", "#4a466f", "#f6eee9"),
    ("#e3e5dc", "#2f6f73", "#c5cdc0", "#1f2f30"),
    ("#7b4b22", "#f2cf8d", "#93602f", "#fdf4e3"),
    ("#22262e", "#8fb8de", "#343b47", "#eef3f8"),
)
MOTIFS = (
    # a sun over hills
    (
        '<circle cx="205" cy="235" r="62" fill="{figure}"/>'
        '<path d="M0 330Q75 255 165 325T300 290V450H0Z" fill="{second}"/>'
    ),
    # waves
    (
        '<g fill="none" stroke="{figure}" stroke-width="5">'
        '<path d="M0 250q37-30 75 0t75 0 75 0 75 0"/><path d="M0 285q37-30 75 0t75 0 75 0 75 0"/>'
        '<path d="M0 320q37-30 75 0t75 0 75 0 75 0"/></g>'
    ),
    # rings
    (
        '<g fill="none" stroke-width="9"><circle cx="150" cy="290" r="88" stroke="{second}"/>'
        '<circle cx="150" cy="290" r="60" stroke="{figure}"/></g>'
        '<circle cx="150" cy="290" r="26" fill="{figure}"/>'
    ),
    # an arch
    (
        '<path d="M70 400V290a80 80 0 0 1 160 0V400Z" fill="{second}"/>'
        '<path d="M105 400V295a45 45 0 0 1 90 0V400Z" fill="{figure}"/>'
    ),
    # tiles
    (
        '<g fill="{second}"><path d="M0 210h75v75H0zM150 210h75v75h-75zM75 285h75v75H75z'
        'M225 285h75v75h-75z"/></g><circle cx="187" cy="248" r="26" fill="{figure}"/>'
        '<circle cx="112" cy="322" r="26" fill="{figure}"/>'
    ),
    # a peak
    (
        '<path d="M20 390 150 200 280 390Z" fill="{second}"/>'
        '<path d="M150 200 188 255 165 245 150 262 135 245 112 255Z" fill="{figure}"/>'
    ),
)
SHEET = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 450">
<rect width="300" height="450" fill="{ground}"/>{motif}
<g fill="{ink}" font-family="Georgia, 'Times New Roman', serif">
<g font-size="{size}" font-weight="bold">{title}</g>
<text x="26" y="424" font-size="17">{author}</text></g>
<path d="M26 398h40" stroke="{ink}" stroke-width="2"/>
<path d="M0 0h9v450H0z" opacity=".16"/></svg>
"""


@routes.on("GET", "/covers/{file}")
def show(request: Request, file: str) -> Answer:
    """The cover of the book whose slug the file is named after."""
    slug, _, kind = file.rpartition(".")
    if kind != "svg":
        raise not_found("file")
    book = find(request, slug)
    sheet = draw(slug, book["title"], book["author_name"])
    headers = {"Content-Type": "image/svg+xml; charset=utf-8", "Cache-Control": "max-age=3600"}
    return Answer(HTTPStatus.OK, sheet.encode(), headers)


def draw(slug: str, title: str, author: str) -> str:
    """An SVG image, the same for the same book at any time."""
    digest = hashlib.sha256(slug.encode()).digest()
    ground, figure, second, ink = PALETTES[digest[0] % len(PALETTES)]
    motif = MOTIFS[digest[1] % len(MOTIFS)].format(figure=figure, second=second)
    size = 36 if len(title) <= 24 else 28
    return SHEET.format(
        ground=ground,
        motif=motif,
        ink=ink,
        size=size,
        title=_lines(title, size),
        author=escape(author),
    )


def _lines(title: str, size: int) -> str:
    widest = 470 // size
    lines = [""]
    for word in title.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= widest or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    step = size + 6
    return "".join(
        f'<text x="26" y="{72 + size + step * number}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
