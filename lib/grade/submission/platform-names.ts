/** Moodle's `Anna Muster_12345_assignsubmission_file_`, as a folder or in front of a file's name. */
const MOODLE = /^(.+?_\d+)_assignsubmission_(file|onlinetext)_?(.*)$/s;
/** Canvas' `musteranna_12345_67890_ex01.ipynb`: name, person, submission. Shorter numbers count days and exercises. */
const CANVAS = /^([^_\s]+)_(?:late_)?(\d{3,})_\d{3,}_(.+)$/is;
/** Blackboard's `Keras Day_anna.muster_attempt_2026-03-01-10-11-12_ex01.ipynb`, and a text file of that name without a rest. */
const BLACKBOARD = /^.+?_([^_]+)_attempt_(\d{4}(?:-\d\d){5})(?:_(.+)|\.txt)$/s;

/** A name that a learning platform made. */
export interface PlatformName {
  /** The person's name and number, which are the same for all files of one person. */
  person: string;
  /** The name that the person gave the file; empty for a folder. */
  rest: string;
  /** It holds a text that was typed into the platform. */
  isText: boolean;
  /** The time at which the person handed it in, if a later attempt lies beside earlier ones. */
  attempt?: string;
}

/** Reads a name of a learning platform. @returns undefined for any other name */
export function platformName(name: string): PlatformName | undefined {
  const moodle = MOODLE.exec(name);
  if (moodle) return { person: moodle[1], rest: moodle[3], isText: moodle[2] === "onlinetext" };
  const canvas = CANVAS.exec(name);
  if (canvas) return { person: `${canvas[1]}_${canvas[2]}`, rest: canvas[3], isText: false };
  const blackboard = BLACKBOARD.exec(name);
  if (!blackboard) return undefined;
  const [, person, attempt, rest = ""] = blackboard;
  return { person, rest, isText: rest === "", attempt };
}

/**
 * The names that a person's code knows, of files to whose names a learning platform added the person's.
 *
 * @param files paths of the person's files
 * @param person as the platform writes the name in front of a file's
 * @returns names by path, where they differ
 *
 * @example ownNames(["ann_100_200_day.ipynb", "ann_100_201_data.csv"], "ann_100")["ann_100_201_data.csv"] // "data.csv"
 */
export function ownNames(files: readonly string[], person: string): Record<string, string> {
  const names = new Map(files.map((file) => [file, file]));
  for (const file of files) {
    const read = platformName(file);
    const own = file.startsWith(`${person} - `)
      ? file.slice(`${person} - `.length)
      : read?.person === person && read.rest;
    // Of two files of one name, the later keeps the platform's.
    if (own && !own.includes("/") && ![...names.values()].includes(own)) names.set(file, own);
  }
  return Object.fromEntries([...names].filter(([file, own]) => file !== own));
}
