"""JSON web tokens: whether one is good, whose it is and which services it is for. No network is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.access.live_file import LiveFile
from nb2svc.runtime.access.verifiers import Verifier, Verifiers, find_verifiers
from nb2svc.runtime.settings import Settings

__all__ = ["Token", "TokenError", "TokenReader", "make_token_reader"]

_REMEMBERED: Final = 1024
"""How many good tokens are remembered: a signature takes fifty microseconds to verify, a look-up less than one."""

_BROKEN: Final = (RecursionError, OverflowError, TypeError, ValueError)
"""What PyJWT lets through of a token whose JSON is nested a thousand deep, or whose numbers are out of this world."""


class TokenError(Nb2svcError):
    """A token that lets nobody in; its message says why, and holds nothing of the token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A good token.

    Attributes:
        subject: whose it is.
        services: the services it is for; None for all of them.
        ends: the second since 1970 from which it is good no more.
    """

    subject: str
    services: frozenset[str] | None
    ends: float


def make_token_reader(settings: Settings) -> TokenReader | None:
    """Return what reads the tokens that the settings let in; None where they let none in.

    Raises:
        Nb2svcError: the key of the tokens is missing or unusable; also where other settings of tokens are set without.
        MissingExtraError: PyJWT is not installed.
    """
    verifiers = find_verifiers(settings)
    if verifiers is not None:
        return TokenReader(settings, verifiers)
    for name in ("jwt_audience", "jwt_issuer", "jwt_services_claim", "jwt_rate"):
        if getattr(settings, name):  # whoever sets it believes that tokens are asked for
            raise Nb2svcError(
                f"NB2SVC_{name.upper()} is set, but no key that tokens are signed with: set NB2SVC_JWT_SECRET_FILE, "
                "NB2SVC_JWT_PUBLIC_KEY_FILE or NB2SVC_JWT_JWKS_FILE"
            )
    return None


class TokenReader:
    """Reads tokens, and remembers the good ones until they end or the keys change."""

    def __init__(self, settings: Settings, verifiers: LiveFile[Verifiers] | Verifiers) -> None:
        self._settings = settings
        self._verifiers = verifiers
        self._good: dict[str, Token] = {}

    def refresh(self, now: float) -> None:
        """Take over the keys where their file has changed; what was good by the old ones is asked again."""
        if isinstance(self._verifiers, LiveFile) and self._verifiers.refresh(now):
            self._good.clear()

    def read(self, text: str, *, time: float) -> Token:
        """Return the token that a text is.

        Args:
            text: as it was sent.
            time: seconds since 1970.

        Raises:
            TokenError: it is none, or not good (any more).
        """
        known = self._good.get(text)
        if known is not None and time < known.ends:
            return known
        token = self._describe(self._verify(text))
        if len(self._good) >= _REMEMBERED:
            self._good.clear()
        self._good[text] = token
        return token

    def _verify(self, text: str) -> dict[str, Any]:
        import jwt  # an extra, which few servers need

        settings = self._settings
        verifier = self._find(text)
        try:
            return jwt.decode(
                text,
                verifier.key,
                algorithms=[verifier.algorithm],
                audience=settings.jwt_audience or None,
                issuer=settings.jwt_issuer or None,
                leeway=settings.jwt_leeway_seconds,
                options={"require": self._required()},
            )
        except (jwt.PyJWTError, *_BROKEN) as error:
            raise TokenError(_explain(error)) from None

    def _find(self, text: str) -> Verifier:
        """Return the key that a token names; it decides nothing but which of ours is tried."""
        import jwt

        known = self._verifiers.value if isinstance(self._verifiers, LiveFile) else self._verifiers
        assert known is not None, "the file of the keys is never optional"
        try:
            name = jwt.get_unverified_header(text).get("kid")
        except (jwt.PyJWTError, *_BROKEN) as error:
            raise TokenError(_explain(error)) from None
        verifier = known.get(str(name)) or (next(iter(known.values())) if len(known) == 1 else None)
        if verifier is None:
            raise TokenError("the token is signed with a key that is not known here")
        return verifier

    def _required(self) -> list[str]:
        settings = self._settings
        more = (("aud", settings.jwt_audience), ("iss", settings.jwt_issuer))
        return [*settings.jwt_required_claims, *(claim for claim, expected in more if expected)]

    def _describe(self, claims: dict[str, Any]) -> Token:
        settings = self._settings
        services = None
        if settings.jwt_services_claim:
            given = claims.get(settings.jwt_services_claim)
            # one text with blanks, as OAuth writes scopes, or a list
            names = given.split() if isinstance(given, str) else given if isinstance(given, list) else ()
            services = frozenset(map(str, names))
        ends = float(claims["exp"]) + settings.jwt_leeway_seconds if "exp" in claims else float("inf")
        return Token(subject=str(claims.get("sub", "jwt")), services=services, ends=ends)


def _explain(error: Exception) -> str:
    """Return why a token is not good, in our words: PyJWT's may quote it."""
    import jwt

    match error:
        case jwt.ExpiredSignatureError():
            return "the token has expired"
        case jwt.ImmatureSignatureError():
            return "the token is not good yet"
        case jwt.InvalidAudienceError():
            return "the token is for another audience"
        case jwt.InvalidIssuerError():
            return "the token is of another issuer"
        case jwt.MissingRequiredClaimError(claim=claim):
            return f"the token lacks the claim `{claim}`"
        case jwt.InvalidSignatureError():
            return "the token's signature does not fit"
        case jwt.InvalidAlgorithmError():
            return "the token is signed with another algorithm than its key is used with"
        case _:
            return "this is no JSON web token that can be read"
