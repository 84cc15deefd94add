/** The files of a `.keras` archive beside settings and weights: vocabularies, and those that layers of the user's write. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ValueError } from "../../errors.ts";
import type { SavedParts } from "../layers/saved-parts.ts";
import { FILES, LARGEST_ASSETS, MOST_ENTRIES, refused } from "./archive-entries.ts";
import type { SavedLayer, SavedModel } from "./saveable.ts";
import { objectOf, vocabularyLayers, weightGroups } from "./weight-groups.ts";

const MOST_ASSETS = MOST_ENTRIES - FILES.length;

/**
 * The files of a model by their paths in the archive.
 *
 * @throws ValueError for more than a file may hold
 */
export async function assetsOf(model: SavedModel): Promise<Record<string, Uint8Array>> {
  const assets: Record<string, Uint8Array> = {};
  for (const { text, layer } of vocabularyLayers(model)) {
    const { vocabularyText } = layer;
    if (vocabularyText !== undefined) assets[text] = Buffer.from(vocabularyText);
  }
  for (const [place, layer] of ownersOfAssets(model)) {
    await inFolder(async (folder) => {
      await layer.saveAssets?.(folder);
      for (const name of (await readdir(folder, { recursive: true })).sort()) {
        const path = join(folder, name);
        if ((await stat(path)).isFile())
          assets[`${place}${name.replaceAll("\\", "/")}`] = await readFile(path);
      }
    });
  }
  const sizes = Object.values(assets).map(({ length }) => length);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > LARGEST_ASSETS || sizes.length > MOST_ASSETS) {
    throw new ValueError(
      `Expected \`saveAssets\` and vocabularies to write at most ${MOST_ASSETS} files of together ${LARGEST_ASSETS} bytes. ` +
        `Received: ${sizes.length} files of ${bytes} bytes. Nothing was saved.`,
    );
  }
  return assets;
}

/**
 * Has the layers of the user's read their files.
 *
 * @param path of the archive
 * @param files of it, whose names are checked
 * @throws ValueError for names that a folder cannot hold
 */
export async function restoreAssets(
  path: string,
  model: SavedModel,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  for (const [place, layer] of ownersOfAssets(model)) {
    if (layer.loadAssets === undefined) continue;
    await inFolder(async (folder) => {
      for (const [name, bytes] of files) {
        if (!name.startsWith(place)) continue;
        const file = join(folder, name.slice(place.length));
        try {
          await mkdir(dirname(file), { recursive: true });
          await writeFile(file, bytes, { flag: "wx" });
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException;
          const ofNames = ["EEXIST", "ENOTDIR", "EISDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"];
          if (!ofNames.includes(code ?? "")) throw error;
          throw refused(path, "files of layers that a folder can hold", `'${name.slice(0, 80)}' (${code})`);
        }
      }
      await layer.loadAssets?.(folder);
    });
  }
}

/** The layers whose class has files, with the folder of each in the archive. */
function ownersOfAssets(model: SavedLayer): [place: string, layer: Partial<SavedParts>][] {
  return weightGroups(model).flatMap(({ path, layer }) => {
    const own = objectOf(layer) as Partial<SavedParts>;
    return own.saveAssets || own.loadAssets ? [[`assets/${path.replace(/vars$/, "")}`, own]] : [];
  });
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "keras-assets-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
