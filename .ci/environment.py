"""Install what `make run` or `make test` needs, once. Runs under any Python, to refuse old ones.

Every step leaves a stamp in .venv with the digest of what it installed, so that a repeated run
takes no time.
"""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
WANTED = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3.14")
FREE_MB_NEEDED = 700
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def main(purpose):
    """Bring the environment to what `purpose` ("run" or "test") needs."""
    os.chdir(str(ROOT))
    use_a_python_that_is_new_enough()
    free = shutil.disk_usage(str(ROOT)).free // 2**20
    if free < FREE_MB_NEEDED and not VENV.exists():
        stop(
            f"The disk is nearly full: {free} MB left in {ROOT}, {FREE_MB_NEEDED} MB needed. "
            "Make room and try again."
        )
    make_venv()
    install_packages("requirements-dev.txt" if purpose == "test" else "requirements.txt")
    install_assets(with_test_tools=purpose == "test")


def stop(sentence):
    """End with a sentence that says what to do."""
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def use_a_python_that_is_new_enough():
    """Start again under a newer Python where this one is too old, or say what to install."""
    if sys.version_info >= WANTED:
        return
    for name in CANDIDATES:
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(path, [path] + sys.argv)
    version = ".".join(str(part) for part in sys.version_info[:2])
    stop(
        f"This needs Python 3.11 or newer; {sys.executable} is Python {version}. "
        "Install a newer one (Debian 12: apt install python3 python3-venv), "
        f"then: make {sys.argv[1]} PYTHON=/path/to/python3.11"
    )


def run(*command):
    """Run a command quietly; show what it said only when it fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except OSError as error:
        if error.errno == errno.ENOSPC:
            stop("The disk is full. Make room and try again.")
        stop(f"{command[0]} cannot be started: {error.strerror}.")
    if done.returncode:
        sys.stderr.write(done.stdout)
        if "No space left" in done.stdout:
            stop("The disk is full. Make room and try again.")
        shown = " ".join(str(part) for part in command)
        stop(
            f"That was the output of: {shown}\nIf it speaks of the network, check the connection "
            "(or the proxy settings) and try again."
        )


def find_uv():
    """Return a uv that works, or None: it installs in seconds, pip in half a minute."""
    uv = shutil.which("uv")
    return uv if uv and subprocess.call([uv, "--version"], **QUIET) == 0 else None


def make_venv():
    """Create .venv, unless there is one that works."""
    python = BIN / "python"
    if python.exists():
        check = f"import sys; sys.exit(sys.version_info < {WANTED})"
        if subprocess.call([str(python), "-c", check]) == 0:
            return
    print("Creating .venv ...", flush=True)
    uv = find_uv()
    if uv:
        run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop(
            "This Python has no venv module. Install it (Debian and Ubuntu: apt install "
            f"python3.{sys.version_info[1]}-venv) or install uv, and try again."
        )
    run(sys.executable, "-m", "venv", "--clear", VENV)


def digest(*parts):
    """Return a digest of files and words."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else part.encode())
    return total.hexdigest()


def done_before(stamp, value):
    """Say whether a step was already done for this digest."""
    return stamp.exists() and stamp.read_text() == value


def install_packages(name):
    """Install a requirements file; the development one contains the other."""
    value = digest(ROOT / name)
    stamp = VENV / (name + ".stamp")
    if done_before(stamp, value):
        return
    print(f"Installing the Python packages of {name} ...", flush=True)
    uv = find_uv()
    if uv:
        python = ("--python", BIN / "python")
        run(uv, "pip", "install", "--quiet", *python, "--require-hashes", "-r", name)
    else:
        python = BIN / "python"
        if subprocess.call([str(python), "-m", "pip", "--version"], **QUIET):
            run(python, "-m", "ensurepip")  # an environment made by uv has no pip
        pip = (python, "-m", "pip", "install", "--disable-pip-version-check")
        run(*pip, "--quiet", "--require-hashes", "-r", name)
    stamp.write_text(value)


def path_with(folder):
    """Return PATH with one more folder in front."""
    return f"{folder}:{os.environ['PATH']}"


def find_npm():
    """Return an npm that can read the lock file, or None."""
    for npm in (shutil.which("npm"), BIN / "npm"):
        if npm and Path(npm).exists():
            environment = dict(os.environ, PATH=path_with(BIN))
            shown = subprocess.run(
                [str(npm), "--version"],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                text=True,
            )
            major = shown.stdout.partition(".")[0]
            if shown.returncode == 0 and major.isdigit() and int(major) >= 7:
                return npm
    return None


def install_assets(with_test_tools):
    """Install the style sheets, fonts and scripts named in package.json."""
    lock = digest(ROOT / "package-lock.json")
    stamp = ROOT / "node_modules" / ".stamp"
    wanted = [lock + " with test tools"] + ([] if with_test_tools else [lock])
    if stamp.exists() and stamp.read_text() in wanted:
        return
    print("Installing the style sheets and fonts ...", flush=True)
    npm = find_npm()
    if npm is None:
        print("There is no npm here, so it comes as a Python package ...", flush=True)
        install_packages("requirements-node.txt")
        npm = find_npm() or stop("npm cannot be started; install Node.js 18 or newer.")
    # npm finds its node beside itself.
    os.environ["PATH"] = path_with(Path(npm).parent)
    options = ["--ignore-scripts", "--no-audit", "--no-fund"]
    if not with_test_tools:
        options.append("--omit=dev")
    run(npm, "ci", *options)
    stamp.write_text(wanted[0] if with_test_tools else lock)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except KeyboardInterrupt:
        stop("Stopped; the next run goes on from here.")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            stop("The disk is full. Make room and try again.")
        raise
