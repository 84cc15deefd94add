import { crc32 } from "node:zlib";

/**
 * Encodes an RGBA image as PNG, without compression: zlib's output depends on its version and on the processor, and the
 * bytes of a figure must not.
 *
 * @param pixels row by row, four bytes each
 */
export function png(width: number, height: number, pixels: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8); // bits per channel; RGBA
  const rows = Buffer.alloc(height * (1 + width * 4)); // each row starts with its filter type, 0: none
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * width * 4, (y + 1) * width * 4), y * (1 + width * 4) + 1);
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", stored(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

/** A zlib stream (RFC 1950) of uncompressed blocks (RFC 1951, 3.2.4). */
function stored(bytes: Buffer): Buffer {
  const LONGEST = 0xffff;
  const parts: Buffer[] = [Buffer.from([0x78, 0x01])];
  for (let start = 0; start < bytes.length; start += LONGEST) {
    const block = bytes.subarray(start, start + LONGEST);
    const head = Buffer.alloc(5);
    head[0] = start + LONGEST >= bytes.length ? 1 : 0; // final block
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(block.length ^ 0xffff, 3);
    parts.push(head, block);
  }
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(adler32(bytes));
  return Buffer.concat([...parts, checksum]);
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}
