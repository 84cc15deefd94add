import type { CellPassage, Source } from "../outputs/passages.ts";
import { entryOf, type PythonLiteral } from "../python-literal.ts";
import type { Literal } from "../question.ts";
import type { BuiltModel } from "../record/session-record.ts";
import type { Candidate } from "./candidate.ts";
import { readConfigurations } from "./configurations.ts";
import { modelCandidate } from "./literal.ts";

/** Networks of one notebook that are looked at, from the last; rows of a summary. */
const MOST = 200;
/** Not known from the code. */
const UNKNOWN = "?";

/** The networks of notebooks that were not run: as the code spells them layer by layer, and as summaries show them. */
export function modelCandidates(predicate: Literal, passages: readonly CellPassage[]): Candidate[] {
  return [...new Set(passages.map(({ source }) => source))].flatMap((source) => {
    const its = passages.filter((passage) => passage.source === source && !passage.failed);
    const networks = spelledNetworks(source).slice(-MOST);
    const spelled = networks.flatMap(({ cells, ...network }) => {
      const building = its.filter(({ index }) => cells.has(index));
      if (building.length === 0 || network.layers.some(({ units }) => units === UNKNOWN)) return [];
      return [modelCandidate(predicate, network, building)];
    });
    return [
      ...spelled,
      ...its.flatMap((passage) => [
        ...summaries(predicate, passage, networks),
        ...configured(passage).map((network) => modelCandidate(predicate, network, [passage])),
      ]),
    ];
  });
}

const NO_LAYER = { class_name: "Dense", units: UNKNOWN, activation: UNKNOWN } as const;

interface Network extends BuiltModel {
  layers: { class_name: string; units: number | typeof UNKNOWN; activation: string }[];
  cells: Set<number>;
}

const CALL = /\b(sequential|input|inputlayer|dense|activation)\s*(?=\()/gi;
const ARGUMENTS = /\(((?:[^()]|\((?:[^()]|\([^()]*\))*\)){0,400})\)/y;
/** The first number of an input shape that code spells, behind the batch. */
export const FEATURES = /(?:shape|dim)\s*[:=]\s*[[(]?\s*(?:(?:None|null)\s*,\s*)?(\d+)/i;

/** The layers that code spells one after the other; a Sequential, an input, or a layer with other features begins another network. */
export function spelledNetworks({ reading }: Source): Network[] {
  const networks: Network[] = [];
  const begin = () => networks.push({ input_shape: [null, null], layers: [], cells: new Set() });
  for (const [index, source] of reading.withoutComments.entries()) {
    for (const { 0: call, 1: called, index: at } of source.matchAll(CALL)) {
      const name = called.toLowerCase();
      ARGUMENTS.lastIndex = at + call.length;
      const list = name === "sequential" ? "" : ARGUMENTS.exec(source)?.[1];
      if (list === undefined) continue;
      const isInput = name.startsWith("input");
      const features = (FEATURES.exec(list) ?? (isInput ? /^\s*[[(]\s*(\d+)/.exec(list) : null))?.[1];
      const above = networks.at(-1)?.layers.at(-1);
      const isFirst = isInput || (features !== undefined && Number(features) !== above?.units);
      if (name === "sequential" || (above && isFirst)) begin();
      const network = networks.at(-1);
      if (network === undefined) continue;
      if (features !== undefined && network.layers.length === 0)
        network.input_shape = [null, Number(features)];
      if (name === "dense") network.layers.push({ class_name: "Dense", ...dense(list) });
      const before = network.layers.at(-1);
      if (name === "activation" && before) before.activation = /["'](\w+)["']/.exec(list)?.[1] ?? UNKNOWN;
      network.cells.add(index);
    }
  }
  return networks;
}

function dense(list: string): { units: number | typeof UNKNOWN; activation: string } {
  const units = /^\s*(\d+)\s*(?:,|$)/.exec(list)?.[1] ?? /\bunits\s*[:=]\s*(\d+)/.exec(list)?.[1];
  const activation =
    /\bactivation\s*[:=]\s*(?:["'`](\w+)["'`]|(?:\w+\.)+(\w+))/.exec(list) ??
    /^\s*\d+\s*,\s*["'](\w+)["']/.exec(list);
  const isOpen = /\*\*|\.\.\.|\bactivation\b(?!\s*[:=]\s*(?:None|null))/.test(list);
  return {
    units: units === undefined ? UNKNOWN : Number(units),
    activation: (activation?.[1] ?? activation?.[2] ?? (isOpen ? UNKNOWN : "linear")).toLowerCase(),
  };
}

const ACTIVATIONS = /\b(?:linear|sigmoid|relu|tanh|softmax|elu|selu|gelu|swish)\b/g;

/** The network that a summary shows. It tells no activation: the code does, or else the cell. */
function summaries(predicate: Literal, passage: CellPassage, networks: readonly Network[]): Candidate[] {
  const rows = [...passage.text.matchAll(/\(Dense\)[^\n\d]{0,60}(\d{1,9})\)[^\n\d]{0,60}([\d,]{1,12})/g)]
    .slice(0, MOST)
    .map(([, units, parameters]) => ({
      units: Number(units),
      parameters: Number(parameters.replaceAll(",", "")),
    }));
  if (rows.length === 0) return [];
  const isOwn = (layers: Network["layers"]) =>
    layers.length === rows.length &&
    layers.every(({ units }, at) => units === UNKNOWN || units === rows[at].units);
  // Layers that were made one by one before may stand in front of it.
  const whole = networks.map(({ layers }) => layers.slice(-rows.length));
  // Of a network of this cell, the first layers may be variables.
  const here = networks
    .filter(({ cells, layers }) => cells.has(passage.index) && layers.length > 0)
    .map(({ layers }) => [...rows.slice(0, -layers.length).map(() => NO_LAYER), ...layers]);
  const own = here.findLast(isOwn) ?? whole.findLast(isOwn);
  const layers = rows.map(({ units }, at) => {
    const known = own?.[at].activation ?? UNKNOWN;
    const last = at === rows.length - 1 ? (passage.text.match(ACTIVATIONS)?.at(-1) ?? "linear") : UNKNOWN;
    return { class_name: "Dense", units, activation: known === UNKNOWN ? last : known };
  });
  const [{ units, parameters }] = rows;
  const input_shape = [null, parameters / units - 1];
  const candidate = modelCandidate(predicate, { input_shape, layers }, [passage]);
  return [{ ...candidate, words: [/\(Dense\)[^\n]{0,60}\(None/] }];
}

/** The networks whose configuration a cell shows, as `get_config` or `to_json` gives it. */
export function configured(passage: CellPassage): BuiltModel[] {
  return readConfigurations(passage, true).flatMap((literal) => {
    const entries = layersOf(literal) ?? [];
    const layers = entries.flatMap((entry) => {
      const config = entryOf(entry, "config");
      const units = textOf(config, "units");
      const activation = textOf(config, "activation") ?? "linear";
      return units === undefined ? [] : [{ class_name: "Dense", units: Number(units), activation }];
    });
    const shape = entries.flatMap((entry) => {
      const config = entryOf(entry, "config");
      const found = entryOf(config, "batch_shape") ?? entryOf(config, "batch_input_shape");
      return found && found.type !== "dict" && found.type !== "scalar"
        ? (found.items.at(-1)?.text ?? [])
        : [];
    })[0];
    return layers.length > 0 && shape !== undefined ? [{ input_shape: [null, Number(shape)], layers }] : [];
  });
}

/** The list of layers in a configuration, however deep. */
function layersOf(literal: PythonLiteral): readonly PythonLiteral[] | undefined {
  if (literal.type === "list")
    return literal.items.some((item) => entryOf(item, "config")) ? literal.items : undefined;
  const inner = entryOf(literal, "layers") ?? entryOf(literal, "config");
  return inner && layersOf(inner);
}

function textOf(literal: PythonLiteral | undefined, key: string): string | undefined {
  const value = entryOf(literal, key);
  return value?.type === "scalar" && value.value !== null ? String(value.value) : undefined;
}
