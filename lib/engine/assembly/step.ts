/** The forward and backward passes of a batch. */
import { activate, activationGradient } from "./activations/activate";
import { forwardDense, inputGradient } from "./dense";
import {
  averagesGradient,
  batchGradient,
  moveAverages,
  normalizeBatch,
  normalizeByAverages,
} from "./layers/batch-normalization";
import { LayerKind } from "./layers/kinds";
import { affineGradients, normalizeSamples, samplesGradient } from "./layers/layer-normalization";
import { noise, noiseGradient } from "./layers/noise";
import { alphaGradients, prelu, preluGradient } from "./layers/prelu";
import { normalize, normalizeGradient, rescale, rescaleGradient } from "./layers/rescaling";
import { parameterGradients } from "./parameter-gradients";
import { Layer, layerAt, Net, Optimizer, padded, Score } from "./records";
import { firstRow, lastRow } from "./segments";
import { givesUp, shareEnd, shareStart, sync, thread, threads } from "./thread";

/** Samples per thread from which each thread packs all weights for itself. */
const ENOUGH: i32 = 128;
/** Weights from which the units of a layer are shared among threads. */
const LARGE: i32 = 1 << 16;

/**
 * True if the threads go through each layer together. They then share the units of large layers, instead of each packing all
 * weights for a few samples, and the units of layers that need all samples of the batch.
 */
export function goTogether(net: Net, rows: i32, training: bool): bool {
  return (threads > 1 && rows < ENOUGH * threads) || (training && net.normalizesBatch != 0);
}

// @ts-ignore: decorator
@inline
function isLarge(layer: Layer): bool {
  return layer.inputs * layer.units >= LARGE;
}

/**
 * Outputs of every layer for the batch's samples at `from … to)` in each unit's row. Threads that go together each call it for
 * their own samples, and it returns false if they have abandoned the call. A thread that goes alone gets true, and the next `sync`
 * ends the call.
 */
export function forward(net: Net, rows: i32, from: usize, to: usize, training: bool, together: bool): bool {
  for (let i = 0; i < net.layerCount; i++) {
    if (givesUp() && !together) return true;
    if (!forwardLayer(net, layerAt(net, i), rows, from, to, training, together)) return false;
  }
  return true;
}

function forwardLayer(
  net: Net,
  layer: Layer,
  rows: i32,
  from: usize,
  to: usize,
  training: bool,
  together: bool,
): bool {
  const stride = net.stride;
  switch (layer.kind) {
    case LayerKind.dense: {
      if (together && isLarge(layer)) {
        if (!sync()) return false;
        const first = shareStart(layer.units, 5);
        forwardDense(layer, stride, 0, padded(rows), first, shareEnd(layer.units, 5), panel(net));
        if (!sync()) return false;
      } else forwardDense(layer, stride, from, to, 0, layer.units, panel(net));
      activate(layer, stride, from, to);
      break;
    }
    case LayerKind.activation: {
      activate(layer, stride, from, to);
      break;
    }
    case LayerKind.rescaling: {
      rescale(layer, stride, from, to);
      break;
    }
    case LayerKind.normalization: {
      normalize(layer, stride, from, to);
      break;
    }
    case LayerKind.batchNormalization: {
      if (training && layer.ofBatch) {
        if (!sync()) return false;
        normalizeBatch(layer, stride, rows, shareStart(layer.units, 4), shareEnd(layer.units, 4));
        if (!sync()) return false;
      } else normalizeByAverages(layer, stride, from, to);
      break;
    }
    case LayerKind.layerNormalization: {
      normalizeSamples(layer, stride, from, to);
      break;
    }
    case LayerKind.prelu: {
      prelu(layer, stride, from, to);
      break;
    }
    default: {
      if (training) noise(layer, stride, from, to, rows);
      else copy(layer, stride, from, to);
    }
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

/**
 * Gradients of the loss with respect to each layer's outputs, from the last layer to the first trained one. Otherwise like
 * `forward`.
 */
export function backward(net: Net, rows: i32, from: usize, to: usize, together: bool): bool {
  for (let i = net.layerCount - 1; i >= net.firstTrained; i--) {
    if (givesUp() && !together) return true;
    // The loss may already include the derivative of the last layer's activation.
    const fused = i == net.layerCount - 1 && changetype<Score>(net.loss).source == 2;
    if (!backwardLayer(net, layerAt(net, i), rows, from, to, fused, together)) return false;
  }
  return true;
}

function backwardLayer(
  net: Net,
  layer: Layer,
  rows: i32,
  from: usize,
  to: usize,
  fused: bool,
  together: bool,
): bool {
  const stride = net.stride;
  switch (layer.kind) {
    case LayerKind.dense: {
      if (!fused) activationGradient(layer, stride, from, to);
      if (layer.gradientBefore == 0) break;
      if (together && isLarge(layer)) {
        if (!sync()) return false;
        const first = shareStart(layer.inputs, 5);
        inputGradient(layer, stride, 0, padded(rows), first, shareEnd(layer.inputs, 5), panel(net));
        if (!sync()) return false;
      } else inputGradient(layer, stride, from, to, 0, layer.inputs, panel(net));
      break;
    }
    case LayerKind.activation: {
      if (!fused) activationGradient(layer, stride, from, to);
      break;
    }
    case LayerKind.rescaling: {
      rescaleGradient(layer, stride, from, to);
      break;
    }
    case LayerKind.normalization: {
      normalizeGradient(layer, stride, from, to);
      break;
    }
    case LayerKind.batchNormalization: {
      if (layer.ofBatch) {
        if (!sync()) return false;
        batchGradient(layer, stride, rows, shareStart(layer.units, 4), shareEnd(layer.units, 4));
        if (!sync()) return false;
      } else averagesGradient(layer, stride, from, to);
      break;
    }
    case LayerKind.layerNormalization: {
      samplesGradient(layer, stride, from, to);
      break;
    }
    case LayerKind.prelu: {
      preluGradient(layer, stride, from, to);
      break;
    }
    default: {
      noiseGradient(layer, stride, from, to);
    }
  }
  return true;
}

/** Units whose gradients are computed between two checks for a stop. */
const UNITS: i32 = 20;

/** Gradients of this thread's share of the parameters, from all samples. Batch normalization computes its own in the backward pass. */
export function gradients(net: Net, bytes: usize): void {
  for (let i = net.firstTrained; i < net.layerCount; i++) {
    const layer = layerAt(net, i);
    if (!layer.trainable) continue;
    const stride = net.stride;
    if (layer.kind == LayerKind.dense) denseGradients(net, layer, bytes);
    else if (layer.kind == LayerKind.layerNormalization) {
      affineGradients(layer, stride, bytes, shareStart(layer.units, 4), shareEnd(layer.units, 4));
    } else if (layer.kind == LayerKind.prelu) {
      alphaGradients(layer, stride, bytes, shareStart(layer.units, 4), shareEnd(layer.units, 4));
    }
  }
}

/** Gradients of the rows that this thread will also update, so that they stay in its core's cache. */
function denseGradients(net: Net, layer: Layer, bytes: usize): void {
  const o = changetype<Optimizer>(net.optimizer);
  const row = firstRow(o, layer);
  const endRow = lastRow(o, layer);
  if (row == endRow) return;
  for (let unit = 0; unit < layer.units; unit += UNITS) {
    if (givesUp()) return;
    parameterGradients(layer, net.stride, bytes, unit, min(unit + UNITS, layer.units), row, endRow, panel(net));
  }
}

/** Counts the draws, so that each batch gets new noise. */
export function countDraws(net: Net): void {
  for (let i = 0; i < net.layerCount; i++) layerAt(net, i).draws++;
}

/** Updates the moving averages by the batch's mean and variance, after training on it. */
export function updateAverages(net: Net): void {
  for (let i = 0; i < net.layerCount; i++) {
    const layer = layerAt(net, i);
    if (layer.ofBatch) moveAverages(layer);
  }
}

// @ts-ignore: decorator
@inline
function panel(net: Net): usize {
  return net.panel + <usize>thread * net.panelBytes;
}
