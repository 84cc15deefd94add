/** Every command that README.md and the page on grading name works: it is run here, or by the test that is named here. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../lib/setup/paths.mjs";
import { ScratchProject } from "../day/scratch-project.ts";

const readme = ["README.md", "lib/grade/README.md"]
  .map((file) => readFileSync(join(root, file), "utf8"))
  .join("\n");

/** The commands of the blocks of shell, and those in the text, without what explains them. */
const commands = [
  ...[...readme.matchAll(/^```sh\n([^`]*)^```/gm)].flatMap(([, block]) => block.trim().split("\n")),
  ...[...readme.matchAll(/`((?:npm|npx|conda|git|node) [^`]+)`/g)].map(([, command]) => command),
].map((command) => command.replace(/ +#.*$/, ""));

/** Run here, in this order, on a copy of the project that shares what is installed; with the arguments of `lib/cli/main.ts`. */
const onCopy: Record<string, string[]> = {
  "npm start -- ex02": ["start", "ex02"],
  "npm start -- ex02 --update": ["start", "ex02", "--update"],
  "npm run exercise -- ex03": ["exercise", "ex03"],
  "npm run exercise -- ex03 --again": ["exercise", "ex03", "--again"],
};

/** Run here, on the project itself. They change nothing of it. */
const here = ["npm run help", "npm run grade -- --help"];

/** Run elsewhere: what takes long, or needs a machine without anything. */
const elsewhere: Record<string, string> = {
  "npm start": "day/day.test.ts",
  "npm start -- --no-native": "tfjs/tensorflow.test.ts",
  "npm run doctor": "attacks/installation.test.ts",
  "npm run lab": "e2e/jupyterlab.test.ts",
  "npm run export -- ex04": "cli/export.test.ts",
  "npm run site": "e2e/site.test.ts",
  "npm run site -- --serve": "e2e/site.test.ts",
  "npm run grade -- notebooks": "grade/command.test.ts",
  "npm run grade -- CLASS --queue redis://host:6379": "queue/grade.test.ts",
  "npm run worker -- --queue redis://host:6379": "queue/grade.test.ts",
  "npm run receipt -- CLASS --new-key KEY": "grade/receipt.test.ts",
  "npm run verify -- CLASS --key KEY": "grade/receipt.test.ts",
  "npm run setup": "setup/set-up.test.ts",
  "npm run setup -- --fresh": "setup/damage.test.ts",
  // These run the tests: this one among them.
  "npm test": "run.ts",
  "npm test -- kernel sklearn": "run.ts",
  "npm run bench -- engine": "bench/command.test.ts",
  "npm run bench -- kernel": "bench/command.test.ts",
  "npm run bench -- grade": "bench/command.test.ts",
  "npm run bench -- waiting": "bench/command.test.ts",
  "npm run bench -- site": "e2e/site.test.ts",
};

/** Needs what this project does not install; README says that it is untried. */
const untried = ["conda env create -f environment.yml", "conda activate keras-day"];

test("README names no command that nothing runs", () => {
  assert.ok(commands.length > 10);
  const known = [...Object.keys(onCopy), ...here, ...Object.keys(elsewhere), ...untried];
  assert.deepEqual(
    commands.filter((command) => !known.includes(command)),
    [],
  );
  assert.deepEqual(
    known.filter((command) => !commands.includes(command)),
    [],
    "and this list none that it does not name",
  );
  for (const file of Object.values(elsewhere)) assert.ok(existsSync(join(root, "tests", file)), file);
});

test("each is a script of package.json, and in the list of commands", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const list = spawnSync(process.execPath, [join(root, "lib/setup/main.mjs"), "help"], {
    encoding: "utf8",
  }).stdout;
  for (const command of commands.filter((command) => command.startsWith("npm "))) {
    const [, first, second] = command.split(" ");
    const name = first === "run" ? second : first;
    assert.equal(scripts[name], `node lib/setup/main.mjs ${name}`);
    assert.match(list, new RegExp(`npm run ${name} `));
  }
});

suite("the commands that README names", () => {
  let project: ScratchProject;
  before(async () => {
    project = await ScratchProject.create();
  });
  after(() => project?.remove());

  for (const [command, args] of Object.entries(onCopy)) {
    test(command, () => {
      const options = { cwd: project.folder, encoding: "utf8" } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, project.cli(...args), options);
      assert.equal(status, 0, stdout + stderr);
    });
  }

  for (const command of here) {
    test(command, () => {
      const words = command.replace("npm run ", "").replace("-- ", "").split(" ");
      const { status, stdout } = spawnSync(process.execPath, [join(root, "lib/setup/main.mjs"), ...words], {
        encoding: "utf8",
      });
      assert.equal(status, 0, stdout);
    });
  }
});

test("the files and folders that README names are there", () => {
  const named = [
    ...readme.matchAll(
      /`((?:lib|tests|datasets|notebooks|\.binder|environment)[\w./-]*)`|\]\((\.[^)]+|[\w-]+)\)/g,
    ),
  ]
    .map(([, code, link]) => code ?? link)
    // Made by a command, or a place for the reader's own.
    .filter((path) => !path.includes("my_"));
  assert.ok(named.length > 10);
  assert.deepEqual(
    named.filter((path) => !existsSync(join(root, path))),
    [],
  );
});
