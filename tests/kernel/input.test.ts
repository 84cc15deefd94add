import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Dealer } from "zeromq";
import { createMessage, type Message } from "../../lib/kernel/protocol/message.ts";
import { Stdin } from "../../lib/kernel/protocol/stdin.ts";
import type { InputAnswer } from "../../lib/kernel/thread-messages.ts";
import { encode } from "../../lib/kernel/wire/frames.ts";
import { resultText, streamText, TestKernel, until } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

/** The next question after the first `from`. */
async function question(from: number): Promise<Message> {
  await until(() => kernel.questions.length > from, "an input_request");
  return kernel.questions[from];
}

test("input() asks the client that runs the cell and gives what was typed, typed as a string", async () => {
  const from = kernel.questions.length;
  const cell = kernel.execute('const name = await input("Your name? ");\nname.toUpperCase()');
  const asked = await question(from);
  assert.equal(asked.header.msg_type, "input_request");
  assert.deepEqual(asked.content, { prompt: "Your name? ", password: false });
  await kernel.answer(asked, { value: "añ 😀" });
  assert.equal(resultText(await cell), "AÑ 😀");
  assert.match(
    String((await kernel.execute("(await input()).toFixed()")).reply.content.evalue),
    /^TS2551: Property 'toFixed' does not exist on type 'string'/,
  );
});

test("it is lib/notebook's too, with password, and several wait their turn", async () => {
  const from = kernel.questions.length;
  const cell = kernel.execute(
    'import { input as ask } from "../lib/notebook";\nawait Promise.all([ask("a", { password: true }), ask("b"), input()])',
  );
  for (const [index, prompt] of ["a", "b", ""].entries()) {
    const asked = await question(from + index);
    assert.deepEqual(asked.content, { prompt, password: index === 0 });
    assert.equal(kernel.questions.length, from + index + 1);
    await kernel.answer(asked, { value: `${index}` });
  }
  assert.equal(resultText(await cell), "[ '0', '1', '2' ]");
});

test("a client without stdin gets an error that says so", async () => {
  const { reply } = await kernel.execute("await input()", { allow_stdin: false });
  assert.deepEqual(
    [reply.content.ename, reply.content.evalue],
    ["StdinNotImplementedError", "input() was called, but this client does not support input requests."],
  );
});

test("the end of the input is an EOFError, as clients say it", async () => {
  for (const content of [{ value: "\x04" }, { status: "abort" }, {}]) {
    const from = kernel.questions.length;
    const cell = kernel.execute("await input()");
    await kernel.answer(await question(from), content);
    assert.equal((await cell).reply.content.ename, "EOFError");
  }
});

test("an interrupt ends the wait, and a late answer is nobody's", async () => {
  const from = kernel.questions.length;
  const cell = kernel.execute('await input("never answered")');
  const asked = await question(from);
  await kernel.ask("interrupt_request", {}, "control");
  assert.equal((await cell).reply.content.ename, "KeyboardInterrupt");
  await kernel.answer(asked, { value: "late" });

  const next = kernel.execute('await input("next")');
  const askedNext = await question(from + 1);
  await kernel.answer(asked, { value: "still late" });
  await kernel.answer(askedNext, { value: "in time" });
  assert.equal(resultText(await next), "in time");
});

test("an answer that does not say what it answers is taken, as jupyter_client sends it", async () => {
  const from = kernel.questions.length;
  const cell = kernel.execute("await input()");
  await question(from);
  await kernel.send(encode(createMessage("input_reply", { value: "bare" }), kernel.key), "stdin");
  assert.equal(resultText(await cell), "bare");
});

test("an answer of another client is ignored", async () => {
  const from = kernel.questions.length;
  const cell = kernel.execute('await input("whose? ")');
  const asked = await question(from);
  const other = new Dealer({ routingId: "another", linger: 0 });
  other.connect(`tcp://127.0.0.1:${kernel.ports.stdin_port}`);
  const reply = createMessage("input_reply", { value: "theirs" }, asked.header);
  await other.send(encode(reply, kernel.key));
  // Long enough to arrive.
  await new Promise((resolve) => setTimeout(resolve, 200));
  other.close();
  await kernel.answer(asked, { value: "mine" });
  assert.equal(resultText(await cell), "mine");
});

test("clients are told apart by the bytes of their routing ids", () => {
  const answers: InputAnswer[] = [];
  const stdin = new Stdin({ send: () => {} }, (answer) => answers.push(answer));
  const from = (id: number, message: Message) => ({ ...message, identities: [Buffer.from([id])] });
  const request = from(0x80, createMessage("execute_request", { code: "" }));
  stdin.ask({ prompt: "", password: false, blocks: false }, request);
  for (const id of [0x81, 0x80])
    stdin.receive(from(id, createMessage("input_reply", { value: id.toString(16) })));
  assert.deepEqual(answers, [{ value: "80" }]);
});

test("questions of node:readline on stdin are asked in the same way, with a callback and with a promise", async () => {
  const from = kernel.questions.length;
  const cell = kernel.execute(`
    import { createInterface as callbacks } from "node:readline";
    import { createInterface } from "node:readline/promises";
    const first = createInterface({ input: process.stdin, output: process.stdout });
    const name = await first.question("Name? ");
    first.close();
    const second = callbacks({ input: process.stdin });
    const age = await new Promise((resolve) => second.question("Age? ", resolve));
    [name, age].join()`);
  for (const [index, prompt] of ["Name? ", "Age? "].entries()) {
    const asked = await question(from + index);
    assert.equal(asked.content.prompt, prompt);
    await kernel.answer(asked, { value: `${index}` });
  }
  assert.equal(resultText(await cell), "0,1");
  const { reply } = await kernel.execute(
    'await createInterface({ input: process.stdin, output: process.stdout }).question("?")',
    { allow_stdin: false },
  );
  assert.equal(reply.content.ename, "StdinNotImplementedError");
  assert.match(String(reply.content.evalue), /^input\(\) was called/);
  const callback = await kernel.execute(
    'await new Promise<string>((resolve) => callbacks({ input: process.stdin }).question("?", resolve));',
    { allow_stdin: false },
  );
  assert.equal(callback.reply.content.ename, "StdinNotImplementedError");
});

test("a variable may be called input", async () => {
  await kernel.execute("const input = [1, 2];");
  assert.equal(resultText(await kernel.execute("input.length")), "2");
});

/** Runs a cell and types these answers, one for each question. */
async function answered(code: string, ...answers: string[]) {
  const from = kernel.questions.length;
  const cell = kernel.execute(code);
  for (const [index, value] of answers.entries())
    await kernel.answer(await question(from + index), { value });
  const answer = await cell;
  assert.equal(answer.reply.content.status, "ok", String(answer.reply.content.evalue));
  const asked = kernel.questions.slice(from).map(({ content }) => content.prompt);
  return { asked, answer };
}

test("process.stdin asks for each line that somebody waits for, and for no more", async () => {
  const ways = [
    `for await (const chunk of process.stdin) { lines.push(String(chunk)); if (lines.length === 2) break; }`,
    `process.stdin.on("data", (chunk) => { lines.push(String(chunk)); if (lines.length === 2) process.stdin.destroy(); });
     await new Promise((resolve) => process.stdin.on("close", resolve));`,
    `import { createInterface as open } from "node:readline";
     const reader = open({ input: process.stdin });
     // Nobody waits for a line yet.
     await new Promise((resolve) => setTimeout(resolve, 50));
     for await (const line of reader) { lines.push(line + "\\n"); if (lines.length === 2) break; }`,
    `const onLine = open({ input: process.stdin });
     onLine.on("line", (line) => { lines.push(line + "\\n"); if (lines.length === 2) onLine.close(); });
     await new Promise((resolve) => onLine.on("close", resolve));`,
  ];
  for (const way of ways) {
    const { asked, answer } = await answered(
      `const lines: string[] = [];\n${way}\nlines.join("")`,
      "one",
      "two",
    );
    assert.deepEqual([asked, resultText(answer)], [["", ""], "one\ntwo\n"], way);
  }
});

test("reading process.stdin fails at once where nobody can answer, and names input()", async () => {
  const ways = [
    "for await (const chunk of process.stdin) console.log(chunk);",
    "for await (const line of open({ input: process.stdin })) console.log(line);",
    'process.stdin.on("data", console.log); await new Promise(() => {});',
  ];
  for (const way of ways) {
    const { ename, evalue } = (await kernel.execute(way, { allow_stdin: false })).reply.content;
    assert.deepEqual(
      [ename, String(evalue).split(",")[0]],
      ["StdinNotImplementedError", "input() was called"],
    );
  }
  const from = kernel.published.length;
  await kernel.execute('process.stdin.on("data", console.log);');
  await kernel.heard("StdinNotImplementedError: input() was called, but no cell is running", from);
});

test("prompt, confirm and alert block, as in Deno", async () => {
  const { asked, answer } = await answered(
    'const first = prompt("Name?"); [first, prompt("Age?", "7"), prompt(), confirm("Sure?"), confirm(), alert("Done")]',
    "Ada",
    "",
    "",
    "Y",
    "no",
    "",
  );
  assert.deepEqual(asked, [
    "Name? ",
    "Age? [7] ",
    "Prompt ",
    "Sure? [y/N] ",
    "Confirm [y/N] ",
    "Done [Enter] ",
  ]);
  assert.equal(resultText(answer), "[ 'Ada', '7', '', true, false, undefined ]");
  const unasked = await kernel.execute('[prompt("?"), confirm("?"), alert()]', { allow_stdin: false });
  assert.equal(resultText(unasked), "[ null, false, undefined ]");
});

test("an interrupt ends the wait of a prompt, whose cell can tidy up", async () => {
  const from = kernel.questions.length;
  const cell = kernel.execute('try { prompt("never answered"); } finally { console.log("tidy"); }');
  await question(from);
  await kernel.ask("interrupt_request", {}, "control");
  const stopped = await cell;
  assert.deepEqual([stopped.reply.content.ename, streamText(stopped)], ["KeyboardInterrupt", "tidy\n"]);
  assert.equal(resultText(await kernel.execute("1 + 1")), "2");
});
