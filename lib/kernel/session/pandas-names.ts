/** The counterparts in danfojs of methods of pandas. */
const instead: Record<string, string> = {
  info: "`ctypes` with the types of the columns, and `shape`",
  to_numpy: "`values`",
  isnull: "`isNa()`",
  isna: "`isNa()`",
  dropna: "`dropNa()`",
  fillna: "`fillNa(value)`",
  value_counts: "`valueCounts()`",
  nunique: "`nUnique()`",
  sort_values: "`sortValues(column)`",
  set_index: "`setIndex({ column })`",
  reset_index: "`resetIndex()`",
  drop_duplicates: "`dropDuplicates()` of a column",
  astype: "`asType(column, type)`",
  iterrows: "`values`, an array of rows for `for (const row of frame.values)`",
};

/** The counterpart of a method of pandas that a cell has called: frames have columns as properties, so that no type is wrong. */
export function pandasHint(message: string): string | undefined {
  const [, name = ""] = /\.(\w+) is not a function$/.exec(message) ?? [];
  if (!Object.hasOwn(instead, name)) return undefined;
  return `\`${name}\` is a method of pandas. danfojs has ${instead[name]}.`;
}
