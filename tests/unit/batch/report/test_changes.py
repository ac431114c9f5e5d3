"""What is different from the last run."""

from nb2svc.batch.report.changes import find_changes

SPACE = "\N{NO-BREAK SPACE}"


def numbers(mean, *, std=1.0, rows=1000, nulls=0):
    return {"rows": rows, "nulls": nulls, "mean": mean, "std": std, "quantiles": [0, 1, 2]}


def words(counts, *, distinct=None, nulls=0):
    rows = sum(counts.values()) + nulls
    return {"rows": rows, "nulls": nulls, "words": counts, "distinct": distinct or len(counts)}


def facts(*, version="churn@7", rows=1000, rejected=0, seconds=8.0, answers=None, inputs=None):
    digest = {"answers": answers or {}, "inputs": inputs or {}}
    return {"version": version, "rows": rows, "rejected": rejected, "seconds": seconds, "digest": digest}


def told(before, now):
    return [(c.about, c.what, c.before, c.now, c.difference, c.is_notable) for c in find_changes(before, now)]


def test_the_whole_comes_first():
    """Rows, rows without an answer and seconds are always told, the version where it is another one."""
    assert told(facts(rejected=1), facts(version="churn@8", rows=1070, rejected=32, seconds=9.0)) == [
        ("", "version", "churn@7", "churn@8", "changed", True),
        ("", "rows", "1,000", "1,070", f"+7.0{SPACE}%", False),
        ("", "without an answer", f"0.1{SPACE}%", f"3.0{SPACE}%", "+2.9 points", True),
        ("", "duration", f"8.0{SPACE}s", f"9.0{SPACE}s", f"+12.5{SPACE}%", False),
    ]


def test_rows_that_halve_are_notable():
    """Half as many rows, or none, are said first; a run of nothing is no division by nothing."""
    assert told(facts(), facts(rows=400))[0] == ("", "rows", "1,000", "400", f"\N{MINUS SIGN}60.0{SPACE}%", True)
    assert told(facts(rows=0), facts(rows=400))[0][4:] == ("from nothing", True)
    assert told(facts(rows=0), facts(rows=0))[0] == ("", "rows", "0", "0", "", False)


def test_answers_are_all_told():
    """Of each answer the mean, or the shares; what has moved by more than chance is notable."""
    before = facts(answers={"proba": numbers(0.20, std=0.1), "yes": words({"False": 800, "True": 200})})
    now = facts(answers={"proba": numbers(0.25, std=0.1), "yes": words({"False": 790, "True": 210})})
    assert told(before, now)[3:] == [
        ("proba", "mean", "0.2", "0.25", "+0.05", True),
        ("yes", "share of False", f"80.0{SPACE}%", f"79.0{SPACE}%", "\N{MINUS SIGN}1.0 points", False),
        ("yes", "share of True", f"20.0{SPACE}%", f"21.0{SPACE}%", "+1.0 points", False),
    ]


def test_input_is_told_where_it_changed():
    """Means, gaps and words that have changed are listed; what has not is left out."""
    before = facts(
        inputs={"age": numbers(40, std=10), "charge": numbers(30, nulls=10), "plan": words({"basic": 500, "pro": 500})}
    )
    now = facts(
        inputs={
            "age": numbers(40.5, std=10),
            "charge": numbers(30, nulls=200),
            "plan": words({"basic": 499, "gold": 9}),
        }
    )
    assert told(before, now)[3:] == [
        ("charge", "missing", f"1.0{SPACE}%", f"20.0{SPACE}%", "+19.0 points", True),
        ("plan", "share of basic", f"50.0{SPACE}%", f"98.2{SPACE}%", "+48.2 points", True),
        ("plan", "share of pro", f"50.0{SPACE}%", f"0{SPACE}%", "\N{MINUS SIGN}50.0 points", True),
        ("plan", "values", "-", "gold", "new", True),
        ("plan", "values", "pro", "-", "gone", True),
    ]


def test_words_that_are_not_all_known_are_not_called_new():
    """Of many words only the most common are kept: one that is missing there may have been there."""
    before = facts(inputs={"city": words({"Busan": 10}, distinct=400)})
    now = facts(inputs={"city": words({"Seoul": 10}, distinct=400)})
    assert told(before, now)[3:] == []


def test_fields_that_come_and_go_are_told():
    """Another version may read another table."""
    before, now = facts(inputs={"a": numbers(1), "b": numbers(1)}), facts(inputs={"a": numbers(1), "c": numbers(1)})
    assert [(c[0], c[4]) for c in told(before, now)[3:]] == [("c", "new"), ("b", "gone")]


def test_runs_without_a_digest_are_compared_as_a_whole():
    """A run of an older program has its rows and seconds in the ledger, and nothing of its fields."""
    old = facts()
    del old["digest"]
    assert len(told(old, facts(answers={"proba": numbers(0.2)}))) == 3
