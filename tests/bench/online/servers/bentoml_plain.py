"""BentoML without batching: one service, one request a call; no metrics and no access log."""

import bentoml
from exported import DEADLINE, QUEUE, WORKERS, load

TRAFFIC = {"timeout": DEADLINE or 60} | ({"max_concurrency": QUEUE} if QUEUE else {})


@bentoml.service(workers=WORKERS, traffic=TRAFFIC, metrics={"enabled": False}, logging={"access": {"enabled": False}})
class Plain:
    def __init__(self) -> None:
        self.answer_rows, _ = load()

    @bentoml.api
    def predict(self, row: dict) -> dict:
        return self.answer_rows([row])[0]
