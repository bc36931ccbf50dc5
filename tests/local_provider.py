"""A small identity provider on loopback: OpenID Connect with real keys, which holds its clients to the rules.

It checks who asks, where it is sent back to, the code's one use, and PKCE. What it says of somebody can be bent, to see
what is not believed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT = "careplan"
SECRET = "a secret & its +sign"
LABEL = "Clinic ID"

Claims = dict[str, Any]


@dataclass
class LocalProvider:
    """What it knows and how it behaves; its server reads this at each request.

    Attributes:
        now: its clock.
        subject: who signs in next.
        bent: changes the claims before they are signed.
        signed: signs claims; with the first of `keys` unless a test says otherwise.
        metadata: what it says of itself beside the usual.
        refuses: the error with which it sends people back, if any.
        fails: answers every request so, with no word: an HTTP status.
        codes: what was asked for each code that was not used yet.
        asked: what it was asked for, by path.
    """

    url: str
    now: Callable[[], datetime]
    keys: list[RSAKey] = field(default_factory=lambda: [_first_key()])
    subject: str = "248289761001"
    bent: Callable[[Claims], Claims] = lambda claims: claims
    signed: Callable[[LocalProvider, Claims], str] = lambda provider, claims: provider.sign(claims)
    metadata: Claims = field(default_factory=dict)
    refuses: str = ""
    fails: int = 0
    codes: dict[str, Claims] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def sign(self, claims: Claims) -> str:
        """Return an ID token of the newest key."""
        return jwt.encode({"alg": "RS256", "kid": self.keys[0].kid}, claims, self.keys[0])

    def sign_in(self, address: str) -> str:
        """Do as a person who is sent there and signs in; return the address to which the browser then goes."""
        answer = httpx.post(address, verify=False)  # noqa: S501 - without TLS nobody's certificates need to be read
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def settings(self) -> dict[str, Any]:
        """Return what careplan is told of it, but for the file of the secret."""
        return {"oidc_issuer": self.url, "oidc_client_id": CLIENT, "oidc_label": LABEL}

    def about(self) -> Claims:
        """Return what it says of itself."""
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return {"issuer": self.url, **{name: f"{self.url}/{path}" for name, path in places.items()}, **self.metadata}

    def code_for(self, asked: dict[str, str]) -> str:
        """Keep that somebody signed in now for what was asked; return where the browser goes."""
        code = secrets.token_urlsafe()
        self.codes[code] = {**asked, "sub": self.subject, "auth_time": int(self.now().timestamp())}
        said = {"error": self.refuses} if self.refuses else {"code": code}
        return f"{asked['redirect_uri']}?{urlencode({**said, 'state': asked['state'], 'iss': self.url})}"

    def token_for(self, form: dict[str, str], own: tuple[str, str]) -> Claims:
        """Return the token for a code, or the error; a code is used up by the asking."""
        if own != (CLIENT, SECRET):
            return {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), {})
        shown = _base64(hashlib.sha256(form["code_verifier"].encode()).digest())
        if (form["redirect_uri"], shown) != (asked.get("redirect_uri"), asked.get("code_challenge")):
            return {"error": "invalid_grant"}
        now = int(self.now().timestamp())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {name: asked[name] for name in ("sub", "nonce", "auth_time")}
        return {"access_token": "unused", "token_type": "Bearer", "id_token": self.signed(self, self.bent(claims))}


@cache
def _first_key() -> RSAKey:
    return new_key("first")


def new_key(kid: str) -> RSAKey:
    """Return a new key to sign with."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def signed_by_the_secret(provider: LocalProvider, claims: Claims) -> str:
    """Sign as somebody does who knows the public key and passes it off as a shared secret."""
    text = _unsigned({"alg": "HS256", "kid": provider.keys[0].kid}, claims)
    signature = hmac.digest(provider.keys[0].as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{_base64(signature)}"


def not_signed(provider: LocalProvider, claims: Claims) -> str:
    """Return a token that says of itself that it has no signature."""
    return f"{_unsigned({'alg': 'none', 'kid': provider.keys[0].kid}, claims)}."


def _unsigned(header: Claims, claims: Claims) -> str:
    return ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def local_provider(now: Callable[[], datetime], host: str = "127.0.0.1") -> Iterator[LocalProvider]:
    """Give a provider that runs on a free loopback port; under the name localhost it is another site to a browser."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.provider = LocalProvider(f"http://{host}:{server.server_port}", now)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


_PAGE = """<!DOCTYPE html><html lang="en"><title>Clinic ID</title><h1>Clinic ID</h1>
<form method="post"><button>Sign in</button></form></html>"""


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        provider: LocalProvider = self.server.provider
        path = urlsplit(self.path).path
        provider.asked.append(path)
        if provider.fails:
            self._say(provider.fails, "")
        elif path == "/.well-known/openid-configuration":
            self._say(200, json.dumps(provider.about()))
        elif path == "/jwks":
            self._say(200, json.dumps(KeySet(provider.keys).as_dict(private=False)))
        elif path == "/authorize":
            self._say(200, _PAGE, "text/html")
        elif path == "/favicon.ico":
            self._say(204, "")
        else:
            self._say(404, "")

    def do_POST(self) -> None:
        provider: LocalProvider = self.server.provider
        place = urlsplit(self.path)
        provider.asked.append(place.path)
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("content-length", 0))).decode()))
        if provider.fails:
            self._say(provider.fails, "")
        elif place.path == "/authorize":
            self.send_response(303)
            self.send_header("location", provider.code_for(dict(parse_qsl(place.query))))
            self.end_headers()
        else:
            said = provider.token_for(form, self._own(form))
            self._say(400 if "error" in said else 200, json.dumps(said))

    def _own(self, form: dict[str, str]) -> tuple[str, str]:
        """Return by which name and secret the client asks."""
        kind, _, sent = self.headers.get("authorization", "").partition(" ")
        if kind != "Basic":
            return form.get("client_id", ""), form.get("client_secret", "")
        name, _, secret = base64.b64decode(sent).decode().partition(":")
        return unquote_plus(name), unquote_plus(secret)  # as a form (RFC 6749, 2.3.1)

    def _say(self, status: int, text: str, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Print nothing."""
