/** Handler for operations: quarantined events are listed, shown, and taken in again. */
import * as z from 'zod';
import { Id, Instant } from '../../shared/contracts/codes.ts';
import { IntakeQuarantined } from '../../shared/contracts/items.ts';
import { QuarantineSettled, QuarantineUnknown } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { type StepContext, step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { jsonText } from './json-text.ts';
import type { Intake } from './ports.ts';
import { takeIn } from './take-in.ts';
import { everyIntakeWiring } from './wiring.ts';

const Code = IntakeQuarantined.shape.reason.shape.code;

/** What operations can ask for. */
export const RedriveRequest = z.union(
  [
    z.strictObject({ list: z.literal(true), code: Code.optional(), after: Instant.optional() }),
    z.strictObject({ all: z.literal(true), code: Code.optional(), after: Instant.optional() }),
    z.strictObject({ show: z.literal(true), id: Id }),
    z.strictObject({ id: Id, event: z.record(z.string(), z.unknown()).optional() }),
  ],
  {
    error: `one of {list: true, code?, after?}, {show: true, id}, {id, event?}, {all: true, code?, after?}; code is one of ${Code.options.join(', ')}`,
  },
);
export type RedriveRequest = z.infer<typeof RedriveRequest>;

const Redriven = z.union([
  z.strictObject({ id: Id, way: z.enum(['ACCEPTED', 'DUPLICATE']), caseId: Id }),
  z.strictObject({ id: Id, way: z.literal('REFUSED'), reason: IntakeQuarantined.shape.reason }),
]);
type Redriven = z.infer<typeof Redriven>;

/** What operations are told. */
export const RedriveAnswer = z.union([
  z.strictObject({
    held: z.array(z.strictObject({ id: Id, reason: IntakeQuarantined.shape.reason, receivedAt: Instant })),
    /** There is more: to be asked for with it as `after`. */
    next: Instant.optional(),
  }),
  z.strictObject({ id: Id, state: z.string(), event: z.unknown() }),
  /** `left`: how many there was no time for; ask again. */
  z.strictObject({ redriven: z.array(Redriven), left: z.number().int().min(0), next: Instant.optional() }),
]);
export type RedriveAnswer = z.infer<typeof RedriveAnswer>;

/** Time that is kept for the answer, in milliseconds. */
const RESERVE = 15_000;

/** Lists what is held, shows one event so that it can be mended, or takes events in again. */
export const redriveQuarantine = (intake: Intake) =>
  step(RedriveRequest, RedriveAnswer, async (request, context): Promise<RedriveAnswer> => {
    if ('list' in request) {
      const { held, next } = await intake.quarantine.held(request);
      return { held: [...held], ...(next !== undefined && { next }) };
    }
    if ('show' in request) return show(intake, request.id);
    if ('all' in request) return all(intake, context, request);
    return { redriven: [await redrive(intake, request.id, request.event, true)], left: 0 };
  });

async function show(intake: Intake, id: string): Promise<RedriveAnswer> {
  const held = await intake.quarantine.find(id);
  if (held === undefined) throw new QuarantineUnknown(id);
  // First the record, then the data: nobody sees a customer's words without a trace of it.
  await intake.quarantine.shown(id);
  log.info('quarantine shown', { quarantineId: id });
  return { id, state: held.row.state, event: JSON.parse(held.text) };
}

async function all(
  intake: Intake,
  context: StepContext,
  asked: { readonly code?: z.infer<typeof Code> | undefined; readonly after?: string | undefined },
): Promise<RedriveAnswer> {
  const { held, next } = await intake.quarantine.held(asked);
  const redriven: Redriven[] = [];
  for (const { id } of held) {
    if (context.remaining() < RESERVE) break;
    try {
      redriven.push(await redrive(intake, id));
    } catch (error) {
      // Somebody else was faster with this one.
      if (!(error instanceof QuarantineSettled)) throw error;
    }
  }
  const left = Math.max(0, held.length - redriven.length);
  // What there was no time for comes first.
  return { redriven, left, ...(left === 0 && next !== undefined && { next }) };
}

/** Takes an event in again, as it was or as it was mended; the row stays, with the case that came of it. */
async function redrive(
  intake: Intake,
  id: string,
  mended?: Record<string, unknown>,
  byHand = false,
): Promise<Redriven> {
  const held = await intake.quarantine.find(id);
  if (held === undefined) throw new QuarantineUnknown(id);
  const { state, redrivenAs } = held.row;
  if (state === 'REDRIVEN' && redrivenAs !== undefined) return { id, way: 'DUPLICATE', caseId: redrivenAs };
  if (state !== 'HELD') throw new QuarantineSettled(id, state);
  const event: unknown = mended ?? JSON.parse(held.text);
  const text = mended === undefined ? held.text : jsonText(mended);
  const taken = await takeIn(intake, event, text, { byHand });
  if (taken.way === 'REFUSED') {
    // A mended event that is still not right says nothing about the one that is held.
    if (mended === undefined) await intake.quarantine.keep(id, taken.reason);
    log.warn('still quarantined', { quarantineId: id, code: taken.reason.code, field: taken.reason.field });
    return { id, way: 'REFUSED', reason: taken.reason };
  }
  await intake.quarantine.settle(id, {
    caseId: taken.caseId,
    at: instantOf(intake.clock.now()),
    mended: mended !== undefined,
  });
  log.info('re-driven', { quarantineId: id, caseId: taken.caseId, way: taken.way });
  return { id, way: taken.way, caseId: taken.caseId };
}

export const handler = redriveQuarantine(everyIntakeWiring());
