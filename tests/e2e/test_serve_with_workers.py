"""`nb2svc serve --workers`: the command, with a service as a notebook made it."""

import signal
import subprocess

import psutil
import pytest


@pytest.mark.parametrize("workers", ["2", "3"])
def test_several_processes_answer_as_the_notebook_did(workers, churn, built, truth, command, serving, tmp_path):
    """One after the other, and none of them is left when the server has ended."""
    facts = truth(churn)
    start = [command, "serve", "churn", "--workers", workers, "--store", built(churn)]
    with serving(start, tmp_path / "log") as server:
        processes = psutil.Process(server.process.pid).children()
        assert sorted(each.name() for each in processes) == ["nb2svc-loader", *["nb2svc-worker"] * int(workers)]
        answers = [server.post(row) for row in facts.rows[:6]]
        assert [answer["will_churn"] for answer in answers] == [each["will_churn"] for each in facts.answers[:6]]
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=60) == 0
        assert not any(each.is_running() for each in processes)


def test_a_number_of_workers_that_is_none_is_told(churn, built, command):
    """Before anything is loaded."""
    start = [command, "serve", "churn", "--workers", "many", "--store", built(churn)]
    done = subprocess.run(start, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "`many` is no number of workers; give 1, 2, ... or `auto`, one per core" in done.stderr
