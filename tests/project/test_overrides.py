"""What the user says of the traffic, in `wirebase.toml`."""

from pathlib import Path

import pytest

from tests.infer.fixtures import exchange, traffic
from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.overrides import Overrides
from wirebase.errors import UsageError
from wirebase.infer.pipeline import infer
from wirebase.infer.routes import routes
from wirebase.project import overrides

SHELVES = """
    GET /v1/shelf/novels 200 [{"id":1,"title":"Emma"}]
    GET /v1/shelf/poems 200 [{"id":7,"title":"Ode"}]
    GET /v1/shelf/novels/1 200 {"id":1,"title":"Emma"}
    GET /v1/shelf/poems/7 200 {"id":7,"title":"Ode"}
    GET /v1/items/feed 200 [{"id":1,"title":"Emma"}]
"""


def paths(*templates: str) -> list[str]:
    return sorted({call.route.path for call in routes(traffic(SHELVES), templates)})


def test_a_template_says_which_segments_are_parameters_and_what_they_are_called():
    assert paths("/v1/shelf/{kind}") == [
        "/v1/items/feed",
        "/v1/shelf/{kind}",
        "/v1/shelf/{kind}/{shelf_id}",
    ]


def test_a_template_says_which_segments_are_none():
    told = paths("/v1/shelf/novels/{novel_id}", "/v1/shelf/poems")
    assert "/v1/shelf/novels/{novel_id}" in told
    assert {"/v1/shelf/novels", "/v1/shelf/poems"} <= set(told)


def test_what_follows_a_template_is_left_to_inference():
    assert "/v1/shelf/{kind}/{shelf_id}" in paths("/v1/shelf/{kind}")
    assert "/{version}/items/feed" in paths("/{version}/items")


def test_the_host_and_prefix_that_are_said_are_those_of_the_api():
    here = traffic(SHELVES)
    there = exchange('GET https://other.example/x/1 200 {"id":1}', len(here))

    def inferred(said: Overrides) -> Blueprint:
        return infer([*here, there], salt="s", overrides=said)[0]

    chosen = inferred(Overrides(host="other.example"))
    assert (chosen.origin.url, chosen.overrides.host) == ("https://other.example", "other.example")
    assert chosen.dropped["another origin"] == 5
    narrowed = inferred(Overrides(prefix="/v1/items"))
    assert [o.path for o in narrowed.operations] == ["/v1/items/feed"]
    assert narrowed.dropped["outside the prefix"] == 4
    with pytest.raises(UsageError, match=r"No exchange .* \(third.example\)\nIt holds http"):
        inferred(Overrides(host="third.example"))


def test_the_file_is_read_with_its_faults_told(tmp_path: Path):
    assert overrides.kept(tmp_path) == Overrides()
    path = tmp_path / overrides.FILE
    path.write_text('host = "a.example"\nprefix = "/api"\ntemplates = ["/api/{kind}"]\n')
    assert overrides.kept(tmp_path).templates == ("/api/{kind}",)
    for text, told in (
        ("host = ", "no TOML"),
        ('hosts = "x"', "hosts"),
        ('prefix = "api"', "does not begin with a slash"),
        ('templates = ["/a/{b"]', "neither a literal nor"),
        ('templates = ["a"]', "is no path template"),
    ):
        path.write_text(text)
        with pytest.raises(UsageError, match=told):
            overrides.kept(tmp_path)
