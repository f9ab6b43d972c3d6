"""Talks with the identity provider (OpenID Connect): where to send the browser, and what a returning code proves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import structlog
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from assistant.errors import AssistantError, NotAllowed
from assistant.settings import Settings
from assistant.staff.outside import Way

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures with the provider's own key only: a shared secret would let whoever knows it sign, ``none`` anybody."""

SECONDS = 10.0
LEEWAY_SECONDS = 60
_AT_HOME = frozenset({"127.0.0.1", "localhost", "::1"})

UNREACHABLE = "统一认证现在连不上。请过一会儿再试，或者用账号和密码登录。"
UNPROVEN = "统一认证给出的证明对不上，没有登录。请再试一次；还是不行，请找管理员。"
NOT_SAFE = "统一认证的网址要用 https，没有登录。请管理员改设置 LINBAN_OIDC_ISSUER。"

_log = structlog.get_logger(__name__)


class Unreachable(AssistantError):
    """The identity provider gives no answer that can be used."""


class Provider:
    """The identity provider of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.issuer = settings.oidc_issuer.rstrip("/")
        address = urlsplit(self.issuer)
        if address.scheme != "https" and address.hostname not in _AT_HOME:
            raise Unreachable(NOT_SAFE)

    async def way_out(self, way: Way, back: str) -> str:
        """The address to which the browser is sent."""
        about = await self._about()
        async with self._client(back) as client:
            address, _ = client.create_authorization_url(
                about["authorization_endpoint"], state=way.state, nonce=way.nonce, code_verifier=way.verifier
            )
        return str(address)

    async def claims(self, code: str, verifier: str, nonce: str, back: str, now: datetime) -> Mapping[str, Any]:
        """Who came back with this code; :class:`NotAllowed` when the proof does not hold."""
        about = await self._about()
        try:
            async with self._client(back) as client:
                token = await client.fetch_token(about["token_endpoint"], code=code, code_verifier=verifier)
        except (OAuthError, ValueError, KeyError) as error:
            raise self._unproven(error) from None
        except Exception as error:  # which HTTP library Authlib uses inside, and so what it raises, is its own affair
            raise self._unreachable(error) from None
        keys = await self._json(about["jwks_uri"])
        return self._proven(str(token.get("id_token") or ""), keys, nonce, now)

    def _proven(self, proof: str, keys: Any, nonce: str, now: datetime) -> Mapping[str, Any]:
        client_id = self._settings.oidc_client_id
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "values": [self.issuer, f"{self.issuer}/"]},
            sub={"essential": True, "allow_blank": False},
            aud={"essential": True, "value": client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(proof, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS)).claims
            rules.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise self._unproven(error) from None
        if claims.get("azp", client_id) != client_id:  # made for another program of the same provider
            raise self._unproven(ValueError("azp"))
        return claims

    async def _about(self) -> Mapping[str, str]:
        """What the provider says of itself; asked each time: people sign in rarely, and keys change."""
        about = await self._json(f"{self.issuer}/.well-known/openid-configuration")
        needed = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        if any(not isinstance(about.get(name), str) for name in needed) or about["issuer"].rstrip("/") != self.issuer:
            raise self._unreachable(ValueError("not what it should say of itself"))
        return about

    async def _json(self, address: str) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=SECONDS) as web:
                found = (await web.get(address)).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise self._unreachable(error) from None
        return found if isinstance(found, dict) else {}

    def _client(self, back: str) -> AsyncOAuth2Client:
        secret = self._settings.oidc_client_secret
        return AsyncOAuth2Client(
            client_id=self._settings.oidc_client_id,
            client_secret=secret or None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope="openid profile",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=SECONDS,
        )

    def _unreachable(self, error: Exception) -> Unreachable:
        _log.warning("oidc_unreachable", issuer=self.issuer, error=repr(error))
        return Unreachable(UNREACHABLE)

    def _unproven(self, error: Exception) -> NotAllowed:
        _log.warning("oidc_refused", issuer=self.issuer, error=repr(error))
        return NotAllowed(UNPROVEN)
