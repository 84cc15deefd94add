/** Long output does not jam the page: few messages, and of very long output only the beginning and the end. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { CellStreams, headLength, tailLength } from "../../lib/kernel/protocol/cell-streams.ts";
import { contents, resultText, streamText, TestKernel, until } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

interface Published {
  type: string;
  text: string;
}

/** The outputs in the notebook after these texts were written one after the other. */
function remaining(texts: string[], flushes = false): string[] {
  const outputs: Published[] = [];
  const streams = new CellStreams((type, content) => {
    const { text, data } = content as { text?: string; data?: Record<string, string> };
    const output = { type, text: text ?? data!["text/plain"] };
    const last = outputs.at(-1);
    if (type === "stream" && last?.type === "stream") last.text += output.text;
    else if (type === "update_display_data") last!.text = output.text;
    else outputs.push(output);
  });
  for (const text of texts) {
    streams.write("stdout", text);
    if (flushes) streams.flush();
  }
  streams.end();
  return outputs.map(({ text }) => text);
}

const pieces = (text: string, length: number) => text.match(new RegExp(`[\\s\\S]{1,${length}}`, "g"))!;
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}\n`);

describe("of a text that is too long the beginning and the end remain", () => {
  test("with a line about those left out", () => {
    const lines = numbered(300_000);
    const [head, summary, tail, ...others] = remaining(lines);
    assert.deepEqual(others, []);
    const text = lines.join("");
    assert.equal(head, text.slice(0, headLength));
    assert.ok(text.endsWith(tail) && tail.startsWith("line ") && tail.length <= tailLength);
    const [, first, last, count] = /^… lines ([\d,]+) to ([\d,]+) of .* left out \(([\d,]+) characters\)\.$/
      .exec(summary)!
      .map((number) => Number(number.replaceAll(",", "")));
    assert.equal(first, head.split("\n").length);
    assert.equal(last + 1, Number(/^line (\d+)/.exec(tail)![1]));
    assert.equal(count, text.length - head.length - tail.length);
  });

  test("whatever pieces it came in, and whenever the page was updated", () => {
    const texts = numbered(150_000);
    const text = texts.join("");
    const expected = remaining(texts);
    assert.equal(expected.length, 3);
    for (const length of [977, 65_536, text.length]) {
      assert.deepEqual(remaining(pieces(text, length)), expected, `${length}`);
      assert.deepEqual(remaining(pieces(text, length), true), expected, `${length}, with updates`);
    }
  });

  test("of a single line too", () => {
    const [head, summary, tail] = remaining(["x".repeat(5 * headLength), "y"]);
    assert.equal(head.length, headLength);
    assert.match(summary, /^… lines 1 to 1 of this output/);
    assert.equal(tail.length, tailLength);
    assert.ok(tail.endsWith("xy"));
  });

  test("but a text that is as long as both is whole", () => {
    for (const more of [0, 1, tailLength]) {
      const text = "z".repeat(headLength + more);
      assert.equal(remaining(pieces(text, 1000)).join(""), text);
    }
    assert.equal(remaining(["z".repeat(headLength + tailLength + 1)]).length, 3);
  });

  test("cut between characters, also those of two code units", () => {
    const [head, , tail] = remaining([`a${"😀".repeat(headLength)}`]);
    assert.ok(head.length >= headLength - 1 && tail.length >= tailLength);
    for (const text of [head, tail]) assert.ok(!/\ud83d$|^\ude00/.test(text));
  });

  test("and meanwhile the end of the last line, which may be long", () => {
    const shown: string[] = [];
    const streams = new CellStreams((_, content) => shown.push(JSON.stringify(content)));
    streams.write("stdout", "x".repeat(3 * headLength));
    shown.length = 0;
    streams.flush();
    assert.match(shown.join(), /so far\. The last one:\\n…x{200}"/);
  });

  test("and what the cell prints after its end is shown", async () => {
    const shown: string[] = [];
    const streams = new CellStreams((_, content) => shown.push(JSON.stringify(content)));
    streams.write("stdout", "x".repeat(2 * headLength));
    streams.close();
    streams.write("stdout", "done\n");
    await until(() => shown.join().includes("done"), "the late line");
  });

  test("and what follows an output below it is left out as well", () => {
    const shown: string[] = [];
    const streams = new CellStreams((type) => shown.push(type));
    for (let i = 0; i < 2; i++) {
      streams.write("stdout", "x".repeat(2 * headLength));
      streams.end();
    }
    streams.clear();
    streams.write("stderr", "x".repeat(headLength));
    streams.end();
    const kinds = shown.join().replace(/stream(,stream)*/g, "stream");
    assert.equal(kinds, "stream,display_data,stream,display_data,stream");
  });
});

test("a progress bar updates the page ten times a second at most, and its end is there before idle", async () => {
  const answer = await kernel.execute(`
    const begin = Date.now(); let i = 0;
    for (; Date.now() < begin + 1500; i++) { process.stdout.write("\\r" + i); await new Promise((r) => setTimeout(r, 5)); }
    [i, Date.now() - begin].join()`);
  const updates = contents(answer, "stream").length;
  const [count, time] = resultText(answer)!.split(",").map(Number);
  assert.ok(updates >= 2 && updates <= time / 100 + 5, `${updates} in ${time} ms`);
  assert.equal(streamText(answer), Array.from({ length: count }, (_, i) => `\r${i}`).join(""));
});

test("a million lines: the beginning, a line about those left out, the end", async () => {
  const answer = await kernel.execute(
    'for (let i = 1; i <= 1_000_000; i++) console.log("line " + i); "over"',
  );
  const text = streamText(answer);
  assert.ok(text.length <= headLength + tailLength);
  assert.ok(text.startsWith("line 1\nline 2\n") && text.endsWith("line 999999\nline 1000000\n"));
  const [shown] = contents(answer, "display_data") as { transient: { display_id: string } }[];
  const last = contents(answer, "update_display_data").at(-1) as {
    data: Record<string, string>;
    transient: { display_id: string };
  };
  assert.match(last.data["text/plain"], /^… lines [\d,]+ to [\d,]+ of this output are left out/);
  assert.equal(last.transient.display_id, shown.transient.display_id);
  const order = answer.published.map(({ header }) => header.msg_type).filter((type) => type !== "stream");
  assert.deepEqual(order.slice(0, 3), ["status", "execute_input", "display_data"]);
  assert.deepEqual(order.slice(-2), ["execute_result", "status"]);
  assert.equal(streamText(await kernel.execute('console.log("next")')), "next\n");
});
