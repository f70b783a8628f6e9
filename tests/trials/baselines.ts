/**
 * Two ways of asking a person by mail that are in common use, as tiny HTTP services over a store in memory. The same
 * attacks are run on them in the same run, so that a figure of ours can be read beside one of theirs.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A task of a baseline, and what was done about it. */
export interface Waiting {
  state: 'WAITING' | 'DECIDED' | 'TIMED_OUT';
  /** What was decided, every time that it was. */
  readonly effects: string[];
}

/** A running baseline. */
export interface Baseline {
  readonly name: string;
  readonly origin: string;
  /** Opens a task and gives the path of the link that would be mailed. */
  invite(): string;
  tasks(): readonly Waiting[];
  close(): Promise<void>;
}

const token = (): string => randomBytes(24).toString('base64url');

/** The store answers later, as every store does: whatever was read may have changed by then. */
const roundTrip = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Handler = (
  tasks: ReadonlyMap<string, Waiting>,
  url: URL,
  method: string,
  form: URLSearchParams,
) => Promise<{ status: number; body: string }>;

async function listen(name: string, pathOf: (token: string) => string, handler: Handler): Promise<Baseline> {
  const tasks = new Map<string, Waiting>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(`http://127.0.0.1${request.url ?? '/'}`);
    const form = new URLSearchParams(request.method === 'POST' ? await text(request) : '');
    const { status, body } = await handler(tasks, url, request.method ?? 'GET', form);
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
    response.end(request.method === 'HEAD' ? '' : body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    name,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    invite() {
      const made = token();
      tasks.set(made, { state: 'WAITING', effects: [] });
      return pathOf(made);
    },
    tasks: () => [...tasks.values()],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * The human approval of AWS's own tutorial: two links in the mail, and opening one of them sends the task's success with
 * what the link says. Its API has GET alone, and what Step Functions takes once it takes no second time.
 * https://docs.aws.amazon.com/step-functions/latest/dg/tutorial-human-approval.html
 */
export const awsTutorial = (): Promise<Baseline> =>
  listen(
    'AWS tutorial',
    (made) => `/execution?action=approve&ex=arn-of-the-execution&sm=arn-of-the-machine&taskToken=${made}`,
    async (tasks, url, method) => {
      // API Gateway passes HEAD on only where a method says so; scanners that begin with it go on with GET.
      if (method !== 'GET') return { status: 403, body: '{"message":"Missing Authentication Token"}' };
      const action = url.searchParams.get('action');
      const status = action === 'approve' ? 'Approved!' : action === 'reject' ? 'Rejected!' : undefined;
      if (status === undefined)
        return { status: 500, body: 'Unrecognized action. Expected: approve, reject.' };
      const task = tasks.get(url.searchParams.get('taskToken') ?? '');
      if (task?.state !== 'WAITING') return { status: 500, body: 'TaskTimedOut' };
      task.state = 'DECIDED';
      task.effects.push(status);
      return { status: 302, body: '' };
    },
  );

/** A page with one click: the link shows it and changes nothing, its button posts, and the row is read, then written. */
export const oneClickPost = (): Promise<Baseline> =>
  listen(
    'one-click POST',
    (made) => `/task/${made}`,
    async (tasks, url, method, form) => {
      const task = tasks.get(url.pathname.replace('/task/', ''));
      if (task === undefined) return { status: 404, body: 'There is no such task.' };
      if (method !== 'POST') {
        const buttons = ['approve', 'reject'].map(
          (action) => `<button type="submit" name="action" value="${action}">${action}</button>`,
        );
        return {
          status: 200,
          body: `<!doctype html><h1>Your decision</h1><form method="post">${buttons.join('')}</form>`,
        };
      }
      const { state } = task;
      await roundTrip();
      if (state !== 'WAITING') return { status: 409, body: '<h1>This has been decided</h1>' };
      task.effects.push(form.get('action') ?? '');
      task.state = 'DECIDED';
      return { status: 200, body: '<h1>Thank you</h1>' };
    },
  );

/** One step of somebody's work on a shared row. */
type Step = (row: { state: Waiting['state']; told?: boolean; done?: 'answer' | 'time-out' }) => void;

/** Every order in which two lists of steps can be merged. */
export function mergesOf<T>(first: readonly T[], second: readonly T[]): T[][] {
  const [one, ...restOfFirst] = first;
  const [other, ...restOfSecond] = second;
  if (one === undefined) return [[...second]];
  if (other === undefined) return [[...first]];
  return [
    ...mergesOf(restOfFirst, second).map((rest) => [one, ...rest]),
    ...mergesOf(first, restOfSecond).map((rest) => [other, ...rest]),
  ];
}

/**
 * Read, then write, then tell, without a condition, against a time-out that does the same: in how many of all orders the
 * person is told another thing than the workflow did.
 */
export function unconditionalRace(): { orders: number; disagreements: number } {
  const orders = mergesOf([0, 1, 2], [3, 4]);
  let disagreements = 0;
  for (const order of orders) {
    const row: Parameters<Step>[0] = { state: 'WAITING' };
    const seen: Record<string, Waiting['state']> = {};
    const steps: readonly Step[] = [
      () => {
        seen.answer = row.state;
      },
      () => {
        if (seen.answer === 'WAITING') {
          row.state = 'DECIDED';
          row.done = 'answer';
        }
      },
      () => {
        row.told = seen.answer === 'WAITING';
      },
      () => {
        seen.timeOut = row.state;
      },
      () => {
        if (seen.timeOut === 'WAITING') {
          row.state = 'TIMED_OUT';
          row.done = 'time-out';
        }
      },
    ];
    for (const step of order) steps[step]?.(row);
    if (row.told !== (row.done === 'answer')) disagreements++;
  }
  return { orders: orders.length, disagreements };
}
