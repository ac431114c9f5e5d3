"""The floor: an ASGI callable that sends the body back. No framework, no JSON, no model."""

HEADERS = (b"content-type", b"application/json")


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = (await receive())["body"]
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [HEADERS, length]})
    await send({"type": "http.response.body", "body": body})
