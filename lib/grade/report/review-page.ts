import { type Graded, type GradedQuestion, isToReview } from "../graded.ts";
import { answerDigest, type Decision, type Decisions } from "../review/decisions.ts";
import type { ClassReport } from "./class-report.ts";
import { cellEvidence } from "./evidence.ts";
import { escapeHtml, page } from "./page.ts";
import { counted, plainText } from "./plain-text.ts";
import { whereText } from "./terminal.ts";
import { verdictOf } from "./verdict-words.ts";

/**
 * The HTML page on which a person decides what is to be reviewed, and looks again at what was decided. It is a file without a server:
 * the decisions are downloaded, or copied, as a new `review.yml`.
 */
export function reviewPage(
  { assignment, works }: ClassReport,
  decisions: Decisions,
  fileOf: (id: string) => string,
): string {
  const people = works.flatMap((work) => {
    const questions = work.questions.filter((question) => isToReview(question) || question.review);
    return questions.length > 0 ? [{ work, questions }] : [];
  });
  const open = people.flatMap(({ questions }) => questions.filter(isToReview)).length;
  const shown = new Set(people.flatMap(({ work, questions }) => questions.map(({ id }) => key(work.id, id))));
  // Decisions about people and questions that are not here are kept.
  const others = [...decisions].flatMap(([person, own]) =>
    [...own].flatMap(([question, made]) =>
      shown.has(key(person, question)) ? [] : [[person, question, made]],
    ),
  );
  return page(
    `${assignment}: review`,
    `<h1>Review</h1>
<p><a href="index.html">${escapeHtml(assignment)}</a>: ${counted(open, "answer")} to review. Decide here, save the file as <code>review.yml</code> beside this page, and run the same <code>npm run grade</code> again.</p>
<p class="filter bar-of-actions"><button type="button" id="download">Download review.yml</button> <button type="button" id="copy">Copy it</button> <label><input type="checkbox" id="open"> only what is open</label> <output id="state"></output></p>
${people.map(({ work, questions }) => person(work, questions, decisions.get(work.id), fileOf(work.id))).join("\n")}
<script type="application/json" id="others">${JSON.stringify(others).replaceAll("<", "\\u003c")}</script>`,
    SCRIPT,
  );
}

const key = (person: string, question: string) => JSON.stringify([person, question]);

function person(
  { id }: Graded,
  questions: readonly GradedQuestion[],
  own: ReadonlyMap<string, Decision> | undefined,
  file: string,
): string {
  return `<section><h2><a href="${encodeURIComponent(file)}">${escapeHtml(plainText(id))}</a></h2>
${questions.map((question) => entry(id, question, own?.get(question.id))).join("\n")}</section>`;
}

/** @param before the entry in the file, which stays as it is if it is about another answer and nothing is written here */
function entry(person: string, question: GradedQuestion, before: Decision | undefined): string {
  const { id, asked, found, reasons, of, review } = question;
  const { words, kind } = verdictOf(question);
  const made = review && !review.isOutdated ? review : { decision: "", remark: "" };
  const group = escapeHtml(key(person, id));
  const choice = (value: string, text: string) =>
    `<label><input type="radio" name="${group}" value="${value}"${made.decision === value ? " checked" : ""}> ${text}</label>`;
  const outdated = review?.isOutdated
    ? `<li>Written before, about another answer: ${escapeHtml([review.decision, review.remark].filter(Boolean).join(", "))}</li>`
    : "";
  const kept = review?.isOutdated ? ` data-kept="${escapeHtml(JSON.stringify(before))}"` : "";
  return `<fieldset data-key="${group}" data-answer="${answerDigest(question)}"${kept}><legend>${escapeHtml(id)} <span class="${kind}">${words}</span> <small>${escapeHtml(plainText(whereText(question)))}</small></legend>
<p>${escapeHtml(asked)}</p>
<pre>${escapeHtml(found)}</pre>
<ul>${outdated}${reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`).join("")}</ul>
${cellEvidence(question)}
<p class="filter">${choice("accept", `accept (${of})`)} ${choice("refuse", "refuse (0)")} ${choice("", "leave open")} <label class="wide">Remark <input type="text" value="${escapeHtml(made.remark)}"></label></p></fieldset>`;
}

const SCRIPT = `
const entries = [...document.querySelectorAll("fieldset")];
const state = document.querySelector("#state");
const chosen = (entry) => entry.querySelector("input[type=radio]:checked")?.value ?? "";
const remark = (entry) => entry.querySelector("input[type=text]").value;
const yaml = () => {
  const people = new Map();
  const add = (person, question, made) => { if (!people.has(person)) people.set(person, []); people.get(person).push([question, made]); };
  for (const entry of entries) {
    const made = { decision: chosen(entry), remark: remark(entry), answer: entry.dataset.answer };
    const isKept = entry.dataset.kept && made.decision === "" && made.remark === "";
    add(...JSON.parse(entry.dataset.key), isKept ? JSON.parse(entry.dataset.kept) : made);
  }
  for (const other of JSON.parse(document.querySelector("#others").textContent)) add(...other);
  const lines = ["people:"];
  for (const [person, questions] of people) {
    lines.push("  " + JSON.stringify(person) + ":");
    for (const [question, made] of questions) {
      lines.push("    " + JSON.stringify(question) + ":");
      for (const field of ["decision", "remark", "answer"]) lines.push("      " + field + ": " + JSON.stringify(made[field]));
    }
  }
  return lines.join("\\n") + "\\n";
};
const show = () => {
  const left = entries.filter((entry) => chosen(entry) === "").length;
  state.textContent = left === 0 ? "all decided" : left + " open";
  for (const entry of entries) entry.hidden = document.querySelector("#open").checked && chosen(entry) !== "" && !entry.contains(document.activeElement);
};
document.oninput = show;
show();
document.querySelector("#download").onclick = () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([yaml()], { type: "application/yaml" }));
  link.download = "review.yml";
  link.click();
  URL.revokeObjectURL(link.href);
  state.textContent = "saved by the browser: put it beside this page";
};
document.querySelector("#copy").onclick = async () => {
  await navigator.clipboard.writeText(yaml());
  state.textContent = "copied";
};
`;
