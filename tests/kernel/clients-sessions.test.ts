/** Kernels over a session's whole life, driven by Jupyter's own libraries: several at a time, far from the project, to the end. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { JupyterFolder, outputTexts } from "./jupyter-folder.ts";
import { JupyterSession } from "./jupyter-session.ts";
import { childrenOf, gone } from "./processes.ts";

const folder = new JupyterFolder();
/** Has nothing of the project above it. */
const elsewhere = mkdtempSync(join(tmpdir(), "far away, 遠い "));
after(() => folder.remove());

describe("a session", { concurrency: 2 }, () => {
  // 2,000 requests in a row are in output.test.ts; each is several operations of a socket, of which zeromq.js postpones every 513th.
  test("of 600 cells in a row loses nothing", async () => {
    const cells = Array.from({ length: 599 }, (_, i) => `sum += ${i + 1}; sum`);
    folder.write("many", ["let sum = 0;", ...cells]);
    const { code, text } = await folder.run(["jupyter", "execute", "--inplace", "many.ipynb"]);
    assert.equal(code, 0, text);
    const sums = Array.from({ length: 600 }, (_, i) => (i === 0 ? "" : String((i * (i + 1)) / 2)));
    assert.deepEqual(outputTexts(folder.read("many")), sums);
  });

  test("beside another one hears nothing of it, and leaves no process behind", async () => {
    const sessions = await Promise.all([JupyterSession.start(folder), JupyterSession.start(folder)]);
    const processes = sessions.flatMap(({ pid }) => [pid!, ...childrenOf(pid!)]);
    const both = (code: (name: string) => string) =>
      Promise.all(sessions.map((session, index) => session.execute(code(index === 0 ? "left" : "right"))));
    await both((name) => `const mine: string[] = [];\nconst ${name} = 1;`);
    for (let round = 0; round < 20; round++) {
      const cell = (name: string) =>
        `mine.push("${name} ${round}");\nfor (let i = 0; i < 50; i++) console.log("${name}", ${round}, i);\nmine.length`;
      const outcomes = await both(cell);
      outcomes.forEach(({ results, text }, index) => {
        const name = index === 0 ? "left" : "right";
        assert.deepEqual(results, [String(round + 1)]);
        assert.equal(text, Array.from({ length: 50 }, (_, i) => `${name} ${round} ${i}\n`).join(""));
      });
    }
    const [left, right] = await both(() => "right");
    assert.match(left.evalue ?? "", /^TS2304: Cannot find name 'right'/);
    assert.equal(right.status, "ok");
    assert.deepEqual(await Promise.all(sessions.map((session) => session.shutdown())), [false, false]);
    for (const pid of processes) await gone(pid);
  });

  test("outside the project has TypeScript, Node and tslab's display; lib is missing with a sentence", async () => {
    const session = await JupyterSession.start(folder, "tslab", elsewhere);
    const { results, text, traceback } = await session.execute(`
      import { writeFileSync, readdirSync } from "node:fs";
      interface Point { x: number }
      const point: Point = { x: 1 };
      writeFileSync("a file", Buffer.from("text"));
      console.log(readdirSync("."), typeof fetch);
      [point, await Promise.resolve(process.cwd())]`);
    assert.deepEqual(results, [`[ { x: 1 }, '${elsewhere}' ]`], traceback?.join("\n"));
    assert.equal(text, "[ 'a file' ] function\n");
    const wrong = await session.execute("const typed: Point = { x: 'one' };");
    assert.equal(wrong.evalue, "TS2322: Type 'string' is not assignable to type 'number'.");
    const display = await session.execute('import { newDisplay } from "tslab";\nnewDisplay().text("shown");');
    assert.deepEqual(display.results, ["shown"]);
    const lib = await session.execute('import { Sequential } from "../lib/keras";');
    assert.match(lib.evalue ?? "", /^TS2307: Cannot find module '\.\.\/lib\/keras'/);
    assert.deepEqual((await session.execute("point.x")).results, ["1"]);
    assert.equal(await session.shutdown(), false);
  });

  test("goes on after restarts, each from nothing, in the middle of a loop too", async () => {
    const session = await JupyterSession.start(folder);
    for (let round = 0; round < 3; round++) {
      const { pid } = session;
      assert.deepEqual((await session.execute(`const round = ${round}; round`)).results, [String(round)]);
      await session.execute(
        "setInterval(() => { for (const end = Date.now() + 200; Date.now() < end; ); }, 0);",
      );
      await session.restart();
      await gone(pid!);
      assert.match((await session.execute("round")).evalue ?? "", /^TS2304: /);
    }
    assert.equal(await session.shutdown(), false);
  });

  test("ends with the client that started it, even killed with no time to say so", async () => {
    const session = await JupyterSession.start(folder);
    const processes = [session.pid!, ...childrenOf(session.pid!)];
    assert.equal(processes.length, 2);
    await session.execute("setTimeout(() => { while (true) {} }, 0);");
    session.process.kill("SIGKILL");
    for (const pid of processes) await gone(pid);
  });
});
