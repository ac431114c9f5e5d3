"""JSON web tokens: which are let in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nb2svc.diagnostics import MissingExtraError, Nb2svcError
from nb2svc.runtime.access.caller import Caller
from nb2svc.runtime.access.guard import Guard
from nb2svc.runtime.rates import Rate
from nb2svc.runtime.settings import Settings

jwt = pytest.importorskip("jwt")
ec = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ec")
from cryptography.hazmat.primitives import serialization  # noqa: E402 - after what says whether it is installed
from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: E402

SECRET = "a secret of thirty-two characters"
NOW = datetime.now(UTC).timestamp()  # PyJWT reads the clock itself
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())


GUARD = Guard(Settings(jwt_secret=SECRET))


def claims(**more):
    return {"sub": "ann", "exp": NOW + 600} | more


def sign(key=SECRET, algorithm="HS256", headers=None, **more):
    return jwt.encode(claims(**more), key, algorithm, headers=headers)


def sign_fully(key=SECRET, algorithm="HS256", **more):
    """Sign what the strictest settings ask for."""
    return sign(key, algorithm, **({"aud": "nb2svc", "iss": "https://id"} | more))


def pem(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def jwk(key, kid, algorithm):
    module = jwt.algorithms.RSAAlgorithm if algorithm == "RS256" else jwt.algorithms.ECAlgorithm
    return json.loads(module.to_jwk(key.public_key())) | {"kid": kid}


def ask(guard, token):
    return guard.admit({b"authorization": b"Bearer " + token.encode()}, "churn")


def test_a_signed_token_is_let_in_by_its_subject():
    """Again and again: a token that was good once is remembered."""
    guard = Guard(Settings(jwt_secret=SECRET))
    token = sign()
    assert [ask(guard, token) for _ in range(3)] == [Caller("ann")] * 3
    assert guard.is_closed
    assert guard.admit({}, "churn").type == "no-key"


def unsigned(payload, header):
    parts = (base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in (header, payload))
    return f"{'.'.join(parts)}."


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (sign_fully(exp=NOW - 60), "has expired"),
        (sign_fully(nbf=NOW + 600), "not good yet"),
        (sign_fully(aud="other"), "for another audience"),
        (sign_fully(iss="other"), "of another issuer"),
        (sign(iss="https://id"), "lacks the claim `aud`"),
        (jwt.encode({"sub": "ann", "aud": "nb2svc", "iss": "https://id"}, SECRET, "HS256"), "lacks the claim `exp`"),
        (sign_fully("another secret of 32 characters ..."), "signature does not fit"),
        (sign_fully(SECRET * 2, "HS512"), "another algorithm"),
        (sign_fully(RSA, "RS256"), "another algorithm"),
        (unsigned(claims(aud="nb2svc", iss="https://id"), {"alg": "none"}), "another algorithm"),
        ("", "no JSON web token"),
        ("a.b.c", "no JSON web token"),
        ("x" * 5000, "no JSON web token"),
        (sign_fully(sub=7), "no JSON web token"),
    ],
)
def test_a_token_that_is_not_good_is_refused(token, said):
    """With the reason, as RFC 6750 says, and without the token."""
    guard = Guard(Settings(jwt_secret=SECRET, jwt_audience="nb2svc", jwt_issuer="https://id"))
    assert ask(guard, sign_fully()) == Caller("ann")
    refusal = ask(guard, token)
    assert (refusal.status, refusal.type) == (401, "wrong-token")
    assert said in refusal.message
    assert 'error="invalid_token"' in refusal.headers[0][1]
    assert not token or token not in str(refusal)


def encoded(text):
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@pytest.mark.property
@settings(deadline=None, max_examples=300)
@given(
    text=st.text(alphabet=st.characters(max_codepoint=255), max_size=60)
    | st.lists(st.text(max_size=20).map(encoded), min_size=3, max_size=3).map(".".join)
    | st.dictionaries(
        st.sampled_from(["alg", "typ", "kid", "crit", "b64", "jwk"]),
        st.none() | st.integers() | st.lists(st.text(max_size=3), max_size=2) | st.sampled_from(["HS256", "none", "x"]),
    ).map(lambda header: f"{encoded(json.dumps(header))}.{encoded('{}')}.{encoded('x')}")
)
def test_no_text_is_a_token_by_chance(text):
    """Whatever is sent is refused, and nothing breaks."""
    headers = {b"authorization": b"Bearer " + text.encode("latin-1", "replace")}
    assert GUARD.admit(headers, "churn").status == 401


@pytest.mark.parametrize("part", ["[" * 30_000, '{"a":' * 10_000])
def test_a_token_that_is_nested_without_end_is_refused(part):
    """A few kilobytes must not cost the server more than a refusal."""
    for token in (f"{encoded(part)}.{encoded('{}')}.x", f"{encoded('{}')}.{encoded(part)}.x"):
        assert ask(GUARD, token).type == "wrong-token"


@pytest.mark.parametrize(
    "claim", [{"exp": 1e400}, {"exp": "soon"}, {"nbf": [1]}, {"iat": {}}, {"sub": 5}, {"scope": 5}]
)
def test_a_signed_token_with_odd_claims_is_for_nobody(claim):
    """Its issuer has a fault, which must not become ours."""
    token = encoded(json.dumps({"alg": "HS256"})), encoded(json.dumps(claims() | claim))
    mac = hmac.new(SECRET.encode(), ".".join(token).encode(), hashlib.sha256).digest()
    text = f"{token[0]}.{token[1]}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    assert ask(Guard(Settings(jwt_secret=SECRET, jwt_services_claim="scope")), text).status in (401, 403)


def test_a_token_for_an_audience_is_refused_where_none_is_expected():
    """It was made for somebody, and nobody here said that it is us."""
    assert "another audience" in ask(Guard(Settings(jwt_secret=SECRET)), sign(aud="anybody")).message


def test_a_remembered_token_ends_too():
    """When it expires, with the leeway."""
    seconds = [NOW]
    guard = Guard(Settings(jwt_secret=SECRET, jwt_leeway_seconds=0), wall_clock=lambda: seconds[0])
    token = sign(exp=NOW + 600)
    assert ask(guard, token) == Caller("ann")
    seconds[0] = NOW + 600
    # asked anew of PyJWT, whose clock says that it is still good; the memory alone would not
    assert guard._tokens is not None
    assert guard._tokens._good[token].ends <= seconds[0]


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS256"), (EC, "ES256")])
def test_a_public_key_verifies_and_its_text_signs_nothing(tmp_path, key, algorithm):
    """The trick of old: a token that says HS256 and is signed with the public key, which everybody knows."""
    (tmp_path / "key.pem").write_bytes(pem(key))
    guard = Guard(Settings(jwt_public_key_file=tmp_path / "key.pem"))
    assert ask(guard, sign(key, algorithm)) == Caller("ann")
    header, payload = (
        base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode()
        for each in ({"alg": "HS256", "typ": "JWT"}, claims())
    )
    mac = hmac.new(pem(key), f"{header}.{payload}".encode(), hashlib.sha256).digest()
    forged = f"{header}.{payload}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    assert "another algorithm" in ask(guard, forged).message


def test_a_set_of_keys_is_told_apart_by_name_and_read_again(tmp_path):
    """Keys are rotated by changing the file; what an old key signed is then good no more."""
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [jwk(RSA, "old", "RS256"), jwk(EC, "new", "ES256")]}))
    clock = [0.0]
    guard = Guard(Settings(jwt_jwks_file=path), clock=lambda: clock[0])
    old, new = sign(RSA, "RS256", {"kid": "old"}), sign(EC, "ES256", {"kid": "new"})
    assert ask(guard, old) == ask(guard, new) == Caller("ann")
    for headers in ({"kid": "none"}, {}):
        assert "not known here" in ask(guard, sign(RSA, "RS256", headers)).message
    path.write_text(json.dumps({"keys": [jwk(EC, "new", "ES256")]}))
    clock[0] = 1.0
    assert ask(guard, old).status == 401
    assert ask(guard, new) == Caller("ann")


def test_a_token_is_for_the_services_that_it_names():
    """As a list or in one text; a token that names none is for none."""
    guard = Guard(Settings(jwt_secret=SECRET, jwt_services_claim="scope"))
    assert ask(guard, sign(scope=["churn"])) == Caller("ann")
    assert ask(guard, sign(scope="fraud churn")) == Caller("ann")
    for token in (sign(scope="fraud"), sign()):
        assert ask(guard, token).status == 403


def test_each_subject_has_a_rate_of_its_own():
    """Whoever has several tokens has one rate; another is not slowed by it, and nobody's is kept for ever."""
    guard = Guard(Settings(jwt_secret=SECRET, jwt_rate="2/h"))
    tokens = [sign(jti=str(number)) for number in range(3)]
    assert [ask(guard, token) == Caller("ann") for token in tokens] == [True, True, False]
    assert ask(guard, tokens[0]).status == 429
    assert ask(guard, sign(sub="bob")) == Caller("bob")
    for number in range(10_100):
        guard._bucket_of(f"sub:{number}", Rate(1, 1))
    assert len(guard._buckets) == 10_000


def test_keys_and_tokens_may_be_let_in_side_by_side(tmp_path):
    """A key is known by how it begins."""
    from nb2svc.runtime.access.key_file import write_keys
    from nb2svc.runtime.access.keys import make_key

    text, key = make_key("app", now=datetime.now(UTC))
    write_keys(tmp_path / "keys.json", (key,))
    guard = Guard(Settings(jwt_secret=SECRET, keys_file=tmp_path / "keys.json"))
    assert ask(guard, text) == Caller("app")
    assert ask(guard, sign()) == Caller("ann")
    assert ask(guard, f"{text}x").type == "wrong-key"


PRIVATE = RSA.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@pytest.mark.parametrize(
    ("named", "content", "said"),
    [
        ({"jwt_secret": "swordfish"}, b"", "NB2SVC_JWT_SECRET is not usable: .* fewer than 32 bytes"),
        ({"jwt_secret_file": "file"}, b"swordfish", "is damaged: the secret has fewer than 32 bytes"),
        ({"jwt_public_key_file": "file"}, b"swordfish", "no public key as PEM"),
        ({"jwt_public_key_file": "file"}, PRIVATE, "no public key as PEM"),
        ({"jwt_jwks_file": "file"}, b"swordfish", "no usable JWK set"),
        ({"jwt_jwks_file": "file"}, b'{"keys": []}', "no usable JWK set"),
        ({"jwt_jwks_file": "file"}, b'{"keys": [{"kty": "oct", "k": "c3dvcmRmaXNo"}]}', "only public keys"),
        ({"jwt_audience": "nb2svc"}, b"", "NB2SVC_JWT_AUDIENCE is set, but no key that tokens are signed with"),
        ({"jwt_rate": "5/s"}, b"", "NB2SVC_JWT_RATE is set, but no key that tokens are signed with"),
        ({"jwt_jwks_file": "missing"}, b"", "cannot be read: No such file"),
        ({"jwt_secret": SECRET, "jwt_jwks_file": "file"}, b"", "NB2SVC_JWT_SECRET and NB2SVC_JWT_JWKS_FILE both"),
    ],
)  # fmt: skip
def test_a_key_of_tokens_that_is_not_usable_stops_the_start(tmp_path, named, content, said):
    """The message names the setting or the file, and never what is in it."""
    (tmp_path / "file").write_bytes(content)
    options = {name: tmp_path / value if name.endswith("_file") else value for name, value in named.items()}
    with pytest.raises(Nb2svcError, match=said) as caught:
        Guard(Settings(**options))
    assert "swordfish" not in str(caught.value)


def test_the_extra_is_named_where_it_is_missing(monkeypatch):
    """A server that is told to let tokens in does not start without what reads them."""
    monkeypatch.setitem(sys.modules, "jwt", None)
    with pytest.raises(MissingExtraError, match=r"letting in JSON web tokens .*nb2svc\[jwt\]"):
        Guard(Settings(jwt_secret=SECRET))


def test_two_keys_of_a_set_that_cannot_be_told_apart_are_refused(tmp_path):
    """Which one a token means would be a guess."""
    nameless = jwk(RSA, "x", "RS256")
    del nameless["kid"]
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [nameless, jwk(EC, "new", "ES256")]}))
    with pytest.raises(Nb2svcError, match="each needs a `kid` of its own"):
        Guard(Settings(jwt_jwks_file=path))
    path.write_text(json.dumps({"keys": [nameless]}))
    assert ask(Guard(Settings(jwt_jwks_file=path)), sign(RSA, "RS256")) == Caller("ann")
