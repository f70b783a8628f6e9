/** Keeps the runtime's doors shut to everything that is not this machine's own. */
import type { IncomingMessage, RequestListener, ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The only address that anything of the runtime listens on. */
const LOOPBACK = '127.0.0.1';

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Longer than any SDK keeps an idle connection, so that none is closed just when a request goes out on it. */
const KEEP_ALIVE_MS = 120_000;

const LAST_PORT = 65_535;

/** Ports tried after a taken one before giving up. */
const NEXT_PORTS = 50;

/**
 * Whether a Host header names this machine. A web page that has re-bound its own name to 127.0.0.1 sends that
 * name, so this is what keeps such pages out.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const [, name, port = '0'] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host ?? '') ?? [];
  return name !== undefined && LOOPBACK_NAMES.has(name.toLowerCase()) && Number(port) <= LAST_PORT;
}

/** Whether a browser says that this request was made by a page of another origin. */
export function isCrossSite(request: Pick<IncomingMessage, 'headers'>): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  // A page that names no referrer posts its own form with this origin; that it is its own, the browser says.
  if (origin === 'null' && site === 'same-origin') return false;
  return origin !== undefined && origin !== `http://${host}`;
}

/** A port cannot be listened on; the message says which and what to do. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

/** A door of the runtime: its port is taken from the start, its requests wait until somebody answers them. */
export interface Door {
  port: number;
  url: string;
  /** Says who answers from now on; requests that came before are handed over. */
  answer(listener: RequestListener): void;
  /** Stops listening and drops what is still open. */
  close(): Promise<void>;
}

/** Listens on a loopback port: the one asked for (0 for any), or with `orNext` the next that is free. */
export async function openDoor(port: number, orNext: boolean, options: ServerOptions = {}): Promise<Door> {
  let listener: RequestListener | undefined;
  let waiting: Parameters<RequestListener>[] = [];
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, ...options }, (request, response) => {
    if (listener) listener(request, response);
    else waiting.push([request, response]);
  });
  const taken = await listenOn(server, port, orNext ? NEXT_PORTS : 0);
  return {
    port: taken,
    url: `http://${LOOPBACK}:${taken}`,
    answer(next) {
      listener = next;
      for (const [request, response] of waiting) next(request, response);
      waiting = [];
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listenOn(server: Server, port: number, furtherTries: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' && furtherTries > 0) return listenOn(server, port + 1, furtherTries - 1);
    throw new PortTaken(
      `Cannot listen on ${LOOPBACK}:${port} (${code}); end what listens there or give another --port.`,
      { cause },
    );
  }
  return (server.address() as AddressInfo).port;
}
