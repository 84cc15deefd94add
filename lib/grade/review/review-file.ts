import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, parseDocument, type Scalar, type YAMLMap } from "yaml";
import { replaceText } from "../../files.ts";
import { UserError } from "../../setup/user-error.mjs";
import { type Graded, isToReview } from "../graded.ts";
import { plainText } from "../report/plain-text.ts";
import { answerDigest, type Decision, type Decisions, isWritten } from "./decisions.ts";

/** Beside `grades.csv`. */
export const REVIEW_FILE = "review.yml";
/** Bytes that are read. */
const LARGEST = 50_000_000;
/** Characters of a comment that tells what is to be reviewed. */
const LONGEST = 160;
/** How such a comment begins while an entry is about another answer; this answer's digest follows. Older files say "decided on". */
const OUTDATED = "about another answer; this one is ";
const IS_OUTDATED = /^ (?:about|decided on) another answer; this one is /;

const HEAD = ` What a person has to decide, and has decided. The next npm run grade reads it, and adds what is new.
 decision: accept (all points), refuse (none), or nothing, and it stays open. The remark is shown on the person's page.
 answer identifies the answer that the entry is about: once it changes, the entry no longer counts. One without it always counts.`;

/** Frequent mistakes, by YAML's code. */
const MISTAKES: Record<string, string> = {
  BLOCK_AS_IMPLICIT_KEY:
    "a text with a colon needs quotation marks, and lines of an entry the same indentation",
  DUPLICATE_KEY: "the same name stands there twice: keep one of them, with the lines of both",
  TAB_AS_INDENT: "a tab cannot indent a line: use spaces",
};

/** The decisions in a folder of reports. */
export interface ReviewFile {
  decisions: Decisions;
  /** Other keys in it than `people`, such as a mistyped one. */
  others: string[];
  /** The document, with the comments of whoever edited it. */
  document: Document;
}

/**
 * Reads `review.yml` in a folder of reports. A folder without it has no decisions yet.
 *
 * @throws UserError with the line of the first error; the file stays as it is
 */
export function readReview(folder: string): ReviewFile {
  const path = join(folder, REVIEW_FILE);
  const refuse = (what: string) =>
    new UserError(
      `${path} cannot be read: ${what}. It stays as it is: correct it, or move it away to begin again.`,
    );
  // Every scalar is a text: a person may be called 007 or null.
  const document = parseDocument(textOf(path, refuse), { schema: "failsafe", uniqueKeys: true });
  const [error] = document.errors;
  if (error) {
    const text = MISTAKES[error.code] ?? error.message.split("\n")[0].replace(/ at line.*$/, "");
    throw refuse(`line ${error.linePos?.[0].line ?? 1}: ${text}`);
  }
  const top = new Map(entriesOf(document.contents, "the file"));
  const decisions = new Map<string, Map<string, Decision>>();
  for (const [person, questions] of entriesOf(top.get("people"), "people")) {
    const own = new Map<string, Decision>();
    decisions.set(person, own);
    for (const [question, made] of entriesOf(questions, person))
      own.set(question, decisionOf(made, `${person}, ${question}`));
  }
  const others = [...top.keys()].filter((key) => key !== "people");
  return { decisions, others, document };

  function entriesOf(node: unknown, name: string): [string, unknown][] {
    if (node === undefined || node === null || node === "" || (node as Scalar).value === "") return [];
    if (!isMap(node)) throw refuse(`${plainText(name)} is not a list of lines “name:”`);
    return (node as YAMLMap<Scalar, unknown>).items.map(({ key, value }) => [
      String(key?.value ?? key),
      value,
    ]);
  }

  function decisionOf(node: unknown, name: string): Decision {
    const fields = new Map(isMap(node) ? entriesOf(node, name) : [["decision", node]]);
    const [written, remark, answer] = ["decision", "remark", "answer"].map((field) =>
      textOfNode(fields.get(field)),
    );
    const decision = written.toLowerCase();
    const unknown = [...fields.keys()].find((field) => !["decision", "remark", "answer"].includes(field));
    if (unknown !== undefined)
      throw refuse(`${plainText(name)} has ${plainText(unknown)}: expected decision, remark and answer`);
    if (decision !== "accept" && decision !== "refuse" && decision !== "")
      throw refuse(
        `the decision of ${plainText(name)} is ${JSON.stringify(plainText(written))}: expected accept, refuse or nothing`,
      );
    return { decision, remark, answer };
  }
}

const textOfNode = (node: unknown): string => String((node as Scalar | undefined)?.value ?? "").trim();

function textOf(path: string, refuse: (what: string) => UserError): string {
  try {
    if (statSync(path).size > LARGEST) throw refuse("it is larger than 50 MB");
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder that cannot be written to is refused with its own remedy.
    if (code === "ENOENT" || code === "ENOTDIR") return "";
    if (code === undefined) throw error;
    throw refuse(code);
  }
}

/** Another name that a browser, an editor or a file manager gives the file, such as `review (1).yml`, `Review.yaml` or `review.yml.txt`. */
const LIKE_REVIEW = /^(?!\.).*(?<![a-z])review(?![a-z]).*\.ya?ml(?:\.txt)?$/i;

/** Paths of files with decisions that are not read: under another name, or beside the submissions instead of the reports. */
export function unreadReviews(folder: string, others: readonly string[]): string[] {
  const hasDecisions = (path: string) => {
    try {
      const { dev, ino, size } = statSync(path);
      // A file system without case finds `Review.yml`, too.
      const read = statSync(join(folder, REVIEW_FILE), { throwIfNoEntry: false });
      return (
        !(ino === read?.ino && dev === read.dev) &&
        size <= LARGEST &&
        /^people:/m.test(readFileSync(path, "utf8"))
      );
    } catch {
      return false;
    }
  };
  return [...new Set([folder, ...others])].flatMap((place) => {
    try {
      const files = readdirSync(place, { withFileTypes: true }).filter((entry) => entry.isFile());
      const paths = files.flatMap(({ name }) => (LIKE_REVIEW.test(name) ? [join(place, name)] : []));
      return paths.filter(hasDecisions);
    } catch {
      return []; // no folder, or one that cannot be read
    }
  });
}

/** The people and questions of decisions that are not in this class, as `anna` or `anna, ex04-c`. */
export function unknownDecisions(decisions: Decisions, works: readonly Graded[]): string[] {
  const questions = new Map(works.map(({ id, questions }) => [id, new Set(questions.map(({ id }) => id))]));
  return [...decisions].flatMap(([person, own]) => {
    const known = questions.get(person);
    if (!known) return [person];
    return [...own.keys()].flatMap((question) => (known.has(question) ? [] : [`${person}, ${question}`]));
  });
}

/**
 * Writes `review.yml`: what was there, with its comments, and an empty decision for everything that is to be reviewed. Empty ones of
 * what is not to be reviewed any more are removed.
 */
export function writeReview(
  folder: string,
  { document, decisions }: ReviewFile,
  works: readonly Graded[],
): void {
  if (!isMap(document.contents))
    document.contents = document.createNode({ people: {} }) as Document["contents"];
  if (!isMap(document.get("people"))) document.set("people", document.createNode({}));
  const people = document.get("people") as YAMLMap;
  for (const work of works) {
    const before = people.get(work.id);
    const person = isMap(before) ? before : (document.createNode({}) as YAMLMap);
    for (const question of work.questions) {
      const made = decisions.get(work.id)?.get(question.id);
      const isOpen = isToReview(question);
      if (!isOpen && made && !isWritten(made)) person.delete(question.id);
      const answer = answerDigest(question);
      // A decision or a remark stays, and is about another answer; an empty entry is about this answer.
      const isOther = made !== undefined && made.answer !== "" && made.answer !== answer;
      const now = isOther && isWritten(made) ? `${OUTDATED}${answer}: ` : "";
      const why = plainText([question.found, ...question.reasons].join("; ").replaceAll(/\s+/g, " "));
      const comment = ` ${now}${[...why].slice(0, LONGEST).join("")}`.trimEnd();
      const entry = person.items.find(({ key }) => String((key as Scalar).value) === question.id);
      if (entry && (isOpen || !isOther)) {
        // The comment of a map's first key is the map's, once it is read.
        const commented = person.items[0] === entry ? person : (entry.key as Scalar);
        const lines = commented.commentBefore?.split("\n") ?? [];
        const kept = lines.filter((line) => !IS_OUTDATED.test(line) && !(isOther && line === comment));
        commented.commentBefore = [...(isOther ? [comment] : []), ...kept].join("\n");
        if (isOther && now === "") (entry.value as YAMLMap).set("answer", answer);
      }
      if (!isOpen || made) continue;
      const key = document.createNode(question.id) as Scalar;
      key.commentBefore = comment;
      person.add({ key, value: document.createNode({ decision: "", remark: "", answer }) });
    }
    if (person.items.length === 0 && isMap(before)) people.delete(work.id);
    if (person.items.length > 0 && !isMap(before)) people.set(document.createNode(work.id), person);
  }
  document.commentBefore ??= HEAD;
  replaceText(join(folder, REVIEW_FILE), document.toString({ lineWidth: 0 }));
}
