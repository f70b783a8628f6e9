/** Reads the body of a request, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** The body is larger than the door takes. */
export class BodyTooLarge extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`The body is larger than ${limit} bytes.`);
    this.name = 'BodyTooLarge';
    this.limit = limit;
  }
}

/**
 * The whole body; rejects with BodyTooLarge as soon as it is clear that it exceeds `limit` bytes. What is too
 * much is thrown away and not waited for, so that the refusal can still be sent: answer with `connection: close`.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = () => {
      request.off('data', collect).resume();
      reject(new BodyTooLarge(limit));
    };
    const collect = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) refuse();
      else chunks.push(chunk);
    };
    request.once('error', reject);
    request.once('close', () => reject(new Error('The caller hung up before the body was complete.')));
    request.once('end', () => resolve(Buffer.concat(chunks)));
    if (Number(request.headers['content-length'] ?? 0) > limit) refuse();
    else request.on('data', collect);
  });
}
