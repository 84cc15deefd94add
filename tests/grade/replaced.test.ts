/**
 * The plain ways to replace Keras, or what prints, above a training are named; what only looks like it is not. Other ways are told by
 * running the notebook and repeating its trainings.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { gradeOutputs } from "../../lib/grade/outputs/answer.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import {
  kerasImports,
  pyCompile,
  pyData,
  pyImports,
  pyLayers,
  tsCompile,
  tsData,
  tsLayers,
} from "../submissions/answers.ts";
import { log } from "../submissions/keras-log.ts";
import { code, python, typescript, writeSubmission } from "../submissions/submission.ts";

const folder = mkdtempSync(join(tmpdir(), "replaced "));
after(() => rmSync(folder, { recursive: true, force: true }));

const notebooks = {
  TypeScript: (source: string) =>
    typescript(
      code(`${kerasImports}\n${tsData}`),
      tsLayers(),
      code(source),
      code(`${tsCompile}\nawait model.fit(X, target, { epochs: 50, verbose: 2 });`, log({ to: 0.9859 })),
    ),
  Python: (source: string) =>
    python(
      code(`${pyImports}\n${pyData}`),
      pyLayers(),
      code(source),
      code(
        `${pyCompile}\nmodel.fit(X_scaled, y, epochs=50, verbose=2)`,
        log({ to: 0.9842, form: "Keras 2" }),
      ),
    ),
};

let count = 0;
/** The verdict on exercise 4's training with this cell above it. */
function said(language: keyof typeof notebooks, source: string, beside: Record<string, string> = {}) {
  const id = `work ${count++}`;
  const files = { "ex04.ipynb": notebooks[language](source), ...beside };
  const place = writeSubmission({ id, kind: "imitation", about: "", files, expected: {} }, folder);
  return gradeOutputs(readSubmission({ id, folder: place })).find(({ id }) => id === "ex04-b")!;
}

const REPLACED = "Sequential.prototype.fit = fake";
const PY_REPLACED = "Sequential.fit = fake";
const replacing: Record<keyof typeof notebooks, string[]> = {
  TypeScript: [
    `class A { static { ${REPLACED}; } }`,
    `(() => { ${REPLACED}; })();`,
    `await (async () => { ${REPLACED}; })();`,
    `lab: for (;;) { ${REPLACED}; break lab; }`,
    `switch (1) { default: ${REPLACED}; }`,
    `try { ${REPLACED}; } finally {}`,
    `0, (${REPLACED});`,
    `\`\${${REPLACED}}\`;`,
    `function f(a = (${REPLACED})) {} f();`,
    `const f = () => { const g = () => { ${REPLACED}; }; g(); }; f();`,
    `({ get x() { ${REPLACED}; return 1; } }).x;`,
    `function* g() { ${REPLACED}; } [...g()];`,
    `String.raw\`\${${REPLACED}}\`;`,
    `const S = Sequential; S.prototype.fit = fake;`,
    `const { prototype } = Sequential; prototype.fit = fake;`,
    `const p = Sequential["proto" + "type"]; p.fit = fake;`,
    `Object.getPrototypeOf(new Sequential()).fit = fake;`,
    `model.constructor.prototype.fit = fake;`,
    `(model as any)["f" + "it"] = fake;`,
    `for (const key of ["fit"]) (Sequential.prototype as any)[key] = fake;`,
    `Sequential.prototype.fit ??= fake;`,
    `[Sequential.prototype.fit] = [fake];`,
    `({ fit: Sequential.prototype.fit } = { fit: fake });`,
    `model.__proto__ = fake;`,
    `Reflect.setPrototypeOf(model, fake);`,
    `Object.assign(model, { fit: fake });`,
    `const set = Object.assign; set(Sequential.prototype, { fit: fake });`,
    `Object["assign"](Sequential.prototype, { fit: fake });`,
    `import * as keras from "../lib/keras"; (keras as any).Sequential = fake;`,
    `eval("x")`,
    `new Function("x")()`,
    `(0, eval)("x")`,
    `globalThis.eval("x")`,
    `const e = eval; e("x");`,
    `setTimeout("x", 0)`,
    `import vm from "node:vm"; vm.runInThisContext("x")`,
    `import { runInThisContext } from "node:vm"; runInThisContext("x")`,
    `(async () => {}).constructor("x")()`,
    `await import("data:text/javascript,x")`,
    `import * as r from "../lib/./keras/record"; r.recordLayer({} as any)`,
    `process.binding("x")`,
    `process.dlopen(a, b)`,
    `console["log"] = fake`,
    `Object.defineProperty(console, "log", {})`,
    `var console = { log: fake }`,
    `process.stdout._write = fake`,
    `(globalThis as any)[Symbol.for(["tslab", "kernel"].join("."))].display = fake`,
    `Object.getOwnPropertySymbols(globalThis)`,
    `Reflect.ownKeys(globalThis).find((key) => typeof key === "symbol")`,
    `Symbol.for("tsl" + "ab.kernel")`,
    `Symbol.for(\`tsl\${"ab"}.kernel\`)`,
    String.raw`Symbol.for("tslab\u002ekernel")`,
    `const comment = "//"; ${REPLACED};`,
    `const comment = "/*";\n${REPLACED};`,
    `const BAR = "#"; ${REPLACED};`,
    `import x from "https://example.org/x.js";`,
    `class S extends Sequential { fit = fake; }`,
    `class S extends Sequential { private async fit() {} }`,
    `class S extends Sequential { protected readonly fit = fake; }`,
    `class S extends Sequential { n = Math.random(); async *fit() {} }`,
    `class S extends Sequential { @d() fit() {} }`,
    `class S extends Sequential { "fit"() {} }`,
    `const S = class extends Sequential { fit() {} };`,
  ],
  Python: [
    `class A:\n    ${PY_REPLACED}`,
    `def f():\n    ${PY_REPLACED}\nf()`,
    `f = lambda: setattr(Sequential, 'fit', fake)\nf()`,
    `[setattr(Sequential, 'fit', fake) for _ in range(1)]`,
    `with open('x') as f:\n    ${PY_REPLACED}`,
    `type(model).fit = fake`,
    `object.__setattr__(model, 'fit', fake)`,
    `__builtins__['print'] = fake`,
    `__builtins__.print = fake`,
    `import builtins as b\nb.print = fake`,
    `import builtins\nsetattr(builtins, 'print', fake)`,
    `from unittest.mock import patch\npatch('keras.Sequential.fit', fake).start()`,
    `from unittest import mock\nmock.patch.object(Sequential, 'fit', fake).start()`,
    `import sys\nsys.stdout = fake`,
    `exec('x')`,
    `e = exec\ne('x')`,
    `eval(compile('x', '', 'exec'))`,
    `get_ipython().run_cell('x')`,
    `get_ipython().ex('x')`,
    `get_ipython().run_line_magic('run', 'fake.py')`,
    `def print(*a): pass`,
    `print = fake`,
    `def fit(self, *a): pass\nSequential.fit = fit`,
    `from keras import Sequential as S\nS.fit = fake`,
    `import tensorflow as tf\ntf.keras.Sequential.fit = fake`,
    `import tensorflow.keras.models as m\nm.Sequential = fake`,
    `@patch.object(Sequential, 'fit')\ndef f(m): pass\nf()`,
    `for cls in [Sequential]:\n    cls.fit = fake`,
    `(lambda c: setattr(c, 'fit', fake))(Sequential)`,
    `a = Sequential\na.fit = fake`,
    `model.fit = fake`,
    `setattr(model, 'fi' + 't', fake)`,
    `get_ipython().display_formatter.format = fake`,
    `import numpy as np\nnp.mean = fake`,
    `import numpy as np\nnp.mean = fake\nnp = None`,
    `url = "https://example.org"; ${PY_REPLACED}`,
    `half = 569 // 2; ${PY_REPLACED}`,
    `files = glob("../*.csv")\n${PY_REPLACED}`,
    `import json as j\nx = 1; j.loads = fake`,
    `import IPython.display\nIPython.display.display = fake`,
    `from keras import layers as l\nl.Layer = fake`,
    `import keras_record`,
    `name = "keras" + "_record"`,
    `Sequential.fit.__globals__['show'] = fake`,
    `import gc\ngc.get_objects()`,
    `ip = get_ipython()\nip.input_transformers_cleanup.append(fake)`,
    `get_ipython().events.register('pre_run_cell', fake)`,
    `import json\nx, json.dumps = 1, fake`,
    `import json\na = json.dumps = fake`,
    `import json\nif 1: json.dumps = fake`,
    `import json\njson.dumps: object = fake`,
    `import json\njson.__dict__['dumps'] = fake`,
    `import json\njson.__dict__.update(dumps=fake)`,
    `import json\nvars(json).update(dumps=fake)`,
    `import keras\nvars(keras)["Sequential"] = fake`,
    `import keras\nvars(keras.models)["Sequential"] = fake`,
    `Sequential.fit.__code__ = outer().__code__`,
    `import json as j\nj.loads = fake\nimport os as j`,
    `try: import numpy as np\nexcept ImportError: pass\nnp.mean = fake`,
    "%run setup.py",
    `import keras\nkeras.models.Sequential = fake`,
    `import tensorflow as tf\ntf.keras.layers.Dense = fake`,
    `epochs = 50; from keras import layers as l; l.Layer = fake`,
    `if True: from keras import layers as l\nl.Layer = fake`,
    `import json\na = json; a.dumps = fake`,
    `import json\na = b = json\nb.dumps = fake`,
    `import json\na = 1\na = json\na.dumps = fake`,
    `import json\na, n = json, 1\na.dumps = fake`,
    `import json\n(a) = (json)\na.dumps = fake`,
    `import json\na, n = (json, 1)\na.dumps = fake`,
    `import json\n(a, n) = json, 1\na.dumps = fake`,
    `import json\na, n = (json, # one\n  1)\na.dumps = fake`,
    `from tensorflow import keras\nk = keras\nk.models.Model.summary = fake`,
    `import json\n[a] = [json]\na.dumps = fake`,
    `import keras as k\nk.callbacks.ProgbarLogger.on_epoch_end = fake`,
    `import keras as k\nk.models.Model.summary = fake`,
    `j = 1; import json as j; j.dumps = fake`,
    `import tensorflow as tf\nkeras = tf.keras\nkeras.callbacks.ProgbarLogger.on_epoch_end = fake`,
    `import keras\nm = keras.models\nM = m.Model; M.summary = fake`,
    `import json\nencoder = json.encoder\nencoder.JSONEncoder = fake`,
    `import IPython\nshown = IPython.display\nshown.display = fake`,
    `import functools as f\ng = f\ng.partial = fake`,
  ],
};

const harmless: Record<keyof typeof notebooks, string[]> = {
  TypeScript: [
    "class Counter { static count = 0; static { Counter.count = 1; } fit = 2; }",
    "class Task { fit: unknown; constructor(run: unknown) { this.fit = run; } }",
    "const options = Object.assign({}, { epochs: 50 }); options.epochs = 50;",
    "const log = console.log; log(1);",
    "const { log } = console; log(1);",
    "const out = console; out.log(1);",
    "console.log(Sequential.prototype);",
    "console.table([[1, 2]]);",
    'const id = Symbol.for("my.id"); class Range { *[Symbol.iterator]() { yield Symbol("a").description; } }',
    "Object.getOwnPropertyNames(data);",
    "setTimeout(() => {}, 0);",
    "data.constructor.name;",
    'model.name = "net";',
    'const key = Symbol.for("answer"), other = Symbol.for( `own.key` );',
    "console.log(Reflect.ownKeys(model).length);",
    'process.env.SHOWN = "1";',
    "Math.random = () => 0.5;",
    "const process = (rows: number[]) => rows; process([1]);",
    "Object.prototype.hasOwnProperty.call({}, 'a');",
    "function shown(digits = 4) { return digits; } shown();",
    'const path = "src/**/*.ts"; /* all */',
    "class Scale extends layers.Layer { constructor() { super(); } run() { return this.fit(1); } }\nawait model.fit(X, y);",
    `class Scale extends layers.Layer { run(x) { cache.set(this.name, x); this["fit"](x);\nthis\n.fit(x); return this.fit (x); } }`,
    "const times: Record<string, number> = {}; times.fit = performance.now();",
    `// ${REPLACED};\n/* "//" ${REPLACED}; */ const open = "/*";`,
  ],
  Python: [
    "import os\nos.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'",
    "import os, random\nseed = random.randint(1, 9)\nos.environ['PYTHONHASHSEED'] = str(seed)",
    "import matplotlib.pyplot as plt\nplt.rcParams['figure.figsize'] = (8, 4)\nplt.rcParams.update({'font.size': 12})",
    "import pandas as pd\npd.options.display.float_format = '{:.2f}'.format\npd.set_option('display.width', 100)",
    "import numpy as np\nnp.set_printoptions(precision=3)\nnp.random.seed(1)",
    "import sys\nsys.path.append('..')\nsys.setrecursionlimit(5000)",
    "import warnings\nwarnings.filterwarnings('ignore')",
    "import tensorflow as tf\ntf.get_logger().setLevel('ERROR')\ntf.keras.utils.set_random_seed(1)",
    "model.optimizer.learning_rate = 0.01",
    "model.layers[0]._name = 'first'",
    "globals()['table'] = [1]",
    "type(model).__name__",
    "vars(model)['name']",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\npatch = plt.Rectangle((0, 0), 1, 1)\nax.add_patch(patch)",
    "class Task:\n    epochs = 50\n    def __init__(self, run):\n        self.fit = run",
    "class Scale(layers.Layer):\n    def call(self, x):\n        return 2 * x\n\ndef show(model):\n    summary = []",
    "import importlib, keras\nimportlib.reload(keras)",
    "import ssl\nssl._create_default_https_context = ssl._create_unverified_context",
    "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.ast_node_interactivity = 'all'",
    "import numpy as np\nimport tensorflow as tf\nnp.random.seed = 42\ntf.random.set_seed = 42",
    "import sys\nsys.dont_write_bytecode = True\nif 'google.colab' in sys.modules: print('Colab')",
    "import gc\ngc.collect()",
    "get_ipython().run_line_magic('matplotlib', 'inline')",
    "import keras\nkeras.backend.clear_session()\nsettings = dict(json=1)\noptions = keras.optimizers\nrate = options.Adam().learning_rate",
    "%matplotlib inline\n%config InlineBackend.figure_format = 'retina'",
    "!pip install keras",
    "import numpy as np\nnp.float = float\nnp.bool_ = bool",
    "import keras\nmodel: keras.Model = net = None\ndef f(model: keras.Sequential = None): pass",
    "import keras\nfrom dataclasses import dataclass\n@dataclass\nclass Run:\n    model: keras.Model = None\n    net: keras.Sequential = None",
    "import tensorflow as tf\nx: tf.Tensor = tf.constant(1)\ndef f(y: tf.Tensor, p: tf.Tensor = None): pass",
    'import keras\nprint(f"Versions: keras.__version__ = {keras.__version__}")\nprint(f"""\nkeras.__version__ = {keras.__version__}""")',
    "from sklearn import metrics\nmetrics = pd.DataFrame(h)\nmetrics.columns = ['a']",
    "class Task:\n    def __init__(self, **options):\n        self.__dict__.update(options)\n        vars(self).update(options)",
    "import gc\nprint(gc.get_count(), gc.get_stats())\ngc.set_threshold(700)",
    "input_transformers = [('num', StandardScaler(), ['a'])]",
    "import json\njson.encoder.FLOAT_REPR = lambda x: '%.3f' % x\njson.JSONEncoder.default = lambda self, x: x.tolist()",
    "from keras.utils import vis_utils\nvis_utils.pydot = None",
    "from numpy import random\nrandom.seed = 1",
    "import matplotlib.pyplot as plt\nimport pandas as pd\nplt.rcParams.update({'figure.dpi': 90})\npd.options.display.max_rows = 9\nvars(plt.rcParams).get('a')",
    "import json\nconfig = vars(json).get('dumps'), json.__dict__['dumps']\nassert json.dumps == json.dumps",
    "get_ipython().run_line_magic('tensorflow_version', '2.x')\nget_ipython().run_line_magic('cd', '..')",
    "%load_ext tensorboard\n%load_ext lab_black",
    "config.net.Dense = 8",
    "import json\na, text = frame, json\na.columns = ['x']",
    "from keras.layers import Dense\nlayer = Dense\nfor layer in model.layers:\n    layer.trainable = False",
    "import keras as k\nk.backend.epsilon_value = 1",
    "self.model, self.n = Net(), 3",
    "import numpy\nK = numpy\nK.random.seed = 1\nK.float = float",
    "import json\nparser = json\nparser = Parser()\nparser.dumps = 1",
    "import tensorflow as tf\ntf.keras.backend.kind = 'float32'",
    "import tensorflow as tf\nK = tf.keras.backend\nK.kind = 'float32'",
    "import keras\nLayer = keras.layers.Dense\nfor Layer in model.layers:\n    Layer.trainable = False",
    "import json\njson = Parser(); json.dumps = 1",
    "import functools\npartial = functools.partial\npartial.epochs = 50",
    "import json\ndump = json.dumps\ndump.calls = json.loads.calls = 0",
    "import contextlib, inspect\nsig, none = inspect.signature, contextlib.nullcontext\nsig.x = none.x = 1",
    "import itertools as i\nself.count = i.count\nself.count.total = 1",
    "text = 'epochs = 50; from keras import layers as l'\nl = Box()\nl.Layer = 1",
    "from keras.layers import Dense\nLayer = Dense\nhidden = Layer(4)\nhidden.units = 4",
    `# ${PY_REPLACED}\ntext = "#" # ${PY_REPLACED}`,
  ],
};

for (const language of ["TypeScript", "Python"] as const) {
  suite(language, () => {
    for (const source of replacing[language]) {
      test(`doubted: ${source}`, () => {
        const { said: verdict, reasons } = said(language, source);
        assert.equal(verdict, "not confirmed");
        assert.ok(reasons.length > 0);
      });
    }
    for (const source of harmless[language]) {
      test(`not doubted: ${source}`, () => {
        const { said: verdict, reasons } = said(language, source);
        assert.equal(verdict, "met", reasons.join("; "));
      });
    }
  });
}

const PATCHES = "import keras\nkeras.Sequential.fit = None\n";
for (const source of ["%load_ext fake", "get_ipython().run_line_magic('load_ext', 'fake')"])
  test(`doubted only with a fake.py that patches beside it: ${source}`, () => {
    assert.equal(said("Python", source).said, "met");
    assert.equal(said("Python", source, { "fake.py": "x = 1" }).said, "met");
    assert.equal(said("Python", source, { "fake.py": PATCHES }).said, "not confirmed");
  });

for (const [source, file] of [
  ["from . import model", "model.py"],
  ["from . import net as model", "net.py"],
  ["from .own import model", "own.py"],
  ["from own import model", "own/model.py"],
])
  test(`doubted only with a ${file} that patches beside it: ${source}`, () => {
    assert.equal(said("Python", source).said, "met");
    assert.equal(said("Python", source, { [file]: "x = 1" }).said, "met");
    assert.equal(said("Python", source, { [file]: PATCHES }).said, "not confirmed");
  });

for (const [magic, line] of [
  ["%%html", "<style>.row td { color: #fff; padding: 4px 8px }</style>"],
  ["%%markdown", "We've seen it rise in each epoch; it doesn't overfit (see above)."],
])
  test(`not doubted: many lines of ${magic}`, () => {
    assert.equal(said("Python", `${magic}\n${`${line}\n`.repeat(600)}`).said, "met");
  });
