"""Makes the texts of text_keras_VERSION for the Keras that is installed: what the day's programs print.

    Python 3.8:  pip install keras==2.4.3 tensorflow-cpu==2.4.4
    Python 3.11: pip install keras==2.15.0 tensorflow-cpu==2.15.1
    Python 3.11: pip install keras==3.15.1 tensorflow-cpu==2.21.0
    python keras_texts.py

The programs are those of the folder's index.json (2.15.0 has none and takes those of 2.4.3). Each runs in a process of
its own. Only texts that the folder has are written, and the results in index.json. Needs Linux, for the pseudo-terminal.

Addresses of objects, and figures and times of a fit, differ from run to run; all else is the same to the byte.
"""

import json
import os
import pathlib
import pty
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
PRELUDE = """\
import json, os, sys, traceback
import keras
from keras.models import Sequential
from keras.layers import Dense
try:
    exec(sys.argv[1])
except Exception as error:
    sys.stdout.flush()
    sys.stderr.write("\\n\\0" + "".join(traceback.format_exception_only(type(error), error)))
    sys.exit(1)
"""
ENVIRONMENT = {
    **os.environ,
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "",
    "BC_CSV": str(HERE / "../../datasets/breast_cancer.csv"),
    "PYTHONIOENCODING": "utf-8",
}


def command(code):
    return [sys.executable, "-W", "ignore", "-c", PRELUDE, code]


def run(code, env={}):
    """The exit code, what it printed, and the error with its name; files of packages by their path within them."""
    done = subprocess.run(command(code), env={**ENVIRONMENT, **env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _, _, error = done.stderr.decode().rpartition("\n\0") if done.returncode else ("", "", "")
    return done.returncode, done.stdout, re.sub(r"/\S*?/site-packages/", "", error)


def run_on_terminal(code):
    parent, child = pty.openpty()
    process = subprocess.Popen(command(code), env=ENVIRONMENT, stdin=child, stdout=child, stderr=subprocess.DEVNULL)
    os.close(child)
    output = b""
    while True:
        try:
            part = os.read(parent, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        output += part
    process.wait()
    return output


def installed_version():
    code = "import keras; print(keras.__version__)"
    return subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, stdout=subprocess.PIPE).stdout.decode().split()[-1]


def main():
    folder = HERE / f"text_keras_{installed_version()}"
    index_file = folder / "index.json"
    index = json.loads((index_file if index_file.exists() else HERE / "text_keras_2.4.3/index.json").read_text())
    programs = index["programs"]
    for name, program in programs.items():
        # A variant such as ex3.ascii is the program ex3 in another environment.
        code = program.get("code") or programs[name.split(".")[0]]["code"]
        env = {"COLUMNS": "40"} if name == "ex3.columns40" else program.get("env", {})
        text, terminal_text = folder / f"{name}.txt", folder / f"{name}.pty.txt"
        if text.exists() or index_file.exists():
            program["rc"], output, error = run(code, env)
            program["stderr_last"] = error.strip().rpartition("\n")[2]
            if text.exists():
                text.write_bytes(output)
        if terminal_text.exists():
            terminal_text.write_bytes(run_on_terminal(code))
    if index_file.exists():
        for case in index["errors"].values():
            case["rc"], _, case["error"] = run(case["code"])
        index_file.write_text(json.dumps(index, indent=1))


main()
