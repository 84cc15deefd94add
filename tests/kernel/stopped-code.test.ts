/** Code that waits when its cell is stopped must not go on during the next cell. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { resultText, streamText, TestKernel, until } from "./test-kernel.ts";

const kernel = await TestKernel.start();
before(async () => {
  await kernel.execute(`
    const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    let turns = 0;
    async function* ticks() { for (;;) { await sleep(10); yield 1; } }`);
});
after(() => kernel.stop());

const loops: [string, string][] = [
  ["at the cell's top", 'for (;;) { await sleep(10); turns++; console.log("turn"); }'],
  [
    "in a function",
    'async function loop() { for (;;) { await sleep(10); turns++; console.log("turn"); } }\nawait loop();',
  ],
  [
    "in a function of an earlier cell, which catches what is thrown",
    'while (true) { try { await sleep(10); turns++; console.log("turn"); } catch {} }',
  ],
  ["over an async iterator", 'for await (const one of ticks()) { turns += one; console.log("turn"); }'],
];

for (const [name, code] of loops) {
  test(`a loop that waits, ${name}, goes no further once it is stopped`, async () => {
    const heard = kernel.published.length;
    const cell = kernel.execute(code);
    await kernel.heard("turn", heard);
    await kernel.ask("interrupt_request", {}, "control");
    assert.equal((await cell).reply.content.ename, "KeyboardInterrupt");
    const next = await kernel.execute(
      "await sleep(30); const before = turns; await sleep(60); turns - before",
    );
    assert.equal(resultText(next), "0");
    assert.equal(streamText(next), "");
  });
}

test("what stands in finally is done", async () => {
  const heard = kernel.published.length;
  const cell = kernel.execute(
    'try { console.log("opened"); for (;;) await sleep(10); } finally { console.log("closed"); }',
  );
  await kernel.heard("opened", heard);
  await kernel.ask("interrupt_request", {}, "control");
  await cell;
  await kernel.heard("closed\n", heard);
});

test("what stands in finally is done, also around a loop in a function of an earlier cell", async () => {
  await kernel.execute('function spin() { console.log("spins"); for (let i = 0; ; i++) turns = i; }');
  const heard = kernel.published.length;
  const cell = kernel.execute('try { spin(); } finally { console.log("closed"); }');
  await kernel.heard("spins", heard);
  await kernel.ask("interrupt_request", {}, "control");
  assert.equal((await cell).reply.content.ename, "KeyboardInterrupt");
  await kernel.heard("closed\n", heard);
});

test("a cell is stopped while TypeScript still checks it", async () => {
  const slow = await TestKernel.start();
  const cell = slow.execute('import { Dense } from "../lib/keras";\nDense.name');
  await until(() => slow.published.some(({ header }) => header.msg_type === "execute_input"), "the cell");
  await slow.ask("interrupt_request", {}, "control");
  assert.equal((await cell).reply.content.ename, "KeyboardInterrupt");
  assert.equal(resultText(await slow.execute("1 + 1")), "2");
  await slow.stop();
});

test("await gives way as often as JavaScript's own", async () => {
  const answer = await kernel.execute(`
    const order: string[] = [];
    const note = (word: string) => () => void order.push(word);
    Promise.resolve().then(note("1")).then(note("2")).then(note("3")).then(note("4"));
    await null;
    order.push("after null");
    for (const promise of [Promise.resolve(), Promise.resolve()]) {
      await promise;
      order.push("after a promise");
    }
    order.join()`);
  assert.equal(resultText(answer), "1,after null,2,after a promise,3,after a promise");
});

test("a function without a loop keeps the text that it has, as where it is sent elsewhere", async () => {
  const answer = await kernel.execute("String(async () => { await 1; })");
  assert.equal(resultText(answer), "async () => { await 1; }");
});
