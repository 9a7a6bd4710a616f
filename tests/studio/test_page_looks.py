"""What opens on the views beside the schema: found right by axe, and no wider than the window."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.studio.conftest import Running, faults
from wirebase.database import EmbeddedPostgres

type Opened = Callable[[Page, Running, dict, str], Awaitable[None]]


async def options(page: Page, studio: Running, job: dict, database: str) -> None:
    await page.goto(studio.base)
    await page.get_by_text("Options").click()
    await page.get_by_role("radio", name="A Playwright script of mine does").click()
    await page.get_by_role("button", name="Capture it").click()
    await expect(page.get_by_text("Choose your script.")).to_be_visible()


async def a_row(page: Page, studio: Running, job: dict, database: str) -> None:
    await page.goto(f"{studio.base}/job?id={job['id']}&view=data&table=boards")
    await page.get_by_role("button", name="Edit row 2", exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("id", exact=True).fill("two")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_be_visible()
    await dialog.get_by_role("button", name="Delete this row").click()


async def filters(page: Page, studio: Running, job: dict, database: str) -> None:
    await page.goto(f"{studio.base}/job?id={job['id']}&view=data&table=boards")
    for n in (1, 2):
        await page.get_by_role("button", name="Add a filter").click()
        await page.get_by_label(f"Column {n}").select_option("id")
        await page.get_by_label(f"Comparison {n}").select_option("less than")
        await page.get_by_label(f"Value {n}").fill("soon")
    await expect(page.get_by_text("invalid input syntax").first).to_be_visible()


async def an_endpoint(page: Page, studio: Running, job: dict, database: str) -> None:
    await page.goto(f"{studio.base}/job?id={job['id']}&view=api")
    await page.get_by_label("Find an endpoint").fill("GET /api/boards")
    await page.locator("summary").first.click()
    details = page.locator("details[open]").first
    taking = details.get_by_label("Fill in from what was recorded")
    await taking.select_option(index=1)
    await expect(details.get_by_role("region", name="Answered now")).to_be_visible()
    await details.get_by_text("Headers").click()


async def a_rehearsal(page: Page, studio: Running, job: dict, database: str) -> None:
    await page.goto(f"{studio.base}/job?id={job['id']}&view=ship")
    await page.get_by_label("Database URL").fill(database)
    await page.get_by_role("button", name="Try it there first").click()
    await expect(page.get_by_role("button", name="Run it")).to_be_visible()


@pytest.fixture
async def database(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    yield postgres.create_database("looks")
    postgres.drop_database("looks")


@pytest.mark.parametrize("opened", [options, a_row, filters, an_endpoint, a_rehearsal])
async def test_nothing_that_opens_is_a_fault_in_any_theme_or_width(
    page: Page, studio: Running, board_job: dict, database: str, axe: str, opened: Opened
):
    told: list[str] = []
    for width, scheme in ((390, "light"), (390, "dark"), (1400, "light"), (1400, "dark")):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.set_viewport_size({"width": width, "height": 850})
        await opened(page, studio, board_job, database)
        told += [f"{width} {scheme}: {fault}" for fault in await faults(page, axe)]
        wide = await page.evaluate("document.documentElement.scrollWidth")
        told += [f"{wide} pixels in a window of {width}"] if wide > width else []
    assert told == []
