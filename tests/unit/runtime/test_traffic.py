"""Versions change and share the traffic while requests come, and none is dropped or answered by the wrong one."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from bundles import Written, write_churn
from hypothesis import given
from hypothesis import strategies as st
from serving import serving_app

from nb2svc.diagnostics import BundleError
from nb2svc.runtime.settings import Settings
from nb2svc.runtime.traffic.choice import Choice
from nb2svc.runtime.traffic.deployment import deploy
from nb2svc.runtime.traffic.plan import Plan, Share
from nb2svc.runtime.web.app import create_app
from nb2svc.runtime.web.shadow import is_same_answer

VERSION = "x-nb2svc-version"


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_churn(tmp_path_factory.mktemp("seven") / "7-3f9a2c1d")


@pytest.fixture(scope="module")
def eight(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Another threshold: nobody churns."""
    return write_churn(tmp_path_factory.mktemp("eight") / "8-aaaaaaaa", number=8, threshold=2.0)


@dataclass
class Plans:
    """What a store would tell, in the hand of the test."""

    now: list[Plan]

    def __call__(self) -> list[Plan]:
        return self.now


def plan(*shares: tuple[Written, float], shadows: tuple[Written, ...] = (), by: str = "") -> Plan:
    return Plan(
        service="churn",
        title="churn",
        shares=tuple(Share(folder=each.folder, weight=weight) for each, weight in shares),
        shadows=tuple(each.folder for each in shadows),
        by=by,
    )


@contextmanager
def follow(*plans: Plan) -> Iterator[tuple[httpx.Client, Plans]]:
    source = Plans(list(plans))
    app = create_app(deploy(source()), settings=Settings(watch_seconds=0.05), source=source)
    with serving_app(app) as client:
        yield client, source


def wait_for(client: httpx.Client, text: str, *, path: str = "/metrics") -> None:
    for _ in range(200):
        if text in client.get(path).text:
            return
        time.sleep(0.05)
    pytest.fail(f"{text!r} never stood in {path}")


def versions(client: httpx.Client, row: object, count: int, **headers: str) -> Counter[str]:
    return Counter(client.post("/predict", json=row, headers=headers).headers[VERSION] for _ in range(count))


def test_a_promotion_drops_no_request(seven, eight):
    """Clients go on while the version changes to and fro: each gets the right answer of the version in its header."""
    expected = {"churn@7": seven.answers[0], "churn@8": eight.answers[0]}
    seen: Counter[str] = Counter()
    faults: list[str] = []
    done = threading.Event()

    def ask(url: str) -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            while not done.is_set():
                reply = client.post("/predict", json=seven.rows[0])
                version = reply.headers.get(VERSION, "")
                seen[version] += 1
                if reply.status_code != 200 or reply.json() != pytest.approx(expected[version]):
                    faults.append(f"{reply.status_code} {version} {reply.text}")

    with follow(plan((seven, 1))) as (client, source):
        threads = [threading.Thread(target=ask, args=(str(client.base_url),)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for count, written in enumerate((eight, seven, eight), start=1):
            source.now = [plan((written, 1))]
            wait_for(client, f'nb2svc_reloads_total{{result="done"}} {count}.0')
            time.sleep(0.2)
        done.set()
        for thread in threads:
            thread.join()
        assert client.get("/version").json()["version"] == "churn@8"
    assert faults == []
    assert set(seen) == {"churn@7", "churn@8"}


def test_a_version_that_cannot_be_loaded_changes_nothing(seven, tmp_path):
    """The old version goes on; when the next plan can be loaded, it answers."""
    broken = write_churn(tmp_path / "9-bbbbbbbb", number=9)
    (broken.folder / "churn" / "predict.py").write_text("def predict(: this is no Python")
    with follow(plan((seven, 1))) as (client, source):
        source.now = [plan((broken, 1))]
        wait_for(client, 'nb2svc_reloads_total{result="failed"} 1.0')
        time.sleep(0.3)  # it is not tried again and again
        assert 'nb2svc_reloads_total{result="failed"} 1.0' in client.get("/metrics").text
        assert client.get("/readyz").status_code == 200
        assert versions(client, seven.rows[0], 3) == {"churn@7": 3}


def test_requests_are_divided_by_weight(seven, eight):
    """Nine in ten go to the one, one in ten to the other; who asks for a version by name gets it."""
    with follow(plan((seven, 90), (eight, 10))) as (client, _):
        counts = versions(client, seven.rows[0], 300)
        assert 8 <= counts["churn@8"] <= 62  # 6 standard deviations
        assert counts.total() == 300
        assert versions(client, seven.rows[0], 5, **{VERSION: "churn@8"}) == {"churn@8": 5}
        assert versions(client, seven.rows[0], 5, **{VERSION: "7"}) == {"churn@7": 5}
        refused = client.post("/predict", json=seven.rows[0], headers={VERSION: "churn@6"})
        assert (refused.status_code, refused.json()) == (
            404,
            {
                "detail": [
                    {
                        "loc": ["header", "X-Nb2svc-Version"],
                        "msg": "the header X-Nb2svc-Version asks for `churn@6`, which is not served here; it may be "
                        "churn@7, churn@8",
                        "type": "unknown-version",
                    }
                ]
            },
        )


def test_a_user_stays_with_a_version(seven, eight):
    """Who is told apart by a header meets one version only, and both versions have users."""
    with follow(plan((seven, 50), (eight, 50), by="X-User")) as (client, _):
        users = [versions(client, seven.rows[0], 4, **{"X-User": f"user {number}"}) for number in range(30)]
    assert all(len(user) == 1 for user in users)
    assert len(set().union(*users)) == 2


def test_a_shadow_is_compared_and_never_heard(seven, eight):
    """Every answer is that of the version asked; how often the other one differs is counted."""
    with follow(plan((seven, 1), shadows=(eight,))) as (client, _):
        answers = client.post("/predict", json=seven.rows).json()
        assert answers == [pytest.approx(answer) for answer in seven.answers]
        same = sum(a["will_churn"] == b["will_churn"] for a, b in zip(seven.answers, eight.answers, strict=True))
        assert 0 < same < len(answers)
        labels = 'nb2svc_shadow_rows_total{result="%s",service="churn",version="8"} %s.0'
        wait_for(client, labels % ("same", same))
        wait_for(client, labels % ("different", len(answers) - same))


def test_a_plan_needs_a_version_that_answers():
    """A service of which no version has a weight would answer nothing."""
    with pytest.raises(BundleError, match="needs a version with a weight above 0"):
        Plan(service="churn", title="churn", shares=(Share(folder=Path("x"), weight=0),))


@given(st.binary(max_size=20), st.lists(st.integers(0, 100), min_size=1, max_size=4).filter(any))
def test_a_key_has_one_place_for_ever(key: bytes, weights: list[int]):
    """The same key gets the same version, and never one without a weight."""
    chosen = {Choice(weights, salt="churn").choose(key) for _ in range(3)}
    assert len(chosen) == 1
    assert weights[chosen.pop()] > 0


def test_only_as_many_users_move_as_have_to():
    """From 10 % to 20 %: nobody leaves the new version, and a tenth of all users come to it."""
    users = [str(number).encode() for number in range(5000)]
    before, after = Choice([90, 10], salt="churn"), Choice([80, 20], salt="churn")
    moved = [(before.choose(user), after.choose(user)) for user in users]
    assert (1, 0) not in moved
    assert 0.08 < moved.count((0, 1)) / len(users) < 0.12


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"p": 0.5}, {"p": 0.5 + 1e-9}, True),
        ({"p": 0.5}, {"p": 0.501}, False),
        ({"p": 1}, {"p": 1.0}, True),
        ({"p": True}, {"p": 1}, False),
        ({"p": None}, {"p": None}, True),
        ({"p": None}, {"p": 0.0}, False),
        ({"p": [1, 2]}, {"p": [1, 2]}, True),
        ({"p": [1, 2]}, {"p": [1]}, False),
        ({"p": 1}, {"q": 1}, False),
        ({"p": "a"}, {"p": "b"}, False),
    ],
)
def test_answers_are_the_same_where_they_say_the_same(one, other, same):
    """Numbers within a millionth; everything else exactly."""
    assert is_same_answer(one, other) is same
