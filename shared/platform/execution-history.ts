/** What an execution went through, as Step Functions keeps it: its definition, how it stands, and its events without payloads. */
import * as z from 'zod';
import { askAbout, executionStatus } from './executions.ts';

/** One event of an execution. */
export interface HistoryEvent {
  readonly id: number;
  /** The event that it follows from; 0 for none. */
  readonly previousId: number;
  readonly type: string;
  /** When, as an instant. */
  readonly at: string;
  /** Of an event that enters or leaves a state: its name. */
  readonly state?: string | undefined;
}

/** An execution as it can be drawn. */
export interface ExecutionHistory {
  /** What Step Functions says: RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED. */
  readonly status: string;
  /** Name of the error that ended it. */
  readonly error?: string | undefined;
  /** The definition that this execution runs, JSON: not that of the newest version. */
  readonly definition: string;
  /** Events, oldest first. */
  readonly events: readonly HistoryEvent[];
  /** Whether these are all events, or only the newest ones. */
  readonly whole: boolean;
}

const Named = z.object({ name: z.string() }).optional();

const Page = z.object({
  events: z.array(
    z.object({
      id: z.number(),
      previousEventId: z.number().default(0),
      type: z.string(),
      // Seconds since 1970, as the JSON protocol of AWS writes moments.
      timestamp: z.number(),
      stateEnteredEventDetails: Named,
      stateExitedEventDetails: Named,
    }),
  ),
  nextToken: z.string().nullish(),
});

const Definition = z.object({ definition: z.string() });

/** Events of a page; the most that Step Functions gives. */
const PAGE = 1_000;

/**
 * Reads an execution, its newest events first, at most so many pages of a thousand; undefined where Step Functions does not
 * know it any more, which is three months after its end.
 */
export async function executionHistory(
  executionArn: string,
  mostPages: number,
): Promise<ExecutionHistory | undefined> {
  const [standing, described, first] = await Promise.all([
    executionStatus(executionArn),
    askAbout('DescribeStateMachineForExecution', { executionArn }),
    pageOf(executionArn),
  ]);
  if (standing === undefined || described === undefined || first === undefined) return undefined;
  const events = [...first.events];
  let next = first.nextToken;
  for (let pages = 1; pages < mostPages && next; pages++) {
    const page = await pageOf(executionArn, next);
    events.push(...(page?.events ?? []));
    next = page?.nextToken;
  }
  return {
    ...standing,
    definition: Definition.parse(described).definition,
    events: events.reverse().map(eventOf),
    whole: !next,
  };
}

async function pageOf(executionArn: string, nextToken?: string): Promise<z.infer<typeof Page> | undefined> {
  const answer = await askAbout('GetExecutionHistory', {
    executionArn,
    maxResults: PAGE,
    reverseOrder: true,
    includeExecutionData: false,
    ...(nextToken !== undefined && { nextToken }),
  });
  return answer && Page.parse(answer);
}

const eventOf = ({
  id,
  previousEventId,
  type,
  timestamp,
  stateEnteredEventDetails: entered,
  stateExitedEventDetails: exited,
}: z.infer<typeof Page>['events'][number]): HistoryEvent => ({
  id,
  previousId: previousEventId,
  type,
  at: new Date(Math.round(timestamp * 1_000)).toISOString(),
  state: entered?.name ?? exited?.name,
});
