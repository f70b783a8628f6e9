import { describe, expect, test } from 'vitest';
import { WrongUse } from '../../../../shared/platform/command-line.ts';
import { failure } from '../../../../shared/platform/operator.ts';

describe('a function that failed', () => {
  test('because it was asked wrongly says what would be right, and nothing else', () => {
    const errorMessage = 'Input refused: month: expected 2026-02 or before.';
    const told = failure('Steward-RunEvaluation', { errorType: 'InputRefused', errorMessage, trace: ['x'] });
    expect(told).toBeInstanceOf(WrongUse);
    expect(told.message).toBe(errorMessage);
  });

  test('for another reason is named', () => {
    const told = failure('Steward-RankAlerts', { errorType: 'CaseUnknown', errorMessage: 'No case A1.' });
    expect(told).not.toBeInstanceOf(WrongUse);
    expect(told.message).toBe('Steward-RankAlerts failed: CaseUnknown: No case A1.');
  });
});
