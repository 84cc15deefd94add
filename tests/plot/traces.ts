/** A trace of a figure, with what the tests read of it. */
export type Trace = Record<string, unknown> & { x: ArrayLike<number>; y: ArrayLike<number>; z: number[][] };

export const traces = ({ data }: { data: unknown[] }) => data as Trace[];
