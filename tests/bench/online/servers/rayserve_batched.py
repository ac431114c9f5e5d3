"""Ray Serve with `serve.batch`: up to 128 requests that come within two milliseconds; no access log, no dashboard."""

import sys
import time

import ray
from exported import DEADLINE, QUEUE, WORKERS, load
from ray import serve
from ray.serve.schema import LoggingConfig

QUIET = LoggingConfig(enable_access_log=False, log_level="ERROR")


@serve.deployment(
    num_replicas=WORKERS,
    max_ongoing_requests=256,
    max_queued_requests=QUEUE or -1,
    ray_actor_options={"num_cpus": 0.5},
    logging_config=QUIET,
)
class Model:
    def __init__(self):
        self.answer_rows, _ = load()

    @serve.batch(max_batch_size=128, batch_wait_timeout_s=0.002)
    async def answer(self, rows):
        return self.answer_rows(rows)

    async def __call__(self, request):
        return await self.answer(await request.json())


if __name__ == "__main__":
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        _node_ip_address="127.0.0.1",
        object_store_memory=100 * 1024 * 1024,
    )
    http = {"host": "127.0.0.1", "port": int(sys.argv[1])}
    serve.start(http_options=http | ({"request_timeout_s": DEADLINE} if DEADLINE else {}), logging_config=QUIET)
    serve.run(Model.bind(), route_prefix="/predict")
    while True:
        time.sleep(3600)
