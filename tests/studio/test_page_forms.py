"""Endpoints that take forms, tried on the page, in a real browser."""

import json
import sys
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace
from playwright.async_api import Page, expect

from tests.cli import board
from tests.studio.conftest import Running, faults, uploaded
from tests.studio.test_page_api import NODE, opened, ran
from tests.verify.traffic import exchange, session
from wirebase.exchange import Exchange, Message

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----x"
NOTES = [{"id": n, "title": title, "done": False} for n, title in enumerate(("Sow", "Mow"), 1)]


def sending(one: Exchange, kind: str, body: bytes) -> Exchange:
    return replace(one, request=Message((("content-type", kind),), body))


def part(head: str, body: str) -> str:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n"


def exchanges() -> list[Exchange]:
    """Notes come from a form, and pictures from one with files."""
    notes, pictures = list(NOTES), [{"id": 1, "caption": "Old"}]
    made: list[Exchange] = []
    for n, title in enumerate(("Hoe", "Rake & dig", "Dig"), 3):
        note = {"id": n, "title": title, "done": False}
        body = str(httpx.QueryParams({"title": title})).encode()
        made.append(sending(exchange("POST", "/api/notes", note, status=201), FORM, body))
        notes.append(note)
        made.append(exchange("GET", "/api/notes", list(notes)))
    for n, caption in enumerate(("Sea", "Sky", "Sand"), 2):
        picture = {"id": n, "caption": caption}
        file = part('name="file"; filename="a.png"', "PNG")
        body = (part('name="caption"', caption) + file + f"--{BOUNDARY}--\r\n").encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        made.append(sending(exchange("POST", "/api/pictures", picture, status=201), kind, body))
        pictures.append(picture)
        made.append(exchange("GET", "/api/pictures", list(pictures)))
    first = [exchange("GET", "/api/notes", NOTES), exchange("GET", "/api/pictures", pictures[:1])]
    return session(*first, *made)


@pytest.fixture(scope="module")
def job(client: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> dict:
    path = tmp_path_factory.mktemp("forms") / "forms.jsonl"
    board.write(path, exchanges())
    return uploaded(client, "forms.har", path)


def listed(client: httpx.Client, job: dict, table: str, search: str) -> int:
    return len(
        client.get(f"/jobs/{job['id']}/rows/{table}", params={"search": search}).json()["rows"]
    )


def test_a_recorded_form_is_told_field_by_field(client: httpx.Client, job: dict):
    kinds = {}
    for n in range(len(exchanges())):
        one = client.get(f"/jobs/{job['id']}/exchanges/{n}").json()
        kinds[one["method"], one["url"].rpartition("/")[2]] = one["form"]
    assert kinds["GET", "notes"] is None
    assert kinds["POST", "notes"]["fields"] == [{"name": "title", "value": "Dig", "file": None}]
    pictures = kinds["POST", "pictures"]
    assert pictures["kind"] == "multipart"
    assert [(f["name"], f["file"] and f["file"]["name"]) for f in pictures["fields"]] == [
        ("caption", None),
        ("file", "a.png"),
    ]


def test_a_form_that_is_too_large_is_not_sent(client: httpx.Client, job: dict):
    found = client.get(f"/jobs/{job['id']}/endpoints").json()
    name = next(e["name"] for e in found if (e["method"], e["path"]) == ("POST", "/api/notes"))
    field = {"name": "title", "value": "x" * (5 << 20)}
    body = {"operation": name, "form": {"kind": "urlencoded", "fields": [field]}}
    answer = client.post(f"/jobs/{job['id']}/trials", json=body)
    assert (answer.status_code, answer.json()["what"]) == (400, "A form may have 4 MB")


async def test_a_form_is_tried_and_its_snippets_do_the_same(
    page: Page, studio: Running, client: httpx.Client, job: dict
):
    details = await opened(page, studio, job, "POST", "/api/notes")
    await expect(details.get_by_label("Body as")).to_have_value("urlencoded")
    await expect(details.get_by_label("Field 1", exact=True)).to_have_value("title")
    await details.get_by_label("Value 1").fill("Tea & it's = hot")
    await details.get_by_role("button", name="Send it").click()
    answer = details.get_by_role("region", name="Answered now")
    await expect(answer).to_contain_text("Status 201")
    await expect(answer).to_contain_text("Tea & it's = hot")
    assert listed(client, job, "notes", "Tea & it's = hot") == 1
    await details.get_by_role("button", name="Python").click()
    python = await details.get_by_label("Snippets: Python").inner_text()
    assert "Tea & it's = hot" in await ran(sys.executable, "-c", python)
    await details.get_by_role("button", name="TypeScript").click()
    code = await details.get_by_label("Snippets: TypeScript").inner_text()
    assert "Tea & it's = hot" in await ran(*NODE, "-e", code)
    await details.get_by_role("button", name="curl").click()
    code = await details.get_by_label("Snippets: curl").inner_text()
    assert json.loads(await ran("sh", "-c", code))["title"] == "Tea & it's = hot"
    assert listed(client, job, "notes", "Tea & it's = hot") == 4


async def test_a_form_with_a_file_is_tried_and_its_snippets_do_the_same(
    page: Page,
    studio: Running,
    client: httpx.Client,
    job: dict,
    axe: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    (tmp_path / "my sea.png").write_bytes(b"\x89PNG\r\n\x00\xff")
    details = await opened(page, studio, job, "POST", "/api/pictures")
    await expect(details.get_by_label("Body as")).to_have_value("multipart")
    await details.get_by_label("Value 1").fill("@Sea; type=no")
    await details.get_by_label("File 2").last.set_input_files(tmp_path / "my sea.png")
    await details.get_by_role("button", name="Add a field").click()
    await details.get_by_label("Field 3", exact=True).fill("unneeded")
    await details.get_by_role("button", name="Remove field 3").click()
    for width in (1280, 390):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await faults(page, axe) == []
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await details.get_by_role("button", name="Send it").click()
    answer = details.get_by_role("region", name="Answered now")
    await expect(answer).to_contain_text("Status 201")
    await expect(answer).to_contain_text("@Sea; type=no")
    monkeypatch.chdir(tmp_path)
    told = [await ran("sh", "-c", await details.get_by_label("Snippets: curl").inner_text())]
    for language, start in {"Python": (sys.executable, "-c"), "TypeScript": (*NODE, "-e")}.items():
        await details.get_by_role("button", name=language).click()
        code = await details.get_by_label(f"Snippets: {language}").inner_text()
        told.append(await ran(*start, code))
    assert all("@Sea; type=no" in one for one in told), told
    assert listed(client, job, "pictures", "@Sea; type=no") == 4


async def test_what_was_recorded_of_a_form_is_filled_in(page: Page, studio: Running, job: dict):
    details = await opened(page, studio, job, "POST", "/api/notes")
    await details.get_by_label("Fill in from what was recorded").select_option(index=1)
    await expect(details.get_by_label("Value 1")).to_have_value("Hoe")
    await details.get_by_label("Body as").select_option("JSON")
    body = details.get_by_label("Body (JSON)")
    await body.fill('{"title": "As JSON"}')
    await details.get_by_role("button", name="Send it").click()
    await expect(details.get_by_role("region", name="Answered now")).to_contain_text("As JSON")
