import type { Graded, NotebookReport } from "../grade";
import type { Settled } from "../rerun/settle";
import { escapeHtml, page } from "./page";
import { whereText } from "./terminal";

/** One person's verdicts as a page to hand back. */
export function workPage(assignment: string, graded: Graded): string {
  const { id, points, of, questions, notebooks, remarks } = graded;
  return page(
    `${assignment}: ${id}`,
    `<h1>${escapeHtml(id)}</h1>
<p><strong>${points} of ${of} points</strong> for ${escapeHtml(assignment)}.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Question</th><th scope="col">Asked</th><th scope="col">Found</th><th scope="col">Where</th><th scope="col">Points</th><th scope="col">Verdict</th></tr></thead>
<tbody>
${questions.map(row).join("\n")}
</tbody></table></div>
<h2>Notebooks</h2>
<ul>
${notebooks.map((notebook) => `<li>${escapeHtml(notebookText(notebook))}</li>`).join("\n") || "<li>none</li>"}
</ul>
${remarks.length > 0 ? `<h2>Remarks</h2>\n<ul>\n${remarks.map((remark) => `<li>${escapeHtml(remark)}</li>`).join("\n")}\n</ul>` : ""}`,
  );
}

export const verdictClass = (said: string) => (said.startsWith("met") ? "met" : said.replace(" ", "-"));

function row(question: Settled): string {
  const { id, asked, found, points, of, said, parts, reasons, agreement } = question;
  const items = [
    ...parts.map(({ text, met }) => `<li>${met ? "✓" : "✗"} ${escapeHtml(text)}</li>`),
    ...reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`),
  ];
  const again = agreement === null ? "" : `<br><small>run again: ${agreement}</small>`;
  return `<tr><th scope="row">${escapeHtml(id)}</th><td>${escapeHtml(asked)}</td><td><pre>${escapeHtml(found)}</pre><ul>${items.join("")}</ul></td><td>${escapeHtml(whereText(question))}</td><td>${points}/${of}</td><td class="${verdictClass(said)}">${escapeHtml(said)}${again}</td></tr>`;
}

function notebookText({ path, language, trouble, agreement, differentCells }: NotebookReport): string {
  const words = [language ?? "unknown language"];
  if (trouble) words.push(trouble);
  if (agreement === "different") words.push(`run again, ${differentCells} cells showed something else`);
  else if (agreement) words.push(`run again: ${agreement}`);
  else if (!trouble) words.push("not run again");
  return `${path}: ${words.join("; ")}`;
}
