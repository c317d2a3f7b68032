"""What the site is made of: `make sbom` lists it, `make audit` asks whether anything of it is known to be bad.

The tools live in an environment of their own in var/supply, apart from what runs and what tests. Where
a registry does not answer, the audit says that nothing was checked there and fails nothing.
"""

import subprocess
import sys
from pathlib import Path

import environment

ROOT = environment.ROOT
VENV = ROOT / "var" / "supply"
WANTED = ROOT / "requirements-supply.txt"
SBOM = ROOT / "var" / "sbom"
UNREACHABLE = (
    "ConnectionError",
    "could not be audited",
    "Failed to establish",
    "Max retries",
    "Temporary failure",
    "ENOTFOUND",
    "ECONNREFUSED",
    "ETIMEDOUT",
    "EAI_AGAIN",
    "ServiceError",
    "audit endpoint returned an error",
    "Timeout",
    "ENOAUDIT",
    "502",
    "503",
    "404 Not Found",
    "not been implemented",
)
AUDITS = {
    "Python packages": [
        VENV / "bin" / "pip-audit",
        "--requirement",
        ROOT / "requirements.txt",
        "--require-hashes",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "--timeout",
        "10",
    ],
    "npm packages": ["npm", "audit", "--omit=dev", "--package-lock-only"],
}
LISTS = {
    "python.cdx.json": [
        VENV / "bin" / "cyclonedx-py",
        "requirements",
        ROOT / "requirements.txt",
        "--output-reproducible",
        "--of",
        "JSON",
        "-o",
        "-",
    ],
    "npm.cdx.json": [
        "npm",
        "sbom",
        "--sbom-format=cyclonedx",
        "--omit=dev",
        "--package-lock-only",
    ],
}


def install() -> None:
    """Bring the tools' own environment up to date."""
    stamp = VENV / "stamp"
    wanted = environment.digest(WANTED)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    uv = environment.find_uv()
    if uv:
        environment.run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
        pip = [uv, "pip", "install", "--quiet", "--python", VENV / "bin" / "python"]
    else:
        environment.run(sys.executable, "-m", "venv", "--clear", VENV)
        pip = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet"]
    environment.run(*pip, "--require-hashes", "-r", WANTED)
    stamp.write_text(wanted)


def said_by(command: list[object]) -> subprocess.CompletedProcess[str]:
    """Run a command in the project's folder and keep what it says."""
    words = [str(word) for word in command]
    try:
        return subprocess.run(
            words, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(words, 1, "", f"ConnectionError: {error}")


def audit() -> int:
    """Ask both registries; the exit status is 1 where one knows something bad."""
    status = 0
    for name, command in AUDITS.items():
        done = said_by(command)
        said = (done.stdout + done.stderr).strip()
        if any(word in said for word in UNREACHABLE):
            print(f"{name}: NOT CHECKED, its registry does not answer.")
            continue
        print(f"{name}: {'known vulnerabilities' if done.returncode else 'nothing known'}\n{said}")
        status = status or done.returncode
    return min(status, 1)


def sbom() -> int:
    """Write what is shipped as CycloneDX, without asking anybody; the exit status is 1 where a list failed."""
    SBOM.mkdir(parents=True, exist_ok=True)
    status = 0
    for name, command in LISTS.items():
        done = said_by(command)
        if done.returncode:
            print(f"{name}: {done.stderr.strip()}", file=sys.stderr)
            status = 1
            continue
        (SBOM / name).write_text(done.stdout, encoding="utf-8")
        print(Path("var") / "sbom" / name)
    return status


if __name__ == "__main__":
    install()
    sys.exit(audit() if sys.argv[1] == "audit" else sbom())
