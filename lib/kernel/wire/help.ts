/** The name that a cell like `Dense?` or `?Dense` asks about, as in IPython; no TypeScript looks so. */
export function helpName(code: string): string | undefined {
  const asked = /^\s*(?:\?{1,2}\s*(?<before>[\w$.]+)|(?<after>[\w$.]+)\s*\?{1,2})\s*$/.exec(code);
  return asked?.groups?.before ?? asked?.groups?.after;
}
