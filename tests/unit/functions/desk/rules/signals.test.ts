import { describe, expect, test } from 'vitest';
import { hears } from '../../../../../functions/desk/rules/signals.ts';
import { SignalKind } from '../../../../../shared/contracts/complaint.ts';
import type { CaseSignal } from '../../../../../shared/contracts/items.ts';

const at = '2026-03-02T02:30:00.000Z';
const signal = (kind: SignalKind): CaseSignal => ({
  caseId: 'A1',
  sk: 'SIGNAL#S1',
  v: 1,
  signalId: 'S1',
  at,
  kind,
});
const hearing = (form: string): SignalKind[] =>
  SignalKind.options.filter((kind) => hears({ form, createdAt: at }, signal(kind)));

describe('which task hears what', () => {
  test.each(['assessment', 'expertise', 'retention', 'win-back', 'visit', 'greeting'])(
    'R149 %s hears that the customer has complained, and nothing that only a wait has to know',
    (form) => {
      expect(hearing(form)).toEqual(['WITHDRAWN', 'SUPPLEMENTED', 'COMPLAINT_OPENED']);
    },
  );

  test('a wait hears everything', () => {
    expect(hearing('pause')).toEqual(SignalKind.options);
  });

  test.each(['service-fix', 'approval', 'takeover'])('work that disturbs no customer goes on: %s', (form) => {
    expect(hearing(form)).toEqual(['WITHDRAWN', 'SUPPLEMENTED']);
  });

  test('what a step has acted on is heard by nobody', () => {
    const handled = { ...signal('UPDATED'), handledAt: at };
    expect(hears({ form: 'pause', createdAt: at }, handled)).toBe(false);
  });
});
