/** `npm run grade` as a person runs it: what it writes, what it refuses, and that a killed run goes on. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { cliProgram } from "../../lib/setup/cli-program.mjs";
import { generated, root } from "../../lib/setup/paths.mjs";
import { ts } from "../submissions/answers.ts";
import { writeSubmission } from "../submissions/submission.ts";

const folder = mkdtempSync(join(tmpdir(), "grade "));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the grader; the promise has its exit code and what it said. */
function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, cliProgram("grade", ...args), {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => {
    said.stdout += data;
  });
  child.stderr.on("data", (data) => {
    said.stderr += data;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, ...said })),
  );
  return { child, ended };
}

/** A class that was never graded before: its work differs by a word. */
function newClass(name: string, people: number): string {
  const path = join(folder, name);
  for (let n = 1; n <= people; n++) {
    const person = writeSubmission(
      { id: `person ${n}`, kind: "honest", about: "", files: { "ex01.ipynb": ts.ex01() }, expected: {} },
      path,
    );
    writeFileSync(join(person, "notes.txt"), folder);
  }
  return path;
}

test("a class is graded into four reports, and what has not changed is not graded again", async () => {
  const out = join(folder, "out");
  const args = [newClass("class", 3), "--as-submitted", "--out", out, "--assignment", "Tuesday"];
  const first = await start(args).ended;
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(readdirSync(out).sort(), [
    "grades.csv",
    "grades.json",
    "index.html",
    "person 1.html",
    "person 2.html",
    "person 3.html",
    "review.html",
    "review.yml",
  ]);
  const report = readFileSync(join(out, "grades.json"), "utf8");
  assert.equal(
    JSON.parse(report).works[0].questions.find(({ id }: { id: string }) => id === "ex01").said,
    "met",
  );
  writeFileSync(join(args[0], "review.yml"), readFileSync(join(out, "review.yml")));
  const second = await start(args).ended;
  assert.equal(second.stderr.match(/graded before/g)?.length, 3);
  assert.match(second.stderr, /class\/review\.yml is not read, only .*out\/review\.yml is/);
  assert.equal(readFileSync(join(out, "grades.json"), "utf8"), report);
  // A person's own file of that name is part of the submission.
  const person = join(args[0], "person 1");
  writeFileSync(join(person, "review.yml"), readFileSync(join(out, "review.yml")));
  const alone = await start([person, "--as-submitted", "--out", join(folder, "alone")]).ended;
  assert.doesNotMatch(alone.stderr, /is not read/);
});

test("an empty folder for the reports within the class is nobody's", async () => {
  const path = newClass("class with reports", 2);
  const out = join(path, "reports");
  mkdirSync(out);
  const { code, stdout } = await start([path, "--as-submitted", "--out", out]).ended;
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /no notebook/);
  const { works } = JSON.parse(readFileSync(join(out, "grades.json"), "utf8"));
  assert.deepEqual(
    works.map(({ id }: { id: string }) => id),
    ["person 1", "person 2"],
  );
});

test("a full disk is said with the remedy, also when only the decisions no longer fit, which stay", async () => {
  const [path, out, full] = [
    newClass("class on a full disk", 1),
    join(folder, "full"),
    join(folder, "full.mjs"),
  ];
  const review = "people:\n  person 1:\n    ex03: refuse\n";
  mkdirSync(out);
  writeFileSync(join(out, "review.yml"), review);
  writeFileSync(
    full,
    `import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const { writeFileSync } = fs;
fs.writeFileSync = (path, text, ...more) => {
  if (String(text).includes("ex03: refuse")) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
  writeFileSync(path, text, ...more);
};
syncBuiltinESMExports();`,
  );
  const NODE_OPTIONS = `--import="${pathToFileURL(full)}"`;
  const { code, stderr } = await start([path, "--as-submitted", "--out", out], { NODE_OPTIONS }).ended;
  assert.equal(code, 2, stderr);
  assert.match(stderr, /could not be written to .*full \(the disk is full\): name another folder with --out/);
  assert.equal(readFileSync(join(out, "review.yml"), "utf8"), review);
});

test("a killed run goes on where it stopped", async () => {
  const args = [newClass("killed", 30), "--as-submitted", "--out", join(folder, "killed out")];
  const { child, ended } = start(args);
  child.stderr.on("data", () => child.kill("SIGKILL")); // the first person is graded
  await ended;
  const again = await start(args).ended;
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /graded before/);
  assert.equal(existsSync(join(generated, `run-${child.pid}`)), false);
});

test("Ctrl-C stops a run of which nothing is run again", { skip: process.platform === "win32" }, async () => {
  const out = join(folder, "stopped out");
  const { child, ended } = start([newClass("stopped", 30), "--as-submitted", "--out", out]);
  child.stderr.once("data", () => child.kill("SIGINT"));
  const { code, stderr } = await ended;
  assert.equal(code, 130, stderr);
  assert.match(stderr, /Stopped\. What was graded is kept: the same command goes on from here\./);
  assert.ok(!existsSync(out));
});

test("without a sandbox nothing is run, which is said, and the work is graded as submitted", async () => {
  const out = join(folder, "no sandbox");
  const { code, stdout, stderr } = await start([newClass("bare", 1), "--allow-root", "--out", out], {
    PATH: folder,
  }).ended;
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /Nothing is run again, since bubblewrap is not installed .* --unsafe runs the work without a sandbox/,
  );
  assert.match(stdout, /person 1 {2}1 of 12 points/);
  assert.equal(JSON.parse(readFileSync(join(out, "grades.json"), "utf8")).rerun, "no");
});

test("--unsafe runs it where no sandbox can be made, and says what that means", async () => {
  const out = join(folder, "unsafe");
  // As bubblewrap says it in a container that allows no namespaces.
  const refusing = join(folder, "refusing");
  mkdirSync(refusing);
  writeFileSync(
    join(refusing, "bwrap"),
    "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n",
    { mode: 0o755 },
  );
  const path = [refusing, process.env.PATH].join(delimiter);
  const { code, stderr } = await start([newClass("trusted", 1), "--unsafe", "--allow-root", "--out", out], {
    PATH: path,
  }).ended;
  assert.match(stderr, /cannot make a sandbox here \(bwrap: No permissions to create new namespace\)/);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /may do whatever you may do/);
  const report = JSON.parse(readFileSync(join(out, "grades.json"), "utf8"));
  assert.equal(report.rerun, "unsafe");
  assert.deepEqual(
    [report.works[0].notebooks[0].trouble, report.works[0].questions[2].rerun?.said],
    [null, "met"],
  );
});

test("root runs nothing unless that is allowed", {
  skip: process.platform !== "linux" && "needs Linux",
}, async () => {
  const people = newClass("of root", 1);
  const grade = ["node", ...cliProgram("grade", people, "--out", join(folder, "root"))];
  const asRoot = (...args: string[]) =>
    spawnSync("unshare", ["--user", "--map-root-user", "--", ...grade, ...args], {
      cwd: root,
      encoding: "utf8",
    });
  const refused = asRoot();
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /as root is not recommended.* --as-submitted .* --allow-root/);
  assert.equal(asRoot("--as-submitted").status, 0);
});

test("what is not possible is refused with the remedy", async () => {
  for (const [args, words] of [
    [[], /missing required argument 'path'/],
    [["nobody"], /There is no nobody/],
    [["notebooks", "--limit", "soon"], /'soon' is invalid\. Expected a whole number above 0/],
    [["notebooks", "--rubric", "README.md"], /name a JSON file/],
    [
      ["notebooks", "--as-submitted", "--out", "README.md"],
      /README\.md \(EEXIST\): name another folder with --out/,
    ],
  ] as const) {
    const { code, stderr } = await start([...args]).ended;
    assert.equal(code, 2);
    assert.match(stderr, words);
  }
});
