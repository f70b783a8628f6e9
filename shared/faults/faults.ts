/** Named faults: each has a name that a state machine can match, and says whether trying again helps. */

import type { Mismatch } from '../contracts/mismatch.ts';

/** What every fault of ours has in common; its message holds ids and codes only, for it reaches execution histories. */
export abstract class Fault extends Error {
  /** What `Retry` and `Catch` of a state machine match; given as a literal, because bundles are minified. */
  abstract override readonly name: string;
  /** True when the same call may succeed later without anybody doing anything. */
  abstract readonly passing: boolean;
}

/** DynamoDB throttled, failed or did not answer. */
export class PassingStoreFault extends Fault {
  override readonly name = 'PassingStoreFault';
  readonly passing = true;
}

/** SES throttled, failed or did not answer. */
export class PassingMailFault extends Fault {
  override readonly name = 'PassingMailFault';
  readonly passing = true;
}

/** Step Functions throttled, failed or did not answer. */
export class PassingWorkflowFault extends Fault {
  override readonly name = 'PassingWorkflowFault';
  readonly passing = true;
}

/** EventBridge throttled, failed or did not answer. */
export class PassingBusFault extends Fault {
  override readonly name = 'PassingBusFault';
  readonly passing = true;
}

/** Secrets Manager throttled, failed or did not answer. */
export class PassingSecretFault extends Fault {
  override readonly name = 'PassingSecretFault';
  readonly passing = true;
}

/** The key to sign with is revoked, and no new one is there yet; it passes once somebody rotates the secret. */
export class PassingKeyRevoked extends Fault {
  override readonly name = 'PassingKeyRevoked';
  readonly passing = true;
}

/** An asynchronous invocation of another function was throttled, failed or was not answered. */
export class PassingInvokeFault extends Fault {
  override readonly name = 'PassingInvokeFault';
  readonly passing = true;
}

/** Others kept writing the same items; nothing was written. */
export class PassingContention extends Fault {
  override readonly name = 'PassingContention';
  readonly passing = true;
}

/** Names of the faults after which a step is tried again. */
export const passingFaults = [
  'PassingStoreFault',
  'PassingMailFault',
  'PassingWorkflowFault',
  'PassingBusFault',
  'PassingSecretFault',
  'PassingKeyRevoked',
  'PassingInvokeFault',
  'PassingContention',
] as const;

const listed = (mismatches: readonly Mismatch[]): string =>
  mismatches.map(({ field, expected }) => `${field}: expected ${expected}`).join('; ');

/** What came in does not match the schema of the step. */
export class InputRefused extends Fault {
  override readonly name = 'InputRefused';
  readonly passing = false;
  readonly mismatches: readonly Mismatch[];

  constructor(mismatches: readonly Mismatch[], options?: ErrorOptions) {
    super(`Input refused: ${listed(mismatches)}.`, options);
    this.mismatches = mismatches;
  }
}

/** What a step wanted to answer does not match its own schema. */
export class AnswerRefused extends Fault {
  override readonly name = 'AnswerRefused';
  readonly passing = false;

  constructor(mismatches: readonly Mismatch[], options?: ErrorOptions) {
    super(`The step's own answer does not match its schema: ${listed(mismatches)}.`, options);
  }
}

/** An environment variable is absent or wrong. */
export class SettingWrong extends Fault {
  override readonly name = 'SettingWrong';
  readonly passing = false;

  constructor(mismatches: readonly Mismatch[], options?: ErrorOptions) {
    super(`Environment wrong: ${listed(mismatches)}.`, options);
  }
}

/** A stored item does not match its schema. */
export class ItemWrong extends Fault {
  override readonly name = 'ItemWrong';
  readonly passing = false;

  constructor(table: string, key: string, mismatches: readonly Mismatch[], options?: ErrorOptions) {
    super(`Item ${key} of ${table} does not match its schema: ${listed(mismatches)}.`, options);
  }
}

/** Conditions of a write did not hold; nothing was written. Trying again does not help, reading does. */
export class ConditionFailed extends Fault {
  override readonly name = 'ConditionFailed';
  readonly passing = false;
  /** Names of the conditions that did not hold, as the writer gave them. */
  readonly conditions: readonly string[];

  constructor(conditions: readonly string[], options?: ErrorOptions) {
    super(`Not written, because this did not hold: ${conditions.join('; ')}.`, options);
    this.conditions = conditions;
  }

  /** Whether the condition of this name is among those that did not hold. */
  includes(condition: string): boolean {
    return this.conditions.includes(condition);
  }
}

/** There is no such case. */
export class CaseUnknown extends Fault {
  override readonly name = 'CaseUnknown';
  readonly passing = false;

  constructor(caseId: string, options?: ErrorOptions) {
    super(`There is no case ${caseId}.`, options);
  }
}

/** The customers of a sample are not those who were drawn: somebody added to it or took from it. */
export class SampleChanged extends Fault {
  override readonly name = 'SampleChanged';
  readonly passing = false;

  constructor(caseId: string, options?: ErrorOptions) {
    super(`The members of campaign ${caseId} are not those of its draw: their digest differs.`, options);
  }
}

/** There is no such customer. */
export class CustomerUnknown extends Fault {
  override readonly name = 'CustomerUnknown';
  readonly passing = false;

  constructor(customerId: string, options?: ErrorOptions) {
    super(`There is no customer ${customerId}.`, options);
  }
}

/** A step met a case in a status from which it cannot go on. */
export class StatusUnexpected extends Fault {
  override readonly name = 'StatusUnexpected';
  readonly passing = false;

  constructor(caseId: string, found: string, wanted: readonly string[], options?: ErrorOptions) {
    super(`Case ${caseId} is ${found}; this step needs ${wanted.join(' or ')}.`, options);
  }
}

/** A case is to be closed, but neither its form nor its takeover says how. */
export class OutcomeMissing extends Fault {
  override readonly name = 'OutcomeMissing';
  readonly passing = false;

  constructor(caseId: string, options?: ErrorOptions) {
    super(
      `Case ${caseId} has no outcome: $case.outcome or $case.way (COMPLETE, CANCEL) must say how it ended.`,
      options,
    );
  }
}

/** A step needs the answer that people gave in a task, and nobody has given one. */
export class AnswerMissing extends Fault {
  override readonly name = 'AnswerMissing';
  readonly passing = false;

  constructor(caseId: string, form: string, options?: ErrorOptions) {
    super(
      `Case ${caseId} has no decided task with the form ${form}; this step works on its answer.`,
      options,
    );
  }
}

/** A field of `$case` that a step works on is absent or wrong. */
export class StoryIncomplete extends Fault {
  override readonly name = 'StoryIncomplete';
  readonly passing = false;

  constructor(caseId: string, mismatches: readonly Mismatch[], options?: ErrorOptions) {
    super(`Case ${caseId} is not as this step needs it: ${listed(mismatches)}.`, options);
  }
}

/** Something reached the case that a step of its story must hear before this one; the story goes there first. */
export class SignalUnheard extends Fault {
  override readonly name = 'SignalUnheard';
  readonly passing = false;

  constructor(caseId: string, signal: string, options?: ErrorOptions) {
    super(`Case ${caseId} cannot be closed: ${signal} came, and no step has acted on it.`, options);
  }
}

/** The statutory term may not be extended as asked: by the chain of the law, or by whoever approved it. */
export class ExtensionRefused extends Fault {
  override readonly name = 'ExtensionRefused';
  readonly passing = false;

  constructor(caseId: string, wanted: string, why: string, options?: ErrorOptions) {
    super(`The term of case ${caseId} cannot be extended as ${wanted}: ${why}.`, options);
  }
}

/** A decision is to leave without what must stand under it, or its letter without what must stand in it. */
export class DecisionUnfinished extends Fault {
  override readonly name = 'DecisionUnfinished';
  readonly passing = false;

  constructor(caseId: string, lacks: readonly string[], options?: ErrorOptions) {
    super(`The decision on case ${caseId} cannot leave; it lacks ${lacks.join(', ')}.`, options);
  }
}

/** An execution of this name runs already, with another input than ours. */
export class ExecutionDiffers extends Fault {
  override readonly name = 'ExecutionDiffers';
  readonly passing = false;

  constructor(execution: string, options?: ErrorOptions) {
    super(`Execution ${execution} exists with another input.`, options);
  }
}

/** There is no policy of this name and version. */
export class PolicyUnknown extends Fault {
  override readonly name = 'PolicyUnknown';
  readonly passing = false;

  constructor(policy: string, version: number | undefined, options?: ErrorOptions) {
    super(`There is no policy ${policy}${version === undefined ? '' : ` in version ${version}`}.`, options);
  }
}

/** A policy pack does not match its schema. */
export class PolicyWrong extends Fault {
  override readonly name = 'PolicyWrong';
  readonly passing = false;

  constructor(policy: string, version: number, mismatches: readonly Mismatch[], options?: ErrorOptions) {
    super(`Policy ${policy}, version ${version}, does not match its schema: ${listed(mismatches)}.`, options);
  }
}

/** A service refused a call for good: permissions, a missing resource, a wrong parameter. */
export class CallRefused extends Fault {
  override readonly name = 'CallRefused';
  readonly passing = false;

  constructor(service: string, code: string, options?: ErrorOptions) {
    super(`${service} refused the call: ${code}.`, options);
  }
}

/** An object is not there, or may not be read. */
export class ObjectGone extends Fault {
  override readonly name = 'ObjectGone';
  readonly passing = false;

  constructor(status: number, options?: ErrorOptions) {
    super(`The object is not there or may not be read (HTTP ${status}).`, options);
  }
}

/** There is no import with this id. */
export class ImportUnknown extends Fault {
  override readonly name = 'ImportUnknown';
  readonly passing = false;

  constructor(importId: string, options?: ErrorOptions) {
    super(`There is no import ${importId}.`, options);
  }
}

/** There is no such member of staff, or they have left. */
export class StaffUnknown extends Fault {
  override readonly name = 'StaffUnknown';
  readonly passing = false;

  constructor(staffId: string, options?: ErrorOptions) {
    super(`There is no active member of staff ${staffId}.`, options);
  }
}

/** Some customers could not be graded; all others were. */
export class GradingUnfinished extends Fault {
  override readonly name = 'GradingUnfinished';
  readonly passing = false;

  constructor(count: number, first: string, options?: ErrorOptions) {
    super(`${count} customers could not be graded, ${first} among them; their log lines say why.`, options);
  }
}

/** Some customers could not be scored; all others were. */
export class ScoringUnfinished extends Fault {
  override readonly name = 'ScoringUnfinished';
  readonly passing = false;

  constructor(count: number, first: string, options?: ErrorOptions) {
    super(`${count} customers could not be scored, ${first} among them; their log lines say why.`, options);
  }
}

/** Anything that nobody foresaw; only its name leaves the function, for its text may hold personal data. */
export class Unforeseen extends Fault {
  override readonly name = 'Unforeseen';
  readonly passing = false;

  constructor(errorName: string, options?: ErrorOptions) {
    super(`Unforeseen ${errorName}.`, options);
  }
}

/** Faults are for state machines; this one is for a person's browser: an HTTP status and a code. */
export class PageRefused extends Fault {
  override readonly name = 'PageRefused';
  readonly passing = false;
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, options?: ErrorOptions) {
    super(`Refused with ${status} ${code}.`, options);
    this.status = status;
    this.code = code;
  }
}

/** There is no quarantined event with this id. */
export class QuarantineUnknown extends Fault {
  override readonly name = 'QuarantineUnknown';
  readonly passing = false;

  constructor(id: string, options?: ErrorOptions) {
    super(`There is no quarantined event ${id}.`, options);
  }
}

/** A quarantined event is no longer held, so it cannot be re-driven. */
export class QuarantineSettled extends Fault {
  override readonly name = 'QuarantineSettled';
  readonly passing = false;

  constructor(id: string, state: string, options?: ErrorOptions) {
    super(`Quarantined event ${id} is ${state}; only one that is HELD can be re-driven.`, options);
  }
}
