"""Laws of the comparison of outputs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2svc.regress.outputs import compare_outputs
from nb2svc.regress.texts import compare_texts, find_numbers
from nb2svc.regress.tolerance import Tolerance

pytestmark = pytest.mark.property

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32).filter(lambda x: x == 0 or abs(x) > 1e-9)
SHOWN = st.one_of(
    st.builds(lambda t: {"output_type": "stream", "name": "stdout", "text": t}, st.text()),
    st.builds(
        lambda kind, t: {"output_type": "display_data", "data": {kind: t}},
        st.sampled_from(["text/plain", "text/html", "text/markdown", "image/png", "image/svg+xml"]),
        st.text(),
    ),
)


@given(st.lists(SHOWN, max_size=3))
def test_outputs_are_the_same_as_themselves(outputs):
    """Whatever they hold."""
    assert compare_outputs(outputs, outputs, Tolerance()) == []


@given(st.text(), st.text())
def test_no_text_is_too_odd_to_be_compared(was, now):
    """There is an answer for any two, and each difference shows something."""
    found = compare_texts(was, now, Tolerance(), "value")
    assert all(difference.was or difference.now for difference in found)
    if find_numbers(was)[0] != find_numbers(now)[0]:
        assert found


@given(st.lists(NUMBERS, min_size=1, max_size=5), st.data())
def test_a_number_beyond_the_tolerance_is_found_and_no_other(numbers, data):
    """Whatever stands around it."""
    place = data.draw(st.integers(0, len(numbers) - 1))
    other = [x * (1 + 1e-9) for x in numbers]
    assert compare_texts(words(numbers), words(other), Tolerance(), "value") == []
    other[place] = numbers[place] + 0.001 * (1 + abs(numbers[place]))
    (difference,) = compare_texts(words(numbers), words(other), Tolerance(), "value")
    assert difference.by.startswith(f"{numbers[place]!r} -> {other[place]!r}")


def words(numbers):
    return " and ".join(f"x{i} = {number!r}" for i, number in enumerate(numbers))
