"""The OpenAPI document: requests made from it, sound and broken ones, never bring a server error."""

import schemathesis
from hypothesis import HealthCheck, given, settings

from .conftest import Server


def test_no_request_brings_a_server_error(server: Server) -> None:
    document = server.client.get("/api/v1/openapi.json").json()
    assert set(document["paths"]) >= {
        f"/api/v1/{name}"
        for name in ("check", "check/stream", "claims", "areas", "correct", "annotate", "reconcile", "draft", "rules")
    }
    schema = schemathesis.openapi.from_dict(document)
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        def ask(case: schemathesis.Case) -> None:
            nonlocal asked
            asked += 1
            answer = case.call(base_url=server.address.rstrip("/"))
            assert answer.status_code < 500, answer.text
            if answer.status_code >= 400:
                assert answer.json()["error"]["message"].endswith("。")

        given(case=operation.as_strategy())(ask)()
    assert asked >= 50
