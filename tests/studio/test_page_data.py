"""The rows of a running backend, in a real browser."""

from playwright.async_api import Page, expect

from tests.studio.conftest import Running
from wirebase.database import connected
from wirebase.serve import State


async def stored(studio: Running, job: dict, query: str) -> list:
    """What the database itself holds."""
    state = State.read(studio.home / "projects" / job["name"])
    assert state
    async with connected(state.database_url) as connection:
        return [row[0] for row in await connection.fetch(query)]


async def opened(page: Page, studio: Running, job: dict, table: str) -> None:
    await page.goto(f"{studio.base}/job?id={job['id']}&view=data&table={table}")
    await expect(page.get_by_role("region", name=table)).to_be_visible()


async def test_a_row_is_added_changed_and_deleted(page: Page, studio: Running, board_job: dict):
    await opened(page, studio, board_job, "tasks")
    await page.get_by_role("button", name="New row").click()
    dialog = page.get_by_role("dialog", name="New row in tasks")
    await dialog.get_by_label("title", exact=True).fill("Sing")
    await dialog.get_by_label("done", exact=True).select_option("true")
    await dialog.get_by_label("board_id", exact=True).fill("many")
    await dialog.get_by_role("button", name="Add the row").click()
    field = dialog.get_by_label("board_id", exact=True)
    await expect(dialog.get_by_role("alert")).to_contain_text("invalid input syntax")
    assert await field.get_attribute("aria-invalid") == "true"
    await field.fill("4711")
    await dialog.get_by_role("button", name="Add the row").click()
    await expect(dialog.get_by_role("alert")).to_contain_text('not present in table "boards"')
    assert await stored(studio, board_job, "select id from tasks where title = 'Sing'") == []
    await field.fill("2")
    await dialog.get_by_role("button", name="Add the row").click()
    await expect(page.get_by_text("The row was added.")).to_be_visible()
    [key] = await stored(studio, board_job, "select id from tasks where title = 'Sing'")
    others = await stored(studio, board_job, "select title from tasks where title <> 'Sing'")

    await page.get_by_role("button", name=f"Edit row {key}", exact=True).click()
    dialog = page.get_by_role("dialog", name="Row of tasks")
    assert await dialog.get_by_role("button", name="Save").is_disabled()
    await dialog.get_by_label("title", exact=True).fill("Dance")
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("The row was changed.")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Dance")
    await expect(row).to_be_visible()

    await row.get_by_role("button").click()
    await dialog.get_by_role("button", name="Delete this row").click()
    await dialog.get_by_role("button", name="Keep it").click()
    await dialog.get_by_role("button", name="Delete this row").click()
    await dialog.get_by_role("button", name="Delete it").click()
    await expect(page.get_by_text("The row was deleted.")).to_be_visible()
    await expect(row).to_have_count(0)
    assert await stored(studio, board_job, "select title from tasks") == others


async def test_rows_are_filtered_and_sorted_and_the_address_says_so(
    page: Page, studio: Running, board_job: dict
):
    await opened(page, studio, board_job, "tasks")
    count = len(await stored(studio, board_job, "select id from tasks"))
    rows = page.get_by_role("region", name="tasks").locator("tbody tr")
    await expect(rows).to_have_count(count)
    await page.get_by_role("button", name="Add a filter").click()
    await page.get_by_label("Column 1").select_option("id")
    await page.get_by_label("Comparison 1").select_option("more than")
    await page.get_by_label("Value 1").press_sequentially("two", delay=20)
    told = page.locator("#content").get_by_role("alert")
    await expect(told).to_contain_text("invalid input syntax")
    assert await page.get_by_label("Value 1").get_attribute("aria-invalid") == "true"
    await page.get_by_label("Value 1").fill("2")
    above = await stored(studio, board_job, "select title from tasks where id > 2 order by title")
    await expect(rows).to_have_count(len(above))
    await page.get_by_role("button", name="title", exact=True).click()
    await expect(page.get_by_role("columnheader", name="title")).to_have_attribute(
        "aria-sort", "ascending"
    )
    at = await page.get_by_role("columnheader").all_inner_texts()
    cells = rows.locator(f"td:nth-child({at.index('title') + 1})")
    await expect(cells).to_have_text(above)
    await page.reload()
    await expect(cells).to_have_text(above)
    await page.get_by_label("Remove the filter 1").click()
    await expect(rows).to_have_count(count)
    await page.get_by_label("Search all columns").press_sequentially(above[0], delay=20)
    titles = await stored(studio, board_job, "select title from tasks")
    await expect(rows).to_have_count(titles.count(above[0]))
    await expect(page.get_by_label("Search all columns")).to_have_value(above[0])


async def test_a_reference_leads_to_its_row_and_back(page: Page, studio: Running, board_job: dict):
    await opened(page, studio, board_job, "tasks")
    [board] = await stored(studio, board_job, "select board_id from tasks order by id limit 1")
    link = page.locator("tbody tr").first.get_by_role("link", name=f"{board}", exact=True)
    await link.click()
    rows = page.get_by_role("region", name="boards").locator("tbody tr")
    await expect(rows).to_have_count(1)
    await rows.get_by_role("button").click()
    dialog = page.get_by_role("dialog", name="Row of boards")
    query = f"select id from tasks where board_id = {board}"
    count = len(await stored(studio, board_job, query))
    await dialog.get_by_role("link", name=f"{count} tasks (board_id)").click()
    rows = page.get_by_role("region", name="tasks").locator("tbody tr")
    await expect(rows).to_have_count(count)
    await page.go_back()
    await expect(page.get_by_role("region", name="boards").locator("tbody tr")).to_have_count(1)
    await page.go_back()
    await expect(link).to_be_visible()


async def test_who_saw_an_older_row_is_told_and_looks_again(
    page: Page, studio: Running, board_job: dict
):
    made = "insert into boards (name) values ('Ours') returning id"
    [key] = await stored(studio, board_job, made)
    await opened(page, studio, board_job, "boards")
    await page.get_by_role("button", name=f"Edit row {key}", exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("name", exact=True).fill("Mine")
    await stored(studio, board_job, f"update boards set name = 'Theirs' where id = {key}")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("changed or deleted since")
    await dialog.get_by_role("button", name="Look at it again").click()
    await expect(dialog.get_by_label("name", exact=True)).to_have_value("Theirs")
    await stored(studio, board_job, f"delete from boards where id = {key}")


async def test_a_row_is_changed_by_keyboard_alone(page: Page, studio: Running, board_job: dict):
    made = "insert into boards (name) values ('Typed') returning id"
    [key] = await stored(studio, board_job, made)
    await opened(page, studio, board_job, "boards")
    edit = page.get_by_role("button", name=f"Edit row {key}", exact=True)
    await edit.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("name", exact=True)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(edit).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_label("name", exact=True)).to_be_visible()
    for _ in range(12):
        if await dialog.get_by_label("name", exact=True).evaluate(
            "one => one === document.activeElement"
        ):
            break
        await page.keyboard.press("Tab")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("By keys")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("The row was changed.")).to_be_visible()
    changed = f"select name from boards where id = {key}"
    assert await stored(studio, board_job, changed) == ["By keys"]
    await stored(studio, board_job, f"delete from boards where id = {key}")
