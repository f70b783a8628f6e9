/** The machine that is measured, in JSONata, and its twin in JSONPath; both have twelve states and the same way. */

/** States that one execution passes. */
export const STATES = 12;

/** The functions that the machine's tasks call, by name. */
export const FUNCTIONS: Record<string, (input: Record<string, unknown>) => object> = {
  register: ({ customerId }) => ({
    caseId: `K-${String(customerId)}`,
    tier: 'vip',
    policies: { 'service-map': 1 },
  }),
  assign: ({ tier }) => ({ ownerId: tier === 'vip' ? 'S-0001' : 'S-0002', waitSeconds: 7200 }),
  close: ({ caseId }) => ({ caseId, status: 'CLOSED' }),
};

/** What every execution starts with. */
export const INPUT = {
  v: 1,
  businessKey: 'complaint-000123',
  customerId: 'C-000123',
  amount: 1200,
  receivedAt: '2026-01-05T09:30:00.000Z',
  channel: 'app',
};

const lambda = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** In JSONata, written as the product's storyboards are: variables carry the case, outputs are empty. */
export const JSONATA = {
  QueryLanguage: 'JSONata',
  StartAt: 'Open case',
  States: {
    'Open case': {
      Type: 'Pass',
      Assign: { case: '{% $states.context.Execution.Input %}', round: 1 },
      Output: {},
      Next: 'Register',
    },
    Register: {
      Type: 'Task',
      Resource: lambda('register'),
      Arguments: { v: 1, customerId: '{% $case.customerId %}', amount: '{% $case.amount %}' },
      Assign: { case: '{% $merge([$case, $states.result]) %}' },
      Output: {},
      Next: 'Large amount?',
    },
    'Large amount?': {
      Type: 'Choice',
      Choices: [{ Condition: '{% $case.amount > 1000 %}', Next: 'Two persons sign' }],
      Default: 'One person signs',
    },
    'One person signs': { Type: 'Pass', Assign: { signers: 1 }, Output: {}, Next: 'Note channel' },
    'Two persons sign': { Type: 'Pass', Assign: { signers: 2 }, Output: {}, Next: 'Note channel' },
    'Note channel': {
      Type: 'Pass',
      Assign: { note: '{% "received by " & $case.channel %}' },
      Output: {},
      Next: 'Assign owner',
    },
    'Assign owner': {
      Type: 'Task',
      Resource: lambda('assign'),
      Arguments: { v: 1, tier: '{% $case.tier %}', signers: '{% $signers %}' },
      Assign: { case: '{% $merge([$case, $states.result]) %}' },
      Output: {},
      Next: 'Owner found?',
    },
    'Owner found?': {
      Type: 'Choice',
      Choices: [{ Condition: '{% $exists($case.ownerId) %}', Next: 'Count round' }],
      Default: 'Nobody found',
    },
    'Nobody found': { Type: 'Fail', Error: 'NobodyFound' },
    'Count round': { Type: 'Pass', Assign: { round: '{% $round + 1 %}' }, Output: {}, Next: 'Outcome' },
    Outcome: { Type: 'Pass', Assign: { outcome: 'RESOLVED' }, Output: {}, Next: 'Close' },
    Close: {
      Type: 'Task',
      Resource: lambda('close'),
      Arguments: { v: 1, caseId: '{% $case.caseId %}', outcome: '{% $outcome %}' },
      Output: { caseId: '{% $states.result.caseId %}', status: '{% $states.result.status %}' },
      Next: 'Closed?',
    },
    'Closed?': {
      Type: 'Choice',
      Choices: [{ Condition: "{% $states.input.status = 'CLOSED' %}", Next: 'Settled' }],
      Default: 'Nobody found',
    },
    Settled: { Type: 'Succeed', Output: { caseId: '{% $states.input.caseId %}', round: '{% $round %}' } },
  },
};

/** In JSONPath, where one growing state carries the case; only what the twin's interpreter can run. */
export const JSONPATH = {
  StartAt: 'Open case',
  States: {
    'Open case': { Type: 'Pass', Parameters: { 'case.$': '$', round: 1 }, Next: 'Register' },
    Register: {
      Type: 'Task',
      Resource: lambda('register'),
      Parameters: { v: 1, 'customerId.$': '$.case.customerId', 'amount.$': '$.case.amount' },
      ResultPath: '$.case.registered',
      Next: 'Large amount?',
    },
    'Large amount?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.case.amount', NumericGreaterThan: 1000, Next: 'Two persons sign' }],
      Default: 'One person signs',
    },
    'One person signs': { Type: 'Pass', Result: 1, ResultPath: '$.signers', Next: 'Note channel' },
    'Two persons sign': { Type: 'Pass', Result: 2, ResultPath: '$.signers', Next: 'Note channel' },
    'Note channel': {
      Type: 'Pass',
      Parameters: { 'text.$': "States.Format('received by {}', $.case.channel)" },
      ResultPath: '$.note',
      Next: 'Assign owner',
    },
    'Assign owner': {
      Type: 'Task',
      Resource: lambda('assign'),
      Parameters: { v: 1, 'tier.$': '$.case.registered.tier', 'signers.$': '$.signers' },
      ResultPath: '$.case.assigned',
      Next: 'Owner found?',
    },
    'Owner found?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.case.assigned.ownerId', IsPresent: true, Next: 'Count round' }],
      Default: 'Nobody found',
    },
    'Nobody found': { Type: 'Fail', Error: 'NobodyFound' },
    'Count round': {
      Type: 'Pass',
      Parameters: { 'value.$': 'States.MathAdd($.round, 1)' },
      ResultPath: '$.counted',
      Next: 'Outcome',
    },
    Outcome: { Type: 'Pass', Result: 'RESOLVED', ResultPath: '$.outcome', Next: 'Close' },
    Close: {
      Type: 'Task',
      Resource: lambda('close'),
      Parameters: { v: 1, 'caseId.$': '$.case.registered.caseId', 'outcome.$': '$.outcome' },
      ResultPath: '$.closed',
      Next: 'Closed?',
    },
    'Closed?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.closed.status', StringEquals: 'CLOSED', Next: 'Settled' }],
      Default: 'Nobody found',
    },
    Settled: { Type: 'Succeed' },
  },
};
