"""IPython extension for notebooks that were written in another environment.

Modules that draw, and are not installed here, draw nothing: no answer is a picture. Other modules that are not installed are imported
last: the rest of a cell runs before it fails. Keras is recorded also by the names that it had within TensorFlow."""

import ast
import dis
import importlib.machinery
import importlib.util
import sys
import types

DRAWING = {"altair", "bokeh", "graphviz", "matplotlib", "mpl_toolkits", "plotly", "pydot", "seaborn", "visualkeras"}
FORMER = ("tensorflow.python.", "tensorflow.compat.v1.")


def load_ipython_extension(shell):
    sys.meta_path.append(Blank())
    if isinstance(importlib.util.find_spec("matplotlib").loader, Blank):
        shell.register_magic_function(lambda _line: None, "line", "matplotlib")
        sys.modules["pandas.plotting._matplotlib"] = importlib.import_module("matplotlib.pandas")
    shell.ast_transformers.append(MissingLast())
    for name, module in list(sys.modules.items()):
        if name == "keras" or (name.startswith("keras.") and not name.startswith("keras.src")):
            for former in FORMER:
                sys.modules[former + name] = module
    if "keras" in sys.modules and "tensorflow" in sys.modules:
        sys.modules["tensorflow.python"].keras = sys.modules["keras"]


class Nothing:
    """Has every attribute and method, all of which are nothing."""

    def __getattr__(self, name):
        if name.startswith("__") or name.startswith("_repr_"):
            raise AttributeError(name)
        return self

    def _ipython_display_(self):
        """Shows nothing."""

    def __call__(self, *_, **__):
        return self

    def __iter__(self):
        # As many as are asked for: `figure, axes = plt.subplots()`.
        frame = sys._getframe(1)
        here = next((one for one in dis.get_instructions(frame.f_code) if one.offset == frame.f_lasti), None)
        return iter([self] * (here.arg if here and here.opname == "UNPACK_SEQUENCE" else 0))

    def __mro_entries__(self, _bases):
        return ()

    def __getitem__(self, _):
        return self

    def __setitem__(self, _, __):
        """Keeps nothing."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


class Blank:
    """Finds modules that draw, behind those that are installed."""

    def find_spec(self, name, _path=None, _target=None):
        if name.partition(".")[0] in DRAWING:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        nothing = Nothing()
        module.__getattr__ = lambda name: getattr(nothing, name)
        return module

    def exec_module(self, _module):
        """Has no code."""


class MissingLast(ast.NodeTransformer):
    def visit_Module(self, node):
        node.body.sort(key=is_missing)
        return node


def is_missing(statement):
    if isinstance(statement, ast.Import):
        return not all(is_here(alias.name) for alias in statement.names)
    return isinstance(statement, ast.ImportFrom) and statement.level == 0 and not is_here(statement.module)


def is_here(module):
    top = module.partition(".")[0]
    try:
        # The parts of a package are looked up by importing it, which is left to the notebook.
        return importlib.util.find_spec(module if top in sys.modules else top) is not None
    except ImportError:
        return False
    except ValueError:  # a module without a spec
        return True
