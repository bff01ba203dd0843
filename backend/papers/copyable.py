"""Makes the Thai text of typst's PDF come out right when it is copied, searched or read aloud. What is drawn stays.

typst writes a tone mark that stands above a vowel as a piece of its own, and says of each piece that it is the whole
cluster: ทั้ copies as ทั้ทั้. Here the mark goes back to its cluster, raised to where it stood; what remains in pieces says
no more than it shows, for readers that go by ``ActualText``; and each glyph is given its own sign, for those that go
by ``ToUnicode``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf

SARA_AM, NIKHAHIT, SARA_AA = "\u0e33", "\u0e4d", "\u0e32"
FAR = 80
"""Thousandths of the size of the letters."""
_TONES = frozenset("\u0e48\u0e49\u0e4a\u0e4b")

_STRING = rb"\((?:[^()\\]|\\.)*\)"
for _ in range(4):  # parentheses that balance stand in a string unescaped, in each other too
    _STRING = rb"\((?:[^()\\]|\\.|" + _STRING + rb")*\)"
# No string hides another of these words: a glyph in it has two bytes of which the first is never a letter.
_SHOWN = rb"(?P<shown>\[(?:[^\[\]()]|" + _STRING + rb")*\]TJ|" + _STRING + rb"Tj)"
_NUMBER = rb"-?[\d.]+"
_TOKEN = re.compile(
    rb"/Span<</ActualText<FEFF(?P<said>[0-9A-F]+)>>>BDC|(?P<end>EMC)|/(?P<font>\w+) [\d.]+ Tf"
    rb"|1 0 0 -1 " + _NUMBER + rb" (?P<height>" + _NUMBER + rb") cm|" + _SHOWN,
    re.DOTALL,
)
_RAISED = re.compile(  # all between the end of a piece and the end of a mark that stands above it, alone in its block
    rb"\s*EMC\s*ET\s*Q(?P<frame>(?:\s*EMC\s*/\w+<</MCID \d+>>BDC)?)\s*"
    rb"q 1 0 0 -1 " + _NUMBER + rb" (?P<height>" + _NUMBER + rb") cm[^()]*?BT(?:/Span<</ActualText<[0-9A-F]+>>>BDC)?"
    rb" 0 Tr/\w+ [\d.]+ Tf 1 0 0 -1 0 0 Tm" + _SHOWN + rb"\s*(?:EMC\s*)?ET\s*Q",
    re.DOTALL,
)
_TEXT = re.compile(_STRING, re.DOTALL)
_BYTE = re.compile(rb"\\([0-7]{3})|\\(.)|(.)", re.DOTALL)
_ESCAPED = {b"n": 10, b"r": 13, b"t": 9, b"b": 8, b"f": 12}
_MAPPED = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where a piece says what it is, if it does, and where it is shown; how high; and what it shows."""

    said: tuple[int, int] | None
    shown: tuple[int, int]
    height: float
    text: str


@dataclass(slots=True)
class _Cluster:
    """A syllable's sign with its marks: what it is, and the glyphs and pieces that show it so far."""

    said: str
    font: str
    signs: str
    """In the order of the glyphs."""
    glyphs: list[int] = field(default_factory=list)
    pieces: list[_Piece] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return len(self.glyphs) == len(self.signs)

    def add(self, glyphs: list[int], said: tuple[int, int] | None, shown: tuple[int, int], height: float) -> None:
        signs = self.signs[len(self.glyphs) : len(self.glyphs) + len(glyphs)]
        self.glyphs += glyphs
        self.pieces.append(_Piece(said, shown, height, _as_written(signs) if SARA_AM in self.said else signs))


def copyable(pdf: bytes) -> bytes:
    """The same file with the texts put right; the same bytes for the same bytes."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        fonts: dict[tuple[int, int], pikepdf.Object] = {}
        texts: dict[tuple[int, int], dict[int, str]] = {}
        learned: dict[tuple[int, int], dict[int, str]] = {}
        for page in opened.pages:
            names = {name.removeprefix("/"): font.objgen for name, font in page.Resources.get("/Font", {}).items()}
            for font in page.Resources.get("/Font", {}).values():
                if font.objgen not in fonts:
                    fonts[font.objgen], learned[font.objgen] = font, {}
                    texts[font.objgen] = _texts(font.ToUnicode.read_bytes())
            content = page.Contents.read_bytes()
            clusters = list(_clusters(content, {name: texts[which] for name, which in names.items()}))
            for cluster in clusters:
                learned[names[cluster.font]].update(zip(cluster.glyphs, cluster.signs, strict=True))
            page.Contents.write(_narrowed(content, clusters))
        for which, font in fonts.items():
            font.ToUnicode.write(_mapped(font.ToUnicode.read_bytes(), learned[which]))
        made = BytesIO()
        opened.save(made, deterministic_id=True)
    return made.getvalue()


def _clusters(content: bytes, texts: Mapping[str, Mapping[int, str]]) -> Iterator[_Cluster]:
    """The Thai clusters of a page that are shown by as many glyphs as they have signs."""
    cluster: _Cluster | None = None
    said: re.Match[bytes] | None = None
    font, height = "", 0.0
    for token in _TOKEN.finditer(content):
        if token["said"]:
            said = token
        elif token["end"]:
            said = None
        elif token["font"]:
            font = token["font"].decode()
        elif token["height"]:
            height = float(token["height"])
        else:
            glyphs = list(_glyphs(token["shown"]))
            if said is None:  # a glyph that says by itself that it is the cluster: only as a piece alone, or the last
                text = texts[font].get(glyphs[-1], "") if glyphs else ""
            else:
                text = bytes.fromhex(said["said"].decode()).decode("utf-16-be")
            goes_on = cluster is not None and text == cluster.said and font == cluster.font and not cluster.whole
            if not goes_on:
                cluster = _Cluster(text, font, _as_shaped(text)) if _is_cluster(text) else None
            if cluster is not None:
                shown = glyphs if said or goes_on else glyphs[-1:]
                cluster.add(shown, said.span("said") if said else None, token.span(), height)
                if cluster.whole:
                    yield cluster


def _is_cluster(text: str) -> bool:
    return len(text) > 1 and all("\u0e01" <= sign <= "\u0e5b" for sign in text)


def _glyphs(shown: bytes) -> Iterator[int]:
    for string in _TEXT.finditer(shown):
        codes = [
            int(octal, 8) if octal else _ESCAPED.get(escaped, escaped[0]) if escaped else plain[0]
            for octal, escaped, plain in _BYTE.findall(string[0][1:-1])
        ]
        yield from (high << 8 | low for high, low in zip(codes[::2], codes[1::2], strict=False))


def _as_shaped(said: str) -> str:
    """The signs in the order of the glyphs: sara am is two, the first of them under the tone."""
    if SARA_AM not in said:
        return said
    before, after = said.split(SARA_AM, 1)
    tone = before[-1:] if before[-1:] in _TONES else ""
    return before.removesuffix(tone) + NIKHAHIT + tone + SARA_AA + after


def _as_written(signs: str) -> str:
    """Of the two halves of sara am the second says both, so that the tone comes before it."""
    return signs.replace(NIKHAHIT, "").replace(SARA_AA, SARA_AM)


def _narrowed(content: bytes, clusters: list[_Cluster]) -> bytes:
    """The content in which what was torn apart is together again, or says no more than it shows."""
    parts, end = [], 0
    for cluster in clusters:
        pieces = list(cluster.pieces) if len(cluster.pieces) > 1 else []
        while pieces:
            piece = pieces.pop(0)
            raised = _RAISED.match(content, piece.shown[1]) if piece.said and pieces else None
            text = piece.text + (pieces.pop(0).text if raised else "")
            if piece.said:
                first, last = piece.said
                parts += [content[end:first], _hex(text)]
                end = last
            elif len(text) != 1 or text == SARA_AM:  # else its glyph says so
                first, last = piece.shown
                parts += [content[end:first], b"/Span<</ActualText<FEFF%s>>>BDC " % _hex(text), content[first:last]]
                parts.append(b" EMC")
                end = last
            if raised:
                shown = _with(content[slice(*piece.shown)], raised["shown"], float(raised["height"]) - piece.height)
                parts += [content[end : piece.shown[0]], shown, b" EMC\nET\nQ", raised["frame"]]
                end = raised.end()
    return b"".join([*parts, content[end:]])


def _with(shown: bytes, mark: bytes, rise: float) -> bytes:
    """What is shown, and a raised mark with it.

    Where the mark stands far to the left, as above ป, the mark under it is shown last: some readers take the place of
    the last glyph for the end of the cluster, and would see a blank behind it.
    """
    moves = sum(map(float, re.findall(_NUMBER, _TEXT.sub(b" ", mark))))
    text = list(_TEXT.finditer(shown))[-1]
    *others, high, low = _BYTE.finditer(text[0][1:-1])
    if abs(moves) < FAR or not others:
        return b"%s %.5f Ts%s 0 Ts" % (shown, rise, mark)
    before = shown[: text.start() + 1 + high.start()] + b")" + shown[text.end() :]
    and_back = b"%s%g]TJ" % (mark.removesuffix(b"]TJ"), -moves)
    return b"%s %.5f Ts%s 0 Ts(%s%s)Tj" % (before, rise, and_back, high[0], low[0])


def _hex(text: str) -> bytes:
    return text.encode("utf-16-be").hex().upper().encode()


def _texts(to_unicode: bytes) -> dict[int, str]:
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in _MAPPED.findall(to_unicode)
    }


def _mapped(to_unicode: bytes, signs: Mapping[int, str]) -> bytes:
    """A font's map from glyphs to text, with the signs that we know in place of whole clusters."""

    def own(entry: re.Match[bytes]) -> bytes:
        sign = signs.get(int(entry[1], 16))
        return entry[0] if sign is None else b"<%s> <%s>" % (entry[1], _hex(sign))

    return _MAPPED.sub(own, to_unicode)
