"""schemathesis asks every address that the description names, well and badly, and holds the answers against it.

Whatever is asked, the answer is one that the description allows: never a fault of the server, never another form.
"""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.live import served

# Addresses that stand for one thing each are asked often, each of the hundred questions a few times.
MANY, FEW = 15, 2


@pytest.fixture(scope="module")
def described(store):
    """Return the description as schemathesis reads it from the running interface, and the interface's address."""
    with served(store) as address:
        schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
        schema.validate()
        yield schema, address


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["well", "badly"])
def test_every_answer_is_as_described(described, mode: GenerationMode) -> None:
    schema, address = described
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        examples = FEW if operation.path.startswith("/queries/") and "{" not in operation.path else MANY
        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters or operation.body):
            continue

        @settings(max_examples=examples, deadline=None, database=None, derandomize=True,
                  suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def hold(case) -> None:
            nonlocal asked
            asked += 1
            # A lever whose end lies before its start is well formed and is refused all the same.
            left_out = [positive_data_acceptance] if case.method == "POST" else []
            case.call_and_validate(base_url=address, timeout=30, excluded_checks=left_out)

        hold()
    assert asked > 100
