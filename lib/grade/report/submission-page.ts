import type { Graded, NotebookReport } from "../grade.ts";
import type { Reconciled } from "../rerun/reconcile.ts";
import { escapeHtml, page } from "./page.ts";
import { plainText } from "./plain-text.ts";
import { whereText } from "./terminal.ts";

/** The HTML page of one person's verdicts, to be handed back. */
export function submissionPage(assignment: string, graded: Graded): string {
  const { id, points, of, questions, notebooks, remarks } = graded;
  return page(
    plainText(`${assignment}: ${id}`),
    `<h1>${escapeHtml(plainText(id))}</h1>
<p><strong>${points} of ${of} points</strong> for ${escapeHtml(assignment)}: ${summary(questions)}.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Question</th><th scope="col">Asked</th><th scope="col">Found</th><th scope="col">Where</th><th scope="col">Points</th><th scope="col">Verdict</th></tr></thead>
<tbody>
${questions.map(row).join("\n")}
</tbody></table></div>
<details><summary>What the verdicts mean</summary><dl>
${MEANINGS.map(([said, meaning]) => `<dt class="${verdictClass(said)}">${said}</dt><dd>${meaning}</dd>`).join("\n")}
</dl></details>
<h2>Notebooks</h2>
<ul>
${notebooks.map((notebook) => `<li>${escapeHtml(plainText(notebookText(notebook)))}</li>`).join("\n") || "<li>none</li>"}
</ul>
${remarks.length > 0 ? `<h2>Remarks</h2>\n<ul>\n${remarks.map((remark) => `<li>${escapeHtml(plainText(remark))}</li>`).join("\n")}\n</ul>` : ""}`,
  );
}

const MEANINGS = [
  ["met", "shown, and borne out by the code"],
  ["met in Keras 3's wording", "the same, as a newer Keras prints it"],
  ["not met", "missing, or not what was asked"],
  [
    "not confirmed",
    "shown, but the code or a second run does not bear it out; the reasons say what to look at",
  ],
];

export const verdictClass = (said: string) => (said.startsWith("met") ? "met" : said.replace(" ", "-"));

/** Number of questions per verdict. Questions that need a look are linked. */
function summary(questions: readonly Reconciled[]): string {
  const groups = MEANINGS.flatMap(([said]) => {
    const ids = questions.filter((question) => question.said === said).map(({ id }) => escapeHtml(id));
    const links = said.startsWith("met")
      ? ""
      : ` (${ids.map((id) => `<a href="#${id}">${id}</a>`).join(", ")})`;
    return ids.length > 0 ? [`<span class="${verdictClass(said)}">${ids.length} ${said}</span>${links}`] : [];
  });
  return groups.join(", ");
}

function row(question: Reconciled): string {
  const { id, asked, found, points, of, said, parts, reasons, agreement } = question;
  const list = (items: readonly string[]) => `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
  const met = parts.filter((part) => part.met).length;
  const marked = parts.map(({ text, met }) => `${met ? "✓" : "✗"} ${escapeHtml(text)}`);
  const why = reasons.length > 0 ? list(reasons.map(escapeHtml)) : "";
  const all =
    parts.length > 0
      ? `<details><summary>${met} of ${parts.length} parts</summary>${list(marked)}</details>`
      : "";
  const again = agreement === null ? "" : `<br><small>run again: ${agreement}</small>`;
  return `<tr id="${escapeHtml(id)}"><th scope="row">${escapeHtml(id)}</th><td>${escapeHtml(asked)}</td><td><pre>${escapeHtml(found)}</pre>${why}${all}</td><td>${escapeHtml(plainText(whereText(question)))}</td><td>${points}/${of}</td><td class="${verdictClass(said)}">${escapeHtml(said)}${again}</td></tr>`;
}

function notebookText({ path, language, trouble, agreement, differentCells }: NotebookReport): string {
  const words = [language ?? "unknown language"];
  if (trouble) words.push(trouble);
  if (agreement === "different")
    words.push(
      `run again, ${differentCells} ${differentCells === 1 ? "cell" : "cells"} showed something else`,
    );
  else if (agreement) words.push(`run again: ${agreement}`);
  else if (!trouble) words.push("not run again");
  return `${path}: ${words.join("; ")}`;
}
