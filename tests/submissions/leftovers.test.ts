/** Running a class again leaves no processes and no files behind. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sandboxTrouble } from "../../lib/grade/sandbox/bubblewrap.ts";
import { generated, root } from "../../lib/setup/paths.mjs";
import { ts } from "./answers.ts";
import { handIn } from "./submission.ts";

const folder = mkdtempSync(join(tmpdir(), "leftovers "));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Processes whose command line or environment names this test's folder; in a sandbox it is bubblewrap's own. */
function processes(): string[] {
  return readdirSync("/proc")
    .filter((id) => /^\d+$/.test(id) && Number(id) !== process.pid)
    .filter((id) => {
      try {
        return ["cmdline", "environ"].some((name) =>
          readFileSync(`/proc/${id}/${name}`, "utf8").includes(folder),
        );
      } catch {
        return false; // it has ended meanwhile, or is another user's
      }
    });
}

/** Folders of sockets whose owner has ended. */
function orphans(): string[] {
  return readdirSync("/tmp").filter((name) => {
    const owner = /^kd-run-(\d+)-/.exec(name)?.[1];
    return owner !== undefined && !existsSync(`/proc/${owner}`);
  });
}

test("eight submissions that are run again leave no process and no file", {
  skip: sandboxTrouble(),
}, async () => {
  const people = Array.from({ length: 8 }, (_, index) => `person ${index + 1}`);
  for (const id of people) {
    handIn(
      { id, kind: "honest", about: "", files: { "ex01.ipynb": ts.ex01() }, expected: {} },
      join(folder, "class"),
    );
  }
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  const before = orphans();
  const args = [join(folder, "class"), "--again", "--allow-root", "--out", join(folder, "out")];
  const child = spawn(
    process.execPath,
    ["--import", "tsx", join(root, "lib/cli/main.ts"), "grade", ...args],
    {
      cwd: root,
      env: { ...process.env, TMPDIR: temporary },
      stdio: "ignore",
    },
  );
  const code = await new Promise((resolve) => child.on("close", resolve));
  assert.equal(code, 0);
  const report = readFileSync(join(folder, "out/grades.json"), "utf8");
  const { works, limits } = JSON.parse(report);
  assert.match(limits, /^(?:system|watcher)$/);
  assert.deepEqual(
    works.map(({ id, notebooks }: { id: string; notebooks: { agreement: string }[] }) => [
      id,
      notebooks[0].agreement,
    ]),
    people.map((id) => [id, "equal"]),
  );
  assert.deepEqual(processes(), []);
  // tsx keeps there what it has compiled of the grader itself.
  assert.deepEqual(
    readdirSync(temporary).filter((name) => !name.startsWith("tsx-")),
    [],
  );
  assert.deepEqual(
    orphans().filter((name) => !before.includes(name)),
    [],
  );
  assert.equal(existsSync(join(generated, `run-${child.pid}`)), false);

  // Graded before: nothing is run, and the report is the same.
  const main = ["--import", "tsx", join(root, "lib/cli/main.ts"), "grade"];
  const second = [join(folder, "class"), "--allow-root", "--out", join(folder, "again")];
  assert.equal(spawnSync(process.execPath, [...main, ...second], { cwd: root }).status, 0);
  assert.equal(readFileSync(join(folder, "again/grades.json"), "utf8"), report);
});
