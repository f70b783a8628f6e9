/**
 * The content encoding `aws-chunked`, in which the SDKs send bodies whose checksum follows them:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
import { ServiceFault } from '../gateway/service.ts';

/** Longest line between two chunks: a size with its signature, or a trailer. */
const LONGEST_LINE = 8_192;

/** Gives the content of a chunked body; `trailers` is filled when its end has been read. */
export async function* unchunked(
  body: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const source = body[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<void> => {
    const { value, done } = await source.next();
    if (done) throw new ServiceFault('IncompleteBody', 'The chunked body ends before its last chunk.');
    rest = rest.length === 0 ? value : Buffer.concat([rest, value]);
  };
  const line = async (): Promise<string> => {
    for (;;) {
      const end = rest.indexOf('\r\n');
      if (end >= 0) {
        const text = rest.toString('latin1', 0, end);
        rest = rest.subarray(end + 2);
        return text;
      }
      if (rest.length > LONGEST_LINE) throw malformed(`a line between chunks is longer than ${LONGEST_LINE}`);
      await more();
    }
  };
  for (;;) {
    const head = await line();
    const size = /^[0-9a-fA-F]{1,8}(?=$|;)/.exec(head)?.[0];
    if (size === undefined) throw malformed('a chunk does not begin with its size');
    let left = Number.parseInt(size, 16);
    if (left === 0) break;
    while (left > 0) {
      if (rest.length === 0) await more();
      const part = rest.subarray(0, left);
      rest = rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
    if ((await line()) !== '') throw malformed('a chunk is longer than its size says');
  }
  for (let trailer = await line(); trailer !== ''; trailer = await line()) {
    const colon = trailer.indexOf(':');
    if (colon > 0)
      trailers.set(trailer.slice(0, colon).trim().toLowerCase(), trailer.slice(colon + 1).trim());
  }
}

const malformed = (what: string) =>
  new ServiceFault('InvalidRequest', `The body is not aws-chunked as it says: ${what}.`);
