"""What a running service says to requests of all kinds."""

import httpx
import pytest


@pytest.fixture(scope="module")
def server(churn, built, command, serving, tmp_path_factory):
    log = tmp_path_factory.mktemp("server") / "log"
    with serving([command, "serve", "churn", "--store", built(churn)], log) as running:
        yield running


@pytest.fixture(scope="module")
def row(churn, truth):
    return truth(churn).rows[0]


def test_one_object_gets_one_object(server, row, churn, truth):
    """A single row is answered without a list around it."""
    answer = server.post(row)
    assert answer["will_churn"] is truth(churn).answers[0]["will_churn"]


def test_every_answer_carries_the_version(server, row):
    """Whoever keeps an answer can tell which version gave it."""
    response = httpx.post(f"{server.url}/predict", json=row)
    assert "churn@1" in " ".join([*response.headers.values(), response.text])


def test_the_target_may_be_sent_and_is_not_asked_for(server, row):
    """`churn` is what the service is asked for: with or without it, the answer is the same."""
    assert server.post({**row, "churn": "Yes"}) == server.post(row)
    assert "churn" not in row


def test_a_column_that_the_notebook_drops_is_not_asked_for(server, row):
    """`customer_id` says nothing, so a request may leave it out."""
    without = {name: value for name, value in row.items() if name != "customer_id"}
    assert server.post(without) == server.post(row)


def test_a_missing_value_is_filled_as_in_the_notebook(server, row):
    """`age` was missing for some training rows, so null is fine."""
    assert 0 <= server.post({**row, "age": None})["proba"] <= 1


FAULTS = {
    "missing field": ({"tenure": ...}, "tenure"),
    "text for a number": ({"charge": "a lot"}, "charge"),
    "number for text": ({"plan": 3}, "plan"),
    "unknown category": ({"plan": "platinum"}, "plan"),
    "null where training had none": ({"tenure": None}, "tenure"),
    "list for a number": ({"tenure": [1, 2]}, "tenure"),
    "truth for a number": ({"tenure": True}, "tenure"),
    "number for a truth": ({"paperless": 7}, "paperless"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_row_that_does_not_fit_names_its_field(fault, server, row):
    """What does not fit the training rows is refused with the field at fault, and the next request is answered."""
    change, field = FAULTS[fault]
    bad = {name: value for name, value in {**row, **change}.items() if value is not ...}
    response = httpx.post(f"{server.url}/predict", json=bad)
    assert response.status_code == 422
    assert field in response.text
    assert "Traceback" not in response.text
    server.post(row)


def test_all_faults_are_reported_together(server, row):
    """A caller mends a request once, not once per field."""
    response = httpx.post(f"{server.url}/predict", json={**row, "plan": "platinum", "charge": "a lot"})
    assert "plan" in response.text
    assert "charge" in response.text


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"7", b'"text"', b"null", b"[7]", b"[[[[]]]]", b"NaN"], ids=repr
)
def test_a_body_that_is_no_row_is_refused(body, server, row):
    """Any bytes get an answer of the 400s in JSON, and the service lives on."""
    response = httpx.post(f"{server.url}/predict", content=body, headers={"content-type": "application/json"})
    assert 400 <= response.status_code < 500
    assert response.json()
    server.post(row)


def test_no_rows_get_no_answers(server):
    """An empty list is a list of nothing, not an error."""
    assert server.post([]) == []


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/schema", "/version", "/healthz", "/readyz", "/metrics", "/openapi.json"]
)
def test_every_page_answers(path, server):
    """The addresses of the README exist."""
    assert httpx.get(f"{server.url}{path}").status_code == 200


def test_the_schema_says_what_training_saw(server):
    """Fields, their kinds, what may be null, and the categories."""
    text = httpx.get(f"{server.url}/schema").text
    assert all(word in text for word in ("tenure", "basic", "plus", "pro", "will_churn"))


def test_metrics_count_requests(server, row):
    """Prometheus finds a counter that grows with every request."""

    def counts():
        text = httpx.get(f"{server.url}/metrics").text
        return [line for line in text.splitlines() if "predict" in line or "requests" in line]

    before = counts()
    server.post(row)
    assert counts() != before


def test_the_page_needs_no_network(server):
    """Everything the page shows comes from the service."""
    page = httpx.get(f"{server.url}/").text
    assert 'src="http' not in page
    assert 'href="http' not in page
