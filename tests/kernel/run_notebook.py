"""Runs the notebook on standard input with nbclient's own defaults and writes it, executed, to standard output.

Its arguments: the kernel's name, the folder to run in. A cell that fails ends the run: what nbclient says of
it goes into the notebook's metadata as `failure`.
"""

import json
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

name, folder = sys.argv[1:]
notebook = nbformat.reads(sys.stdin.read(), as_version=4)
client = NotebookClient(notebook, kernel_name=name, resources={"metadata": {"path": folder}})
try:
    client.execute()
except CellExecutionError as error:
    notebook.metadata["failure"] = {"ename": error.ename, "evalue": error.evalue, "text": str(error)}
json.dump(notebook, sys.stdout)
