import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { resultText, streamText, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
before(async () => {
  await kernel.execute("let state = 42;");
});
after(() => kernel.stop());

const started = 'console.log("started");';

const situations: [string, string][] = [
  ["a loop in the cell", `${started} while (true) {}`],
  ["a loop after an await", `await 0; ${started} while (true) {}`],
  ["a loop in a timer", `setTimeout(() => { ${started} while (true) {} }, 0); await new Promise(() => {});`],
  ["microtasks", `${started} const spin = (): Promise<void> => Promise.resolve().then(spin); await spin();`],
  [
    "nextTick",
    `${started} const again = (): void => process.nextTick(again); again(); await new Promise(() => {});`,
  ],
  [
    "setImmediate",
    `${started} const turn = (): void => void setImmediate(turn); turn(); await new Promise(() => {});`,
  ],
  [
    "a loop that swallows exceptions",
    `${started} while (true) { try { while (true) {} } catch {} finally { while (true) {} } }`,
  ],
  ["a pending await", `${started} await new Promise(() => {});`],
  ["a loop that prints", `${started} for (;;) console.log("and on");`],
];

for (const [name, code] of situations) {
  test(`interrupt stops ${name} and keeps the state`, async () => {
    const heard = kernel.published.length;
    const cell = kernel.execute(code);
    await kernel.heard("started", heard);
    const { reply } = await kernel.ask("interrupt_request", {}, "control");
    assert.deepEqual([reply.header.msg_type, reply.content.status], ["interrupt_reply", "ok"]);
    const { status, ename } = (await cell).reply.content;
    assert.deepEqual([status, ename], ["error", "KeyboardInterrupt"]);
    assert.equal(resultText(await kernel.execute("state")), "42");
  });
}

for (const [name, code] of situations) {
  test(`so does SIGINT: ${name}`, async () => {
    const heard = kernel.published.length;
    const cell = kernel.execute(code);
    await kernel.heard("started", heard);
    kernel.process.kill("SIGINT");
    const { status, ename } = (await cell).reply.content;
    assert.deepEqual([status, ename], ["error", "KeyboardInterrupt"]);
    assert.equal(resultText(await kernel.execute("state")), "42");
  });
}

test("many signals at once leave it serving", async () => {
  // Of its own: one of them may come late, and stop a cell of the next test.
  const signalled = await TestKernel.start();
  await signalled.execute("const state = 42;");
  for (let i = 0; i < 20; i++) signalled.process.kill("SIGINT");
  let answer = await signalled.execute("state");
  while (answer.reply.content.ename === "KeyboardInterrupt") answer = await signalled.execute("state");
  assert.equal(resultText(answer), "42");
  await signalled.stop();
});

test("a fit is stopped between two batches, and the model goes on from there", async () => {
  const built = await kernel.execute(`
    import { callbacks, Dense, Sequential } from "../lib/keras";
    const model = new Sequential([new Dense(4, { inputShape: [2], activation: "relu" }), new Dense(1)]);
    model.compile({ loss: "mse", optimizer: "sgd" });
    const x = Array.from({ length: 512 }, (_, i) => [i / 512, 1 - i / 512]);
    const y = x.map(([a]) => [a]);`);
  assert.equal(built.reply.content.status, "ok", String(built.reply.content.evalue));
  const heard = kernel.published.length;
  const cell = kernel.execute(`
    const says = new callbacks.LambdaCallback({ onEpochEnd: (epoch) => { if (epoch === 0) ${started} } });
    await model.fit(x, y, { epochs: 1_000_000, verbose: 0, callbacks: [says] });`);
  await kernel.heard("started", heard);
  await kernel.ask("interrupt_request", {}, "control");
  assert.equal((await cell).reply.content.ename, "KeyboardInterrupt");
  const after = await kernel.execute(
    "(await model.fit(x, y, { epochs: 2, verbose: 0 })).history.loss.length",
  );
  assert.equal(resultText(after), "2", String(after.reply.content.evalue));
});

test("a model whose fit was terminated within code that is not a cell's can be fitted again", async () => {
  const heard = kernel.published.length;
  const cell = kernel.execute(`
    const loops = new callbacks.LambdaCallback({ onEpochEnd: () => { ${started} new Function("for (;;);")(); } });
    await model.fit(x, y, { verbose: 0, callbacks: loops });`);
  await kernel.heard("started", heard);
  await kernel.ask("interrupt_request", {}, "control");
  assert.equal((await cell).reply.content.ename, "KeyboardInterrupt");
  for (let times = 0; times < 2; times++) {
    const after = await kernel.execute(
      "(await model.fit(x, y, { epochs: 2, verbose: 0 })).history.loss.length",
    );
    assert.equal(resultText(after), "2", String(after.reply.content.evalue));
  }
});

for (const [name, program] of [
  ["a program, and what that has started", "sleep 1000; sleep 1000"],
  ["a program that pays no heed to Ctrl+C", "trap '' INT; sleep 1000; sleep 1000"],
]) {
  test(`an interrupt ends what a cell waits for: ${name}`, async () => {
    const heard = kernel.published.length;
    const cell = kernel.execute(
      `import { execSync } from "node:child_process";\n${started} execSync("${program}");`,
    );
    await kernel.heard("started", heard);
    await kernel.ask("interrupt_request", {}, "control");
    assert.equal((await cell).reply.content.ename, "KeyboardInterrupt");
    assert.equal(resultText(await kernel.execute("state")), "42");
  });
}

for (const [name, body] of [
  ["never does so", "return new Promise(() => {});"],
  ["does so in a loop", "for (;;);"],
]) {
  test(`interrupt stops a value that is to show itself and ${name}`, async () => {
    const heard = kernel.published.length;
    const cell = kernel.execute(`({ [Symbol.for("Jupyter.display")]() { ${started} ${body} } })`);
    await kernel.heard("started", heard);
    await kernel.ask("interrupt_request", {}, "control");
    assert.equal((await cell).reply.content.ename, "KeyboardInterrupt");
    assert.equal(resultText(await kernel.execute("state")), "42");
  });
}

test("a call that V8 cannot stop ends the cell when it returns, and the learner is told meanwhile", async () => {
  const heard = kernel.published.length;
  // The call is the last that the cell does: what stops it hits what the kernel does with the value.
  const cell = kernel.execute(
    `const values = Array.from({ length: 700_000 }, (_, i) => Math.sin(i)); await 0; ${started} values.sort().length`,
  );
  await kernel.heard("started", heard);
  const answer = kernel.ask("interrupt_request", {}, "control");
  await kernel.heard("Interrupt: the cell is in a call that cannot be stopped", heard);
  await answer;
  const { reply, published } = await cell;
  assert.match(
    published.map(({ content }) => content.text ?? "").join(""),
    /Interrupt: the cell is in a call/,
  );
  const { status, ename } = reply.content;
  assert.deepEqual([status, ename], ["error", "KeyboardInterrupt"]);
  assert.equal(resultText(await kernel.execute("state")), "42");
});

test("modules that an interrupt meets as they load are whole when they are imported again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "modules-"));
  const own = await TestKernel.start({ cwd: folder });
  const slow = "const end = performance.now() + 400; while (performance.now() < end);";
  // Long enough for the interrupt to come before its end.
  const turn = "await new Promise((resolve) => setTimeout(resolve, 3000));";
  writeFileSync(join(folder, "second.ts"), `console.log("second"); ${slow} ${turn} export const two = 2;`);
  writeFileSync(join(folder, "first.ts"), `export { two } from "./second.ts"; ${slow} export const one = 1;`);
  const cell = own.execute('import { one, two } from "./first.ts"; [one, two]');
  await own.heard("second");
  await own.ask("interrupt_request", {}, "control");
  assert.equal((await cell).reply.content.ename, "KeyboardInterrupt");
  assert.equal(
    resultText(await own.execute('import { one, two } from "./first.ts"; [one, two]')),
    "[ 1, 2 ]",
  );

  writeFileSync(join(folder, "endless.ts"), 'console.log("endless"); for (;;); export {};');
  const heard = own.published.length;
  const endless = own.execute('import "./endless.ts";');
  await own.heard("endless", heard);
  await own.ask("interrupt_request", {}, "control");
  assert.equal((await endless).reply.content.ename, "KeyboardInterrupt");
  assert.equal(resultText(await own.execute('import { one } from "./first.ts"; one')), "1");
  await own.stop();
});

test("code that runs on can ask whether it was stopped", async () => {
  const cell = kernel.execute(
    `const { signal } = (globalThis as any)[Symbol.for("tslab.kernel")]; console.log("asks"); await new Promise(() => {});`,
  );
  await kernel.heard("asks");
  await kernel.ask("interrupt_request", {}, "control");
  await cell;
  assert.equal(resultText(await kernel.execute("signal.aborted")), "true");
});

const tidying: [name: string, code: string][] = [
  ["a promise that never settles", "try { await new Promise(() => {}); } finally { console.log('tidy'); }"],
  [
    "one in a function, whose caller waits for it",
    `const wait = async () => { try { await new Promise(() => {}); } finally { console.log("tidy"); } };
     await wait();`,
  ],
  ["a loop", "try { for (;;); } finally { console.log('tidy'); }"],
  ["a loop after an await", "try { await 0; while (true) { state; } } finally { console.log('tidy'); }"],
  [
    "a loop in a function that the cell calls",
    "function spin() { do {} while (true); }\ntry { spin(); } finally { console.log('tidy'); }",
  ],
  [
    "an async iterator that gives nothing",
    `import { on, EventEmitter } from "node:events";
     try { for await (const _ of on(new EventEmitter(), "never")) {} } finally { console.log("tidy"); }`,
  ],
  [
    "a promise, with a finally that waits",
    `try { await new Promise(() => {}); } finally {
       await new Promise((resolve) => setTimeout(resolve, 100)); console.log("tidy"); }`,
  ],
  [
    "a promise below a `using`",
    `using file = { [Symbol.dispose ?? Symbol.for("dispose")]() { console.log("tidy"); } } as any; ${started}
     await new Promise(() => {});`,
  ],
  [
    "a loop in a timer",
    "setTimeout(() => { try { for (;;); } finally { console.log('tidy'); } });\nawait new Promise(() => {});",
  ],
  [
    "code that catches each interrupt",
    `for (;;) { try { await new Promise(() => {}); } catch {} finally { console.log("tidy"); break; } }`,
  ],
];
for (const [name, code] of tidying) {
  test(`an interrupt runs the \`finally\` of ${name}`, async () => {
    const heard = kernel.published.length;
    const cell = kernel.execute(code.replace("try {", `try { ${started}`));
    await kernel.heard("started", heard);
    await kernel.ask("interrupt_request", {}, "control");
    const answer = await cell;
    assert.equal(answer.reply.content.ename, "KeyboardInterrupt", String(answer.reply.content.evalue));
    await kernel.heard("tidy", heard);
    assert.equal(streamText(answer, "stderr"), "");
    assert.equal(resultText(await kernel.execute("state")), "42");
  });
}

test("an interrupt with nothing to stop stops nothing", async () => {
  await kernel.ask("interrupt_request", {}, "control");
  assert.equal(resultText(await kernel.execute("state")), "42");
});
