// Usage: node digits.mjs MNIST-FOLDER OUT
// Writes the first 100 test digits as PNG files of 28 x 28, 0.png to 99.png, for a load test.
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync, gunzipSync } from 'node:zlib';

const [folder, out] = process.argv.slice(2);
const plain = join(folder, 't10k-images-idx3-ubyte');
const images = existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(`${plain}.gz`));

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const length = Buffer.alloc(4), checksum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

for (let n = 0; n < 100; n++) {
  const header = Buffer.from([0, 0, 0, 28, 0, 0, 0, 28, 8, 0, 0, 0, 0]);
  const rows = Array.from({ length: 28 }, (_, y) => [Buffer.from([0]), images.subarray(16 + n * 784 + y * 28, 16 + n * 784 + (y + 1) * 28)]).flat();
  writeFileSync(join(out, `${n}.png`), Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))]));
}
