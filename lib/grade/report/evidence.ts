import { diffWordsWithSpace } from "diff";
import type { GradedQuestion } from "../graded.ts";
import { escapeHtml } from "./page.ts";

/** Words by which two outputs may differ, as in a log of 50 epochs; beyond, they are shown without marks. The time grows with its square. */
const MOST_EDITS = 500;

/** The cell that a verdict is about: its source, its output, and what differs in the rerun. */
export function cellEvidence({ cell }: GradedQuestion): string {
  if (!cell) return "";
  const { source, before, after } = cell;
  const block = (title: string, html: string) =>
    `<figure><figcaption>${title}</figcaption><pre>${html || "<em>nothing</em>"}</pre></figure>`;
  const code = block("Code", escapeHtml(source));
  if (after === null) return `<div class="evidence">${code}${block("Output", escapeHtml(before))}</div>`;
  if (after === before)
    return `<div class="evidence">${code}${block("Output, the same when run again", escapeHtml(before))}</div>`;
  const [was, is] = marked(before, after);
  return `<div class="evidence">${code}${block("Output as submitted", was)}${block("Output when run again", is)}</div>`;
}

/** Both texts as HTML, with marks on what the other one does not have. */
function marked(before: string, after: string): [string, string] {
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS });
  if (!changes) return [escapeHtml(before), escapeHtml(after)];
  const side = (tag: "del" | "ins") =>
    changes
      .filter(({ added, removed }) => (tag === "del" ? !added : !removed))
      .map(({ value, added, removed }) => {
        const text = escapeHtml(value);
        return added || removed ? `<${tag}>${text}</${tag}>` : text;
      })
      .join("");
  return [side("del"), side("ins")];
}
