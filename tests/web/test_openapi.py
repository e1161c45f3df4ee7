"""The OpenAPI document: requests made from it, sound and broken ones, never bring a server error."""

import json
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from .conftest import CORPORA, Server

STREET = ("street_2023.docx", (CORPORA / "street_2023.docx").read_bytes())
LEDGER = ("street_2023.csv", (CORPORA / "records" / "street_2023.csv").read_bytes())


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("check", {"file": STREET, "records": LEDGER}),
        ("check", {"text": "好。"}),
        ("claims", {"file": STREET}),
        ("areas", {"file": STREET}),
        ("correct", {"file": STREET}),
        ("reconcile", {"file": STREET, "records": LEDGER}),
        ("draft", {"records": LEDGER}),
        ("rules", None),
        ("rules/{code}", None),
        ("version", None),
    ],
)
def test_answers_fit_their_schemas(server: Server, path: str, fields: dict[str, Any] | None) -> None:
    document = server.client.get("/api/v1/openapi.json").json()
    told = document["paths"][f"/api/v1/{path}"]["get" if fields is None else "post"]["responses"]["200"]["content"]
    schema = {**told["application/json"]["schema"], "components": document["components"]}
    validator = jsonschema.Draft202012Validator(schema)
    if fields is None:
        answer = server.client.get(f"/api/v1/{path.replace('{code}', 'PH001')}").json()
    else:
        answer = server.post(path, **fields).json()
    validator.validate(answer)
    names = list(names_in(answer))
    assert names
    for name in names[:40]:  # each that is lacking is noticed
        broken = json.loads(json.dumps(answer))
        del row_at(broken, name[:-1])[name[-1]]
        assert not validator.is_valid(broken), name


FREE = {"scores", "versions"}  # names of areas are a unit's own
OPTIONAL = {"encoding"}  # of text files


def names_in(value: Any, place: tuple[Any, ...] = ()) -> Any:
    """The place of every key that must be there; of a list only in its first element."""
    if isinstance(value, dict):
        for key, row in value.items():
            if key not in OPTIONAL:
                yield (*place, key)
            if key not in FREE:
                yield from names_in(row, (*place, key))
    elif isinstance(value, list) and value:
        yield from names_in(value[0], (*place, 0))


def row_at(value: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        value = value[key]
    return value


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
