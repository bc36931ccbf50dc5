"""The clinic's identity provider, spoken to by OpenID Connect: it tells who somebody is, and we check that it did.

The authorization code flow with PKCE. Nobody else is spoken to: the issuer that the settings name, and the addresses
that the issuer itself names, each over TLS. What comes back is believed only where its signature, issuer, audience,
nonce and time hold.

Source: OpenID Connect Core 1.0 (3.1 and its rules for ID tokens, 3.1.3.7), Discovery 1.0, RFC 7636, RFC 9207, RFC 9700.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from careplan.errors import NotProven, NotReady
from careplan.settings import Settings, is_safe_address

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from httpx import Client, Response

log = logging.getLogger(__name__)

_LEEWAY: Final = 60
"""Seconds by which the provider's clock may differ from ours."""
_TIMEOUT: Final = 5.0
_AT_ONCE: Final = 6
"""Conversations at the same time: however slow the provider is, others still get a turn of the server."""
_METADATA_HOLDS: Final = 600.0
"""Seconds for which what the issuer says of itself is used again."""
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""By a key of which only the provider has the secret part: never `none`, and none by the client's own secret."""
_CODE: Final = re.compile(r"[a-z_]{1,40}")
_SUBJECT: Final = re.compile(r"[\x21-\x7e]{1,255}")


class Secrets(NamedTuple):
    """What is made for one way to the provider and back, and is known to nobody before its turn."""

    state: str
    nonce: str
    verifier: str


class IdentityProvider:
    """The provider that the settings name. Made with the clinic; nothing is asked of it before somebody signs in."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer
        self._client = settings.oidc_client_id
        self._settings = settings
        self._turns = BoundedSemaphore(_AT_ONCE)
        self._known: tuple[float, dict[str, Any]] | None = None
        self._http: Client | None = None
        self.label: Final = settings.oidc_label or urlsplit(self._issuer).hostname or ""

    def way_there(self, secrets: Secrets, callback: str, *, max_age: timedelta) -> str:
        """Return the address to which a browser is sent; raises NotReady.

        Args:
            callback: our address to which it comes back.
            max_age: who entered the password there longer ago enters it again; with zero, everybody does.
        """
        with self._turn() as client:
            place = str(self._metadata(client)["authorization_endpoint"])
        asked = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self._client,
            "redirect_uri": callback,
            "state": secrets.state,
            "nonce": secrets.nonce,
            "code_challenge": _challenge(secrets.verifier),
            "code_challenge_method": "S256",
            "max_age": str(int(max_age.total_seconds())),
            **({} if max_age else {"prompt": "login"}),
        }
        return f"{place}?{urlencode(asked)}"

    def subject(
        self,
        answer: Mapping[str, str],
        secrets: Secrets,
        callback: str,
        *,
        now: datetime,
        entered_since: datetime,
        must_say: bool,
    ) -> str:
        """Return who somebody is at the provider, from what the browser brought back from there.

        Args:
            entered_since: the password must have been entered there since then.
            must_say: whether a provider is refused that does not say when it was.

        Raises:
            NotProven: the provider refused, or what it says does not hold.
            NotReady: it cannot be reached.
        """
        if answer.get("iss", self._issuer) != self._issuer:
            raise self._not_proven("another_issuer")
        if "code" not in answer:
            raise self._not_proven(answer.get("error", "no_code"))
        with self._turn() as client:
            metadata = self._metadata(client)
            token = self._token(client, metadata, answer["code"], secrets, callback)
            keys = _object(client.get(metadata["jwks_uri"]))
        claims = self._checked(token, keys, secrets.nonce, int(now.timestamp()))
        entered = claims.get("auth_time", None if must_say else now.timestamp())
        earliest, latest = entered_since.timestamp() - _LEEWAY, now.timestamp() + _LEEWAY
        if not (isinstance(entered, int | float) and earliest <= entered <= latest):
            raise self._not_proven("entered_long_ago")
        return str(claims["sub"])

    def _metadata(self, client: Client) -> dict[str, Any]:
        """Return what the issuer says of itself; asked again from time to time, because it may move."""
        known = self._known
        if known and time.monotonic() < known[0]:
            return known[1]
        found = _object(client.get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"))
        unfit = [name for name in _ENDPOINTS if not is_safe_address(str(found.get(name, "")))]
        if found.get("issuer") != self._issuer or unfit:
            raise ValueError(f"the issuer calls itself something else, or names no safe address: {unfit}")
        self._known = (time.monotonic() + _METADATA_HOLDS, found)
        return found

    def _token(self, client: Client, metadata: Mapping[str, Any], code: str, secrets: Secrets, callback: str) -> str:
        """Return the ID token for a code, which the provider gives once."""
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback,
            "code_verifier": secrets.verifier,
        }
        own = {"client_id": self._client, "client_secret": self._settings.oidc_secret}
        if metadata.get("token_endpoint_auth_methods_supported") == ["client_secret_post"]:
            answer = client.post(metadata["token_endpoint"], data=sent | own)
        else:
            name, secret = (quote(each, safe="") for each in own.values())
            answer = client.post(metadata["token_endpoint"], data=sent, auth=(name, secret))
        if answer.status_code in (400, 401, 403):
            raise self._not_proven(str(_said(answer).get("error", "no_token")))
        return str(_object(answer).get("id_token", ""))

    def _checked(self, token: str, keys: dict[str, Any], nonce: str, now: int) -> dict[str, Any]:
        """Return the claims of an ID token that holds; raises NotProven."""
        from joserfc import jwt
        from joserfc.errors import ClaimError, JoseError
        from joserfc.jwk import KeySet

        expected = {"iss": self._issuer, "aud": self._client, "nonce": nonce}
        options: dict[str, Any] = {name: {"essential": True, "value": value} for name, value in expected.items()}
        options |= {name: {"essential": True} for name in ("sub", "exp", "iat")}
        try:
            claims = jwt.decode(token, KeySet.import_key_set({"keys": keys["keys"]}), algorithms=_ALGORITHMS).claims
            jwt.JWTClaimsRegistry(now=now, leeway=_LEEWAY, **options).validate(claims)
        except ClaimError as error:
            raise self._not_proven(f"{error.error}_{error.claim}") from error
        except JoseError as error:
            raise self._not_proven(error.error) from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:  # no token, or no key, at all
            raise self._not_proven("no_token") from error
        audience = claims["aud"]
        ours_alone = audience in (self._client, [self._client])
        if claims.get("azp", self._client if ours_alone else None) != self._client:
            raise self._not_proven("invalid_claim_azp")
        if not _SUBJECT.fullmatch(claims["sub"]):
            raise self._not_proven("invalid_claim_sub")
        return claims

    @contextmanager
    def _turn(self) -> Iterator[Client]:
        """Give the means to speak to the provider; raises NotReady where it does not answer, or says what none says."""
        import httpx

        if not self._turns.acquire(timeout=1):
            raise self._not_ready()
        try:
            if self._http is None:  # to read whom TLS may trust takes longer than to ask
                self._http = httpx.Client(timeout=_TIMEOUT, headers={"accept": "application/json"})
            yield self._http
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            log.warning("The identity provider did not answer as it should: %s", type(error).__name__)
            raise self._not_ready() from error
        finally:
            self._turns.release()

    def _not_ready(self) -> NotReady:
        return NotReady(f"{self.label} does not answer now. Try again later, or sign in with your name and password.")

    def _not_proven(self, why: str) -> NotProven:
        return NotProven(
            f"{self.label} did not confirm who you are. Try again.", why=why if _CODE.fullmatch(why) else "odd_answer"
        )


def refuse_missing(settings: Settings) -> None:
    """Raise NotReady where a provider is set up and what speaks to it is not installed."""
    if not settings.oidc_issuer:
        return
    try:
        for name in ("httpx", "joserfc"):
            import_module(name)
    except ImportError as error:
        raise NotReady(
            "CAREPLAN_OIDC_ISSUER is set, but what speaks to an identity provider is not installed: "
            "uv sync --extra oidc, or pip install 'careplan[oidc]'."
        ) from error


def _challenge(verifier: str) -> str:
    """Return what is shown of a verifier before it is sent itself (RFC 7636, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _object(answer: Response) -> dict[str, Any]:
    """Return the JSON object of an answer; raises httpx.HTTPError or ValueError for anything else."""
    answer.raise_for_status()
    return _said(answer)


def _said(answer: Response) -> dict[str, Any]:
    said = answer.json()
    if not isinstance(said, dict):
        raise ValueError("not an object")
    return said
