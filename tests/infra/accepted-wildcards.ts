/** Every wildcard that a role of this app holds, with the reason; reviewed text, like a golden. */
export interface AcceptedWildcard {
  /** Actions of the statement, in the order of the alphabet. */
  readonly actions: readonly string[];
  /** The resource as it stands in the template; joined parts are written together, references as <Name>. */
  readonly resource: string;
  /** Roles that hold it: names of functions and state machines. */
  readonly holders: readonly string[];
  readonly reason: string;
}

/** The whole list; a role that holds any other wildcard fails the test, and so does an entry nobody needs. */
export const acceptedWildcards: readonly AcceptedWildcard[] = [
  {
    actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    resource: '*',
    holders: [
      'AcceptEvent',
      'Acknowledge',
      'AnswerFeedback',
      'Close',
      'Deliver',
      'Extend',
      'GradeCustomers',
      'HoldTask',
      'ImportBank',
      'ImportFile',
      'ListCases',
      'NotifyDecision',
      'OpenIncident',
      'OverrideTier',
      'PrepareTask',
      'Reconcile',
      'RedriveQuarantine',
      'Register',
      'SeedPolicies',
      'SetClocks',
      'ShowComplaintForm',
      'ShowLetter',
      'ShowStaffForm',
      'SignalCase',
      'SubmitComplaint',
      'Sweep',
      'TakeComplaintForm',
      'TakeInFacts',
      'TakeStaffForm',
      'WatchDeadline',
      'WeighProposal',
    ],
    reason: 'X-Ray has no resource-level permissions for writing segments.',
  },
  {
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    resource: 'arn:<AWS::Partition>:s3:::steward-imports-<AWS::AccountId>-<AWS::Region>/incoming/*',
    holders: ['ImportFile'],
    reason: 'Files get their names from whoever puts them; all below one prefix of this one bucket.',
  },
  {
    actions: ['states:DescribeExecution'],
    resource: 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:ComplaintHandling:*',
    holders: ['AcceptEvent', 'Reconcile', 'RedriveQuarantine', 'SubmitComplaint', 'TakeStaffForm'],
    reason: 'Executions are made while the app runs; all of this one machine, of no other.',
  },
  {
    actions: ['states:DescribeExecution'],
    resource: 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:DeadlineWatch:*',
    holders: ['Extend', 'SetClocks', 'TakeInFacts'],
    reason: 'Executions are made while the app runs; all of this one machine, of no other.',
  },
  {
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ],
    resource: '*',
    holders: ['ComplaintHandling', 'DeadlineWatch'],
    reason: 'Neither vended log delivery nor X-Ray has resource-level permissions.',
  },
];
