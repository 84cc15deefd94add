import { isPlainObject } from "../../errors.ts";

type Entry = [name: string, value: unknown];

/** Takes dictionaries among the logs apart, each of them in the order that `arranged` gives it; done in place. */
export function takeApart(logs: Record<string, unknown>, arranged: (entries: Entry[]) => Entry[]): void {
  const flat = (part: object): Entry[] =>
    arranged(Object.entries(part)).flatMap((entry) => (isPlainObject(entry[1]) ? flat(entry[1]) : [entry]));
  const entries = flat(logs);
  for (const name of Object.keys(logs)) delete logs[name];
  Object.assign(logs, Object.fromEntries(entries));
}
