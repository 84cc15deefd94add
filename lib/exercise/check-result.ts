import { inspect } from "node:util";
import { rubric } from "../grade/rubric.ts";
import { isMet, type Verdict } from "../grade/verdict.ts";
import type { MimeBundle } from "../kernel-api.ts";
import { Table } from "../table/index.ts";
import { escapeHtml } from "../table/table.ts";

/** The verdicts on an answer; as the last expression of a cell, a table. */
export class CheckResult {
  /**
   * @param exercise such as `ex03`
   * @param solution name of the notebook with the solution
   * @param feedback common mistakes and differences from what is asked: a sentence each, with code between backticks
   */
  constructor(
    readonly exercise: string,
    private readonly solution: string,
    readonly verdicts: readonly Verdict[],
    readonly feedback: readonly string[] = [],
  ) {}

  /** True if every question is met. */
  get passed(): boolean {
    return this.verdicts.every(isMet);
  }

  toString(): string {
    const lines = this.verdicts.map((verdict) => {
      const found = verdict.found.split("\n").map((line) => `\n      ${line}`);
      return `${mark(verdict)} ${verdict.id}  ${verdict.said}: ${verdict.asked}${found.join("")}`;
    });
    const advice = this.advice((words) => words, this.solution);
    return [this.headline(), ...lines, ...this.feedback, advice].join("\n");
  }

  [Symbol.for("Jupyter.display")](): MimeBundle {
    const table = new Table({
      caption: this.headline(),
      corner: "question",
      columns: ["verdict", "asked", "found"],
      rowHeaders: this.verdicts.map(({ id }) => id),
      rows: this.verdicts.map((verdict) => [
        `${mark(verdict)} ${verdict.said}`.replaceAll(" ", "\u00a0"),
        verdict.asked,
        verdict.found,
      ]),
      align: "left",
    });
    const link = `<a href="${this.solution}.ipynb">${this.solution}</a>`;
    const sentences = [
      ...this.feedback.map((sentence) => escapeHtml(sentence).replace(/`([^`]*)`/g, "<code>$1</code>")),
      this.advice((words) => `<code>${words}</code>`, link),
    ];
    const html = [table.toHtml(), ...sentences.map((sentence) => `<p>${sentence}</p>`)].join("\n");
    return { "text/html": html, "text/plain": this.toString() };
  }

  [inspect.custom](): string {
    return this.toString();
  }

  private headline(): string {
    const met = this.verdicts.filter(isMet).length;
    const count = this.verdicts.length;
    return `${this.exercise}: ${count === 1 ? (met === 1 ? "met" : "not met yet") : `${met} of ${count} met`}`;
  }

  private advice(command: (words: string) => string, solution: string): string {
    const next = rubric.find(({ notebook }) => notebook > this.solution)?.notebook.split("_")[0];
    return this.passed
      ? `Well done. Compare with ${solution}${next === undefined ? "" : `; ${command(`copyExercise("${next}")`)} in a new cell makes your copy of the next one`}.`
      : "Change the cell that says “Your answer”, run it, then run this one again. Click the hints below it to open them.";
  }
}

const mark = (verdict: Verdict) => (isMet(verdict) ? "✓" : "✗");
