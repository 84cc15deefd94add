import { isPlainObject } from "../../errors.ts";

type Entry = [name: string, value: unknown];

/** Takes dictionaries among the logs apart, done in place. @param isSorted whether the entries are sorted by name */
export function takeApart(logs: Record<string, unknown>, isSorted: boolean): void {
  const names = Object.keys(logs);
  // Mostly there is nothing to do, and it is called for each epoch.
  if (names.every((name, i) => typeof logs[name] !== "object" && !(isSorted && names[i - 1] > name))) return;
  const flat = (part: object): Entry[] => {
    const entries = Object.entries(part);
    if (isSorted) entries.sort(([a], [b]) => (a < b ? -1 : Number(a !== b)));
    return entries.flatMap((entry) => (isPlainObject(entry[1]) ? flat(entry[1]) : [entry]));
  };
  const entries = flat(logs);
  for (const name of names) delete logs[name];
  Object.assign(logs, Object.fromEntries(entries));
}
