import json

from tests.build.blog import blog
from wirebase.build.openapi import openapi, openapi_text
from wirebase.exchange import Json


def responses(path: str, method: str) -> dict[str, Json]:
    return openapi(blog())["paths"][path][method]["responses"]


def schema(path: str, method: str, status: str) -> dict[str, Json]:
    return responses(path, method)[status]["content"]["application/json"]["schema"]


def test_every_operation_is_there():
    made = blog()
    paths = openapi(made)["paths"]
    told = {o["operationId"] for item in paths.values() for o in item.values()}
    assert told == {operation.name for operation in made.operations}


def test_parameters_say_where_they_stand_and_what_they_are():
    [path, page] = sorted(
        openapi(blog())["paths"]["/articles/{article_id}/comments"]["get"]["parameters"],
        key=lambda parameter: parameter["name"],
    )
    assert path == {
        "name": "article_id",
        "in": "path",
        "required": True,
        "schema": {"type": "integer"},
    }
    assert page == {"name": "page", "in": "query", "schema": {"type": "integer"}}


def test_bodies_are_put_together_from_pointers():
    body = openapi(blog())["paths"]["/articles"]["post"]["requestBody"]
    told = body["content"]["application/json"]["schema"]
    assert body["required"] is True
    assert told["required"] == ["article"]
    article = told["properties"]["article"]
    assert article["required"] == ["title"]
    assert article["properties"]["title"] == {"type": "string"}
    assert article["properties"]["tagList"] == {"type": "array", "items": {"type": "string"}}


def test_answers_have_the_shape_of_their_expressions():
    article = schema("/articles/{slug}", "get", "200")["properties"]["article"]
    assert article["properties"]["status"] == {"type": "string", "enum": ["draft", "published"]}
    assert article["properties"]["price"] == {"type": ["string", "null"]}
    assert article["properties"]["updatedAt"] == {"type": ["integer", "null"], "format": "int64"}
    assert article["properties"]["tagList"] == {"type": "array", "items": {"type": "string"}}
    assert article["properties"]["author"]["type"] == ["object", "null"]
    assert "hint" not in article["required"]


def test_failures_are_told():
    assert list(responses("/articles", "post")) == ["201", "401", "409", "422"]
    assert list(responses("/articles/{slug}", "delete")) == ["204", "401", "403", "404"]
    assert "content" not in responses("/articles/{slug}", "delete")["204"]


def test_headers_and_other_media_types_are_told():
    assert "Location" in responses("/articles", "post")["201"]["headers"]
    assert list(responses("/motd", "get")["200"]["content"]) == ["text/plain"]


def test_who_may_ask_is_told():
    made = openapi(blog())
    assert made["components"]["securitySchemes"] == {
        "header_authorization": {"type": "http", "scheme": "token"},
        "header_x-api-key": {"type": "apiKey", "in": "header", "name": "x-api-key"},
    }
    assert made["paths"]["/user"]["get"]["security"] == [
        {"header_authorization": []},
        {"header_x-api-key": []},
    ]
    assert "security" not in made["paths"]["/articles"]["get"]


def test_answers_that_the_database_gives_have_the_described_members():
    """The members of the description are those that SQL is made from, in the same order."""
    told = schema("/articles", "get", "200")
    members = [m.name for m in blog().operation("list_articles").answers[0].body.members]
    assert list(told["properties"]) == members


def test_the_text_is_the_document():
    assert json.loads(openapi_text(blog())) == openapi(blog())
