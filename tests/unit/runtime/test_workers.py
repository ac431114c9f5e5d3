"""Several processes at one port: even, replaced when they crash or hang, and nothing is lost when they go."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from http.client import HTTPConnection
from pathlib import Path

import httpx
import numpy as np
import psutil
import pytest
from bundles import write_plain
from workers_at_work import OBEY, SERVE, loading, working, write_obedient

from nb2svc.manifest import Field, OutputField, RequestSchema

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def obedient(tmp_path_factory):
    return write_obedient(tmp_path_factory.mktemp("services") / "obedient" / "1-0")


def start_in_vain(folder, tmp_path, *arguments, serve=SERVE):
    """Start a server that cannot start; return its exit status and what it says."""
    folders = tmp_path / "folders"
    folders.write_text(str(folder))
    command = [sys.executable, "-c", textwrap.dedent(serve), str(folders), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert not done.stdout
    return done.returncode, done.stderr


@pytest.mark.parametrize(("workers", "spread"), [(2, [16, 16]), (3, [10, 11, 11])])
def test_connections_that_are_kept_are_spread_evenly(obedient, tmp_path, workers, spread):
    """To the connection, whatever their ports are; and again after most clients of one worker have gone."""
    with working(obedient.folder, tmp_path, workers=workers) as server:
        connections = [HTTPConnection("127.0.0.1", server.port) for _ in range(32)]
        for connection in connections:
            connection.request("GET", "/healthz")
            assert connection.getresponse().read() == b'{"status":"ok"}'
        assert server.spread() == spread
        for connection in connections[::workers]:
            connection.close()  # they went in turns: these are of one worker
        rest = 32 - len(connections[::workers])
        server.wait_until(lambda: sum(server.spread()) == rest and max(server.spread()) - min(server.spread()) <= 1)
        for connection in set(connections) - set(connections[::workers]):
            sent_on = connection.sock
            connection.request("GET", "/healthz")  # on the same socket, though another process may have it now
            assert connection.getresponse().read() == b'{"status":"ok"}'
            assert connection.sock is sent_on
            connection.close()


def test_a_killed_worker_costs_only_what_was_under_way_on_it(obedient, tmp_path):
    """Its clients' next requests are answered, another takes its place and its share, no count is lost."""
    with working(obedient.folder, tmp_path) as server:
        with loading(server, clients=8) as load:
            server.wait_until(lambda: load.answers[200] > 100 and server.spread() == [4, 4])
            killed = server.workers[0]
            os.kill(killed, signal.SIGKILL)
            server.wait_until(lambda: len(server.workers) == 2 and killed not in server.workers)
            server.wait_until(lambda: server.spread() == [4, 4])
            answered = load.answers[200]
            server.wait_until(lambda: load.answers[200] > answered + 100)
        assert len(load.failures) <= 4
        assert set(load.answers) == {200}
        assert server.counted() > load.answers[200] / 2
        assert f"worker {killed} was ended by SIGKILL (out of memory, or killed by somebody)" in server.log.read_text()


def test_counts_are_the_sums_of_all_workers_and_never_fall(obedient, tmp_path):
    """Whichever worker is asked, and whoever was replaced meanwhile, killed or in order."""
    with working(obedient.folder, tmp_path, workers=3) as server:
        seen = [server.counted()]
        total = 0
        for end in (None, signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
            if end is not None:
                ended = server.workers[0]
                os.kill(ended, end)
                server.wait_until(lambda ended=ended: ended not in server.workers and len(server.workers) == 3)
            assert {server.ask().status_code for _ in range(12)} == {200}
            assert server.ask(seconds="soon").status_code == 422
            total += 13
            server.wait_until(lambda total=total: server.counted() == total)  # each shows its counts after a moment
            seen.append(server.counted())
        assert seen == [0, 13, 26, 39, 52]
        assert server.counted("nb2svc_rows_total") == 48
        assert server.counted("nb2svc_request_seconds_count") == 52
        server.wait_until(lambda: server.counted("nb2svc_loaded") == 3)


@pytest.mark.parametrize(("workers", "to_all"), [(1, False), (2, False), (2, True)])
def test_a_stop_under_load_loses_nothing(obedient, tmp_path, workers, to_all):
    """What was accepted is answered; clients that keep their connections are told to come no more.

    Some service managers send the signal to every process of a service.
    """
    with working(obedient.folder, tmp_path, workers=workers) as server:
        with loading(server, clients=8, pause=0.002) as load:
            server.wait_until(lambda: load.answers[200] > 100)
            if to_all:
                for process in psutil.Process(server.process.pid).children():
                    process.send_signal(signal.SIGTERM)
            log = server.stop()
        assert load.failures == []
        assert set(load.answers) == {200}
        assert server.process.returncode == 0
        assert server.process.stdout.read() == "stopped\n"
        assert log == "" or to_all


def test_a_request_under_way_is_answered_before_the_end(obedient, tmp_path):
    """A stop waits for it."""
    with working(obedient.folder, tmp_path) as server:
        answers = []
        asking = threading.Thread(target=lambda: answers.append(server.ask("sleep", 2)))
        asking.start()
        server.wait_until(lambda: sum(server.spread()) == 1)
        server.stop(signal.SIGINT)
        asking.join()
        assert [answer.status_code for answer in answers] == [200]


def test_a_second_signal_ends_at_once(obedient, tmp_path):
    """Whatever computes."""
    with working(obedient.folder, tmp_path) as server:

        def ask():
            with pytest.raises(httpx.TransportError):
                server.ask("sleep", 1000)

        asking = threading.Thread(target=ask)
        asking.start()
        server.wait_until(lambda: sum(server.spread()) == 1)
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            server.process.wait(timeout=1)
        server.stop()
        asking.join()


@pytest.mark.parametrize("is_promoted", [True, False])
def test_a_rolling_restart_loses_nothing(obedient, tmp_path, is_promoted):
    """Clients do not even lose their connections; the workers are others, and serve what is to be served now.

    It happens when another version is to be served, and when the supervisor gets a SIGHUP.
    """
    second = write_obedient(tmp_path / "services" / "obedient" / "2-0", number=2)
    with working(obedient.folder, tmp_path) as server:
        before = server.workers
        with loading(server, clients=8) as load:
            server.wait_until(lambda: load.answers[200] > 100)
            if is_promoted:
                server.folders.write_text(str(second.folder))
            else:
                server.process.send_signal(signal.SIGHUP)
            server.wait_until(lambda: len(server.workers) == 2 and not set(before) & set(server.workers))
            answered = load.answers[200]
            server.wait_until(lambda: load.answers[200] > answered + 100)
            assert server.spread() == [4, 4]
        assert load.failures == []
        assert load.connections == 8
        assert set(load.answers) == {200}
        server.wait_until(lambda: server.counted() == load.answers[200])
        assert server.ask().headers["x-nb2svc-version"] == f"obedient@{2 if is_promoted else 1}"
        assert server.counted("nb2svc_loaded") == 2
        assert server.counted("nb2svc_reloads_total") == 1
        assert f"2 new workers serve obedient/{2 if is_promoted else 1}-0" in server.log.read_text()


def test_other_shares_of_the_same_versions_load_nothing(obedient, tmp_path):
    """The workers are forked anew from the process that holds them all, and nothing is lost."""
    second = write_obedient(tmp_path / "services" / "obedient" / "2-0", number=2)
    with working(obedient.folder, tmp_path) as server:
        before = server.workers
        server.folders.write_text(f"{obedient.folder} {second.folder}")
        server.wait_until(lambda: len(server.workers) == 2 and not set(before) & set(server.workers))
        loaders, before = server.children("nb2svc-loader"), server.workers
        with loading(server, clients=4) as load:
            for folders, versions in (
                (f"{second.folder} {obedient.folder}", {"obedient@1", "obedient@2"}),
                (str(obedient.folder), {"obedient@1"}),
            ):
                server.folders.write_text(folders)
                server.wait_until(lambda before=before: not set(before) & set(server.workers))
                server.wait_until(lambda: len(server.workers) == 2)
                before = server.workers
                answered = {server.ask().headers["x-nb2svc-version"] for _ in range(40)}
                assert answered == versions
        assert load.failures == []
        assert load.connections == 4
        assert server.children("nb2svc-loader") == loaders


def test_a_restart_that_fails_changes_nothing(obedient, tmp_path):
    """The workers there are go on."""
    with working(obedient.folder, tmp_path) as server:
        before = server.workers
        server.folders.write_text(str(tmp_path))
        server.wait_until(lambda: "the versions stay as they are" in server.log.read_text())
        assert "is no bundle: it has no manifest.json" in server.log.read_text()
        assert server.workers == before
        assert server.ask().status_code == 200


@pytest.mark.parametrize("what", ["sleep", "hold"])
def test_a_worker_that_hangs_is_replaced(obedient, tmp_path, what):
    """A model that never ends costs its own request, also where native code lets no other thread run."""
    with working(obedient.folder, tmp_path, worker_timeout=2) as server:
        with pytest.raises(httpx.TransportError):
            server.ask(what, 1000)
        server.wait_until(lambda: len(server.workers) == 2)
        assert {server.ask().status_code for _ in range(4)} == {200}
        why = r"(the notebook's code has been computing|it has not shown) for more than 2 seconds"
        assert re.search(rf"was ended \(NB2SVC_WORKER_TIMEOUT\): {why}", server.log.read_text())


@pytest.mark.parametrize("what", ["sleep", "hold"])
def test_new_connections_go_to_a_worker_that_answers(obedient, tmp_path, what):
    """A probe is answered while one worker computes, and while native code stops another altogether."""
    with working(obedient.folder, tmp_path) as server:
        asking = threading.Thread(target=server.ask, args=(what, 8))
        asking.start()
        server.wait_until(lambda: sum(server.spread()) == 1)
        threading.Event().wait(1.5)  # until it is seen that the worker is silent
        for _ in range(6):
            assert httpx.get(f"{server.url}/healthz", timeout=60).status_code == 200
        assert asking.is_alive()
        asking.join()


def test_plans_that_cannot_be_read_change_nothing(obedient, tmp_path):
    """Whatever is wrong with the place where they are."""
    with working(obedient.folder, tmp_path) as server:
        before = server.workers
        server.folders.unlink()
        server.wait_until(lambda: "the versions stay as they are: [Errno 2]" in server.log.read_text())
        assert server.ask().status_code == 200
        server.folders.write_text(str(obedient.folder))
        assert server.ask().status_code == 200
        assert server.workers == before


def test_no_process_is_left_when_the_supervisor_is_killed(obedient, tmp_path):
    """Nor its folder in shared memory, once another server starts."""
    with working(obedient.folder, tmp_path) as server:
        processes = psutil.Process(server.process.pid).children(recursive=True)
        assert len(processes) == 3
        server.process.kill()
        server.wait_until(lambda: not any(each.is_running() for each in processes))
    left = left_behind()
    with working(obedient.folder, tmp_path) as server:
        assert len(left_behind() - left) == 1
    assert not left_behind() & left


def left_behind():
    return {*Path("/dev/shm").glob("nb2svc-*")}


def test_a_killed_loader_is_replaced(obedient, tmp_path):
    """The workers go on, and those that come later are forked from another."""
    with working(obedient.folder, tmp_path) as server:
        workers, (loader,) = server.workers, server.children("nb2svc-loader")
        loader.kill()
        assert server.ask().status_code == 200
        assert server.workers == workers
        os.kill(workers[0], signal.SIGKILL)
        server.wait_until(lambda: len(server.workers) == 2 and workers[0] not in server.workers)
        assert "the process that workers are forked from was ended by SIGKILL" in server.log.read_text()


def test_orphans_are_reaped(obedient, tmp_path):
    """As the first process of a container has to."""
    with working(obedient.folder, tmp_path) as server:
        assert server.ask("orphan").status_code == 200

        def states():
            return [each.status() for each in psutil.Process(server.process.pid).children()]

        server.wait_until(lambda: len(states()) == 3 and psutil.STATUS_ZOMBIE not in states())


def test_a_model_in_memory_is_there_once(tmp_path):
    """Three workers with 200 MB of state have little more than one."""
    weights = np.random.default_rng(0).random(25_000_000)
    predict = f"weights = state.weights\n{OBEY}"
    written = write_obedient(tmp_path / "heavy" / "1-0", predict=predict, state={"weights": weights})
    with working(written.folder, tmp_path, workers=3) as server:
        assert {server.ask().status_code for _ in range(12)} == {200}
        assert sum(map(megabytes, server.workers)) < 450
        for worker in server.workers:
            assert psutil.Process(worker).memory_info().rss > 200e6


def megabytes(process):
    """Return a process's share of the memory it uses with others."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1]) / 1000


def test_a_port_in_use_is_told_before_anything_is_loaded(obedient, tmp_path):
    """As with one process."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, said = start_in_vain(obedient.folder, tmp_path, 2, serve=SERVE.replace("port=0", f"port={port}"))
    assert (status, said.strip()) == (
        1,
        (
            f"error: port {port} of 127.0.0.1 is in use by another program; choose another with --port, "
            "or let a free one be found with --port 0"
        ),
    )


def test_an_address_of_another_machine_is_told(obedient, tmp_path):
    """As with one process."""
    serve = SERVE.replace("port=0", "host='203.0.113.1'")
    status, said = start_in_vain(obedient.folder, tmp_path, 2, serve=serve)
    assert (status, said.count("\n")) == (1, 1)
    assert "cannot listen at 203.0.113.1, port 8000" in said


def test_a_folder_without_a_bundle_stops_the_start(tmp_path):
    """As with one process."""
    status, said = start_in_vain(tmp_path, tmp_path, 2)
    assert (status, said.count("\n")) == (1, 1)
    assert "is no bundle: it has no manifest.json" in said


def test_workers_that_never_become_ready_end_the_start(tmp_path):
    """With what happened to them."""
    written = write_obedient(tmp_path / "obedient" / "1-0", predict="import os\nos._exit(7)")
    status, said = start_in_vain(written.folder, tmp_path, 2)
    assert status == 1
    assert "error: no worker becomes ready: the last of 3 ended with exit status 7; what it logged says more" in said


def test_what_does_not_survive_a_fork_is_loaded_by_each_worker(tmp_path):
    """Native libraries may work only in the process that has loaded them."""
    library = (
        "import os\n\nLOADED_BY = os.getpid()\n\n\ndef check():\n    if os.getpid() != LOADED_BY:\n        os.abort()\n"
    )
    written = write_obedient(tmp_path / "obedient" / "1-0", predict=f"check()\n{OBEY}", library=library)
    with working(written.folder, tmp_path) as server:
        assert {server.ask().json()["process"] for _ in range(4)} == {*server.workers}
        assert "a worker that was forked was ended by SIGABRT before it was ready" in server.log.read_text()
        os.kill(server.workers[0], signal.SIGKILL)
        server.wait_until(lambda: len(server.workers) == 2)


def fit_lightgbm(features, target):
    import lightgbm

    return lightgbm.LGBMRegressor(n_estimators=20, n_jobs=2, verbose=-1).fit(features, target)


def fit_xgboost(features, target):
    import xgboost

    return xgboost.XGBRegressor(n_estimators=20, n_jobs=2).fit(features, target)


def fit_forest(features, target):
    from sklearn.ensemble import HistGradientBoostingRegressor

    return HistGradientBoostingRegressor(max_iter=20).fit(features, target)


@pytest.mark.parametrize("fit", [fit_lightgbm, fit_xgboost, fit_forest])
def test_models_with_threads_of_their_own_answer_in_forked_workers(tmp_path, fit):
    """OpenMP's threads do not survive a fork, so none start before it."""
    features = np.random.default_rng(0).random((500, 2))
    model = fit(features, features.sum(axis=1))
    fields = tuple(Field(name=name, kind="number", dtype="float64", example=0.5) for name in "ab")
    rows = [{"a": 0.25, "b": 0.5}] * 200
    written = write_plain(
        tmp_path / "threads" / "1-0",
        request=RequestSchema(name="df", input="frame", fields=fields),
        predict="return {'sum': state.model.predict(df.to_numpy())}",
        response=(OutputField(name="sum", kind="number", dtype="float64"),),
        rows=rows,
        state={"model": model},
        threads={"openmp": 2},
    )
    expected = float(model.predict(np.array([[0.25, 0.5]]))[0])
    with working(written.folder, tmp_path) as server:
        for _ in range(4):
            answers = httpx.post(f"{server.url}/predict", json=rows, timeout=60).json()
            assert [answer["sum"] for answer in answers] == pytest.approx([expected] * 200)
        assert server.log.read_text() == ""
