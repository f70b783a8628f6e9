import { expect, test } from 'vitest';
import { readAssembly } from '../../../../../infra/local/assembly/assembly.ts';
import { synthesized } from '../../../../kit/runtime.ts';

test('the app as it is synthesized can be read whole', () => {
  const model = readAssembly({
    folder: synthesized(),
    endpoint: 'http://127.0.0.1:4510',
    parameters: { BaseUrl: 'http://127.0.0.1:4511' },
  });
  expect(model.tables.map(({ name }) => name)).toContain('Steward-Cases');
  expect(new Set(model.machines.map(({ name }) => name))).toEqual(
    new Set([
      'ComplaintHandling',
      'DeadlineWatch',
      'FollowUpVisit',
      'ChurnAlertResponse',
      'LetterByHand',
      'DailyPlan',
      'WarningEvaluation',
      'SurveyInvitation',
      'SurveyCampaign',
      'FeedbackReply',
      'Improvement',
    ]),
  );
  expect(model.machines.every(({ definition }) => JSON.parse(definition).StartAt)).toBe(true);
  const sendMail = model.functions.find(({ name }) => name === 'Steward-SendMail');
  expect(sendMail?.environment.BASE_URL).toBe('http://127.0.0.1:4511');
  expect(sendMail?.async.onFailure).toMatch(/^arn:aws:sqs:/);
  expect(model.apis[0]?.routes.map(({ method, path }) => `${method} ${path}`)).toContain('POST /t/{link}');
  expect(model.roles.length).toBeGreaterThanOrEqual(model.functions.length);
  // Every function has a role, and every role a policy that a later replay can judge.
  const roles = new Map(model.roles.map((role) => [role.arn, role]));
  for (const { name, roleArn } of model.functions) {
    expect(roles.get(roleArn)?.policies.length, name).toBeGreaterThan(0);
  }
});
