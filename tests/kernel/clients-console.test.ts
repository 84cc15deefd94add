import assert from "node:assert/strict";
import { after, test } from "node:test";
import { JupyterFolder } from "./jupyter-folder.ts";

const folder = new JupyterFolder();
after(() => folder.remove());

test("jupyter console evaluates, keeps names, shows errors, and exits", async () => {
  const lines = [
    "const words: string[] = ['one', 'two'];",
    "words.length * 21",
    "console.log(words.join(' and '));",
    "words.missing",
    "throw new RangeError('too far');",
    "'still here'",
    "exit",
  ];
  const args = ["jupyter", "console", "--kernel=tslab", "--simple-prompt"];
  const { code, text } = await folder.run(args, `${lines.join("\n")}\n`);
  assert.equal(code, 0, text);
  assert.match(text, /TypeScript \S+ on Node/, "the banner");
  assert.match(text, /Out\[2\]: 42$/m);
  assert.match(text, /one and two$/m);
  assert.match(text, /TS2339.*Property 'missing' does not exist on type 'string\[\]'/);
  assert.match(text, /RangeError: too far/);
  assert.match(text, /Cell \[5\], line 1/);
  assert.match(text, /Out\[6\]: still here$/m);
});
