"""The first page, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.capture.notes import Notes
from tests.capture.origin import running
from tests.studio.conftest import Running
from wirebase.capture.browser import has_display

LONG = 150_000


@pytest.fixture
def notes() -> Iterator[Notes]:
    with running(Notes()) as server:
        assert isinstance(server, Notes)
        yield server


async def test_each_field_says_what_is_wrong_with_it(page: Page):
    alert = page.locator("#content").get_by_role("alert")
    address = page.get_by_label("Address of the web app")
    submit = page.get_by_role("button", name="Capture it")
    for typed, told in (
        ("", "Type the address of the app"),
        ("not an app", "This is no address of a web app"),
        ("ftp://example.com", "This is no address of a web app"),
    ):
        await address.fill(typed)
        await submit.click()
        await expect(alert.filter(has_text=told)).to_be_visible()
        assert await address.get_attribute("aria-invalid") == "true"
    await page.get_by_text("Options").click()
    await address.fill("http://127.0.0.1:9")
    for label, wrong, told in (
        ("Explore for at most", "1", "A whole number from 10 to 3600."),
        ("Explore for at most", "soon", "A whole number from 10 to 3600."),
        ("Open at most", "0", "A whole number from 1 to 1000."),
    ):
        field = page.get_by_label(label)
        right = await field.input_value()
        await field.fill(wrong)
        # What is wrong is seen even where it is folded away.
        await page.get_by_text("Options").click()
        await submit.click()
        await expect(alert.filter(has_text=told)).to_be_visible()
        assert await field.get_attribute("aria-invalid") == "true"
        await field.fill(right)
        await expect(alert).to_have_count(0)


async def test_a_script_and_a_login_are_checked_and_the_script_is_run(
    page: Page, notes: Notes, tmp_path: Path
):
    alert = page.locator("#content").get_by_role("alert")
    submit = page.get_by_role("button", name="Capture it")
    await page.get_by_label("Address of the web app").fill(notes.url)
    await page.get_by_text("Options").click()
    if not has_display():
        assert await page.get_by_role("radio", name="I do, in a browser window").is_disabled()
        await expect(page.get_by_text("There is no display for a browser window")).to_be_visible()
    await page.get_by_role("radio", name="A Playwright script of mine does").click()
    await expect(page.get_by_label("Explore for at most")).to_have_count(0)
    await submit.click()
    await expect(alert).to_have_text("Choose your script.")
    script = tmp_path / "steps.py"
    script.write_text("def walk(page):\n    pass\n")
    await page.locator("input[accept='.py']").set_input_files(script)
    state = tmp_path / "state.json"
    state.write_text("no login")
    await page.locator("input[accept='.json']").set_input_files(state)
    await submit.click()
    await expect(alert).to_contain_text("It has no function run")
    script.write_text(
        "async def run(page):\n"
        "    await page.get_by_role('button', name='Log in').click()\n"
        "    await page.get_by_role('link', name='Seeded harbours').click()\n"
        "    await page.get_by_text('About harbours').wait_for()\n"
    )
    await page.locator("input[accept='.py']").set_input_files(script)
    await submit.click()
    await expect(alert).to_contain_text("This is no JSON")
    await page.get_by_role("button", name="Remove: state.json").click()
    await submit.click()
    await page.wait_for_url("**/job?id=*")
    await expect(page.get_by_text("of the recorded answers")).to_be_visible(timeout=LONG)


async def test_read_only_is_what_is_chosen_and_writing_is_asked_for(page: Page, studio: Running):
    await page.get_by_text("Options").click()
    assert await page.get_by_role("radio", name="Only read").is_checked()
    await page.get_by_role("radio", name="Also write").click()
    await page.get_by_label("Let the app reach this machine's own network").check()
    await page.get_by_label("Explore for at most").fill("77")
    await page.get_by_label("Address of the web app").fill("http://127.0.0.1:9")
    await page.get_by_role("button", name="Capture it").click()
    await page.wait_for_url("**/job?id=*")
    with studio.client() as client:
        options = client.get(f"/jobs/{page.url.partition('id=')[2]}").json()["options"]
    assert (options["allow_writes"], options["private_hosts"]) == (True, True)
    assert (options["max_time"], options["max_pages"], options["steps"]) == (77, 60, "explore")


async def test_recent_projects_tell_their_status_fidelity_and_age(
    page: Page, studio: Running, board_job: dict
):
    await page.goto(studio.base)
    row = page.get_by_role("link").filter(has_text=board_job["name"]).filter(has_text="Done").first
    await expect(row).to_contain_text("% exact")
    await expect(row).to_contain_text(re.compile("just now|ago"))
    await row.click()
    await page.wait_for_url("**/job?id=*")
