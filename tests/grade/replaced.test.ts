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
function said(language: keyof typeof notebooks, source: string) {
  const id = `work ${count++}`;
  const files = { "ex04.ipynb": notebooks[language](source) };
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
