import { type Graded, isToReview } from "../graded.ts";
import type { ClassReport } from "./class-report.ts";
import { escapeHtml, page } from "./page.ts";
import { counted, plainText } from "./plain-text.ts";
import { pointsText, rerunText, VERDICTS, verdictOf } from "./verdict-words.ts";

/** The HTML page of a class: a sortable table with filters by name and verdict, and a histogram of points. */
export function classPage(report: ClassReport, fileOf: (id: string) => string): string {
  const { assignment, works, questions } = report;
  const rerun = report.rerun !== "no";
  const open = works.flatMap((work) => work.questions.filter(isToReview)).length;
  const heads = [
    ["Person"],
    ["Points"],
    ...questions.map(({ id, asked }) => [id, asked]),
    ...(rerun ? [["Run again", "Whether the cells showed the same when they were run again"]] : []),
  ];
  return page(
    assignment,
    `<h1>${escapeHtml(assignment)}</h1>
<p>${counted(works.length, "submission")}. ${RERUN[report.rerun]}${report.limits ? ` ${LIMITS[report.limits]}` : ""}</p>
${open > 0 ? `<p><a href="review.html">${counted(open, "answer")} to review</a>: until then, points are a range.</p>` : ""}
<h2>Points</h2>
${histogram(works)}
<h2>Submissions</h2>
<p class="filter"><label>Name <input id="name" type="search"></label> <label>Verdict <select id="verdict"><option value="">any</option>${VERDICTS.map(({ words }) => `<option>${words}</option>`).join("")}</select></label> <output id="shown">${works.length} of ${works.length} shown</output></p>
<p><small>${VERDICTS.map(({ words, sign, kind }) => `<span class="${kind}">${sign}</span> ${words}`).join(" · ")}</small></p>
<table id="class">
<thead><tr>${heads.map(([head, asked], at) => `<th scope="col" aria-sort="none"><button type="button" data-column="${at}"${asked ? ` title="${escapeHtml(asked)}"` : ""}>${escapeHtml(head)}</button></th>`).join("")}</tr></thead>
<tbody>
${works.map((submission) => row(submission, fileOf(submission.id), rerun)).join("\n")}
</tbody></table>`,
    SCRIPT,
  );
}

const RERUN = {
  sandbox: "Run again in a sandbox.",
  unsafe: "Run again, without a sandbox.",
  no: "As submitted; nothing was run.",
};

const LIMITS = {
  system: "Memory and threads were limited by the system (control groups).",
  watcher: "Memory and threads were watched ten times a second, as there are no control groups here.",
};

function row(graded: Graded, file: string, rerun: boolean): string {
  const { id, points, of, questions, notebooks } = graded;
  const cells = questions
    .map((question) => {
      const { words, sign, kind } = verdictOf(question);
      return `<td class="verdict ${kind}" data-label="${escapeHtml(question.id)}" data-value="${escapeHtml(words)}" title="${escapeHtml(words)}"><span aria-hidden="true">${sign}</span><span class="unseen">${escapeHtml(words)}</span></td>`;
    })
    .join("");
  const again = rerun ? `<td data-label="Run again">${escapeHtml(rerunText(notebooks))}</td>` : "";
  return `<tr><th scope="row"><a href="${encodeURIComponent(file)}">${escapeHtml(plainText(id))}</a></th><td class="points" data-label="Points" data-value="${points}">${pointsText(graded)}/${of}</td>${cells}${again}</tr>`;
}

const BINS = 10;

/** A histogram of points in ten bins. */
function histogram(works: readonly Graded[]): string {
  const counts = Array<number>(BINS).fill(0);
  for (const { points, of } of works)
    counts[Math.min(BINS - 1, Math.floor((BINS * points) / Math.max(of, 1)))]++;
  const most = Math.max(1, ...counts);
  const rows = counts.map((count, at) => {
    const bar = `<span class="bar" style="width:${Math.round((count / most) * 200)}px" aria-hidden="true"></span>`;
    return `<tr><th scope="row">${at * 10}–${at * 10 + 10} %</th><td>${bar} ${count}</td></tr>`;
  });
  return `<table class="histogram"><tbody>${rows.join("")}</tbody></table>`;
}

const SCRIPT = `
const body = document.querySelector("#class tbody");
const rows = [...body.rows];
const name = document.querySelector("#name"), verdict = document.querySelector("#verdict");
const show = () => { for (const row of rows) row.hidden = !row.cells[0].textContent.toLowerCase().includes(name.value.toLowerCase()) || (verdict.value !== "" && ![...row.cells].slice(2).some((cell) => cell.dataset.value === verdict.value)); document.querySelector("#shown").textContent = rows.filter((row) => !row.hidden).length + " of " + rows.length + " shown"; };
name.oninput = verdict.onchange = show;
for (const button of document.querySelectorAll("#class th button")) button.onclick = () => {
  const head = button.parentElement, down = head.getAttribute("aria-sort") === "ascending";
  for (const other of head.parentElement.children) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const at = Number(button.dataset.column), value = (row) => row.cells[at].dataset.value ?? row.cells[at].textContent;
  rows.sort((a, b) => value(a).localeCompare(value(b), undefined, { numeric: true }) * (down ? -1 : 1));
  body.append(...rows);
};
`;
