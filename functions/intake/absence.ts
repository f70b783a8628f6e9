/** Command: enters that somebody of the staff is away, or takes it back, by the same door as the events of the bank. */
import { randomUUID } from 'node:crypto';
import { clock, instantOf } from '../../shared/platform/clock.ts';
import { command, readOptions, type Values, WrongUse } from '../../shared/platform/command-line.ts';
import { askFunction, unreached } from '../../shared/platform/operator.ts';

/** How the command is used. */
export const USAGE = `npm run absence -- --staff ID --from DAY --until DAY [--by ID] [--substitute ID] [--cancel] [where]

  --staff ID        who is away, e.g. S04
  --from DAY        first day, e.g. 2026-03-09
  --until DAY       last day; it may be left out with --cancel
  --by ID           who enters it, a lead of theirs; they themselves unless said otherwise
  --substitute ID   who stands in; their usual substitute unless said otherwise
  --cancel          takes back the absence that begins on --from

where:
  --endpoint URL    another endpoint than AWS's, e.g. http://127.0.0.1:4510

  --help            print this

What may not be entered is held in quarantine with its reason, like any event, and the exit code is 1.`;

const OPTIONS = {
  staff: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  by: { type: 'string' },
  substitute: { type: 'string' },
  cancel: { type: 'boolean', default: false },
  endpoint: { type: 'string' },
} as const;

/** Reads the command line into the event that is sent; an error says which part of it is wrong. */
export const eventBy = (words: readonly string[], now: string): Record<string, unknown> =>
  eventOf(readOptions(words, OPTIONS), now);

function eventOf(
  { staff, from, until, by, substitute, cancel }: Values<typeof OPTIONS>,
  now: string,
): Record<string, unknown> {
  if (staff === undefined) throw new WrongUse('--staff is missing: say who is away, e.g. --staff S04.');
  if (from === undefined) throw new WrongUse('--from is missing: say the first day, e.g. --from 2026-03-09.');
  const last = until ?? (cancel ? from : undefined);
  if (last === undefined)
    throw new WrongUse('--until is missing: say the last day, e.g. --until 2026-03-13.');
  if (cancel && substitute !== undefined) throw new WrongUse('--substitute says nothing with --cancel.');
  const id = randomUUID();
  return {
    id,
    source: 'bank.operator',
    'detail-type': 'staff.absence-submitted',
    detail: {
      v: 1,
      channel: 'api',
      externalId: id,
      staffId: staff,
      enteredBy: by ?? staff,
      submittedAt: now,
      from,
      until: last,
      ...(substitute !== undefined && { substituteId: substitute }),
      ...(cancel && { cancelled: true }),
    },
  };
}

const FUNCTION = 'Steward-AcceptEvent';

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  async run(values) {
    const event = eventOf(values, instantOf(clock.now()));
    const { failed, payload } = await askFunction(FUNCTION, event, values.endpoint).catch((fault) => {
      throw unreached(fault, values.endpoint);
    });
    if (failed) throw new Error(`${FUNCTION} failed: ${JSON.stringify(payload)}.`);
    const { way, quarantineId, code, field } = payload as Record<string, string>;
    if (way === 'QUARANTINED') {
      console.error(`Not entered: ${code} in ${field}; held as ${quarantineId} (npm run redrive -- --list).`);
      process.exitCode = 1;
    } else console.log(values.cancel ? 'Taken back.' : 'Entered.');
  },
});
