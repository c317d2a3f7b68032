"""Which tests `make check` runs: those that a change of the working tree may break, nearest first.

1. Tests that changed, and the test folder named like the room that changed: `tests/claims/` for
   `compliance/claims/…` and `templates/compliance/claims/…`.
2. Tests that import a changed module, then those that import what imports it, and so on.

A changed template stands for the modules that name it, and for the templates that do.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"


def git(*arguments: str) -> list[str]:
    """Return the lines that git answers."""
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines()


def changed_paths() -> list[str]:
    """What differs from where this branch left main, committed or not."""
    (base,) = git("merge-base", "main", "HEAD") or ["HEAD"]
    untracked = git("ls-files", "--others", "--exclude-standard")
    return sorted({*git("diff", "--name-only", base), *untracked})


def rooms_of(path: str) -> set[Path]:
    """Return the test folders with the name that is deepest in the path."""
    for part in reversed(Path(path).with_suffix("").parts):
        if found := {folder for folder in TESTS.rglob(part) if folder.is_dir()}:
            return found
    return set()


def who_names(templates: set[str]) -> set[str]:
    """Return the modules that name these templates, or templates that contain them."""
    sources = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("templates/**/*.html")}
    while True:
        more = {
            str(path.relative_to(ROOT / "templates"))
            for path, text in sources.items()
            if any(f'"{name}"' in text or f"{name}#" in text for name in templates)
        }
        if more <= templates:
            break
        templates |= more
    modules = set()
    for package in packages():
        for path in (ROOT / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if any(f'"{name}' in text for name in templates):
                modules.add(module_of(str(path.relative_to(ROOT))))
    return modules


def packages() -> list[str]:
    """Return the packages of the site, as import-linter knows them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["importlinter"]["root_packages"]


def module_of(path: str) -> str:
    """Return the dotted name of a Python file."""
    return ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")


def tests_for(paths: list[str]) -> list[Path]:
    """Return the test files for these changes, nearest first."""
    nearest: dict[Path, int] = {}

    def add(files, distance):
        for file in files:
            if file.name.startswith("test_") and file.suffix == ".py" and file.exists():
                nearest.setdefault(file, distance)

    for path in paths:
        if path.startswith("tests/"):
            add([ROOT / path], 0)
            if path.endswith("conftest.py"):
                add((ROOT / path).parent.rglob("test_*.py"), 1)
        else:
            add([file for room in rooms_of(path) for file in room.rglob("test_*.py")], 1)

    templates = {p.removeprefix("templates/") for p in paths if p.startswith("templates/")}
    modules = {module_of(path) for path in paths if path.endswith(".py")} | who_names(templates)
    sys.path.insert(0, str(ROOT))
    graph = grimp.build_graph(*packages(), "tests", cache_dir=str(ROOT / ".import_linter_cache"))
    seen, layer, distance = set(modules), modules & graph.modules, 0
    while layer:
        distance += 1
        layer = {by for name in layer for by in graph.find_modules_that_directly_import(name)}
        layer -= seen
        seen |= layer
        add(sorted(ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in layer), distance)
    return sorted(nearest, key=lambda file: (nearest[file], "browser" in file.parts))


if __name__ == "__main__":
    for file in tests_for(sys.argv[1:] or changed_paths()):
        print(file.relative_to(ROOT))
