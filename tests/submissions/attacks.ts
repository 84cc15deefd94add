import { homedir } from "node:os";
import { join } from "node:path";
import { kerasImports, printedModel } from "./answers.ts";
import { code, type Submission, typescript } from "./submission.ts";

/** Files in the home folder of the grader's user, whether or not they exist. */
const atHome = [".ssh", ".bashrc", ".npm"].map((name) => join(homedir(), name));

/** An answer to exercise 1 that is sound, a cell that attacks, and an answer below it that needs the cell to end. */
function attack(
  id: string,
  about: string,
  source: string,
  after: Submission["rerun"] = {},
  before: Submission["expected"] = { ex01: "met" },
): Submission {
  return {
    id,
    kind: "attack",
    about,
    files: {
      "ex01.ipynb": typescript(
        code(kerasImports),
        code("console.log(new Sequential());", printedModel("2.4.3")),
        code(source),
        code("console.log(new Sequential());", printedModel("2.4.3")),
      ),
    },
    expected: before,
    rerun: { ex01: "not confirmed", ...after },
  };
}

export const attacks: Submission[] = [
  attack("endless loop", "A loop that never ends", "while (true) {}"),
  attack("endless output", "Prints without end", 'while (true) console.log("x".repeat(10_000));'),
  attack(
    "memory bomb",
    "Takes all the memory there is",
    "const all: Buffer[] = [];\nwhile (true) all.push(Buffer.alloc(100_000_000, 1));",
  ),
  attack(
    "fork bomb",
    "Processes that start processes",
    `import { writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
writeFileSync("/tmp/bomb.mjs", 'import { spawn } from "node:child_process"; for (;;) { spawn(process.execPath, ["/tmp/bomb.mjs"], { stdio: "ignore", detached: true }); await new Promise((r) => setTimeout(r, 5)); }');
for (let i = 0; i < 20; i++) spawn(process.execPath, ["/tmp/bomb.mjs"], { stdio: "ignore", detached: true });
await new Promise(() => {});`,
  ),
  attack(
    "disk bomb",
    "Fills the disk",
    `import { openSync, writeSync } from "node:fs";
const chunk = Buffer.alloc(10_000_000, 1);
const names = ["/tmp/full", "full", "/dev/shm/full", process.env.HOME + "/full"];
const full: string[] = [];
for (const name of names) {
  try {
    const file = openSync(name, "w");
    for (let i = 0; i < 200; i++) writeSync(file, chunk);
    full.push(name);
  } catch {}
}
if (full.length > 0) console.log("took 2 GB of", full);`,
    { ex01: "met" },
  ),
  attack(
    "kills its parent",
    "Signals to whatever it can see",
    `for (let id = 1; id < 100_000; id++) if (id !== process.pid) try { process.kill(id, "SIGKILL"); } catch {}
process.kill(process.ppid, "SIGKILL");
process.exit(1);`,
  ),
  attack(
    "process left behind",
    "A process that outlives the cell",
    `import { spawn } from "node:child_process";
spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "left-behind-by-a-submission"], { detached: true, stdio: "ignore" }).unref();`,
    { ex01: "met" },
  ),
  attack(
    "reads and writes around",
    "Looks for the grader's files, other work, secrets and the network",
    `import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
const seen: string[] = [];
for (const path of ["/etc/shadow", "/etc/passwd", "/home", ...${JSON.stringify(atHome)}, "../tests", "../.git", "../README.md", "../.day/reports", "../.day/setup"]) {
  if (existsSync(path)) seen.push(path);
}
for (const path of ["../lib/keras/index.ts", "../datasets/breast_cancer.csv", "../node_modules/x", "/usr/x", "/x"]) {
  try { writeFileSync(path, "x"); seen.push("wrote " + path); } catch {}
}
for (const name of Object.keys(process.env)) if (/KEY|TOKEN|SECRET|PASS/i.test(name)) seen.push("environment " + name);
if (process.getuid?.() === 0) seen.push("root");
const processes = existsSync("/proc") ? readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).map((id) => { try { return readFileSync("/proc/" + id + "/cmdline", "utf8"); } catch { return ""; } }).filter((line) => line !== "" && !/start\\.mjs|main\\.mjs|server|bwrap|node/.test(line)) : [];
if (processes.length > 0) seen.push("processes " + processes.join());
await new Promise<void>((resolve) => { const socket = connect(53, "1.1.1.1"); socket.on("connect", () => { seen.push("network"); resolve(); }); socket.on("error", () => resolve()); setTimeout(resolve, 500); });
console.log("SEEN", seen);`,
    { ex01: "met" },
  ),
  attack(
    "nested output",
    "Shows data nested deeper than a reader may go",
    `let deep: unknown = 1;
for (let i = 0; i < 20_000; i++) deep = [deep];
const kernel = (globalThis as any)[Symbol.for("tslab.kernel")];
try { kernel.display({ "application/json": deep, "text/plain": "deep" }); } catch {}`,
    { ex01: "not confirmed" },
    { ex01: "not confirmed" },
  ),
  attack(
    "updates without end",
    "One display, updated for ever",
    `const kernel = (globalThis as any)[Symbol.for("tslab.kernel")];
kernel.display({ "text/plain": "0" }, { displayId: "one" });
for (let i = 0; ; i++) kernel.display({ "text/plain": "x".repeat(1000) + i }, { displayId: "one", update: true });`,
    {},
    { ex01: "not confirmed" },
  ),
  attack(
    "everything there is to kill",
    "A signal to every process at once, from a child",
    `import { spawnSync } from "node:child_process";
spawnSync("/bin/sh", ["-c", "kill -9 -1"]);`,
  ),
];
