import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Scratch } from "./scratch.ts";

let project: Scratch;
beforeEach(() => {
  project = new Scratch();
});
afterEach(() => project.remove());

async function waitFor<T>(look: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 6000; tries++) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error("waited for five minutes in vain");
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

const everything = [
  "npm ci",
  "python -m pip install",
  "python -m pip install",
  "python -m pip install",
  "python -m venv",
];

describe("set-up", () => {
  test("runs each step once, and nothing the second time", async () => {
    const first = await project.run(["setup"], { NODE_DEBUG: "keras-day:setup" });
    assert.equal(first.code, 0, first.text);
    assert.match(first.text, /^KERAS-DAY:SETUP \d+: npm: due$/m);
    assert.deepEqual(project.asked(), everything);
    assert.match(first.text, /✓ npm packages: added 1 package, \d+\.\d s/);
    assert.match(first.text, /✓ JupyterLab, pandas, NumPy: 12 MB downloaded/);
    assert.ok(project.exists(".venv/share/jupyter/kernels/tslab/kernel.json"));
    const second = await project.run(["bench"]);
    assert.deepEqual(project.asked(), []);
    assert.doesNotMatch(second.text, / …|Set up in/);
    const afterEdits = await project.run(["bench"], { CHANGED: "30" });
    assert.doesNotMatch(afterEdits.text, / …|Set up in/);
    const afterPull = await project.run(["bench"], { CHANGED: "31" });
    assert.match(afterPull.text, /✓ Start-up snapshot of TypeScript: \d+ MB on disk/);
    const later = await project.run(["bench"], { CHANGED: "1", HOURS_AGO: "2" });
    assert.match(later.text, /✓ Start-up snapshot of TypeScript/);
    assert.deepEqual(project.asked(), []);
  });

  test("after a change of a manifest, repeats only the steps that depend on it", async () => {
    await project.run(["setup", "--no-native"]);
    project.asked();
    const lock = project.read("package-lock.json");
    project.write("package-lock.json", lock.replace("1.0.0", "1.0.1"));
    await project.run(["setup", "--no-native"]);
    assert.deepEqual(project.asked(), ["npm ci"]);
    const environment = project.read("environment.yml");
    project.write("environment.yml", environment.replace("keras==3.0.0", "keras==3.0.1"));
    const { code, text } = await project.run(["setup", "--no-native"]);
    assert.equal(code, 2);
    assert.match(
      text,
      /requirements\.lock disagree: the lock lacks keras 3\.0\.1\. Run `npm run lock`, then/,
    );
    assert.deepEqual(project.asked(), []);
    project.lock("keras==3.0.0", "keras==3.0.1");
    await project.run(["setup", "--no-native"]);
    assert.deepEqual(project.asked(), ["python -m pip install"]);
  });

  test("repairs what was deleted, moved or cut off in the middle", async () => {
    await project.run(["setup"]);
    project.asked();
    rmSync(join(project.folder, "node_modules/.package-lock.json"));
    rmSync(join(project.folder, ".venv/lib/python3.12/site-packages/jupyterlab-4.0.0.dist-info/INSTALLER"));
    await project.run(["bench"]);
    assert.deepEqual(project.asked(), ["npm ci", "python -m pip install"]);
    rmSync(join(project.folder, ".venv"), { recursive: true });
    await project.run(["bench"]);
    assert.deepEqual(project.asked(), everything.slice(1));
    // As in a project that was moved.
    project.write(".venv/pyvenv.cfg", "version = 3.12.1\ncommand = python3 -m venv /elsewhere/.venv\n");
    await project.run(["bench"]);
    assert.deepEqual(project.asked(), ["python -m venv"]);
  });

  test("when killed, it takes npm and pip along, and the next run repairs the installation", async () => {
    const { kill, outcome } = project.start(["setup"], { PIP_HANGS: "yes" });
    const pips = await waitFor(() => {
      const pids = [...project.read("log").matchAll(/^hangs (\d+)$/gm)].map(([, pid]) => Number(pid));
      return pids.length === 2 ? pids : undefined;
    });
    kill();
    await outcome;
    await waitFor(() => pips.every(isGone) || undefined);
    const { code, text } = await project.run(["setup"]);
    assert.equal(code, 0, text);
    assert.ok(project.exists(".venv/share/jupyter/kernels/tslab/kernel.json"));
  });

  test("two at the same time: the second waits, and has nothing left to do", async () => {
    const waiting = /Another set-up \(process \d+\) is under way/;
    const env = { PIP_WAITS_FOR: join(project.folder, "go on") };
    const both = [project.start(["setup"], env), project.start(["setup"], env)];
    await waitFor(() => both.some(({ text }) => waiting.test(text())) || undefined);
    project.write("go on", "");
    const ended = await Promise.all(both.map(({ outcome }) => outcome));
    assert.deepEqual(
      ended.map(({ code }) => code),
      [0, 0],
    );
    assert.deepEqual(project.asked(), everything);
    assert.equal(ended.filter(({ text }) => waiting.test(text)).length, 1);
  });

  test("takes over the lock of a process that is gone", async () => {
    project.write(".day/setup/lock", "2147483646");
    const { code, text } = await project.run(["setup"]);
    assert.equal(code, 0, text);
    assert.doesNotMatch(text, /Another set-up/);
  });
});
