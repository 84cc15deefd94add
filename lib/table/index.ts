/** Tables for notebooks, as HTML and as text. */
export { type DataFrameLike, dataFrameTable, isDataFrame } from "./data-frame-table.ts";
export { Table, type TableContent } from "./table.ts";
