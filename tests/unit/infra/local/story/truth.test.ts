import { expect, test } from 'vitest';
import type { Wavering } from '../../../../../infra/local/story/fading.ts';
import { printedTruth, truthOf } from '../../../../../infra/local/story/truth.ts';

const one = (customerId: string, named: string, cared: number, alone: number): Wavering => ({
  customerId,
  language: 'en',
  named,
  fate: {
    customers: 1,
    kind: 'personal mass',
    stage: 'at-risk',
    consents: 'mail',
    products: 1,
    stays: { cared, alone },
  },
});

test('what is declared of a fate stands beside what data said, by arm; what people said is left out', () => {
  const wavering = ['C1', 'C2', 'C3', 'C4', 'C5'].map((id) => one(id, 'loses the salary', 0.75, 0.25));
  const truth = truthOf(wavering, [
    { customerId: 'C1', label: 'RETAINED', arm: 'TREAT' },
    { customerId: 'C2', label: 'PARTLY', arm: 'TREAT' },
    { customerId: 'C3', label: 'LOST', arm: 'TREAT' },
    { customerId: 'C4', label: 'CONTROL_LOST', arm: 'CONTROL' },
    { customerId: 'C5', label: 'FALSE_ALARM', arm: 'TREAT' },
    { customerId: 'C5', label: 'SUPPRESSED' },
    { customerId: 'C9', label: 'LOST', arm: 'TREAT' },
  ]);
  expect(truth).toEqual([
    { fate: 'loses the salary', arm: 'TREAT', declared: 0.75, stayed: 2, of: 3 },
    { fate: 'loses the salary', arm: 'CONTROL', declared: 0.25, stayed: 0, of: 1 },
  ]);
  const [head = '', first = ''] = printedTruth(truth);
  expect(head.trimEnd()).toHaveLength(first.length);
  expect(first).toMatch(/loses the salary +acted on +3 +2\.3 +2$/);
});
