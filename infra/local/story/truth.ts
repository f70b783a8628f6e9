/** What fates declare beside what the product measured of the same customers. */
import type { Wavering } from './fading.ts';

/** An alert that has a label, with the arm that it was dealt. */
export interface Labelled {
  readonly customerId: string;
  readonly label: string;
  readonly arm?: string;
}

/** Those of one fate who were cared for, or were not: how likely they stay as declared, and how many have stayed. */
export interface Truth {
  readonly fate: string;
  readonly arm: 'TREAT' | 'CONTROL';
  readonly declared: number;
  readonly stayed: number;
  readonly of: number;
}

/** Labels that data alone decide, and those of them that say that the customer stayed. */
const MEASURED = new Set(['RETAINED', 'PARTLY', 'LOST', 'CONTROL_RETAINED', 'CONTROL_LOST']);
const STAYED = new Set(['RETAINED', 'PARTLY', 'CONTROL_RETAINED']);

/** What fates declare beside what the product measured, for each fate and arm that occurred. */
export function truthOf(wavering: readonly Wavering[], labelled: readonly Labelled[]): Truth[] {
  const fates = new Map(wavering.map((one) => [one.customerId, one]));
  const measured = labelled.flatMap(({ customerId, label, arm }) => {
    const its = fates.get(customerId);
    if (its === undefined || !MEASURED.has(label) || (arm !== 'TREAT' && arm !== 'CONTROL')) return [];
    return [{ fate: its.named, arm, stays: its.fate.stays, stayed: STAYED.has(label) }] as const;
  });
  return [...Map.groupBy(measured, ({ fate, arm }) => `${fate} ${arm}`).values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const { fate, arm, stays } = first;
    const declared = arm === 'CONTROL' ? stays.alone : stays.cared;
    return [{ fate, arm, declared, stayed: some.filter(({ stayed }) => stayed).length, of: some.length }];
  });
}

const ARMS = { TREAT: 'acted on', CONTROL: 'only watched' } as const;

/** The same in lines: how many there are, how many would stay as declared, and how many have stayed. */
export function printedTruth(truth: readonly Truth[]): string[] {
  const line = (fate: string, arm: string, ...counts: readonly string[]): string =>
    `  ${fate.padEnd(32)} ${arm.padEnd(13)} ${counts.map((count) => count.padStart(9)).join('')}`;
  return [
    line('customers who may leave', 'alert', 'of', 'declared', 'stayed'),
    ...truth.map(({ fate, arm, declared, stayed, of }) =>
      line(fate, ARMS[arm], String(of), (declared * of).toFixed(1), String(stayed)),
    ),
  ];
}
