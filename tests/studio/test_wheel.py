import subprocess
import sys
import zipfile
from pathlib import Path


def test_the_wheel_holds_the_built_page(root: Path, tmp_path: Path):
    uv = Path(sys.executable).parent / "uv"
    command = [uv, "build", "--wheel", "--offline", "--no-build-isolation", "--quiet"]
    command += ["--python", sys.executable, "--out-dir", tmp_path]
    subprocess.run(command, cwd=root, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "wirebase/studio/page/index.html" in names
    assert "wirebase/studio/page/job.html" in names
    assert any(name.startswith("wirebase/studio/page/_next/static/") for name in names)
    assert "wirebase/studio/jobs.sql" in names
    assert not any("node_modules" in name for name in names)
