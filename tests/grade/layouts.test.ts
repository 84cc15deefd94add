/** Unchanged perfect work in folders as people hand them in: it keeps all its points, and the rest of the folder is told apart. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, suite, test } from "node:test";
import { gradeSubmission } from "../../lib/grade/grade.ts";
import { exercisesOfNotebooks } from "../../lib/grade/submission/exercise.ts";
import { findSubmissions } from "../../lib/grade/submission/find-submissions.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import { py } from "../submissions/answers.ts";
import { code, typescript } from "../submissions/submission.ts";
import { inPython, type Layout, under, zipped } from "./layout-files.ts";
import { layouts } from "./layouts.ts";

const scratch = mkdtempSync(join(tmpdir(), "layouts "));
after(() => rmSync(scratch, { recursive: true, force: true }));

let count = 0;

/** A folder with these files, graded as submitted. */
async function graded({ files, paths = ["."] }: Layout) {
  const folder = join(scratch, String(++count), "class");
  for (const [path, file] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), file);
  }
  const places = findSubmissions(
    paths.map((path) => join(folder, path)),
    join(scratch, `${count} unpacked`),
  );
  return Promise.all(
    places.map((place, at) =>
      gradeSubmission(readSubmission(place, join(scratch, `${count} unpacked`, `person ${at}`))),
    ),
  );
}

test("scripts in place of notebooks are named, and left to a person", async () => {
  const layout = {
    files: {
      "anna/ex01.py": "from keras.models import Sequential\nprint(Sequential())",
      "anna/ex04.ipynb": JSON.stringify(py.ex04("2.4.3")),
      "anna/tools.py": "import keras",
    },
    points: {},
  };
  const [anna] = await graded(layout);
  const said = Object.fromEntries(anna.questions.map((question) => [question.id, question]));
  assert.equal(said.ex01.said, "not confirmed");
  assert.match(said.ex01.reasons.join(), /ex01\.py: it is a script/);
  assert.equal(said["ex04-b"].said, "met");
  assert.deepEqual(
    anna.notebooks.map(({ path }) => path),
    ["ex04.ipynb", "ex01.py"],
  );
  // On its own, it is no notebook either.
  const [alone] = await graded({ ...layout, paths: ["anna/ex01.py"] });
  assert.deepEqual(
    alone.notebooks.map(({ path, trouble }) => [path, trouble]),
    [["ex01.py", "it is a script, which was not run"]],
  );
});

test("work that is no notebook is found where it lies, and left to a person", async () => {
  const script = 'import { Sequential } from "../lib/keras";\nconsole.log(new Sequential());';
  const notebook = JSON.stringify(py.ex01("2.4.3"));
  const scripts = { "ex01.ts": script, "ex02.ts": script };
  const read = async (files: Layout["files"]) =>
    (await graded({ files, points: {} })).map(({ id, notebooks }) => [id, notebooks.map(({ path }) => path)]);
  const five = Object.values(inPython);
  const first = (count: number, name: (n: number) => string) =>
    Object.fromEntries(five.slice(0, count).map((file, at) => [name(at), file]));
  for (const [files, expected] of [
    // Beside a notebook that lies astray among people's folders.
    [
      { "ben.ipynb": notebook, "anna/ex01.ts": script, "eva/day.pdf": "", ...under("carl", inPython) },
      { anna: ["ex01.ts"], eva: ["day.pdf"] },
    ],
    // By the folder's exercise.
    [
      { ...first(4, (n) => `anna/ex0${n}/solution.ipynb`), "anna/ex04/solution.html": "" },
      { anna: [...[0, 1, 2, 3].map((n) => `ex0${n}/solution.ipynb`), "ex04/solution.html"] },
    ],
    // Numbered from one.
    [
      { ...first(4, (n) => `anna/Exercise ${n + 1}.ipynb`), "anna/Exercise 5.html": "" },
      { anna: [...[1, 2, 3, 4].map((n) => `Exercise ${n}.ipynb`), "Exercise 5.html"] },
    ],
    [
      {
        ...first(4, (n) => `anna/Exercise ${n + 1}/solution.ipynb`),
        "anna/Exercise 5/solution.html": "",
        "anna/Exercise 4/solution.html": "",
      },
      { anna: [...[1, 2, 3, 4].map((n) => `Exercise ${n}/solution.ipynb`), "Exercise 5/solution.html"] },
    ],
    // Scripts that import others: `utils` is none of the answers, `ex01` is one.
    [
      {
        "anna/ex01.py": "import keras",
        "anna/ex02.py": "import keras\nfrom ex01 import model\nimport utils as u, os",
        "anna/utils.py": "import keras",
        "ben/ex01.ts": 'import { build } from "./utils.ts";\nimport "../lib/keras";',
        "ben/utils.ts": 'import "../lib/keras";',
        "carl/main.py": "import keras",
      },
      { anna: ["ex01.py", "ex02.py"], ben: ["ex01.ts"], carl: ["main.py"] },
    ],
    // Words of a script's own are no import of it, nor is a library's module of its name.
    [
      {
        "anna/train.py": "import keras\n# values from the train set, to import train data",
        "ben/layers.py": "from keras import layers",
        "ben/metrics.py": "import keras\nfrom keras import layers as l\nfrom sklearn import (\n  metrics)",
        "carl/main.py": "import keras\nimport net",
        "carl/net.py": "import keras\nfrom main import x",
        "dora/keras.py": "import keras",
        "eva/work.py":
          "import keras\nfrom . import (\n    tools,\n    größen as g,\n)\nfrom net.dense import build",
        "eva/tools.py": "import keras",
        "eva/größen.py": "import keras",
        "eva/net/dense.py": "import keras",
        "eva/net/__init__.py": "import keras",
        "finn/ex01.ipynb": JSON.stringify(typescript(code('import { build } from "./dense.ts";'))),
        "finn/dense.ts": 'import "../lib/keras";',
      },
      {
        anna: ["train.py"],
        ben: ["layers.py", "metrics.py"],
        carl: ["main.py", "net.py"],
        dora: ["keras.py"],
        eva: ["work.py"],
        finn: ["ex01.ipynb"],
      },
    ],
    // Beside a notebook of a day without Keras.
    [
      {
        "anna/fs/ex01.ipynb": JSON.stringify(typescript(code('import "node:fs";'))),
        "anna/nets/work.ts": script,
        "ben/ex01.ts": script,
      },
      { anna: ["fs/ex01.ipynb", "nets/work.ts"], ben: ["ex01.ts"] },
    ],
    // Slides and a picture.
    [
      { ...first(3, (n) => `anna/ex0${n}.ipynb`), "anna/3 Keras.pdf": "", "anna/model.pdf": "" },
      { anna: ["ex00.ipynb", "ex01.ipynb", "ex02.ipynb", "3 Keras.pdf"] },
    ],
    [
      { "anna/ex01.ipynb": notebook, "anna/3 Keras.pdf": "", "anna/model_architecture.pdf": "" },
      { anna: ["ex01.ipynb"] },
    ],
    // Beside an archive of data, and one that is broken.
    [
      { ...under("anna", scripts), "anna/data.zip": zipped({ "data.csv": "1,2" }) },
      { anna: ["ex01.ts", "ex02.ts"] },
    ],
    [{ ...under("anna", scripts), "anna/data.zip": "broken" }, { anna: ["ex01.ts", "ex02.ts", "data.zip"] }],
    [
      { ...under("anna", scripts), "anna/data.zip": zipped({ "data.csv": "1,2", "README.html": "" }) },
      { anna: ["ex01.ts", "ex02.ts"] },
    ],
    // Exports beside what they were made from, and slides with a number.
    [
      {
        ...first(5, (n) => `anna/Exercise ${n + 1}.ipynb`),
        ...first(5, (n) => `anna/Exercise ${n + 1}.html`),
      },
      { anna: [1, 2, 3, 4, 5].map((n) => `Exercise ${n}.ipynb`) },
    ],
    // In a class without folders.
    [
      {
        ...first(4, (n) => `anna_ex0${n}.ipynb`),
        "anna_ex04.html": "",
        ...first(5, (n) => `ben_ex0${n}.ipynb`),
        "Lecture 4.pdf": "",
      },
      { anna: [...[0, 1, 2, 3].map((n) => `anna_ex0${n}.ipynb`), "anna_ex04.html"] },
    ],
  ] satisfies [Layout["files"], Record<string, string[]>][]) {
    const found = Object.fromEntries(await read(files));
    for (const [person, paths] of Object.entries(expected)) assert.deepEqual(found[person], paths, person);
  }
});

test("documents make no people, and number no notebooks", async () => {
  const five = Object.values(inPython);
  const all = (name: (n: number) => string) => Object.fromEntries(five.map((file, at) => [name(at), file]));
  const slides = { "Lecture 1.pdf": "", "Lecture 2.pdf": "", "Slides 1.pdf": "", "Slides 2.pdf": "" };
  const ids = async (files: Layout["files"], paths = ["."]) =>
    (await graded({ files, paths, points: {} })).map(({ id, points }) => [id, points]);
  assert.deepEqual(await ids(under("anna", { ...inPython, ...slides }), ["anna"]), [["anna", 12]]);
  assert.deepEqual(
    await ids({ ...under("anna", inPython), "anna/slides/day.pdf": "", "anna/figures/model.pdf": "" }, [
      "anna",
    ]),
    [["anna", 12]],
  );
  assert.deepEqual(
    await ids({ ...all((n) => `anna_ex0${n}.ipynb`), ...all((n) => `ben_ex0${n}.ipynb`), ...slides }),
    [
      ["anna", 12],
      ["ben", 12],
    ],
  );
  assert.deepEqual(
    await ids({
      ...all((n) => `Anna Muster - ex0${n}.ipynb`),
      ...all((n) => `Ben Maier - ex0${n}.ipynb`),
      "Instructions.pdf": "",
    }),
    [
      ["Anna Muster", 12],
      ["Ben Maier", 12],
    ],
  );
  const notebooks = [1, 2, 3, 4].map((n) => ({ path: `ex0${n}.ipynb` }));
  assert.deepEqual(exercisesOfNotebooks(notebooks, [{ path: "5 Keras.pdf" }]), [1, 2, 3, 4, null]);
});

test("scripts in TypeScript too, but not a copy of the project", async () => {
  const [anna] = await graded({
    files: {
      "anna/ex01.ts": 'import { Sequential } from "../lib/keras";\nconsole.log(new Sequential());',
      "anna/lib/keras/layers/dense.ts": 'import { Layer } from "../../keras";',
      "anna/tests/ex02.ts": 'import "keras";',
      "anna/keras.d.ts": "declare module 'keras';",
    },
    points: {},
  });
  assert.deepEqual(
    anna.notebooks.map(({ path, language }) => [path, language]),
    [["ex01.ts", "typescript"]],
  );
  assert.equal(anna.upTo, 1);
});

test("a person whose archive cannot be read is graded, and the class with it", async () => {
  const people = await graded({
    files: { "anna.zip": "no archive", ...under("ben", inPython), "carl/work.zip": zipped({}) },
    points: {},
  });
  assert.deepEqual(
    people.map(({ id, points }) => [id, points]),
    [
      ["anna", 0],
      ["ben", 12],
      ["carl", 0],
    ],
  );
  assert.match(people[0].notebooks[0].trouble ?? "", /cannot be unpacked: it is not a readable zip file/);
  assert.equal(people[0].upTo, 12);
  assert.match(people[2].remarks.join(), /it holds no files/);
});

test("a class of 5,000 folders is found whole, and a large folder is bounded", async () => {
  const folder = join(scratch, "many");
  for (let n = 0; n < 5_000; n++) mkdirSync(join(folder, `person ${n}`), { recursive: true });
  assert.equal(findSubmissions([folder]).length, 5_000);
  const [anna] = await graded({
    files: {
      ...Object.fromEntries(Array.from({ length: 2_500 }, (_, n) => [`anna/data/${n}.txt`, ""])),
      ...under("anna/keras", inPython),
    },
    points: {},
  });
  assert.equal(anna.points, 12);
  assert.match(anna.remarks.join(), /only the first 2000 files/);
});

suite("folders as people have them", () => {
  for (const [name, layout] of Object.entries(layouts)) {
    test(name, async () => {
      const people = await graded(layout);
      const found = Object.fromEntries(people.map(({ id, points }) => [id === "class" ? "." : id, points]));
      const why = people.flatMap(({ id, questions, remarks }) => [
        ...questions.flatMap(({ id: question, said, reasons }) =>
          said.startsWith("met") ? [] : [`${id} ${question} ${said}: ${reasons}`],
        ),
        ...remarks,
      ]);
      assert.deepEqual(found, layout.points, why.join("\n"));
      const troubles = people.flatMap(({ remarks, notebooks }) => [
        ...remarks,
        ...notebooks.map(({ path, trouble }) => `${path}: ${trouble}`),
      ]);
      if (layout.remark) assert.match(troubles.join("\n"), layout.remark);
    });
  }
});
