"""Makes names.json: the public names of Keras' modules, read from the text of the package.

    pip install keras==3.15.1
    python names.py
"""

import ast
import importlib.util
import json
import pathlib

HERE = pathlib.Path(__file__).parent
KERAS = pathlib.Path(importlib.util.find_spec("keras").origin).parent
MODULES = (
    "applications callbacks config constraints initializers layers losses metrics ops ops/image optimizers optimizers/schedules "
    "regularizers utils"
).split()


def names(module):
    """The classes, functions and modules that the module exports."""
    tree = ast.parse((KERAS / module / "__init__.py").read_text())
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return sorted({name.asname or name.name for node in imports for name in node.names})


if __name__ == "__main__":
    figures = {module: names(module) for module in MODULES}
    lines = [f"{json.dumps(module)}: {json.dumps(found)}" for module, found in figures.items()]
    (HERE / "names.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
