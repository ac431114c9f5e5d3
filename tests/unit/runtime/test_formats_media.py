"""Which format a body is in, which one the caller wants, and what is around it: content-encoding and charset."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from nb2svc.manifest import Field, RequestSchema
from nb2svc.runtime.formats.exchange import BodyError, Limits
from nb2svc.runtime.formats.media import FORMATS, choose_format, decode_body
from nb2svc.runtime.formats.unpack import decode_text, unpack

SCHEMA = RequestSchema(name="df", input="frame", fields=(Field(name="town", kind="string", dtype="str"),))
LIMITS = Limits(bytes=10_000, rows=100)


def decode(body, content_type="", content_encoding=""):
    found = decode_body(
        body, content_type=content_type, content_encoding=content_encoding, schema=SCHEMA, limits=LIMITS
    )
    return found.rows if isinstance(found.rows, list) else found.rows["town"].tolist()


def refusal(*args, **options):
    with pytest.raises(BodyError) as found:
        decode(*args, **options)
    return found.value.status, found.value.type, str(found.value)


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "JSON"),
        ("*/*", "JSON"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "JSON"),
        ("application/*", "JSON"),
        ("text/*", "CSV"),
        ("text/csv", "CSV"),
        ("TEXT/CSV; charset=utf-8", "CSV"),
        ("application/json;q=0.5, text/csv", "CSV"),
        ("application/json;q=0, */*", "CSV"),
        ("text/csv;q=0.2, application/vnd.apache.arrow.file;q=0.3", "Arrow file"),
        ("application/vnd.apache.arrow.stream, application/json", "JSON"),
        ("application/x-parquet", "Parquet"),
        ("application/vnd.apache.parquet;q=0.9, */*;q=0.1", "Parquet"),
        ("text/csv;q=nonsense", "CSV"),
        ("nonsense", "JSON"),
    ],
)
def test_the_answer_is_in_the_format_that_is_wanted_most(accept, name):
    """The most exact range decides, then its weight, and JSON where the caller does not mind."""
    assert choose_format(accept).name == name


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "text/html, text/plain", "*/*;q=0"])
def test_an_answer_that_cannot_be_given_is_refused(accept):
    """The refusal names what there is."""
    with pytest.raises(BodyError, match="there are application/json, text/csv, ") as found:
        choose_format(accept)
    assert (found.value.status, found.value.type) == (406, "not-acceptable")


def test_an_unknown_content_type_is_refused_with_the_known_ones():
    """Form data, which curl sends by default, gets the remedy."""
    status, kind, message = refusal(b"{}", "application/xml")
    assert (status, kind) == (415, "content-type")
    assert message.startswith("the content type is `application/xml`; known are application/json, text/csv, ")
    assert "add -H 'content-type: application/json'" in refusal(b"{}", "application/x-www-form-urlencoded")[2]
    assert "without a header line" in refusal(b"Bonn\n", "text/csv; header=absent")[2]


def test_packed_bodies_are_unpacked():
    """Gzip in one or several parts, deflate with and without the header of zlib."""
    text = b"town\nBonn\n"
    assert decode(gzip.compress(text), "text/csv", "gzip") == ["Bonn"]
    assert decode(gzip.compress(b"town\n") + gzip.compress(b"Bonn\n"), "text/csv", " X-GZIP ") == ["Bonn"]
    assert decode(zlib.compress(text), "text/csv", "deflate") == ["Bonn"]
    bare = zlib.compressobj(wbits=-15)
    assert decode(bare.compress(text) + bare.flush(), "text/csv", "deflate") == ["Bonn"]
    assert decode(text, "text/csv", "identity") == ["Bonn"]


@pytest.mark.parametrize(
    ("body", "encoding", "status", "message"),
    [
        (b"town", "br", 415, "the content-encoding is `br`; known are gzip, deflate and identity"),
        (b"town", "gzip, gzip", 415, "known are gzip"),
        (b"town", "gzip", 400, "the body is not gzip"),
        (b"", "gzip", 400, "it ends too early"),
        (gzip.compress(b"town\n")[:-1], "gzip", 400, "it ends too early"),
        (gzip.compress(b"town\n") + b"rest", "gzip", 400, "the body is not gzip"),
        (gzip.compress(b"") * 50, "gzip", 400, "too many parts"),
        (b"\xff" * 9, "deflate", 400, "the body is not deflate"),
    ],
)
def test_broken_packing_is_refused(body, encoding, status, message):
    """Never an internal error, always a reason."""
    assert refusal(body, "text/csv", encoding)[:2] == (status, "content-encoding")
    assert message in refusal(body, "text/csv", encoding)[2]


def test_a_bomb_is_refused_before_it_goes_off():
    """A megabyte that holds a gigabyte is unpacked up to the limit and no further; so is one in many parts."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(1024)) + packer.flush()
    assert len(bomb) < 2**20
    for body in (bomb, bomb * 3):
        with pytest.raises(BodyError, match="unpacks to more than 1000 bytes") as found:
            unpack(body, "gzip", limit=1000)
        assert (found.value.status, found.value.type) == (413, "too-large")
    assert len(unpack(gzip.compress(bytes(1000)), "gzip", limit=1000)) == 1000


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/csv", "town\nKöln\n".encode()),
        ("text/csv", b"\xef\xbb\xbf" + "town\nKöln\n".encode()),
        ('text/csv; charset="UTF-8"', "town\nKöln\n".encode()),
        ("text/csv; charset=latin-1", "town\nKöln\n".encode("latin-1")),
        ("text/csv;charset=windows-1252", "town\nKöln\n".encode("cp1252")),
        ("text/csv; charset=utf-16", "town\nKöln\n".encode("utf-16")),
        ("text/csv; charset=utf-16le", "\ufefftown\nKöln\n".encode("utf-16-le")),
    ],
)
def test_text_is_read_in_its_charset(content_type, body):
    """UTF-8 with or without a byte order mark, or what the content type names."""
    assert decode(body, content_type) == ["Köln"]


def test_json_in_another_charset_is_read():
    """The charset of a content type holds for JSON as for CSV; a byte order mark is passed over."""
    assert decode('[{"town": "Köln"}]'.encode("utf-16"), "application/json; charset=utf-16") == [{"town": "Köln"}]
    assert decode(b'\xef\xbb\xbf[{"town": "Bonn"}]') == [{"town": "Bonn"}]


@pytest.mark.parametrize(
    ("body", "charset", "status", "message"),
    [
        ("town\nKöln\n".encode("latin-1"), "", 400, "0xf6 on line 2; save it as UTF-8, or name its charset"),
        ("town\nKöln\n".encode("utf-16"), "", 400, "the body is UTF-16; send UTF-8, or add charset=utf-16"),
        ("town\n".encode("utf-16"), "utf-32", 400, "the body is UTF-16"),
        (b"town", "klingon", 415, "the charset `klingon` is not known; send UTF-8"),
        (b"town", "zip", 415, "not known"),
        (b"town", "idna", 415, "not known"),
        (b"town", "unicode_escape", 415, "not known"),
        (b"town", "\0", 415, "not known"),
    ],
)
def test_text_in_a_wrong_charset_is_refused(body, charset, status, message):
    """The message names line and remedy."""
    with pytest.raises(BodyError) as found:
        decode_text(body, charset)
    assert (found.value.status, found.value.type) == (status, "charset")
    assert message in str(found.value)


def test_readme_names_every_format():
    """Whoever looks for a format finds its media types."""
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    assert [name for found in FORMATS for name in found.media_types if f"`{name}`" not in readme] == []
