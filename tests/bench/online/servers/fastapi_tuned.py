"""FastAPI by somebody who knows where its time goes: the raw body, orjson both ways, no pydantic, no thread.

Where an answer is wanted within a deadline the model is slow: it then computes in one thread, so that the event loop
goes on, and uvicorn bounds the requests under way (`--limit-concurrency`).
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import orjson
from exported import DEADLINE, load
from fastapi import FastAPI, Request, Response

answer_rows, _ = load()
app = FastAPI()
thread = ThreadPoolExecutor(1)


async def predict(request: Request) -> Response:
    row = orjson.loads(await request.body())
    if DEADLINE:
        answers = await asyncio.get_running_loop().run_in_executor(thread, answer_rows, [row])
    else:
        answers = answer_rows([row])
    return Response(orjson.dumps(answers[0]), media_type="application/json")


async def healthz(_: Request) -> Response:
    return Response(b'{"status":"ok"}', media_type="application/json")


app.add_route(
    "/predict", predict, methods=["POST"]
)  # Starlette's route: no dependencies to solve, no model of the answer
app.add_route("/healthz", healthz)
