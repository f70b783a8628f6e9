/** An HTTP client that sends what it is told to the byte, as attackers do; `fetch` would mend a path first. */
import { Agent, request } from 'node:http';

/** A request as it is to leave. */
export interface Sent {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly origin: string;
  /** Path as it stands in the request line. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: URLSearchParams;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** Milliseconds of the machine from request to the end of the answer. */
  readonly ms: number;
}

/** A client with its own connections. */
export interface Client {
  send(sent: Sent): Promise<Answer>;
  close(): void;
}

/** Opens a client that holds at most `connections` at a time to one place. */
export function openClient(connections = 64): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    send: ({ method, origin, path, headers = {}, form }) =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(origin);
        const body = form?.toString();
        const began = performance.now();
        const going = request(
          {
            agent,
            hostname,
            port,
            path,
            method,
            headers: {
              accept: 'text/html',
              ...(body !== undefined && {
                'content-type': 'application/x-www-form-urlencoded',
                'content-length': String(Buffer.byteLength(body)),
              }),
              ...headers,
            },
          },
          (response) => {
            let text = '';
            response.setEncoding('utf8');
            response.on('data', (chunk: string) => {
              text += chunk;
            });
            response.on('error', reject);
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                body: text,
                ms: performance.now() - began,
              }),
            );
          },
        );
        going.on('error', reject);
        going.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** The cookies that an answer sets, as a browser sends them back. */
export const cookiesOf = ({ headers }: Answer): string =>
  [headers['set-cookie'] ?? []]
    .flat()
    .map((line) => line.split(';')[0])
    .join('; ');

/** Does `work` for every item, at most `atOnce` at a time. */
export async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T, at);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
