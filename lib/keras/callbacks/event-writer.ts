/** TensorBoard's event files: records with checksums (TFRecord), each an `Event` in Protocol Buffers' form. */
import { appendFileSync, mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { PbfWriter } from "pbf";

/** Numbers of the messages' fields, as in tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 };
const SUMMARY = { value: 1 };
const VALUE = { tag: 1, tensor: 8, metadata: 9 };
const METADATA = { pluginData: 1, dataClass: 4 };
const PLUGIN_DATA = { pluginName: 1, content: 2 };
const TENSOR = { dtype: 1, tensorShape: 2, tensorContent: 4, floatVal: 5, stringVal: 8 };
const SHAPE = { dim: 2 };
const DIM = { size: 1 };
const DTYPE = { float: 1, double: 2, string: 7 };
const DATA_CLASS = { scalar: 1, tensor: 2 };

/** Buckets of a histogram. */
const BUCKETS = 30;

let files = 0;

/** Writes the events of one folder. The file is made with the first event. */
export class EventWriter {
  private path: string | undefined;

  constructor(private readonly folder: string) {}

  scalar(tag: string, value: number, step: number): void {
    this.summary(tag, step, "scalars", DATA_CLASS.scalar, (tensor) => {
      tensor.writeVarintField(TENSOR.dtype, DTYPE.float);
      tensor.writeMessage(TENSOR.tensorShape, () => {}, null);
      tensor.writePackedFloat(TENSOR.floatVal, [value]);
    });
  }

  histogram(tag: string, values: ArrayLike<number>, step: number): void {
    const buckets = bucketsOf(values);
    this.summary(tag, step, "histograms", DATA_CLASS.tensor, (tensor) => {
      tensor.writeVarintField(TENSOR.dtype, DTYPE.double);
      tensor.writeMessage(
        TENSOR.tensorShape,
        (_, shape) => {
          for (const size of [buckets.length / 3, 3])
            shape.writeMessage(SHAPE.dim, (_, dim) => dim.writeVarintField(DIM.size, size), null);
        },
        null,
      );
      tensor.writeBytesField(TENSOR.tensorContent, new Uint8Array(buckets.buffer));
    });
  }

  /** The configuration of a model, of which TensorBoard shows the graph of layers. */
  model(json: string): void {
    this.summary("keras", 0, "graph_keras_model", 0, (tensor) => {
      tensor.writeVarintField(TENSOR.dtype, DTYPE.string);
      tensor.writeMessage(TENSOR.tensorShape, () => {}, null);
      tensor.writeBytesField(TENSOR.stringVal, new TextEncoder().encode(json));
    });
  }

  private summary(
    tag: string,
    step: number,
    plugin: string,
    dataClass: number,
    writeTensor: (tensor: PbfWriter) => void,
  ): void {
    this.event((event) => {
      event.writeVarintField(EVENT.step, step);
      const value = (_: unknown, writer: PbfWriter) => {
        writer.writeStringField(VALUE.tag, tag);
        writer.writeMessage(VALUE.tensor, (_, tensor) => writeTensor(tensor), null);
        writer.writeMessage(
          VALUE.metadata,
          (_, metadata) => {
            const data = (_: unknown, one: PbfWriter) => {
              one.writeStringField(PLUGIN_DATA.pluginName, plugin);
              if (plugin === "graph_keras_model")
                one.writeBytesField(PLUGIN_DATA.content, new TextEncoder().encode("1"));
            };
            metadata.writeMessage(METADATA.pluginData, data, null);
            metadata.writeVarintField(METADATA.dataClass, dataClass);
          },
          null,
        );
      };
      event.writeMessage(
        EVENT.summary,
        (_, summary) => summary.writeMessage(SUMMARY.value, value, null),
        null,
      );
    });
  }

  private event(write: (event: PbfWriter) => void): void {
    const now = Date.now() / 1000;
    if (this.path === undefined) {
      mkdirSync(this.folder, { recursive: true });
      const start = String(Math.floor(now)).padStart(10, "0");
      this.path = join(
        this.folder,
        `events.out.tfevents.${start}.${hostname()}.${process.pid}.${files++}.v2`,
      );
      this.append(now, (event) => event.writeStringField(EVENT.fileVersion, "brain.Event:2"));
    }
    this.append(now, write);
  }

  private append(now: number, write: (event: PbfWriter) => void): void {
    const event = new PbfWriter();
    event.writeDoubleField(EVENT.wallTime, now);
    write(event);
    appendFileSync(this.path as string, record(event.finish()));
  }
}

/** A record: its length and its bytes, each followed by its masked checksum. */
function record(bytes: Uint8Array): Buffer {
  const all = Buffer.alloc(bytes.length + 16);
  all.writeBigUInt64LE(BigInt(bytes.length), 0);
  all.writeUInt32LE(maskedCrc(all.subarray(0, 8)), 8);
  all.set(bytes, 12);
  all.writeUInt32LE(maskedCrc(bytes), bytes.length + 12);
  return all;
}

/** CRC-32C, rotated and with a constant added, as TFRecord files have it. */
function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff];
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** The remainders of all bytes by Castagnoli's polynomial. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** For each bucket its edges and how many values it holds, as TensorBoard's own `histogram` makes them. */
function bucketsOf(values: ArrayLike<number>): Float64Array {
  const buckets = new Float64Array(values.length === 0 ? 0 : BUCKETS * 3);
  if (values.length === 0) return buckets;
  let [least, most] = [values[0], values[0]];
  for (let i = 1; i < values.length; i++) {
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  const width = (most - least) / BUCKETS;
  for (let i = 0; i < BUCKETS; i++) {
    buckets[i * 3] = least + i * width;
    buckets[i * 3 + 1] = i === BUCKETS - 1 ? most : least + (i + 1) * width;
  }
  for (let i = 0; i < values.length; i++) {
    const bucket = width === 0 ? BUCKETS - 1 : Math.min(Math.floor((values[i] - least) / width), BUCKETS - 1);
    buckets[bucket * 3 + 2]++;
  }
  return buckets;
}
