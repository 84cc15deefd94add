/** What happens to a batch in the layers: forward, and back. */
import { activate, activationGradient } from "./activations/activate";
import { forwardDense, inputGradient } from "./dense";
import { dropout, dropoutGradient } from "./dropout";
import { parameterGradients, tileGradients } from "./parameter-gradients";
import { Layer, layerAt, Net, Score } from "./records";

/** Outputs of every layer for those of the batch's `rows` samples that are at `from … to)` in each unit's row. */
export function forward(net: Net, rows: i32, from: usize, to: usize, training: bool): void {
  for (let i = 0; i < net.layerCount; i++) {
    const layer = layerAt(net, i);
    forwardLayer(net, layer, rows, from, to, 0, layer.units, training);
  }
}

/** Those of a layer: of its product units `first … end)`, and after the last of them the rest. */
export function forwardLayer(
  net: Net,
  layer: Layer,
  rows: i32,
  from: usize,
  to: usize,
  first: i32,
  end: i32,
  training: bool,
): void {
  if (layer.kernel != 0) forwardDense(layer, net.stride, from, to, first, end, net.panel);
  if (end < layer.units) return;
  if (layer.activation >= 0) activate(layer, net.stride, from, to);
  else if (training) dropout(layer, net.stride, from, to, rows);
  else copy(layer, net.stride, from, to);
}

/** Without `memory.copy`: V8 14.6 on QEMU's newest ARM64 copies nothing when the same count comes again. */
function copy(layer: Layer, stride: usize, from: usize, to: usize): void {
  for (let unit = 0; unit < layer.units; unit++) {
    const row = <usize>unit * stride;
    for (let at = row + from; at < row + to; at += 16) v128.store(layer.outputs + at, v128.load(layer.before + at));
  }
}

/** ∂loss by what each layer computes, from that by the last outputs, for the samples at `from … to)`. */
export function backward(net: Net, from: usize, to: usize): void {
  for (let i = net.layerCount - 1; i >= 0; i--) backwardLayer(net, i, from, to, 0, layerAt(net, i).inputs);
}

/** That of a layer: of its product inputs `first … end)`, and before the first of them the rest. */
export function backwardLayer(net: Net, i: i32, from: usize, to: usize, first: i32, end: i32): void {
  const layer = layerAt(net, i);
  const fused = i == net.layerCount - 1 && changetype<Score>(net.loss).source == 2;
  if (first == 0) {
    if (layer.activation < 0) dropoutGradient(layer, net.stride, from, to);
    else if (!fused) activationGradient(layer, net.stride, from, to);
  }
  if (layer.gradientBefore != 0) inputGradient(layer, net.stride, from, to, first, end, net.panel);
}

/** After the way back: gradients of the parameters of units `first … end)` of a layer, from all samples. */
export function gradients(net: Net, layer: Layer, bytes: usize, first: i32, end: i32): void {
  if (layer.kernel == 0 || !layer.trainable) return;
  parameterGradients(layer, net.stride, bytes, first, end, net.panel);
}

/** Those of up to five units, by parts of the samples: at `from … to)` of `bytes`. */
export function gradientsOfTile(
  net: Net,
  layer: Layer,
  bytes: usize,
  first: i32,
  end: i32,
  from: usize,
  to: usize,
): void {
  if (!layer.trainable) return;
  tileGradients(layer, net.stride, bytes, first, end - first, from, to, net.panel, net.tileSums);
}
