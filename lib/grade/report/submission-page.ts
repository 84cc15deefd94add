import type { Graded, GradedQuestion, NotebookReport } from "../graded.ts";
import { cellEvidence } from "./evidence.ts";
import { escapeHtml, page } from "./page.ts";
import { counted, plainText } from "./plain-text.ts";
import { whereText } from "./terminal.ts";
import { pointsText, VERDICTS, verdictOf, verdictWords } from "./verdict-words.ts";

/** The HTML page of one person's verdicts, to be handed back. */
export function submissionPage(assignment: string, graded: Graded): string {
  const { id, of, questions, notebooks, remarks } = graded;
  return page(
    plainText(`${assignment}: ${id}`),
    `<h1>${escapeHtml(plainText(id))}</h1>
<p><strong>${pointsText(graded)} of ${of} points</strong> for ${escapeHtml(assignment)}: ${summary(questions)}.</p>
<table class="questions">
<thead><tr><th scope="col">Question</th><th scope="col">Asked</th><th scope="col">Found</th><th scope="col">Where</th><th scope="col">Points</th><th scope="col">Verdict</th></tr></thead>
<tbody>
${questions.map(row).join("\n")}
</tbody></table>
<details><summary>What the verdicts mean</summary><dl>
${VERDICTS.map(({ words, kind, meaning }) => `<dt class="${kind}">${words}</dt><dd>${meaning}</dd>`).join("\n")}
</dl></details>
<h2>Notebooks</h2>
<ul>
${notebooks.map((notebook) => `<li>${escapeHtml(plainText(notebookText(notebook)))}</li>`).join("\n") || "<li>none</li>"}
</ul>
${remarks.length > 0 ? `<h2>Remarks</h2>\n<ul>\n${remarks.map((remark) => `<li>${escapeHtml(plainText(remark))}</li>`).join("\n")}\n</ul>` : ""}`,
  );
}

/** Number of questions per verdict. Questions that need a look are linked. */
function summary(questions: readonly GradedQuestion[]): string {
  const groups = VERDICTS.flatMap(({ words, kind }) => {
    const ids = questions
      .filter((question) => verdictWords(question) === words)
      .map(({ id }) => escapeHtml(id));
    const links = kind === "met" ? "" : ` (${ids.map((id) => `<a href="#${id}">${id}</a>`).join(", ")})`;
    return ids.length > 0 ? [`<span class="${kind}">${ids.length} ${words}</span>${links}`] : [];
  });
  return groups.join(", ");
}

function row(question: GradedQuestion): string {
  const { id, asked, found, points, of, parts, reasons, agreement, review } = question;
  const list = (items: readonly string[]) => `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
  const { words, kind } = verdictOf(question);
  const met = parts.filter((part) => part.met).length;
  const marked = parts.map(({ text, met }) => `${met ? "✓" : "✗"} ${escapeHtml(text)}`);
  const why = reasons.length > 0 ? list(reasons.map(escapeHtml)) : "";
  const all =
    parts.length > 0
      ? `<details><summary>${met} of ${parts.length} parts</summary>${list(marked)}</details>`
      : "";
  const evidence = cellEvidence(question);
  const cell =
    evidence &&
    `<details${kind === "to-review" ? " open" : ""}><summary>The cell</summary>${evidence}</details>`;
  const written = review?.isOutdated
    ? `About another answer: ${[review.decision, review.remark].filter(Boolean).join(", ")}`
    : review?.remark;
  const remark = written ? `<p class="remark">${escapeHtml(written)}</p>` : "";
  const again = agreement === null ? "" : `<br><small>run again: ${agreement}</small>`;
  return `<tr id="${escapeHtml(id)}"><th scope="row">${escapeHtml(id)}</th><td data-label="Asked">${escapeHtml(asked)}</td><td data-label="Found"><pre>${escapeHtml(found)}</pre>${why}${remark}${all}${cell}</td><td data-label="Where">${escapeHtml(plainText(whereText(question)))}</td><td data-label="Points">${points}/${of}</td><td data-label="Verdict" class="${kind}">${escapeHtml(words)}${again}</td></tr>`;
}

function notebookText({ path, language, trouble, agreement, differentCells }: NotebookReport): string {
  const words = [language ?? "unknown language"];
  if (trouble) words.push(trouble);
  if (agreement === "different")
    words.push(`run again, ${counted(differentCells, "cell")} showed something else`);
  else if (agreement) words.push(`run again: ${agreement}`);
  else if (!trouble) words.push("not run again");
  return `${path}: ${words.join("; ")}`;
}
