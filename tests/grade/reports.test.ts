/** The reports of a class: one truth in four forms, safe to open, the same whenever they are made. */
import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import Papa from "papaparse";
import { gradeSubmission } from "../../lib/grade/grade.ts";
import { isToReview } from "../../lib/grade/graded.ts";
import { classPage } from "../../lib/grade/report/class-page.ts";
import { type ClassReport, classReport } from "../../lib/grade/report/class-report.ts";
import { gradesCsv } from "../../lib/grade/report/csv.ts";
import { cellEvidence } from "../../lib/grade/report/evidence.ts";
import { classTable, submissionTable } from "../../lib/grade/report/terminal.ts";
import { pointsText, rerunText, verdictWords } from "../../lib/grade/report/verdict-words.ts";
import { writeReports } from "../../lib/grade/report/write-reports.ts";
import { otherFigures, worstAgreement } from "../../lib/grade/rerun/agreement.ts";
import { answerDigest, reviewed } from "../../lib/grade/review/decisions.ts";
import { readReview } from "../../lib/grade/review/review-file.ts";
import { rubric } from "../../lib/grade/rubric.ts";
import { findSubmissions } from "../../lib/grade/submission/find-submissions.ts";
import { readSubmission } from "../../lib/grade/submission/read-submission.ts";
import type { Notebook } from "../../lib/nbformat/notebook.ts";
import { noBrowser, openBrowser } from "../e2e/browser.ts";
import { kinds } from "../submissions/kinds.ts";
import { code, python, writeSubmission } from "../submissions/submission.ts";
import { openPage, type PageElement } from "./report-page.ts";

const folder = mkdtempSync(join(tmpdir(), "reports "));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A class of every kind: right and wrong, doubtful, unreadable, with names that a page could stumble over. */
const ids = [
  "ts-plain",
  "seven units",
  "printed accuracy",
  "not a notebook",
  "no notebook",
  'naïve "quotes" & <tags>',
];

async function makeReport(): Promise<ClassReport> {
  const works = findSubmissions([join(folder, "class")]).map((place) => readSubmission(place));
  return classReport(
    { assignment: "keras-day", rerun: "no", limits: null },
    rubric,
    await Promise.all(works.map((work) => gradeSubmission(work))),
  );
}

let report: ClassReport;
before(async () => {
  for (const submission of Object.values(kinds).flat()) {
    if (ids.includes(submission.id)) writeSubmission(submission, join(folder, "class"));
  }
  writeSubmission(
    { id: "=SUM(1)", kind: "bad input", about: "", files: { "a.txt": "" }, expected: {} },
    join(folder, "class"),
  );
  report = await makeReport();
  writeReports(report, join(folder, "out"));
});

const read = (name: string) => readFileSync(join(folder, "out", name), "utf8");

suite("the reports", () => {
  test("grades.json has the report", () => {
    assert.deepEqual(JSON.parse(read("grades.json")), JSON.parse(JSON.stringify(report)));
    assert.equal(report.works.length, ids.length + 1);
  });

  test("are the same when the same work is graded again, and name neither time nor place", async () => {
    writeReports(await makeReport(), join(folder, "again"));
    for (const name of readdirSync(join(folder, "out"))) {
      assert.equal(readFileSync(join(folder, "again", name), "utf8"), read(name), name);
      assert.ok(!read(name).includes(folder), name);
    }
  });

  test("grades.csv has nbgrader's columns, and no name that a spreadsheet computes", () => {
    const { data, meta } = Papa.parse<Record<string, string>>(read("grades.csv").trim(), { header: true });
    const columns =
      "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score,score_up_to,to_review";
    const ids = rubric.map(({ id }) => id);
    assert.deepEqual(meta.fields, [...columns.split(","), ...ids]);
    for (const [at, { questions, upTo }] of report.works.entries()) {
      const open = questions.filter(isToReview).map(({ id }) => id);
      assert.deepEqual([Number(data[at].score_up_to), data[at].to_review], [upTo, open.join(" ")]);
      for (const { id, points } of questions)
        assert.equal(data[at][id], open.includes(id) ? "review" : String(points));
    }
    assert.deepEqual(
      data.map(({ student_id, score }) => [student_id, Number(score)]),
      report.works.map(({ id, points }) => [id.replace(/^=/, "'="), points]),
    );
  });

  test("every form says the same of everybody", () => {
    const overview = openPage(read("index.html")).document;
    const rows = [...overview.querySelectorAll("#class tbody tr")];
    for (const [at, work] of report.works.entries()) {
      const cells = [...rows[at].querySelectorAll("td")].map((cell) => cell.textContent);
      const words = work.questions.map((question) => verdictWords(question));
      assert.equal(cells[0], `${pointsText(work)}/${work.of}`);
      assert.deepEqual(
        [...rows[at].querySelectorAll("td .unseen")].map((cell) => cell.textContent),
        words,
      );
      const link = decodeURIComponent(rows[at].querySelector("a").getAttribute("href")!);
      const own = openPage(read(link)).document;
      assert.equal(own.querySelector("h1").textContent, work.id);
      assert.deepEqual(
        [...own.querySelectorAll("tbody tr td:last-child")].map((cell) => cell.textContent),
        words,
      );
      const table = submissionTable(work, 160);
      for (const { id } of work.questions) assert.ok(table.includes(id));
    }
  });

  test("a person's page counts the verdicts at its head and leads to those to look at", () => {
    const { document } = openPage(read("printed accuracy.html"));
    const work = report.works.find(({ id }) => id === "printed accuracy")!;
    const open = work.questions.filter(({ said }) => !said.startsWith("met"));
    const links = [...document.querySelectorAll("p a")].map((link) => link.getAttribute("href")!);
    assert.deepEqual(links.sort(), open.map(({ id }) => `#${id}`).sort());
    for (const link of links) assert.equal(document.querySelectorAll(`tr[id="${link.slice(1)}"]`).length, 1);
  });

  test("people who show the same run of the same code are named, each to the other", () => {
    const [work] = report.works;
    const own = (id: string, digest: string | null) => ({
      ...work,
      ...{ id, remarks: [], notebooks: [{ ...work.notebooks[0], path: "ex04.ipynb", digest }] },
    });
    const all = [
      own("anna", "1"),
      own("ben", "1"),
      own("cleo", "2"),
      own("cleo (2)", "2"),
      own("emil", null),
    ];
    const { works } = classReport({ assignment: "day", rerun: "sandbox", limits: null }, rubric, all);
    assert.deepEqual(
      works.map(({ remarks }) => remarks.length),
      [1, 1, 0, 0, 0],
    );
    assert.match(works[0].remarks[0], /^ex04\.ipynb has the same code and the same figures as that of ben,/);
  });

  test("figures that another run shows are those of outputs, not their counts, addresses and pictures", () => {
    const run = (first: number, accuracy: string, address: string) => {
      const data = { "image/png": Buffer.from(`${address}${first}`.repeat(9)).toString("base64") };
      const cells = Array.from({ length: 15 }, (_, at) =>
        code("", at < 12 ? `accuracy ${accuracy}${at + 10}\n<History at ${address}>\n` : "", {
          ...{ count: first + at, value: data },
        }),
      );
      return python(...cells) as unknown as Notebook;
    };
    const shown = run(1, "0.97", "0x7f81");
    assert.equal(otherFigures(shown, run(16, "0.97", "0x7e92")), 0);
    assert.equal(otherFigures(shown, run(16, "0.96", "0x7e92")), 12);
  });

  test("the overview says of a class that was run again whether it showed the same", () => {
    const { document } = openPage(classPage({ ...report, rerun: "sandbox" }, (id) => id));
    const last = [...document.querySelectorAll("#class tr > :last-child")].map((cell) => cell.textContent);
    assert.deepEqual(last, ["Run again", ...report.works.map(({ notebooks }) => rerunText(notebooks))]);
    assert.deepEqual(
      [worstAgreement(["equal", "different", null]), worstAgreement(["equal"]), worstAgreement([])],
      ["different", "equal", null],
    );
  });

  test("the terminal shows names and outputs, and obeys none of them", () => {
    const [work] = report.works;
    const table = submissionTable({ ...work, id: "a\x1b]0;title\x07b\u202ec", remarks: ["\x1b[2J"] }, 160);
    assert.match(table, /a\\u001b\]0;title\\u0007b\\u202ec/);
    for (const obeyed of ["\x1b]", "\x1b[2J"]) assert.ok(!table.includes(obeyed));
  });

  test("no form keeps a character that is obeyed or not seen, in names, paths, outputs and remarks", () => {
    const odd = [
      ..."\0\t\r\n\v\x1b\x7f\x85\x9b\xad\u034f\u061c\u115f\u180e\u200b\u200d\u200f\u2028\u202e\u2066\u2800\u3164\ufe0f\ufeff",
    ];
    const text = `a${odd.join("b")}\ud800c\u{e0041}d`;
    const [work] = report.works;
    const name = (n: number) => `Anna${odd[n]}`;
    const named = odd.map((_, n) => ({ ...work, id: name(n) }));
    const attacked = {
      ...work,
      id: text,
      remarks: [text],
      notebooks: [
        {
          ...work.notebooks[0],
          path: text,
          trouble: text,
          language: null,
          agreement: null,
          differentCells: 0,
          digest: null,
        },
      ],
      questions: work.questions.map((question) => ({
        ...question,
        found: text,
        reasons: [text],
        where: { notebook: text, cell: 1, index: 0 },
      })),
    };
    const out = join(folder, "odd");
    writeReports({ ...report, assignment: text, works: [attacked, ...named] }, out);
    const forms = Object.fromEntries(
      readdirSync(out).map((name) => [name, readFileSync(join(out, name), "utf8")]),
    );
    const table = `${submissionTable(attacked, 160)}\n${classTable([attacked, ...named])}`;
    forms.terminal = stripVTControlCharacters(table); // its own colours
    const codes = table.split("\u001b").slice(1);
    assert.ok(codes.every((code) => /^\[\d+m/.test(code)));
    for (const [form, shown] of Object.entries(forms)) {
      assert.match(shown, /\\u202e/, form);
      const kept = shown.match(/[^\P{C}\n\t]|[\u115f\u2028\u2029\u2800\u3164]|\u034f|\ufe0f/gu);
      assert.deepEqual(kept, null, form);
    }
    // Two people whose names look the same do not.
    const { data } = Papa.parse<Record<string, string>>(forms["grades.csv"].trim(), { header: true });
    assert.equal(new Set(data.map(({ student_id }) => student_id.trim())).size, odd.length + 1);
    assert.ok(!data.some(({ student_id }) => /[\n\t]/.test(student_id)));
    assert.equal(JSON.parse(forms["grades.json"]).works[0].id, text);
  });

  test("what differs in two outputs is marked, unless they have little in common", () => {
    const [question] = report.works[0].questions;
    const shown = (before: string, after: string) =>
      cellEvidence({ ...question, cell: { source: "fit()", before, after } });
    const log = (step: number) =>
      Array.from({ length: 50 }, (_, at) => `Epoch ${at + 1}/50\nloss: ${(1 - at * step).toFixed(4)}`).join(
        "\n",
      );
    assert.match(shown(log(0.001), log(0.002)), /<del>9990<\/del>.*<ins>9980<\/ins>/s);
    const words = (word: string) => Array.from({ length: 400 }, (_, at) => `${word}${at}`).join(" ");
    assert.doesNotMatch(shown(words("a"), words("b")), /<del>|<ins>/);
  });

  test("grades.csv has no name that begins like a formula, after blanks and in full width neither", () => {
    const names = ["=1", "+1", "-1", "@a", " =1", "\t=1", "\r=1", "＝1", "＠a", "|a", "%a"];
    const csv = gradesCsv({ ...report, works: names.map((id) => ({ ...report.works[0], id })) });
    const { data } = Papa.parse<Record<string, string>>(csv.trim(), { header: true });
    assert.equal(data.length, names.length);
    for (const { student_id } of data) assert.match(student_id, /^['\\]/);
  });

  test("a person's page has a name that Windows takes too", () => {
    const names = [
      "CON",
      "nul.txt",
      "Com1",
      "LPT9.a",
      "aux ",
      "PRN.",
      "com²",
      "Conrad",
      "a.con",
      "nul",
      "NUL ",
    ];
    const out = join(folder, "devices");
    writeReports({ ...report, works: names.map((id) => ({ ...report.works[0], id })) }, out);
    const pages = readdirSync(out).filter(
      (name) => name.endsWith(".html") && !/^(?:index|review)\.html$/.test(name),
    );
    assert.equal(new Set(pages.map((name) => name.toLowerCase())).size, names.length);
    for (const name of pages)
      assert.doesNotMatch(name, /^(?:con|prn|aux|nul|com[\d²]|lpt\d)[ .]|[ .]\.html$/i);
    assert.ok(pages.includes("_CON.html") && pages.includes("Conrad.html"));
  });

  test("pages of people who have left are removed, and nothing that somebody else wrote or changed", () => {
    const out = join(folder, "left");
    const people = (...ids: string[]) => ({
      ...report,
      works: ids.map((id) => ({ ...report.works[0], id })),
    });
    writeReports(people("anna", "bert", "carl", "dora"), out);
    const page = (name: string) => join(out, name);
    const own = readFileSync(page("bert.html"), "utf8");
    assert.match(own, /<meta name="generator" content="keras-day grade [0-9a-f]{64}">/);
    writeFileSync(page("copy.html"), own);
    writeFileSync(
      page("carl.html"),
      readFileSync(page("carl.html"), "utf8").replace("</main>", "<p>Well done!</p></main>"),
    );
    writeFileSync(page("mine.html"), '<meta name="generator" content="keras-day grade">');
    writeFileSync(page("notes.txt"), own);
    mkdirSync(page("folder.html"));
    symlinkSync(page("bert.html"), page("link.html"));
    writeReports(people("anna"), out);
    assert.deepEqual(readdirSync(out).sort(), [
      "anna.html",
      "carl.html",
      "copy.html",
      "folder.html",
      "grades.csv",
      "grades.json",
      "index.html",
      "link.html",
      "mine.html",
      "notes.txt",
      "review.html",
    ]);
  });

  test("what was submitted runs nowhere, and nothing is fetched", () => {
    for (const name of readdirSync(join(folder, "out")).filter((name) => name.endsWith(".html"))) {
      const { document } = openPage(read(name));
      const scripts = [...document.querySelectorAll("script")].map((script) => script.getAttribute("type"));
      const own = { "index.html": [null], "review.html": ["application/json", null] }[name] ?? [];
      assert.deepEqual(scripts, own, name);
      assert.equal(document.querySelectorAll("[src], link, iframe, img").length, 0, name);
    }
  });

  test("in a browser, only the pages' own scripts may run", { skip: noBrowser }, async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      for (const name of ["index.html", "printed accuracy.html", "review.html"]) {
        await page.goto(pathToFileURL(join(folder, "out", name)).href);
        assert.deepEqual(complaints, []);
      }
      await page.goto(pathToFileURL(join(folder, "out/index.html")).href);
      await page.locator("#name").fill("seven");
      assert.equal(await page.locator("#class tbody tr:visible").count(), 1);
      assert.deepEqual(complaints, []);
      await page.evaluate(
        `document.body.insertAdjacentHTML("beforeend", '<img src="x" onerror="window.attacked = 1">')`,
      );
      await page.waitForTimeout(100);
      assert.equal(await page.evaluate("window.attacked"), undefined);
      for (const [name, width] of ["index.html", "review.html", "printed accuracy.html"].flatMap((name) =>
        [1280, 390].map((width) => [name, width] as const),
      )) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(pathToFileURL(join(folder, "out", name)).href);
        const beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert.equal(await page.evaluate(beyond), 0, `${name} at ${width}`);
      }
      await page.goto(pathToFileURL(join(folder, "out/review.html")).href);
      const entry = page.locator("fieldset").first();
      await entry.getByText("refuse").click();
      await entry.locator("input[type=text]").fill('a "remark": # <b>');
      const download = page.waitForEvent("download");
      await page.locator("#download").click();
      await (await download).saveAs(join(folder, "decided/review.yml"));
      const [[person, own]] = [...readReview(join(folder, "decided")).decisions].filter(([, own]) =>
        [...own.values()].some(({ decision }) => decision !== ""),
      );
      const work = report.works.find(({ id }) => id === person)!;
      const [question] = work.questions.filter(isToReview);
      assert.deepEqual(own.get(question.id), {
        decision: "refuse",
        remark: 'a "remark": # <b>',
        answer: answerDigest(question),
      });
      // An entry about another answer stays as it is, until one is written about this answer.
      const before = { decision: "" as const, remark: "ask her", answer: "0123456789ab" };
      const decisions = new Map([[person, new Map([[question.id, before]])]]);
      const works = report.works.map((work) => reviewed(work, decisions));
      writeReports({ ...report, works }, join(folder, "later"), decisions);
      await page.goto(pathToFileURL(join(folder, "later/review.html")).href);
      const unchanged = page.waitForEvent("download");
      await page.locator("#download").click();
      await (await unchanged).saveAs(join(folder, "later/review.yml"));
      assert.deepEqual(readReview(join(folder, "later")).decisions.get(person)!.get(question.id), before);
    } finally {
      await browser.close();
    }
  });

  test("the overview sorts by a column and filters by name and verdict", () => {
    const { document, Event } = openPage(read("index.html"), true);
    const shown = () =>
      [...document.querySelectorAll("#class tbody tr")].filter((row: PageElement) => !row.hidden);
    const points = () => shown().map((row) => Number.parseFloat(row.cells[1].textContent));
    const button = document.querySelector('button[data-column="1"]');
    button.click();
    assert.deepEqual(
      points(),
      [...points()].sort((a, b) => a - b),
    );
    assert.equal(button.parentElement!.getAttribute("aria-sort"), "ascending");
    button.click();
    assert.deepEqual(
      points(),
      [...points()].sort((a, b) => b - a),
    );
    const name = document.querySelector("#name");
    name.value = "SEVEN";
    name.dispatchEvent(new Event("input"));
    assert.equal(shown().length, 1);
    name.value = "";
    name.dispatchEvent(new Event("input"));
    const verdict = document.querySelector("#verdict");
    verdict.value = "to review";
    verdict.dispatchEvent(new Event("change"));
    const doubtful = report.works.filter(({ questions }) =>
      questions.some(({ said }) => said === "not confirmed"),
    );
    assert.equal(shown().length, doubtful.length);
  });
});
