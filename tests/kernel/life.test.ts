import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { kernelCommand } from "../../lib/kernel/kernelspec.ts";
import { childrenOf, gone } from "./processes.ts";
import { freePorts, resultText, TestKernel, until } from "./test-kernel.ts";

test("two kernels at a time; each is lean, shuts down when asked, with its TypeScript process", async () => {
  const kernels = await Promise.all([TestKernel.start(), TestKernel.start()]);
  await Promise.all(kernels.map((kernel, index) => kernel.execute(`const mine = ${index};`)));
  assert.deepEqual((await Promise.all(kernels.map((kernel) => kernel.execute("mine")))).map(resultText), [
    "0",
    "1",
  ]);

  const [idle, busy] = kernels;
  const loaded = await idle.execute(
    'Object.keys(require.cache).filter((file) => /tensorflow|tfjs|danfojs-base/.test(file)).length + " " + [process.env.TF_CPP_MIN_LOG_LEVEL, process.env.TF_ENABLE_ONEDNN_OPTS]',
  );
  assert.equal(resultText(loaded), "0 2,0");

  const typescript = kernels.flatMap(({ process }) => childrenOf(process.pid!));
  assert.equal(typescript.length, 2);
  const { reply } = await idle.ask("shutdown_request", { restart: true }, "control");
  assert.deepEqual(reply.content, { status: "ok", restart: true });
  assert.equal(await idle.ended(), 0);
  const told = idle.published.filter(({ header }) => header.msg_type === "shutdown_reply");
  assert.deepEqual(
    told.map(({ content }) => content),
    [reply.content],
  );
  // A loop does not hold it up.
  busy.execute("while (true) {}").catch(() => {}); // which nobody answers
  await busy.ask("kernel_info_request", {});
  await busy.ask("shutdown_request", { restart: false }, "control");
  assert.equal(await busy.ended(), 0);
  for (const pid of typescript) await gone(pid);
  await Promise.all(kernels.map((kernel) => kernel.stop()));
});

test("timers that loop for ever, each anew, do not keep a kernel from ending", async () => {
  const kernel = await TestKernel.start();
  const [typescript] = childrenOf(kernel.process.pid!);
  await kernel.execute("for (let i = 0; i < 3; i++) setInterval(() => { while (true) {} }, 0);");
  await kernel.ask("shutdown_request", { restart: false }, "control");
  assert.equal(await kernel.ended(), 0);
  await gone(typescript);
  await kernel.stop();
});

test("a TypeScript process that dies is replaced, and nothing is forgotten", async () => {
  const kernel = await TestKernel.start();
  await kernel.execute("const kept: string[] = ['a'];");
  const [typescript] = childrenOf(kernel.process.pid!);
  // Ctrl+C in a terminal reaches it as well, and is not meant for it.
  process.kill(typescript, "SIGINT");
  assert.equal(resultText(await kernel.execute("kept.length")), "1");
  assert.deepEqual(childrenOf(kernel.process.pid!), [typescript]);
  process.kill(typescript, "SIGKILL");
  await gone(typescript);
  assert.equal(resultText(await kernel.execute("kept.length + 0")), "1");
  const { reply } = await kernel.execute("kept.missing");
  assert.match(String(reply.content.evalue), /^TS2339: /);
  await kernel.stop();
});

test("a cell that takes all memory ends the kernel, and the server's log says why", async () => {
  const kernel = await TestKernel.start({
    env: { ...process.env, NODE_OPTIONS: "--max-old-space-size=150" },
  });
  const [typescript] = childrenOf(kernel.process.pid!);
  kernel
    .execute("const all: number[][] = []; for (;;) all.push(new Array(100_000).fill(0.5));")
    .catch(() => {});
  assert.equal(await kernel.ended(), "SIGABRT");
  await until(() => kernel.log.includes("JavaScript heap out of memory"), "the reason in the log");
  await gone(typescript);
  await kernel.stop();
});

test("a kernel ends with the process that started it, if Jupyter says so", async () => {
  const script = `
    import { TestKernel } from ${JSON.stringify(join(import.meta.dirname, "test-kernel.ts"))};
    const kernel = await TestKernel.start({ env: { ...process.env, JPY_PARENT_PID: String(process.pid) } });
    console.log(String(kernel.process.pid));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: join(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = Number(await new Promise((resolve) => parent.stdout.once("data", resolve)));
  const children = childrenOf(pid);
  assert.equal(children.length, 1);
  parent.kill("SIGKILL");
  await gone(pid);
  for (const child of children) await gone(child);
});

test("a cell that is asked of a TypeScript process as it dies is asked of the next; one that ends them is told so", async () => {
  const kernel = await TestKernel.start();
  try {
    await kernel.execute("const kept = 6;");
    const [typescript] = childrenOf(kernel.process.pid!);
    process.kill(typescript, "SIGSTOP");
    const asked = kernel.execute("kept * 7");
    process.kill(typescript, "SIGKILL");
    assert.equal(resultText(await asked), "42");
    const all = (signal: NodeJS.Signals) => {
      for (const child of childrenOf(kernel.process.pid!)) {
        try {
          process.kill(child, signal);
        } catch {
          // It has ended since it was listed.
        }
      }
    };
    all("SIGSTOP");
    const killer = setInterval(all, 20, "SIGKILL");
    const { reply } = await kernel.execute("kept * 8");
    clearInterval(killer);
    assert.match(String(reply.content.evalue), /^The TypeScript process crashed twice on this request/);
    assert.equal(resultText(await kernel.execute("kept * 9")), "54");
  } finally {
    await kernel.stop();
  }
});

test("programs that cells have started end with the kernel, also those that do not want to, and leave their port", async () => {
  const kernel = await TestKernel.start();
  const { port } = await freePorts(["port"]);
  const server = `require("http").createServer().listen(${port}, "127.0.0.1", () => console.log("listens")); process.on("SIGTERM", () => {});`;
  const cell = `import { spawn } from "node:child_process"; spawn("node", ["-e", ${JSON.stringify(server)}], { stdio: "inherit" }).pid`;
  const pid = Number(resultText(await kernel.execute(cell)));
  await kernel.heard("listens");
  await kernel.ask("shutdown_request", { restart: true }, "control");
  assert.equal(await kernel.ended(), 0);
  await gone(pid);
  await kernel.stop();
});

test("a port that is taken ends the kernel with a sentence, and exit code 1", async () => {
  const kernel = await TestKernel.start();
  const connection = { ip: "127.0.0.1", transport: "tcp", key: "k", ...kernel.ports };
  const folder = mkdtempSync(join(tmpdir(), "taken-"));
  writeFileSync(join(folder, "connection.json"), JSON.stringify(connection));
  const [command, ...rest] = kernelCommand().map((word) =>
    word.replace("{connection_file}", join(folder, "connection.json")),
  );
  const second = spawn(command, rest, { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  second.stderr.on("data", (text) => {
    log += text;
  });
  const over = await new Promise((resolve) => second.once("exit", (code, signal) => resolve(code ?? signal)));
  assert.equal(over, 1, log);
  assert.match(log, /cannot listen on tcp:\/\/127\.0\.0\.1:\d+ for \w+: .*in use/);
  assert.equal(resultText(await kernel.execute("1")), "1");
  await kernel.stop();
});

test("a kernel removes what others have left that were killed while they started", async () => {
  const temporary = mkdtempSync(join(tmpdir(), "killed-"));
  const env = { ...process.env, TMPDIR: temporary };
  const [command, ...rest] = kernelCommand().map((word) => word.replace("{connection_file}", "/none"));
  const folders = () => readdirSync(temporary);
  // Killed before it has opened its pipes, which takes Node some 50 milliseconds.
  const killed = spawn(command, rest, { env, stdio: "ignore" });
  const pipes = () => folders().flatMap((name) => readdirSync(join(temporary, name)));
  // Both: the shell's `mkfifo` goes on when the shell is killed, and the folder would be new again.
  await until(() => pipes().length === 2, "the pipes");
  killed.kill("SIGKILL");
  await new Promise((resolve) => killed.once("exit", resolve));
  const [folder] = folders().map((name) => join(temporary, name));
  assert.ok(existsSync(folder));
  const before = new Date(Date.now() - 3_600_000);
  utimesSync(folder, before, before);
  // Not those of a process that runs, and not what others have made.
  const other = mkdtempSync(join(temporary, `tslab-${process.pid}-`));
  utimesSync(other, before, before);
  const kernel = await TestKernel.start({ env });
  await until(() => !existsSync(folder), "the folder to be removed");
  assert.ok(existsSync(other));
  await kernel.stop();
});
