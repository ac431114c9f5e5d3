"""A body as it came over the wire to the bytes or the text of its format: content-encoding and charset."""

from __future__ import annotations

import codecs
import re
import zlib
from typing import Final

from nb2svc.runtime.formats.exchange import BodyError

__all__ = ["decode_text", "unpack"]

_WINDOWS: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # zlib's word for each kind of frame
_FRAMES: Final = 16  # each copies the rest: a body of a million empty ones would be unpacked for hours
_CHARSETS: Final = re.compile(
    r"utf-(8|16|32)(-sig|-le|-be)?|ascii|iso8859-\d+|cp\d+|koi8-[ru]|mac-roman|big5|euc_.+|gb.+|shift_jis"
)
_MARKS: Final = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def unpack(body: bytes, encoding: str, *, limit: int) -> bytes:
    """Return a body without its content-encoding; nothing beyond the limit is ever unpacked.

    Args:
        body: as it came.
        encoding: the content-encoding header, or empty.
        limit: largest unpacked size, in bytes.

    Raises:
        BodyError: an unknown encoding, broken bytes, or a larger body.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return body
    if name not in _WINDOWS:
        message = f"the content-encoding is `{encoding[:60]}`; known are gzip, deflate and identity"
        raise BodyError(message, type="content-encoding", status=415)
    try:
        return _unpack_frames(body, _WINDOWS[name], limit)
    except zlib.error as error:
        message = f"the body is not {name}, which its content-encoding says: {error}"
        raise BodyError(message, type="content-encoding", status=400) from error


def _unpack_frames(body: bytes, window: int, limit: int) -> bytes:
    unpacked = bytearray()
    for _ in range(_FRAMES):
        body = _unpack_frame(body, window, unpacked, limit)
        if not body:
            return bytes(unpacked)
    raise zlib.error("it has too many parts")


def _unpack_frame(body: bytes, window: int, unpacked: bytearray, limit: int) -> bytes:
    """Unpack one frame, of which a gzip file may have several, and return what follows it."""
    if window == 15 and body[:1] and body[0] & 0x0F != 8:  # no zlib header: bare deflate, as some send
        window = -15
    frame = zlib.decompressobj(window)
    unpacked += frame.decompress(body, limit + 1 - len(unpacked))
    if len(unpacked) > limit:
        message = f"the body unpacks to more than {limit} bytes; send fewer rows, or set NB2SVC_MAX_BODY_BYTES"
        raise BodyError(message, type="too-large", status=413)
    if not frame.eof:
        raise zlib.error("it ends too early")
    return frame.unused_data


def decode_text(body: bytes, charset: str) -> str:
    """Return a body as text, without a byte order mark.

    Args:
        body: unpacked.
        charset: of the content type; empty for UTF-8.

    Raises:
        BodyError: an unknown charset, or bytes that are not of it; the message names line and remedy.
    """
    name = _find_charset(charset)
    try:
        return body.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise BodyError(_describe(body, name, error), type="charset", status=400) from error


def _find_charset(charset: str) -> str:
    try:
        name = codecs.lookup(charset or "utf-8").name
    except (LookupError, ValueError):
        name = ""
    if not _CHARSETS.fullmatch(name):
        message = f"the charset `{charset[:60]}` is not known; send UTF-8"
        raise BodyError(message, type="charset", status=415)
    return name


def _describe(body: bytes, name: str, error: UnicodeDecodeError) -> str:
    for mark, marked in _MARKS.items():
        if body.startswith(mark) and marked != name:
            return f"the body is {marked.upper()}; send UTF-8, or add charset={marked} to the content type"
    line = body.count(b"\n", 0, error.start) + 1
    found = " ".join(f"0x{byte:02x}" for byte in body[error.start : error.start + 1])
    also = "; save it as UTF-8, or name its charset in the content type (charset=windows-1252, say)"
    return f"the body is not {name.upper()}: {found} on line {line}{also}"
