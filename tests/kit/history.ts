/** Histories of played stories, as functions/watch reads them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { HistoryEvent } from '../../shared/platform/execution-history.ts';

/** The golden of a workflow, by its folder. */
export const goldenOf = (folder: string): string =>
  readFileSync(resolve(import.meta.dirname, '../../workflows', folder, 'storyboard.asl.json'), 'utf8');

type Named = { readonly name: string } | undefined;

/** Events as Step Functions answers them, without what was passed on. */
export const told = (events: readonly Record<string, unknown>[]): HistoryEvent[] =>
  events.map(
    ({ id, previousEventId, type, timestamp, stateEnteredEventDetails, stateExitedEventDetails }) => ({
      id: Number(id),
      previousId: Number(previousEventId),
      type: String(type),
      at: new Date(Number(timestamp) * 1_000).toISOString(),
      state: (stateEnteredEventDetails as Named)?.name ?? (stateExitedEventDetails as Named)?.name,
    }),
  );
