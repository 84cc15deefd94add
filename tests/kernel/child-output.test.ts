import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Answer, contents, streamText, TestKernel, until } from "./test-kernel.ts";

const kernel = await TestKernel.start();
before(async () => {
  await kernel.execute(
    'import { execSync, spawn, spawnSync } from "node:child_process";\nimport { once } from "node:events";\nimport { writeSync } from "node:fs";',
  );
});
after(() => kernel.stop());

/** The printed texts; those in a row to the same stream are joined. */
function streams(answer: Answer): [name: string, text: string][] {
  const joined: [string, string][] = [];
  for (const { name, text } of contents(answer, "stream") as { name: string; text: string }[]) {
    const last = joined.at(-1);
    if (last?.[0] === name) last[1] += text;
    else joined.push([name, text]);
  }
  return joined;
}

test("what child processes print into the kernel's own stdio is the cell's, in order", async () => {
  const answer = await kernel.execute(`
    console.log("1");
    spawnSync("echo", ["2"], { stdio: "inherit" });
    console.log("3");
    execSync("echo 4 >&2");
    console.log("5");
    await once(spawn("sh", ["-c", "echo 6; echo 7"], { stdio: "inherit" }), "exit");
    console.log("8");`);
  assert.deepEqual(streams(answer), [
    ["stdout", "1\n2\n3\n"],
    ["stderr", "4\n"],
    ["stdout", "5\n6\n7\n8\n"],
  ]);
});

test("what is written to the file descriptors 1 and 2 is the cell's too, as of native code", async () => {
  const answer = await kernel.execute('writeSync(1, "to 1 é\\n"); writeSync(2, "to 2\\n");');
  assert.equal(streamText(answer), "to 1 é\n");
  assert.equal(streamText(answer, "stderr"), "to 2\n");
});

test("more than a pipe holds arrives whole before idle, while the cell waits for its end", async () => {
  const answer = await kernel.execute('spawnSync("seq", ["200000"], { stdio: "inherit" }).status');
  assert.ok(
    streamText(answer) === Array.from({ length: 200_000 }, (_, i) => `${i + 1}\n`).join(""),
    "not all lines, or not in order",
  );
});

test("it is seen while the child process still runs, in the cell that started it", async () => {
  const cell = kernel.execute(
    'const child = spawn("sh", ["-c", "echo first; read line; echo $line"], { stdio: ["pipe", "inherit", "inherit"] });\nawait once(child, "exit");',
  );
  await kernel.heard("first\n");
  // The cell ends, the child process does not.
  await kernel.ask("interrupt_request", {}, "control");
  await cell;
  const next = await kernel.execute('child.stdin!.end("second\\n"); await once(child, "exit");');
  assert.equal(streamText(next), "");
  await kernel.heard("second\n");
  const { parent } = kernel.published.find(({ content }) => content.text === "second\n")!;
  assert.equal(parent.msg_id, (await cell).reply.parent.msg_id);
});

test("what a cell leaves running prints when the kernel is idle", async () => {
  const flag = join(tmpdir(), `kernel-child-${process.pid}`);
  await kernel.execute(
    `spawn("sh", ["-c", "while [ ! -e ${flag} ]; do sleep 0.01; done; echo late"], { stdio: "inherit" }).unref();`,
  );
  const from = kernel.published.length;
  writeFileSync(flag, "");
  await kernel.heard("late\n", from);
  rmSync(flag);
});

test("what synchronous children print in a timer goes to the cell that started it, while another one runs", async () => {
  const starter = await kernel.execute(`
    setTimeout(() => {
      execSync("echo late 1", { stdio: "inherit" });
      spawnSync("sh", ["-c", "echo late 2 >&2"], { stdio: ["ignore", 1, process.stderr] });
      console.log("late 3");
    }, 200);`);
  const later = await kernel.execute(
    'await new Promise((resolve) => setTimeout(resolve, 600));\nexecSync("echo own", { stdio: "inherit" });',
  );
  assert.deepEqual(streams(later), [["stdout", "own\n"]]);
  const lines = () =>
    kernel.published
      .filter(({ parent }) => parent.msg_id === starter.reply.parent.msg_id)
      .flatMap(({ content }) => String(content.text ?? "").match(/late \d/g) ?? []);
  await until(() => lines().length >= 3, "three late lines");
  assert.deepEqual(lines().sort(), ["late 1", "late 2", "late 3"]);
});
