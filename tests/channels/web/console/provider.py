"""A small real OpenID provider over HTTP: signs tokens, checks PKCE and the client's secret, can be made to lie."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

CLIENT, SECRET = "linban", "a secret of the test"


@dataclass
class Lies:
    """What the provider does wrong; nothing, as it comes."""

    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey | OctKey | None = None
    """Signs with this one instead of the published one."""
    header: dict[str, Any] = field(default_factory=dict)
    proof: Callable[[str], str] = lambda token: token


@dataclass
class Provider:
    """A running provider. ``person`` is who is signed in there."""

    issuer: str
    person: dict[str, Any]
    lies: Lies
    asked: list[dict[str, str]]
    codes: dict[str, dict[str, str]]
    key: RSAKey


def _app(provider: Provider) -> FastAPI:
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    async def about() -> dict[str, str]:
        at = provider.issuer
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        return {"issuer": at, **{n: f"{at}/{n.split('_')[0]}" for n in names}}

    @app.get("/jwks")
    async def keys() -> dict[str, Any]:
        return {"keys": [provider.key.as_dict(private=False)]}

    @app.get("/authorization")
    async def authorize(request: Request) -> Response:
        asked = dict(request.query_params)
        provider.asked.append(asked)
        code = secrets.token_urlsafe(12)
        provider.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}", 302)

    @app.post("/token")
    async def token(request: Request) -> Response:
        form = {k: str(v) for k, v in (await request.form()).items()}
        asked = provider.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        fits = (
            asked is not None
            and request.headers.get("authorization") == f"Basic {basic}"
            and challenge.rstrip(b"=").decode() == asked["code_challenge"]
            and form.get("redirect_uri") == asked["redirect_uri"]
        )
        if not fits or asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": _proof(provider, asked)})

    return app


def _proof(provider: Provider, asked: dict[str, str]) -> str:
    now, lies = int(time.time()), provider.lies
    claims = {
        "iss": provider.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
        **provider.person, **lies.claims,
    }  # fmt: skip
    header = {"alg": "RS256", "kid": provider.key.kid, **lies.header}
    signed = jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, lies.key or provider.key)
    return lies.proof(signed)


@asynccontextmanager
async def running_provider(person: dict[str, Any]) -> AsyncIterator[Provider]:
    """A provider on a port of its own, in this event loop."""
    key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
    provider = Provider("", person, Lies(), [], {}, key)
    server = uvicorn.Server(uvicorn.Config(_app(provider), port=0, log_level="error", lifespan="off", ws="none"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server sets a flag and no event
        await asyncio.sleep(0)
    port = server.servers[0].sockets[0].getsockname()[1]
    provider.issuer = f"http://127.0.0.1:{port}"
    try:
        yield provider
    finally:
        server.should_exit = True
        await serving
