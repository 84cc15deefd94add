import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { packagesFolder } from "../../lib/setup/environment.mjs";
import { condaEnvironment, root, venv } from "../../lib/setup/paths.mjs";
import { lockFile, readLock } from "../../lib/setup/requirements.mjs";

/** A package as it is installed: the licence in its metadata, and the texts of its licence files. */
interface Package {
  name: string;
  declared: string;
  texts: string[];
}

const read = (...path: string[]) => readFileSync(join(...path), "utf8");
const lockedNpm = Object.keys(JSON.parse(read(root, "package-lock.json")).packages).filter(Boolean);
const lockedPython = new Set(readLock(read(root, lockFile)).map(({ name }) => name));

function licenceTexts(folder: string, recursive: boolean): string[] {
  return readdirSync(folder, { recursive, encoding: "utf8" })
    .filter((file) => /^(licen[cs]e|copying)[\w.-]*$/i.test(basename(file)))
    .flatMap((file) => {
      try {
        return [read(folder, file)];
      } catch {
        return []; // a folder of that name
      }
    });
}

const npmPackages: Package[] = lockedNpm
  .map((path) => join(root, path))
  .filter((folder) => existsSync(join(folder, "package.json"))) // others are for another system
  .map((folder) => {
    const { name, license, licenses } = JSON.parse(read(folder, "package.json"));
    return {
      name,
      declared: JSON.stringify(license ?? licenses ?? ""),
      texts: licenceTexts(folder, false),
    };
  });

const pythonFolder = packagesFolder(condaEnvironment() ?? venv)!;
const pythonPackages: Package[] = readdirSync(pythonFolder)
  .filter((entry) => entry.endsWith(".dist-info"))
  .map((entry) => {
    const folder = join(pythonFolder, entry);
    const [metadata] = read(folder, "METADATA").split(/\r?\n\r?\n/);
    const lines = metadata.match(/^(License|License-Expression|Classifier: License ::).*$/gm) ?? [];
    const name = /^Name: (.*)$/m
      .exec(metadata)![1]
      .toLowerCase()
      .replace(/[-_.]+/g, "-");
    return { name, declared: lines.join("\n"), texts: licenceTexts(folder, true) };
  })
  .filter(({ name }) => lockedPython.has(name));

/** True if a package or a part of it is under a copyleft licence, or names no licence. */
function needsNotice({ declared, texts }: Package): boolean {
  if (/(MPL|GPL|EPL|CDDL|EUPL|OSL|CPAL)\b|Mozilla|GNU|Eclipse|CeCILL/.test(declared)) return true;
  const title = /^\s*(Mozilla Public License|GNU (LESSER |LIBRARY |AFFERO )?GENERAL PUBLIC LICENSE)/m;
  if (texts.some((text) => title.test(text))) return true;
  return declared.replaceAll('"', "") === "" && texts.length === 0;
}

/** The packages in that section of NOTICE, the part of each line before its licence. */
const notice = read(root, "NOTICE");
const section = /^Packages under copyleft licences\n([\s\S]*?)(\n\n|$(?![\s\S]))/m.exec(notice)?.[1] ?? "";
const named = [...section.matchAll(/^ {4}(\S+) {2,}\S/gm)].map(([, name]) => name);

test("a licence is told by metadata, or by the text of a licence file", () => {
  const plain = { name: "a", declared: "MIT", texts: ["MIT License"] };
  assert.equal(needsNotice(plain), false);
  for (const declared of ["MPL-2.0", "MIT AND LGPL-2.1-or-later", "License: GNU GPLv3", ""]) {
    assert.equal(needsNotice({ ...plain, declared, texts: [] }), true, declared);
  }
  assert.equal(needsNotice({ ...plain, texts: ["  GNU LESSER GENERAL PUBLIC LICENSE\n Version 3"] }), true);
  assert.equal(needsNotice({ ...plain, texts: ["compatible with the GNU General Public License"] }), false);
});

test("NOTICE names every installed package under a copyleft licence", () => {
  assert.ok(npmPackages.length > 200 && pythonPackages.length > 90);
  const found = [...npmPackages, ...pythonPackages].filter(needsNotice).map(({ name }) => name);
  for (const name of ["axe-core", "zeromq", "certifi", "pyzmq", "numpy"])
    assert.ok(found.includes(name), name);
  assert.deepEqual(
    found.filter((name) => !named.includes(name)),
    [],
  );
});

test("NOTICE names no package that set-up does not install", () => {
  assert.ok(named.length > 5);
  assert.deepEqual(
    named.filter((name) => !lockedNpm.includes(`node_modules/${name}`) && !lockedPython.has(name)),
    [],
  );
});
