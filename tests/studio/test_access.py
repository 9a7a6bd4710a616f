import signal
import subprocess
import sys

import httpx
import psutil
import pytest

from tests.studio.conftest import Running, start


def ask(studio: Running, path: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{studio.base}{path}", headers=named)


def test_the_token_becomes_a_cookie_and_leaves_the_address(studio: Running):
    with httpx.Client(base_url=studio.base) as client:
        answer = client.get(f"/job?id=1&token={studio.token}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/job?id=1")
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert "SameSite=Strict" in answer.headers["set-cookie"]
        assert client.get("/studio/v1/jobs").status_code == 200


@pytest.mark.parametrize("path", ["/studio/v1/jobs", "/studio/v1/openapi.json"])
def test_without_the_token_nothing_is_told(studio: Running, path: str):
    assert ask(studio, path).status_code == 401
    assert ask(studio, path, authorization="Bearer other").status_code == 401
    assert ask(studio, f"{path}?apikey={studio.token}").status_code == 200


def test_another_token_is_no_key(studio: Running):
    answer = httpx.get(f"{studio.base}/?token=other")
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers


def test_other_pages_and_other_names_are_sent_away(studio: Running):
    key = f"Bearer {studio.token}"
    for headers in (
        {"origin": "http://evil.test"},
        {"origin": "null"},
        {"host": "evil.test"},
        {"sec_fetch_site": "cross-site"},
    ):
        assert ask(studio, "/studio/v1/jobs", authorization=key, **headers).status_code == 403
    assert ask(studio, "/studio/v1/jobs", authorization=key, origin=studio.base).status_code == 200


def test_nobody_is_led_to_another_host(studio: Running):
    answer = httpx.get(f"{studio.base}//evil.test/?token=x")
    assert answer.headers["location"] == "/evil.test/"


def test_the_page_lets_only_its_own_scripts_run(studio: Running):
    policy = ask(studio, "/").headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "sha256-" in scripts


def test_files_outside_of_the_page_are_not_given(studio: Running):
    for path in ("/../server.py", "/%2e%2e/server.py", "/..%2f..%2fpyproject.toml"):
        assert "import" not in ask(studio, path).text[:2000]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_leaves_no_process(tmp_path, number: int):
    studio = start(tmp_path / "home")
    family = psutil.Process(studio.process.pid).children(recursive=True)
    assert any("postgres" in one.name() or "python" in one.name() for one in family)
    assert studio.stop(number) == 0
    _, alive = psutil.wait_procs(family, timeout=20)
    assert alive == []


def test_a_second_studio_of_the_same_home_says_where_the_first_is(studio: Running):
    command = [sys.executable, "-m", "wirebase", "studio", "--no-open", "--home", str(studio.home)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 8
    assert studio.base in done.stderr
