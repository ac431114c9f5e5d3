"""LitServe with batching: up to 128 requests that come within a few milliseconds."""

import sys

import litserve
from exported import DEADLINE, WORKERS, load


class Model(litserve.LitAPI):
    def setup(self, device):
        self.answer_rows, _ = load()

    def decode_request(self, request):
        return request

    def batch(self, inputs):
        return inputs

    def predict(self, rows):
        return self.answer_rows(rows)

    def unbatch(self, output):
        return output

    def encode_response(self, output):
        return output


if __name__ == "__main__":
    api = Model(max_batch_size=128, batch_timeout=0.002)
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=WORKERS, timeout=DEADLINE or 30)
    server.run(
        host="127.0.0.1", port=int(sys.argv[1]), generate_client_file=False, log_level="warning", access_log=False
    )
