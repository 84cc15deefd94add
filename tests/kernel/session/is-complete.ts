import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionKernel } from "./session-kernel.ts";

export function isComplete(kernel: () => SessionKernel): void {
  async function assertAll(codes: string[], expected: object): Promise<void> {
    for (const code of codes) {
      const { content } = (await kernel().ask("is_complete_request", { code })).reply;
      assert.deepEqual(content, expected, JSON.stringify(code));
    }
  }

  test("complete: what TypeScript can run", () =>
    assertAll(
      [
        "1 + 1",
        "",
        "// a comment",
        "/* a comment */",
        "`a\nb`",
        "if (x) {}",
        "await f()",
        "@dec class A {}",
        "let n: number",
        "declare function f(): void",
        "const wrongType: number = 'x'",
        "x\n  .map(f)",
        "Map?",
      ],
      { status: "complete" },
    ));

  test("incomplete: what goes on, at the same indent", () =>
    assertAll(
      [
        "1 +",
        "`abc",
        "x.",
        "x.\n",
        "x?.",
        "/* a comment",
        "@dec",
        "if (x)",
        "function f()",
        "type A =",
        "import { a } from",
        "try { f() }",
        "await",
        "f`x $" + "{y} z",
        "const x = // why",
      ],
      { status: "incomplete", indent: "" },
    ));

  test("incomplete: after an open bracket or an arrow, two spaces more", async () => {
    await assertAll(
      [
        "function f() {",
        "f(",
        "const x = {",
        "[1,",
        "f(1, // one",
        "`a${",
        "const f = () =>",
        "for (const a of b) {\n  f(a);",
      ],
      { status: "incomplete", indent: "  " },
    );
    await assertAll(["class A {\n  method() {"], { status: "incomplete", indent: "    " });
  });

  test("invalid: what no further line can mend", () =>
    assertAll(
      ["const = 1", "}", "a b", "f(1))", "'abc", "/abc", "1 + ;", "a b(", "%magic", "{ a: 1, b: 2 } }"],
      {
        status: "invalid",
      },
    ));
}
