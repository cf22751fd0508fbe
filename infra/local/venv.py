"""Makes `.venv` and installs what a requirements file pins: `python3 infra/local/venv.py requirements-local.txt`.

It runs before anything is installed, possibly by an old Python: the standard library only, and no syntax past Python 3.6.
A stamp with the files' hash and Python's version makes the next start skip it all.
"""

import hashlib
import os
import re
import subprocess
import sys

OLDEST_PYTHON = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
LOG = os.path.join(ROOT, ".cache", "logs", "pip.log")


def main():
    """Set up `.venv` for the requirements file named on the command line; one sentence on stderr where that fails."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        refuse(f"Portico needs Python 3.11 or newer and `python3` is {found}: run `make PYTHON=python3.12 …`.")
    requirements = sys.argv[1]
    stamp_file = os.path.join(VENV, requirements + ".stamp")
    stamp = hashed(requirements)
    if os.path.exists(VENV_PYTHON) and read(stamp_file) == stamp:
        return
    print(f"Python packages: installing what {requirements} pins …", flush=True)
    os.makedirs(os.path.dirname(LOG), exist_ok=True)
    make_venv()
    install(requirements)
    with open(stamp_file, "w") as file:
        file.write(stamp)


def hashed(requirements):
    """A hash over the requirements file, those that it includes, and Python's version."""
    content = read(os.path.join(ROOT, requirements))
    for included in re.findall(r"^-r (\S+)", content, re.MULTILINE):
        content += hashed(included)
    return hashlib.sha256((content + sys.version).encode()).hexdigest()


def read(path):
    """The text of a file; empty where there is none."""
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def make_venv():
    """`.venv` by this Python, made anew where another version made it."""
    version = "import sys; print(sys.version)"
    if os.path.exists(VENV_PYTHON):
        known = subprocess.run([VENV_PYTHON, "-c", version], stdout=subprocess.PIPE, text=True, check=False)
        if known.stdout.strip() == sys.version:
            return
    with open(LOG, "w") as log:
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], stdout=log, stderr=log, check=False)
    if made.returncode:
        refuse(
            f"Python cannot make a virtual environment (on Debian and Ubuntu: `apt-get install python3-venv`); see {LOG}."
        )


def install(requirements):
    """Install with pip, quietly; its words are kept in the log."""
    command = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-r", requirements]
    with open(LOG, "w") as log:
        done = subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        refuse(f"pip could not install what {requirements} pins: is the network there? Its words are in {LOG}.")


def refuse(sentence):
    """End with a sentence for a person."""
    sys.exit(sentence)


if __name__ == "__main__":
    main()
