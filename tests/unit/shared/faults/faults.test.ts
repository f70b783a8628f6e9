import { expect, test } from 'vitest';
import * as faults from '../../../../shared/faults/faults.ts';

const { Fault, passingFaults, ...rest } = faults;
const classes = Object.keys(rest);
const wrong = [{ field: 'a', expected: 'number' }];

/** One of each. */
const all: readonly faults.Fault[] = [
  new faults.PassingStoreFault('later'),
  new faults.PassingMailFault('later'),
  new faults.PassingWorkflowFault('later'),
  new faults.PassingBusFault('later'),
  new faults.PassingSecretFault('later'),
  new faults.PassingKeyRevoked('later'),
  new faults.PassingInvokeFault('later'),
  new faults.PassingContention('later'),
  new faults.InputRefused(wrong),
  new faults.AnswerRefused(wrong),
  new faults.SettingWrong(wrong),
  new faults.ItemWrong('Cases', 'K1/HEAD', wrong),
  new faults.ConditionFailed(['new']),
  new faults.CaseUnknown('K1'),
  new faults.CustomerUnknown('C1'),
  new faults.StatusUnexpected('K1', 'CLOSED', ['RECEIVED']),
  new faults.OutcomeMissing('K1'),
  new faults.AnswerMissing('K1', 'proposal'),
  new faults.StoryIncomplete('K1', wrong),
  new faults.SignalUnheard('K1', 'SUPPLEMENTED'),
  new faults.ExtensionRefused('K1', 'COMPLEX', 'the chain ends'),
  new faults.DecisionUnfinished('K1', ['remedy']),
  new faults.ExecutionDiffers('arn'),
  new faults.PolicyUnknown('links', 2),
  new faults.PolicyWrong('links', 2, wrong),
  new faults.CallRefused('SES', 'MessageRejected'),
  new faults.Unforeseen('TypeError'),
  new faults.PageRefused(404, 'UNKNOWN'),
  new faults.QuarantineUnknown('Q1'),
  new faults.QuarantineSettled('Q1', 'DISCARDED'),
  new faults.ObjectGone(404),
  new faults.ImportUnknown('I1'),
  new faults.StaffUnknown('S1'),
  new faults.GradingUnfinished(1, 'C1'),
  new faults.ScoringUnfinished(1, 'C1'),
  new faults.SampleChanged('Q1'),
];

test('every fault has the name of its class as a value of its own, for bundles are minified and state machines match names', () => {
  expect(all.map(({ name }) => name).sort()).toEqual(classes.toSorted());
  for (const fault of all) {
    expect(fault).toBeInstanceOf(Fault);
    expect(Object.getOwnPropertyDescriptor(fault, 'name')?.value).toBe(fault.constructor.name);
    expect(fault.message).toMatch(/\w/);
  }
});

test('the faults that pass are those whose names begin so, and the list for the kit names them all', () => {
  for (const { name, passing } of all) expect([name, passing]).toEqual([name, name.startsWith('Passing')]);
  expect([...passingFaults].sort()).toEqual(classes.filter((name) => name.startsWith('Passing')).sort());
});

test('a fault keeps its cause, and says which conditions did not hold', () => {
  const cause = new Error('first');
  expect(new faults.CaseUnknown('K1', { cause }).cause).toBe(cause);
  const failed = new faults.ConditionFailed(['a', 'b'], { cause });
  expect(failed).toMatchObject({ cause, message: 'Not written, because this did not hold: a; b.' });
  expect([failed.includes('a'), failed.includes('c')]).toEqual([true, false]);
});
