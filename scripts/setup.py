"""Fetches all that the other targets need, once; a later run only looks that it is still there.

Runs on whatever Python the machine has (3.8 or newer, standard library alone), since nothing else
can be taken for granted yet. What it makes stays in `.venv` and `.cache`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterator, List, NoReturn, Optional

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".ready"
LOG = CACHE / "setup.log"
REQUIREMENTS = ROOT / "requirements.txt"
INPUTS = ("requirements.txt", "pyproject.toml", "scripts/setup.py", "scripts/browser.py")

WANTED = "3.13"
# The standard modules that a Python built without its system libraries lacks.
PROBE = f"import sys, ssl, sqlite3, ctypes; sys.exit(not sys.version.startswith('{WANTED}.'))"


def main() -> None:
    """Leaves a `.venv` with the locked packages, and a browser, or exits with one line."""
    if is_ready():
        return
    STAMP.unlink(missing_ok=True)
    CACHE.mkdir(exist_ok=True)
    LOG.write_text("", encoding="utf-8")
    uv = find_uv() or fetch_uv()
    make_venv(uv)
    install_packages(uv)
    browser = find_browser()
    STAMP.write_text(f"{fingerprint()}\n{browser}\n", encoding="utf-8")
    say(f"ready ({browser})")


def is_ready() -> bool:
    """Whether a run finished for these very inputs, and its Python and browser still exist."""
    try:
        done_for, browser = STAMP.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    return done_for == fingerprint() and PYTHON.exists() and Path(browser).exists()


def fingerprint() -> str:
    """Changes with the locked packages, these scripts, and the folder that `.venv` points to."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in INPUTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


# uv


def find_uv() -> Optional[str]:
    """A uv that runs; one on the PATH may be too old, or a shim that starts nothing."""
    places = [shutil.which("uv"), CACHE / "uv/bin/uv", Path.home() / ".local/bin/uv"]
    for place in filter(None, places):
        if runs([str(place), "python", "find", "--help"]):
            return str(place)
    return None


def fetch_uv() -> str:
    """The uv of requirements.txt, checked against its hashes, in `.cache` and nowhere else."""
    say("fetching uv")
    if not runs([sys.executable, "-m", "pip", "--version"]):
        fail(f"{sys.executable} has no pip", "install it (Debian: apt-get install python3-pip)")
    wanted = CACHE / "uv.txt"
    wanted.write_text(locked("uv"), encoding="utf-8")
    target = CACHE / "uv"
    shutil.rmtree(target, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    pip += ["--target", str(target), "-r", str(wanted)]
    # A folder of our own harms no system Python, but some versions of pip refuse it all the same.
    if not logged(pip) and not logged([*pip, "--break-system-packages"]):
        fail("pip could not fetch uv", "install uv by hand, so that it is on the PATH")
    return str(target / "bin" / "uv")


def locked(package: str) -> str:
    """The lines of requirements.txt that pin one package."""
    text = REQUIREMENTS.read_text(encoding="utf-8")
    found = re.search(rf"^{package}==.*\n(?:[ ]+--hash=.*\n)+", text, re.MULTILINE)
    if not found:
        fail(f"requirements.txt does not pin {package}", "run make lock")
    return found.group()


# Python and its packages


def make_venv(uv: str) -> None:
    """Leaves a `.venv` on the wanted Python; one that is there already is kept when it is."""
    if is_wanted(PYTHON):
        return
    python = find_python() or fetch_python(uv)
    say(f"making .venv with {python}")
    shutil.rmtree(VENV, ignore_errors=True)
    if not logged([uv, "venv", "--quiet", "--no-project", "--python", python, str(VENV)]):
        fail(f"uv could not make a .venv with {python}", "remove .venv and .cache and try again")


def find_python() -> Optional[str]:
    """A Python of the wanted version: on the PATH, else among pyenv's, where uv does not look."""
    return next((str(python) for python in candidates() if is_wanted(python)), None)


def candidates() -> Iterator[Path]:
    for name in (f"python{WANTED}", "python3", "python"):
        found = shutil.which(name)
        if found:
            yield Path(found)
    for root in (os.environ.get("PYENV_ROOT"), Path.home() / ".pyenv"):
        if root:
            yield from sorted(Path(root).glob(f"versions/{WANTED}*/bin/python"), reverse=True)


def is_wanted(python: Path) -> bool:
    return runs([str(python), "-c", PROBE])


def fetch_python(uv: str) -> str:
    """The Python that uv knows of, else one that it downloads."""
    find = [uv, "python", "find", "--no-project", WANTED]
    if not runs(find):
        say(f"fetching Python {WANTED}")
        logged([uv, "python", "install", WANTED])
    found = subprocess.run(find, capture_output=True, text=True, env=environment(), check=False)
    python = found.stdout.strip()
    if not is_wanted(Path(python)):
        fail(
            f"there is no Python {WANTED} here, and it could not be downloaded",
            f"install it so that python{WANTED} is on the PATH (apt, brew, pyenv or python.org)",
        )
    return python


def install_packages(uv: str) -> None:
    """Leaves exactly the locked packages and this project in `.venv`."""
    say("installing the locked packages")
    install(uv, "--require-hashes", "-r", str(REQUIREMENTS))
    install(uv, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    compile_packages()


def compile_packages() -> None:
    """Compiles all that is imported, once, as some environments let no import keep what it compiled.

    A file that does not compile, such as a template of a package, harms nothing.
    """
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = subprocess.run(
        [str(PYTHON), "-c", code], capture_output=True, text=True, env=environment(), check=False
    )
    folders = [found.stdout.strip(), str(ROOT / "src")]
    logged([str(PYTHON), "-m", "compileall", "-q", "-j", "0", *filter(None, folders)])


def install(uv: str, *what: str) -> None:
    """Installs with uv, else with pip, which knows the mirrors and certificates of pip's files."""
    by_uv = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), *what]
    by_pip = [str(PYTHON), "-m", "pip", "install", "--quiet", *what]
    if not logged(by_uv) and not (logged([str(PYTHON), "-m", "ensurepip"]) and logged(by_pip)):
        fail("the packages could not be installed", "see that the network is up, then try again")


def find_browser() -> str:
    """The browser's path, as `scripts/browser.py` found or fetched it."""
    command = [str(PYTHON), str(ROOT / "scripts/browser.py"), str(CACHE)]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        check=False,
    )
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout.strip()


# Running and telling


def environment() -> Dict[str, str]:
    """The environment of every command: no setting of the user's own virtual environment or pip."""
    ours = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    ours.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    if not os.access(str(Path.home()), os.W_OK):
        ours["HOME"] = str(CACHE / "home")
    return ours


def runs(command: List[str]) -> bool:
    """Whether the command can be started and succeeds; what it prints is dropped."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def logged(command: List[str]) -> bool:
    """Whether the command succeeds; what it prints is kept in the log."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n")
        log.flush()
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment(),
            cwd=str(ROOT),
            check=False,
        )
    return done.returncode == 0


def say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr, flush=True)


def fail(what: str, how: str) -> NoReturn:
    log = f" (more in {LOG.relative_to(ROOT)})" if LOG.exists() and LOG.stat().st_size else ""
    sys.exit(f"setup: {what}: {how}{log}")


if __name__ == "__main__":
    main()
