/** Output belongs to the cell whose code made it, however late, and comes in the order in which it was made. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Answer, contents, streamText, TestKernel, until } from "./test-kernel.ts";

const kernel = await TestKernel.start();
before(async () => {
  await kernel.execute('import { spawn } from "node:child_process"; import { once } from "node:events";');
});
after(() => kernel.stop());

/** Everything that was published for the request of `answer`, also after its idle. */
const publishedFor = ({ reply }: Answer) =>
  kernel.published.filter(({ parent }) => parent.msg_id === reply.parent.msg_id);

/** The output of the cell of `answer`, also after its idle: `text`, `!text` in stderr, `<text>` displayed. */
function shown(answer: Answer): string {
  return publishedFor(answer)
    .map(({ header, content }) => {
      if (header.msg_type === "stream") return content.name === "stderr" ? `!${content.text}` : content.text;
      if (header.msg_type === "clear_output") return "{clear}";
      if (header.msg_type !== "display_data" && header.msg_type !== "update_display_data") return "";
      return `<${(content.data as Record<string, string>)["text/plain"]}>`;
    })
    .join("");
}

const wait = "await new Promise((resolve) => setTimeout(resolve, 400));";

/** Code that does something late, by how it does so; each calls or prints `X` 150 ms after its cell ended. */
const late: [how: string, code: string, expected: string][] = [
  ["a timer", 'setTimeout(() => console.log("X"), 150);', "X\n"],
  ["an interval", 'const t = setInterval(() => { console.log("X"); clearInterval(t); }, 150);', "X\n"],
  [
    "an async function",
    'void (async () => { await new Promise((r) => setTimeout(r, 150)); console.log("X"); })();',
    "X\n",
  ],
  ["a promise", 'void new Promise((r) => setTimeout(r, 150)).then(() => process.stderr.write("X"));', "!X"],
  [
    "a child process with pipes",
    'spawn("sh", ["-c", "sleep 0.15; echo X"]).stdout.on("data", (text) => console.log(String(text).trim()));',
    "X\n",
  ],
  [
    "a child process that inherits stdout",
    'spawn("sh", ["-c", "sleep 0.15; echo X"], { stdio: "inherit" });',
    "X\n",
  ],
  [
    "a child process that inherits stderr",
    'spawn("sh", ["-c", "sleep 0.15; echo X >&2"], { stdio: ["ignore", "ignore", 2] });',
    "!X\n",
  ],
  [
    "a child process that a timer starts",
    'setTimeout(() => spawn("sh", ["-c", "sleep 0.1; echo X"]).stdout.on("data", (text) => console.log(String(text).trim())), 50);',
    "X\n",
  ],
  ["bytes in another encoding", 'setTimeout(() => process.stdout.write("580a", "hex"), 150);', "X\n"],
  ["display in a timer", 'setTimeout(() => display("X"), 150);', "<X>"],
  [
    "a slow display",
    'display({ [Symbol.for("Jupyter.display")]: async () => { await new Promise((r) => setTimeout(r, 150)); return { "text/plain": "X" }; } });1',
    "<X>",
  ],
  ["clearOutput in a timer", "setTimeout(() => clearOutput(), 150);", "{clear}"],
];
for (const [how, code, expected] of late) {
  test(`${how} of an earlier cell, while another cell runs`, async () => {
    const first = await kernel.execute(`{ ${code} }`);
    const second = await kernel.execute(`console.log("own"); ${wait}`);
    await until(() => shown(first).length >= expected.length, `the output of ${how}`);
    assert.equal(shown(first), expected);
    assert.equal(shown(second), "own\n");
  });
}

test("errors of an earlier cell that nothing catches, while another cell runs", async () => {
  const first = await kernel.execute(`
    setTimeout(() => { throw new Error("thrown late"); }, 100);
    setTimeout(() => Promise.reject(new Error("rejected late")), 150);
    void (async () => { await new Promise((r) => setTimeout(r, 200)); throw new Error("async late"); })();`);
  const second = await kernel.execute(wait);
  for (const words of ["thrown late", "rejected late", "async late"]) {
    await until(() => shown(first).includes(words), words);
  }
  assert.equal(shown(second), "");
});

test("two cells that print in turn each get their own lines", async () => {
  const code = (name: string) => `{ let i = 0; const t = setInterval(() => {
    console.log("${name}" + i++); if (i === 50) clearInterval(t); }, 2); }`;
  const [a, b] = [await kernel.execute(code("a")), await kernel.execute(code("b"))];
  const all = (name: string) => Array.from({ length: 50 }, (_, i) => `${name}${i}\n`).join("");
  await until(() => shown(a).length + shown(b).length >= 2 * all("a").length, "both cells' lines");
  assert.equal(shown(a), all("a"));
  assert.equal(shown(b), all("b"));
});

test("a stopped cell leaves nothing of its own behind", async () => {
  const loop = kernel.execute('console.log("loop"); for (;;) {}');
  await kernel.heard("loop\n");
  await kernel.ask("interrupt_request", {}, "control");
  const stopped = await loop;
  const next = await kernel.execute('console.log("next"); await 1; console.log("still next");');
  assert.equal(shown(next), "next\nstill next\n");
  assert.equal(shown(stopped), "loop\n");
});

test("without await: in order, and at once", async () => {
  const answer = await kernel.execute('display("a"); console.log("b"); display("c"); console.error("d");');
  assert.equal(shown(answer), "<a>b\n<c>!d\n");
  const cleared = await kernel.execute("display(1); display(2); clearOutput(); display(3)");
  assert.equal(shown(cleared), "<1><2>{clear}<3>");
  const handle = await kernel.execute(
    'const shown = display("0", { displayId: true }); console.log("x"); (await shown).update("1"); console.log("y");',
  );
  assert.equal(shown(handle), "<0>x\n<1>y\n");
});

test("what is displayed before a long loop shows before it", async () => {
  const flag = join(tmpdir(), `kernel-display-${process.pid}`);
  const running = kernel.execute(
    `import { existsSync } from "node:fs"; display("start"); while (!existsSync(${JSON.stringify(flag)})); console.log("over");`,
  );
  await until(() => kernel.published.some(({ content }) => isText(content, "start")), "the display");
  writeFileSync(flag, "");
  assert.equal(streamText(await running), "over\n");
  rmSync(flag);
});

test("a value that fails to show itself rejects the promise of display", async () => {
  const answer = await kernel.execute(`
    const bad = { [Symbol.for("Jupyter.display")]: () => { throw new Error("bad"); } };
    await display(bad).catch((error) => console.log("caught", error.message));`);
  assert.equal(shown(answer), "caught bad\n");
});

test("a handle updates what was raw as raw, unless told otherwise", async () => {
  const answer = await kernel.execute(`
    const h = await display({ "text/html": "<b>1</b>" }, { raw: true, displayId: true });
    await h.update({ "text/html": "<b>2</b>" });
    await h.update({ a: 3 }, { raw: false });
    await h.update({ a: 4 }).catch((error) => console.log(error.message));`);
  const updates = contents(answer, "update_display_data").map(({ data }) => data);
  assert.deepEqual(updates, [{ "text/html": "<b>2</b>" }, { "text/plain": "{ a: 3 }" }]);
  assert.match(streamText(answer), /^Expected an object of contents by MIME type/);
});

function isText(content: Record<string, unknown>, text: string): boolean {
  return (content.data as Record<string, string> | undefined)?.["text/plain"] === text;
}
