/** The checksums that S3 takes with an upload, each worked out while the bytes go by. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Names as they stand in `x-amz-checksum-<name>`. */
export const CHECKSUMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumName = (typeof CHECKSUMS)[number];

/** A checksum in the making. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** In base64, as the headers carry it. */
  value(): string;
}

/** Begins a checksum. */
export function digest(name: ChecksumName): Digest {
  switch (name) {
    case 'crc32': {
      let sum = 0;
      return {
        update(bytes) {
          sum = crc32(bytes, sum);
        },
        value: () => base64(sum),
      };
    }
    case 'crc32c':
      return crc32c();
    case 'crc64nvme':
      return crc64nvme();
    default: {
      const hash = createHash(name);
      return { update: (bytes) => void hash.update(bytes), value: () => hash.digest('base64') };
    }
  }
}

const WORD = 0xffffffff;

/** Reflected polynomials: Castagnoli (RFC 3720) and that of NVMe (NVM Express 1.4, "64b CRC"), in two halves. */
const CASTAGNOLI = 0x82f63b78;
const NVME = { high: 0x9a6c9329, low: 0xac4bc9b5 };

const castagnoli = Uint32Array.from({ length: 256 }, (_, byte) => {
  let entry = byte;
  for (let bit = 0; bit < 8; bit++) entry = entry & 1 ? (entry >>> 1) ^ CASTAGNOLI : entry >>> 1;
  return entry;
});

const nvmeHigh = new Uint32Array(256);
const nvmeLow = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let [high, low] = [0, byte];
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (odd) {
      high ^= NVME.high;
      low ^= NVME.low;
    }
  }
  nvmeHigh[byte] = high;
  nvmeLow[byte] = low;
}

function crc32c(): Digest {
  let sum = WORD;
  return {
    update(bytes) {
      for (const byte of bytes) sum = (castagnoli[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8);
    },
    value: () => base64(~sum),
  };
}

function crc64nvme(): Digest {
  let [high, low] = [WORD, WORD];
  return {
    update(bytes) {
      for (const byte of bytes) {
        const at = (low ^ byte) & 255;
        low = ((low >>> 8) | (high << 24)) ^ (nvmeLow[at] ?? 0);
        high = (high >>> 8) ^ (nvmeHigh[at] ?? 0);
      }
    },
    value: () => base64(~high, ~low),
  };
}

function base64(...words: number[]): string {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [at, word] of words.entries()) bytes.writeUInt32BE(word >>> 0, at * 4);
  return bytes.toString('base64');
}
