"""IPython extension for notebooks that were written in another environment.

Modules that draw, and are not installed here, draw nothing: no answer is a picture. Other modules that are not installed fail where
they are first used, not where they are imported. Keras is recorded also by the names that it had within TensorFlow."""

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
    shell.ast_transformers.append(MissingLater())
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
        module.__version__ = "0"
        return module

    def exec_module(self, _module):
        """Has no code."""


class MissingLater(ast.NodeTransformer):
    """Lets the import of a missing module fail where the module is first used."""

    def visit_Module(self, node):
        single = [each for statement in node.body for each in split(statement)]
        node.body = [guarded(statement) if is_missing(statement) else statement for statement in single]
        return ast.fix_missing_locations(node)


def split(statement):
    """`import a, b` as two statements."""
    if not isinstance(statement, ast.Import):
        return [statement]
    return [ast.copy_location(ast.Import([alias]), statement) for alias in statement.names]


def guarded(statement):
    lines = ["try: pass", "except ModuleNotFoundError as _missing_error:"]
    for alias in statement.names:
        name = alias.asname or alias.name.partition(".")[0]
        lines.append(f"    {name} = __import__('notebook_imports').Missing(_missing_error)")
    (attempt,) = ast.parse("\n".join(lines)).body
    attempt.body = [statement]
    return attempt


def is_missing(statement):
    if isinstance(statement, ast.Import):
        return not is_here(statement.names[0].name)
    if not isinstance(statement, ast.ImportFrom) or statement.level > 0 or statement.names[0].name == "*":
        return False
    return not is_here(statement.module)


class Missing:
    """What a missing module would have: fails as its import did, once it is used."""

    def __init__(self, error):
        self._error = error

    def _fail(self, *_, **__):
        raise self._error

    __getattr__ = __call__ = __getitem__ = __iter__ = __enter__ = __mro_entries__ = _fail


def is_here(module):
    top = module.partition(".")[0]
    try:
        # The parts of a package are looked up by importing it, which is left to the notebook.
        return importlib.util.find_spec(module if top in sys.modules else top) is not None
    except ImportError:
        return False
    except ValueError:  # a module without a spec
        return True
