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
        refuse("Portico needs Python 3.11 or newer and `python3` is {}: run `make PYTHON=python3.12 …`.".format(found))
    requirements = sys.argv[1]
    stamp_file = os.path.join(VENV, requirements + ".stamp")
    stamp = hashed(requirements)
    if os.path.exists(VENV_PYTHON) and read(stamp_file) == stamp:
        return
    print("Python packages: installing what {} pins …".format(requirements), flush=True)
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
        known = subprocess.run([VENV_PYTHON, "-c", version], stdout=subprocess.PIPE, universal_newlines=True)
        if known.stdout.strip() == sys.version:
            return
    with open(LOG, "w") as log:
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], stdout=log, stderr=log)
    if made.returncode:
        refuse("Python cannot make a virtual environment (on Debian and Ubuntu: `apt-get install python3-venv`); see {}.".format(LOG))


def install(requirements):
    """Install with pip, quietly; its words are kept in the log."""
    command = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-r", requirements]
    with open(LOG, "w") as log:
        done = subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    if done.returncode:
        refuse("pip could not install what {} pins: is the network there? Its words are in {}.".format(requirements, LOG))


def refuse(sentence):
    """End with a sentence for a person."""
    sys.exit(sentence)


if __name__ == "__main__":
    main()
