/** A batch on its way through the layers: forward, and back. */
import { activate, activationGradient } from "./activations/activate";
import { forwardDense, inputGradient } from "./dense";
import { dropout, dropoutGradient } from "./dropout";
import { parameterGradients } from "./parameter-gradients";
import { Layer, layerAt, Net, padded, Score } from "./records";
import { givesUp, shareEnd, shareStart, sync, thread, threads } from "./thread";

/** Samples of a thread that are enough to pack all weights for them alone. */
const ENOUGH: i32 = 128;
/** Weights of a layer whose units are worth to be shared. */
const LARGE: i32 = 1 << 17;

/** True if the threads share the units of large layers for all `rows`, as each would else pack all weights for few of them. */
export function sharesUnits(rows: i32): bool {
  return threads > 1 && rows < ENOUGH * threads;
}

// @ts-ignore: decorator
@inline
function isLarge(layer: Layer): bool {
  return layer.inputs * layer.units >= LARGE;
}

/**
 * Outputs of every layer for the batch's samples at `from … to)` in each unit's row. Where the threads share units, they call it
 * together, each for its samples. Returns false if the call is given up.
 */
export function forward(net: Net, rows: i32, from: usize, to: usize, training: bool, together: bool): bool {
  for (let i = 0; i < net.layerCount; i++) {
    if (givesUp() && !together) return true;
    const layer = layerAt(net, i);
    if (layer.kernel != 0 && together && isLarge(layer)) {
      if (!sync()) return false;
      const first = shareStart(layer.units, 5);
      forwardDense(layer, net.stride, 0, padded(rows), first, shareEnd(layer.units, 5), panel(net));
      if (!sync()) return false;
    } else if (layer.kernel != 0) forwardDense(layer, net.stride, from, to, 0, layer.units, panel(net));
    if (layer.activation >= 0) activate(layer, net.stride, from, to);
    else if (training) dropout(layer, net.stride, from, to, rows);
    else copy(layer, net.stride, from, to);
  }
  return true;
}

/** Without `memory.copy`: V8 14.6 on QEMU's newest ARM64 copies nothing when the same count comes again. */
function copy(layer: Layer, stride: usize, from: usize, to: usize): void {
  for (let unit = 0; unit < layer.units; unit++) {
    const row = <usize>unit * stride;
    for (let at = row + from; at < row + to; at += 16) v128.store(layer.outputs + at, v128.load(layer.before + at));
  }
}

/** ∂loss by what each layer computes, from that by the last outputs; as `forward` else. */
export function backward(net: Net, rows: i32, from: usize, to: usize, together: bool): bool {
  for (let i = net.layerCount - 1; i >= 0; i--) {
    if (givesUp() && !together) return true;
    const layer = layerAt(net, i);
    const fused = i == net.layerCount - 1 && changetype<Score>(net.loss).source == 2;
    if (layer.activation < 0) dropoutGradient(layer, net.stride, from, to);
    else if (!fused) activationGradient(layer, net.stride, from, to);
    if (layer.gradientBefore == 0) continue;
    if (together && isLarge(layer)) {
      if (!sync()) return false;
      const first = shareStart(layer.inputs, 5);
      inputGradient(layer, net.stride, 0, padded(rows), first, shareEnd(layer.inputs, 5), panel(net));
      if (!sync()) return false;
    } else inputGradient(layer, net.stride, from, to, 0, layer.inputs, panel(net));
  }
  return true;
}

/** Units whose gradients are computed between two looks whether the call is given up. */
const UNITS: i32 = 20;

/** Gradients of the parameters from all samples: of this thread's share of each layer's units. */
export function gradients(net: Net, bytes: usize): void {
  for (let i = 0; i < net.layerCount; i++) {
    const layer = layerAt(net, i);
    if (layer.kernel == 0 || !layer.trainable) continue;
    const end = shareEnd(layer.units, 5);
    for (let unit = shareStart(layer.units, 5); unit < end; unit += UNITS) {
      if (givesUp()) return;
      parameterGradients(layer, net.stride, bytes, unit, min(unit + UNITS, end), panel(net));
    }
  }
}

/** Before the next batch, dropout draws anew. */
export function countDraws(net: Net): void {
  for (let i = 0; i < net.layerCount; i++) layerAt(net, i).draws++;
}

// @ts-ignore: decorator
@inline
function panel(net: Net): usize {
  return net.panel + <usize>thread * net.panelBytes;
}
