export { type DataFrameLike, dataFrameTable, isDataFrame } from "./data-frame-table.ts";
export { Table, type TableContent } from "./table.ts";
