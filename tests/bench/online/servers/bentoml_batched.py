"""BentoML as it batches: a service of its own for the model, whose method is batchable, and one in front of it."""

import bentoml
from exported import DEADLINE, QUEUE, WORKERS, load

QUIET = {"metrics": {"enabled": False}, "logging": {"access": {"enabled": False}}}
FRONT = {"timeout": DEADLINE or 60} | ({"max_concurrency": QUEUE} if QUEUE else {})


@bentoml.service(workers=WORKERS, traffic={"timeout": DEADLINE or 60}, **QUIET)
class Model:
    def __init__(self) -> None:
        self.answer_rows, _ = load()

    @bentoml.api(batchable=True, max_batch_size=128, max_latency_ms=int(1000 * DEADLINE) or 10_000)
    def predict(self, rows: list[dict]) -> list[dict]:
        return self.answer_rows(rows)


@bentoml.service(workers=1, traffic=FRONT, **QUIET)
class Batched:
    model = bentoml.depends(Model)

    @bentoml.api
    async def predict(self, row: dict) -> dict:
        return (await self.model.to_async.predict([row]))[0]
