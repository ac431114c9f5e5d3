"""The keys that JSON web tokens are verified with: one secret, one public key, or a set of public keys, from files.

Each key is used with one algorithm, which the kind of the key decides and never the token: else a token could name
HS256 and be signed with the public key, which everybody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from nb2svc.diagnostics import MissingExtraError, Nb2svcError
from nb2svc.runtime.access.live_file import LiveFile
from nb2svc.runtime.settings import Settings

__all__ = ["Verifier", "find_verifiers"]

_SHORTEST: Final = 32
"""Bytes of a secret of HS256: what RFC 7518 asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """A key, and the one algorithm it is used with."""

    key: Any
    algorithm: str


Verifiers = Mapping[str, Verifier]
"""By key id; a single key that has none is under the empty text."""


def find_verifiers(settings: Settings) -> LiveFile[Verifiers] | Verifiers | None:
    """Return the keys that the settings name, in a file or as they are; None where they name none.

    Raises:
        Nb2svcError: a key is missing or unusable, or two settings name one.
        MissingExtraError: PyJWT is not installed.
    """
    places: dict[str, tuple[Any, Callable[[bytes], Verifiers]]] = {
        "NB2SVC_JWT_SECRET": (settings.jwt_secret, _take_secret),
        "NB2SVC_JWT_SECRET_FILE": (settings.jwt_secret_file, _take_secret),
        "NB2SVC_JWT_PUBLIC_KEY_FILE": (settings.jwt_public_key_file, _read_pem),
        "NB2SVC_JWT_JWKS_FILE": (settings.jwt_jwks_file, _read_jwks),
    }
    named = [variable for variable, (place, _) in places.items() if place is not None]
    if not named:
        return None
    if len(named) > 1:
        raise Nb2svcError(f"{' and '.join(named)} both name the key of the tokens; set one of them")
    _need_jwt()
    place, parse = places[named[0]]
    if settings.jwt_secret is not None:
        try:
            return _take_secret(settings.jwt_secret.get_secret_value().encode())
        except ValueError as error:
            raise Nb2svcError(f"NB2SVC_JWT_SECRET is not usable: {error}") from None
    return LiveFile(place, parse, what="the key of the tokens")


def _take_secret(content: bytes) -> Verifiers:
    secret = content.strip()
    if len(secret) < _SHORTEST:
        raise ValueError(f"the secret has fewer than {_SHORTEST} bytes, and could be guessed")
    return {"": Verifier(key=secret, algorithm="HS256")}


def _read_pem(content: bytes) -> Verifiers:
    # an extra, which few servers need
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("it holds no public key as PEM, which begins with `-----BEGIN PUBLIC KEY-----`") from None
    return {"": Verifier(key=key, algorithm=_algorithm_of(key))}


def _read_jwks(content: bytes) -> Verifiers:
    from jwt import PyJWKSet  # an extra, which few servers need
    from jwt.exceptions import PyJWTError

    try:
        keys = PyJWKSet.from_dict(orjson.loads(content)).keys
    except (PyJWTError, ValueError, TypeError, AttributeError):
        raise ValueError('it holds no usable JWK set, as in `{"keys": [{"kty": "RSA", ...}]}`') from None
    verifiers: dict[str, Verifier] = {}
    for key in keys:
        name = "" if len(keys) == 1 and key.key_id is None else key.key_id
        if name is None or name in verifiers:
            raise ValueError("its keys cannot be told apart: each needs a `kid` of its own")
        verifiers[name] = Verifier(key=key.key, algorithm=_algorithm_of(key.key))
    return verifiers


def _algorithm_of(key: Any) -> str:
    """Return RS256 for RSA, ES256 for the curve P-256.

    Raises:
        ValueError: any other key; a private one and a secret among public keys too.
    """
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    if isinstance(key, RSAPublicKey):
        return "RS256"
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return "ES256"
    raise ValueError("only public keys of RSA (RS256) and of the curve P-256 (ES256) are used")


def _need_jwt() -> None:
    try:
        import cryptography  # noqa: F401 - both come with the extra
        import jwt  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingExtraError("letting in JSON web tokens", "jwt") from error
