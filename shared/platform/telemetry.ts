/** Log and metrics: ids, codes and counts only, never a name, an address or a text. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { functionName } from './env.ts';

/** The log of the process, JSON lines. */
export const log = new Logger({ serviceName: functionName() ?? 'steward' });

/** The metrics of the process, in CloudWatch's embedded format. */
export const metrics = new Metrics({ namespace: 'Steward', serviceName: 'steward' });

/** What may be written down about an error: names and places in the code, never its message. */
export function traceOf(error: unknown): { fault: string; causes: string[]; at: string[] } {
  const names: string[] = [];
  const at: string[] = [];
  for (let next = error, depth = 0; next !== undefined && depth < 5; depth++) {
    if (!(next instanceof Error)) {
      names.push(typeof next);
      break;
    }
    names.push(next.name);
    at.push(...placesOf(next));
    next = next.cause;
  }
  const [fault = 'unknown', ...causes] = names;
  return { fault, causes, at: at.slice(0, 12) };
}

/** Frames of a stack; the message before them is cut off first, for its lines could look like frames. */
function placesOf(error: Error): string[] {
  const stack = error.stack ?? '';
  const message = stack.indexOf(error.message);
  return (message < 0 ? stack : stack.slice(message + error.message.length))
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 6)
    .map((line) => line.trim());
}
