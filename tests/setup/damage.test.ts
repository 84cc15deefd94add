import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { Scratch } from "./scratch.ts";

let project: Scratch;
/** One installation for all tests: each mends what it damages. */
before(async () => {
  project = new Scratch();
  const { code, text } = await project.run(["setup"]);
  assert.equal(code, 0, text);
});
beforeEach(() => {
  project.asked();
});
after(() => project.remove());

const packages = ".venv/lib/python3.12/site-packages";
const path = (file: string) => join(project.folder, file);

function cutInHalf(file: string): void {
  truncateSync(path(file), Math.floor(statSync(path(file)).size / 2));
}

/** The snapshots beside the built kernel, with the times when they were made. */
const snapshots = () =>
  readdirSync(path(".day/kernel/built"))
    .filter((file) => file.endsWith(".blob"))
    .map((file) => [file, statSync(path(`.day/kernel/built/${file}`)).mtimeMs]);

async function doctor(env?: NodeJS.ProcessEnv): Promise<string> {
  const { code, text } = await project.run(["doctor"], env);
  const bad = text.split("\n").filter((line) => line.startsWith("✗"));
  assert.equal(code, bad.length > 0 ? 1 : 0, text);
  return text;
}

test("doctor has a tick for each part of a complete installation", async () => {
  const text = await doctor();
  assert.doesNotMatch(text, /✗/);
  for (const part of [
    /dep +1\.0\.0/,
    /tsx /,
    /jupyterlab +4\.0\.0/,
    /engine\.wasm +as committed/,
    /kernel tslab runs a cell +1 \+ 1 is 2/,
  ])
    assert.match(text, new RegExp(`✓ ${part.source}`));
});

describe("doctor finds what was half written, and `npm run setup` mends it", () => {
  type Fault = [name: string, file: string, line: RegExp, npm?: string[]];
  /** Those of a round happen together: no line of doctor's names two of them. */
  const rounds: Fault[][] = [
    [
      [
        "an npm package",
        "node_modules/dep/index.js",
        /✗ dep +1\.0\.0, damaged \(index\.js\)\n +npm run setup\n/,
        ["npm install"], // of that package alone
      ],
      [
        "a Python package",
        `${packages}/jupyterlab/__init__.py`,
        /✗ jupyterlab +4\.0\.0, damaged \(jupyterlab\/__init__\.py\)\n +npm run setup\n/,
      ],
      [
        "the built kernel",
        ".day/kernel/built/typescript.cjs",
        /✗ kernel tslab +damaged \(typescript\.cjs\)\n +npm run setup\n/,
      ],
    ],
    [
      [
        "the record of a Python package",
        `${packages}/jupyterlab-4.0.0.dist-info/RECORD`,
        /✗ jupyterlab +4\.0\.0, damaged \(jupyterlab-4\.0\.0\.dist-info\/RECORD\)\n +npm run setup\n/,
      ],
      [
        "the built library",
        ".day/library/errors.ts.mjs",
        /✗ kernel tslab +damaged \(errors\.ts\.mjs\)\n +npm run setup\n/,
      ],
    ],
    [
      [
        "a Python package that another one brought",
        `${packages}/pip/__init__.py`,
        /✗ pip +damaged \(pip\/__init__\.py\)\n/,
      ],
      [
        "kernel.json",
        ".venv/share/jupyter/kernels/tslab/kernel.json",
        /✗ kernel tslab +missing\n +npm run setup\n/,
      ],
    ],
  ];
  for (const [round, faults] of rounds.entries()) {
    describe(`round ${round + 1}`, () => {
      let [found, mended, asked] = ["", "", [] as string[]];
      let made: ReturnType<typeof snapshots>;
      const whole = new Map<string, string>();
      before(async () => {
        made = snapshots();
        for (const [, file] of faults) {
          whole.set(file, readFileSync(path(file), "utf8"));
          cutInHalf(file);
        }
        found = await doctor();
        project.asked();
        const { code, text } = await project.run(["setup"]);
        assert.equal(code, 0, text);
        asked = project.asked();
        mended = await doctor();
      });
      for (const [name, file, line, npm = []] of faults) {
        test(name, () => {
          assert.match(found, line);
          assert.equal(readFileSync(path(file), "utf8"), whole.get(file));
          assert.doesNotMatch(mended, /✗/);
          if (npm.length > 0)
            assert.deepEqual(
              asked.filter((command) => command.startsWith("npm")),
              npm,
            );
        });
      }
      test("the snapshot of TypeScript is kept", () => {
        assert.equal(made.length, 1);
        assert.deepEqual(snapshots(), made);
      });
    });
  }
});

test("a damaged file of the right size needs a fresh set-up", async () => {
  const { size } = statSync(path("node_modules/dep/index.js"));
  writeFileSync(path("node_modules/dep/index.js"), "(".repeat(size));
  const text = await doctor({ IMPORT_FAILS: "jupyterlab" });
  assert.match(text, /✗ dep +1\.0\.0, does not load: SyntaxError: .*\n +npm run setup -- --fresh\n/);
  assert.match(
    text,
    /✗ jupyterlab +4\.0\.0, does not load: ModuleNotFoundError: .*\n +npm run setup -- --fresh\n/,
  );
  assert.equal((await project.run(["setup", "--fresh"])).code, 0);
  assert.doesNotMatch(await doctor(), /✗/);
});

test("a fresh set-up reinstalls everything, and keeps the user's files", async () => {
  const own = ["notebooks/my_ex03.ipynb", ".day/reports/day.json", ".day/export/ex01.html"];
  const made = ["node_modules/old", ".venv/old", ".day/kernel/old", ".day/library/old", ".day/setup/old"];
  for (const file of [...own, ...made]) project.write(file, "");
  const { code, text } = await project.run(["setup", "--fresh"]);
  assert.equal(code, 0, text);
  assert.deepEqual(project.asked(), [
    "npm ci",
    "python -m pip install",
    "python -m pip install",
    "python -m pip install",
    "python -m venv",
  ]);
  assert.deepEqual(
    own.filter((file) => !project.exists(file)),
    [],
  );
  assert.deepEqual(made.filter(project.exists, project), []);
});

test("doctor names the command that rebuilds the engine", async () => {
  cutInHalf("lib/engine/engine.wasm");
  assert.match(await doctor(), /✗ lib\/engine +damaged \(engine\.wasm\)\n +npm run build:engine\n/);
  project.restore("lib/engine/engine.wasm");
});

test("a command that fails in a damaged installation ends with the damage", async () => {
  assert.equal((await project.run(["bench"])).code, 1, "for want of the file");
  cutInHalf("node_modules/dep/index.js");
  rmSync(path("lib/engine/engine.wasm"));
  const { code, text } = await project.run(["bench"]);
  assert.equal(code, 2);
  assert.match(
    text,
    /✗ The npm package dep is damaged \(index\.js\)\. Run `npm run setup`, then the command again\.\n✗ lib\/engine is damaged \(engine\.wasm\)\. Run `npm run build:engine`, then the command again\.\n$/,
  );
  project.restore("lib/engine/engine.wasm");
});

test("set-up rejects unknown options", async () => {
  const { code, text } = await project.run(["setup", "--frsh"]);
  assert.equal(code, 2);
  assert.match(text, /✗ `npm run setup` has no option "--frsh"\. It takes --fresh and --no-native\.\n$/);
});
