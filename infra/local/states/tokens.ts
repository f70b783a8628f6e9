/** Task tokens: they say which task they stand for, and nobody else can make one. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The task that a token stands for. */
export interface TokenTarget {
  execution: number;
  line: number;
  serial: number;
}

const MAC_BYTES = 24;

/** Makes and reads task tokens with one secret key. */
export class Tokens {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  make({ execution, line, serial }: TokenTarget): string {
    const body = `${execution}.${line}.${serial}`;
    return Buffer.concat([this.#mac(body), Buffer.from(body)]).toString('base64url');
  }

  /** The task of a token, or undefined when this runtime did not make it. */
  read(token: string): TokenTarget | undefined {
    const bytes = Buffer.from(token, 'base64url');
    // Decoding forgives what it does not know, so only the exact text counts.
    if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== token) return undefined;
    const body = bytes.subarray(MAC_BYTES).toString();
    if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), this.#mac(body))) return undefined;
    const [execution, line, serial] = body.split('.').map(Number);
    if (execution === undefined || line === undefined || serial === undefined) return undefined;
    return { execution, line, serial };
  }

  #mac(body: string): Buffer {
    return createHmac('sha256', this.#key).update(body).digest().subarray(0, MAC_BYTES);
  }
}
