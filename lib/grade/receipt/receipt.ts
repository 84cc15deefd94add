import { createHmac, timingSafeEqual } from "node:crypto";
import { lstatSync } from "node:fs";
import { basename, join } from "node:path";
import { Ajv } from "ajv";
import { canonical, sorted } from "../../nbformat/canonical.ts";
import { codeCells, type Notebook, wholeText } from "../../nbformat/notebook.ts";
import { readProject, sha256 } from "../../project.ts";
import { exactly, is, list, text } from "../json-schema.ts";
import { fileDigest, readWhole } from "../submission/open-file.ts";
import type { Submission } from "../submission/submission.ts";

/** The receipt's name in a person's folder. */
export const RECEIPT = "receipt.json";

const FORM = 2;
/** Bytes of one person's files that are hashed. */
const MOST = 500_000_000;
/** Bytes. A receipt has a digest for each of up to 2,000 files. */
const LARGEST = 10_000_000;

/**
 * Proof that a holder of the key has seen a submission in this state. It names the person, and has digests of every notebook's
 * code and outputs, of every other file, of `lib` and the datasets, and a keyed digest (HMAC-SHA256, RFC 2104) of all that.
 */
export interface Receipt {
  form: typeof FORM;
  /** The name of the person's folder. */
  person: string;
  notebooks: Record<string, { source: string; outputs: string }>;
  /** Digests of the other files except the receipt, and of notebooks that cannot be parsed. */
  files: Record<string, string>;
  /** Files that the digests do not cover, each with the reason. */
  uncovered: string[];
  environment: Record<string, string>;
  /** Hexadecimal, over everything above. */
  digest: string;
}

/** Gives a receipt for a person's folder. */
export function giveReceipt(submission: Submission, key: Buffer): Receipt {
  const stated = { form: FORM, ...contentOf(submission), environment: environment() } as const;
  return { ...stated, digest: keyed(stated, key) };
}

/**
 * The differences between a receipt and the submission; empty if the receipt holds. A receipt that was changed, or given with
 * another key, is the only one reported.
 */
export function receiptTroubles(receipt: unknown, submission: Submission, key: Buffer): string[] {
  if (!isReceipt(receipt)) return [formTrouble(receipt)];
  const { digest, ...stated } = receipt;
  // Both are 64 characters, as the schema says.
  if (!timingSafeEqual(Buffer.from(digest), Buffer.from(keyed(stated, key))))
    return ["the receipt was changed, or given with another key"];
  const now = contentOf(submission);
  const troubles: string[] = [];
  if (stated.person !== now.person)
    troubles.push(`the receipt was given to "${stated.person}", and this is the folder of "${now.person}"`);
  // A damaged notebook moves from the notebooks to the other files.
  const [then, today] = [stated, now].map(
    ({ notebooks, files }) => new Map(Object.entries<string | Digests>({ ...notebooks, ...files })),
  );
  for (const path of new Set([...then.keys(), ...today.keys()])) {
    const [before, after] = [then.get(path), today.get(path)];
    if (!before || !after) troubles.push(`${path} ${after ? "came later" : "is gone"}`);
    else if (typeof before !== "string" && typeof after !== "string") {
      if (before.source !== after.source) troubles.push(`${path}: the code or text was changed`);
      if (before.outputs !== after.outputs) troubles.push(`${path}: the outputs were changed`);
    } else if (before === UNREAD && after !== UNREAD)
      troubles.push(`${path} was not read when the receipt was given`);
    else if (before !== after && after !== UNREAD) troubles.push(`${path} was changed`);
  }
  const news = now.uncovered.filter((line) => !stated.uncovered.includes(line));
  return [...troubles, ...news.map((line) => `new since then: ${line}`)];
}

/** Reads a person's receipt, which is untrusted. Returns `undefined` if it cannot be read. */
export function readReceipt({ folder }: Submission): unknown {
  try {
    return JSON.parse(readWhole(join(folder, RECEIPT), LARGEST).toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * The remarks about a person's receipt in a report. Verdicts do not depend on it.
 *
 * @param submission as in the person's folder: archives are not unpacked
 * @param key without it, the remark only says whether there is a receipt
 */
export function receiptRemarks(submission: Submission, key: Buffer | undefined): string[] {
  if (!submission.files.includes(RECEIPT)) return key ? ["there is no receipt"] : [];
  if (!key) return ["there is a receipt, which --key FILE verifies"];
  const receipt = readReceipt(submission);
  const troubles = receiptTroubles(receipt, submission, key);
  if (troubles.length > 0) return [`the receipt does not hold: ${troubles.join("; ")}`];
  return [
    "the receipt holds: nothing was changed since it was given",
    ...(receipt as Receipt).uncovered.map((line) => `the receipt does not cover this: ${line}`),
  ];
}

/** Changes of the programs since the receipt was given. They do not invalidate it, but may explain other figures. */
export function environmentChanges(receipt: Receipt): string[] {
  const now = environment();
  return (
    Object.keys(now)
      // Receipts of earlier versions state other programs.
      .filter((name) => Object.hasOwn(receipt.environment, name) && now[name] !== receipt.environment[name])
      .map((name) => `${name} is another one than when the receipt was given`)
  );
}

const UNREAD = "unread";

function contentOf({ folder, notebooks, files, remarks }: Submission) {
  const read = notebooks.flatMap(({ path, notebook }) =>
    notebook ? [[path, digestsOf(notebook)] as const] : [],
  );
  const others = [...notebooks.flatMap(({ path, notebook }) => (notebook ? [] : [path])), ...files];
  const uncovered = [...remarks];
  let left = MOST;
  const digests = others
    .filter((path) => path !== RECEIPT)
    .sort()
    .map((path) => {
      const full = join(folder, path);
      const size = lstatSync(full, { throwIfNoEntry: false })?.size ?? 0;
      const found = fileDigest(full, left);
      if (HEXADECIMAL.test(found)) {
        left -= size;
        return [path, found];
      }
      uncovered.push(
        size > left ? `${path} has ${size} bytes, more than are read` : `${path} cannot be read (${found})`,
      );
      return [path, UNREAD];
    });
  return {
    person: basename(folder),
    notebooks: Object.fromEntries(read),
    files: Object.fromEntries(digests),
    uncovered,
  };
}

type Digests = Receipt["notebooks"][string];

/** Digests of the canonical form, which saving a notebook again does not change. */
function digestsOf(notebook: Notebook) {
  const form = canonical(notebook);
  const source = form.cells.map(({ cell_type, source }) => [cell_type, wholeText(source)]);
  const outputs = codeCells(form).map(({ execution_count, outputs }) => [execution_count, sorted(outputs)]);
  return { source: sha256(JSON.stringify(source)), outputs: sha256(JSON.stringify(outputs)) };
}

function environment(): Record<string, string> {
  const { code, datasets } = readProject();
  return { "Node.js": process.versions.node.split(".")[0], "the project's code": code, datasets };
}

function keyed(stated: Omit<Receipt, "digest">, key: Buffer): string {
  return createHmac("sha256", key)
    .update(JSON.stringify(sorted(stated)))
    .digest("hex");
}

const HEXADECIMAL = /^[0-9a-f]{64}$/;
const texts = { type: "object", additionalProperties: text };
const isReceipt = new Ajv({ strict: false }).compile<Receipt>(
  exactly({
    ...{ form: is(FORM), person: text, files: texts, uncovered: list(text), environment: texts },
    notebooks: { type: "object", additionalProperties: exactly({ source: text, outputs: text }) },
    digest: { ...text, pattern: HEXADECIMAL.source },
  }),
);

function formTrouble(receipt: unknown): string {
  const { form } = (receipt ?? {}) as { form?: unknown };
  if (form === 1)
    return "the receipt has form 1, which binds neither the person nor the files beside the notebooks: npm run receipt gives a new one";
  if (typeof form === "number" && form > FORM)
    return `the receipt has form ${form}, which this version does not know: verify it with the version that gave it`;
  return "it is not a valid receipt";
}
