import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AcceptedWildcard, acceptedWildcards } from './accepted-wildcards.ts';
import {
  type Assembly,
  actionsOf,
  assemble,
  type Resource,
  type Statement,
  synthesize,
  targetsOf,
} from './assembly.ts';

let assembly: Assembly;
beforeAll(async () => {
  assembly = await synthesize();
});

/** Text of a template value: references as <Name>, joined parts written together. */
function written(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join, 'Fn::GetAtt': attribute } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return `<${Ref}>`;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(written).join(String(join[0]));
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  return JSON.stringify(value);
}

/** All roles with the name of the function or machine that has it, and their statements. */
function roles(): { holder: string; statements: Statement[] }[] {
  return assembly.all('AWS::IAM::Role').map((role) => ({
    holder: role.id.replace(/Role[0-9A-F]{8}$/, ''),
    statements: assembly.statementsOf(role.stack, role.id),
  }));
}

const mayWrite = /^dynamodb:(Put|Update|Delete|Batch[Ww]rite|PartiQL)/;

/** Names of the functions that hold a right for which `wanted` is true on a resource that `where` matches. */
function holders(wanted: (action: string) => boolean, where: RegExp): string[] {
  return assembly
    .functions()
    .filter((name) =>
      assembly
        .rightsOf(name)
        .some(
          (statement) =>
            actionsOf(statement).some(wanted) && targetsOf(statement).some((target) => where.test(target)),
        ),
    )
    .sort();
}

describe('rights of roles', () => {
  test('no role holds a wildcard beyond the reviewed list, and the list has no entry too many', () => {
    const held = new Map<
      string,
      { entry: Omit<AcceptedWildcard, 'holders' | 'reason'>; holders: string[] }
    >();
    for (const { holder, statements } of roles()) {
      for (const statement of statements) {
        for (const target of [statement.Resource].flat().map(written)) {
          const actions = actionsOf(statement).sort();
          if (!target.includes('*') && !actions.some((action) => action.includes('*'))) continue;
          const key = JSON.stringify([actions, target]);
          const known = held.get(key) ?? { entry: { actions, resource: target }, holders: [] };
          known.holders.push(holder);
          held.set(key, known);
        }
      }
    }
    const found = [...held.values()].map(({ entry, holders: who }) => ({ ...entry, holders: who.sort() }));
    const order = (a: { resource: string }, b: { resource: string }) => a.resource.localeCompare(b.resource);
    expect(found.sort(order)).toEqual(acceptedWildcards.map(({ reason: _, ...entry }) => entry).sort(order));
  });

  test('only one role takes a managed policy: the one API Gateway asks for', () => {
    const managed = assembly.all('AWS::IAM::Role').filter(({ Properties }) => Properties.ManagedPolicyArns);
    expect(managed.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['ApiLogRole']);
  });

  test('no function may delete an item or scan a table', () => {
    expect(holders((action) => /^dynamodb:(Delete|Scan|BatchWrite|\*)/.test(action), /./)).toEqual([]);
  });

  test('the functions behind GET may change nothing', () => {
    const reading =
      /^(dynamodb:(GetItem|BatchGetItem|Query)|states:(Describe\w+|GetExecutionHistory)|kms:Decrypt|secretsmanager:GetSecretValue|logs:(CreateLogStream|PutLogEvents)|xray:Put\w+)$/;
    for (const name of [
      'ShowTask',
      'ShowFile',
      'ShowPass',
      'ShowCase',
      'ShowSurvey',
      'ListCases',
      'LookAtCase',
      'ShowComplaintForm',
      'ShowStaffForm',
    ]) {
      const beyond = assembly
        .rightsOf(name)
        .flatMap(actionsOf)
        .filter((action) => !reading.test(action));
      expect(beyond, name).toEqual([]);
    }
  });

  test('whoever shows a letter may write down who sees it, and nothing else', () => {
    const writing = assembly
      .rightsOf('ShowLetter')
      .filter((statement) => actionsOf(statement).some((action) => mayWrite.test(action)));
    expect(writing.flatMap(actionsOf).filter((action) => mayWrite.test(action))).toEqual([
      'dynamodb:PutItem',
    ]);
    for (const target of writing.flatMap(targetsOf)) expect(target).toContain('Audit');
  });

  test('the public complaint form may hand complaints over and read or write nothing', () => {
    const beyond = assembly
      .rightsOf('TakeComplaintForm')
      .filter((statement) => !actionsOf(statement).every((action) => /^(logs|xray):/.test(action)));
    expect(beyond.map(actionsOf)).toEqual([['lambda:InvokeFunction']]);
    expect(beyond.flatMap(targetsOf).join()).toContain('AcceptEvent');
  });

  test('only HoldTask may write callback tokens, and only Deliver may read them', () => {
    expect(holders((action) => mayWrite.test(action), /TaskTokens/)).toEqual(['HoldTask']);
    expect(
      holders((action) => action.startsWith('dynamodb:') && !mayWrite.test(action), /TaskTokens/),
    ).toEqual(['Deliver']);
  });

  test('only those who send or look after what is in the outbox may read it; all others add to it', () => {
    expect(holders((action) => /^dynamodb:(Get|BatchGet|Query|Update)/.test(action), /Outbox/)).toEqual([
      'Deliver',
      // Shows operations which mails of a case left; what they say is not in their rows.
      'LookAtCase',
      'SendMail',
      'SignalCase',
      'Sweep',
    ]);
  });

  test('policies are changed by what two people approved, and by nothing else that runs here; their first versions are seeded', () => {
    expect(holders((action) => mayWrite.test(action), /Policies/)).toEqual([
      'SeedPolicies',
      'SettleThresholds',
    ]);
  });

  test('of the staff only deliveries, absences and the days of visits are written: whoever scores customers says nothing of who may approve', () => {
    expect(holders((action) => mayWrite.test(action), /Staff/)).toEqual([
      'AcceptEvent',
      'CloseVisit',
      'HandOverTasks',
      'HearComplaint',
      'ImportBank',
      'ImportFile',
      'PlanCustomers',
      'PlanNextVisit',
      'RedriveQuarantine',
    ]);
  });

  test('only incidents, improvements, imports, plans, budgets, loads, scorings, evaluations, reports of surveys and feedback are written to the register; whoever adds in passing reads nothing of it', () => {
    expect(holders((action) => mayWrite.test(action), /Register/)).toEqual([
      'AnswerFeedback',
      'AnswerVoices',
      'CloseAlert',
      'CloseCampaign',
      'CloseFeedback',
      'CloseImprovement',
      'ClosePlan',
      'EvaluateCampaign',
      'EvaluateWarnings',
      'HearEvent',
      'ImportFile',
      'LintSurvey',
      'MeasureImprovement',
      'OpenFeedback',
      'OpenImprovement',
      'OpenIncident',
      'OpenPlan',
      'PlanImprovement',
      'PrepareOffer',
      'RankAlerts',
      'Reconcile',
      'RecordImprovement',
      'RecordOutcome',
      'RecordStep',
      'RunPlan',
      'ScoreCustomers',
      'SelectPlaybook',
      'SendReply',
      'Sweep',
      'TakeStep',
      'TakeUpFeedback',
      'TakeUpImprovement',
      'WatchClusters',
      'WeighRetention',
    ]);
    const reading = holders((action) => action.startsWith('dynamodb:') && !mayWrite.test(action), /Register/);
    expect(reading.filter((name) => ['AnswerFeedback', 'RecordOutcome', 'Sweep'].includes(name))).toEqual([]);
  });

  test('only intake, the reconciler and whoever opens one again start complaints, the nightly plan visits as well, only what sets a clock starts its watch; nobody stops one', () => {
    const starts = (action: string) => action === 'states:StartExecution';
    expect(holders(starts, /ComplaintHandling/)).toEqual([
      'AcceptEvent',
      'Reconcile',
      'RedriveQuarantine',
      'Reopen',
      'SubmitComplaint',
      'TakeStaffForm',
    ]);
    expect(holders(starts, /DeadlineWatch/)).toEqual(['Extend', 'Reopen', 'SetClocks', 'TakeInFacts']);
    expect(holders(starts, /FollowUpVisit/)).toEqual([
      'AcceptEvent',
      'Reconcile',
      'RedriveQuarantine',
      'StartVisits',
    ]);
    expect(holders(starts, /DailyPlan/)).toEqual(['RunPlan']);
    expect(holders(starts, /LetterByHand/)).toEqual(['TellByHand']);
    expect(holders(starts, /SurveyCampaign/)).toEqual(['Reconcile', 'RunCampaign']);
    expect(holders(starts, /SurveyInvitation/)).toEqual(['HearForSurveys', 'OpenInvitation', 'Reconcile']);
    expect(holders(starts, /Improvement/)).toEqual(['OpenImprovement', 'Reconcile']);
    expect(holders(starts, /FeedbackReply/)).toEqual(['OpenFeedback', 'Reconcile']);
    expect(holders((action) => action === 'states:StopExecution', /./)).toEqual([]);
  });

  test('the writer of callback tokens cannot read one back with its write', () => {
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
    const [writes] = assembly
      .rightsOf('HoldTask')
      .filter((statement) => targetsOf(statement).some((target) => target.includes('TaskTokens')));
    expect(writes?.Condition).toEqual({ StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' } });
  });

  test('only the mail sender may read the sender key, only who begins campaigns the key of draws; and only the sender may send mail', () => {
    const reads = (action: string) => action === 'secretsmanager:GetSecretValue';
    expect(holders(reads, /SenderKey/)).toEqual(['SendMail']);
    // Whoever knew it could say before a draw who will be asked.
    expect(holders(reads, /DrawKey/)).toEqual(['RunCampaign']);
    expect(holders(reads, /LinkKey/)).toEqual([
      'AnswerSurvey',
      'AnswerTask',
      'ChangePreferences',
      'CustomerMessage',
      'KeepDraft',
      'MailNewCode',
      'PassTask',
      'RevealCustomer',
      'SendMail',
      'ShowCase',
      'ShowContact',
      'ShowFile',
      'ShowPass',
      'ShowPreferences',
      'ShowSurvey',
      'ShowTask',
      'Unsubscribe',
    ]);
    expect(holders((action) => action.startsWith('ses:'), /./)).toEqual(['SendMail']);
  });

  test('R025 R028 answers to surveys are written by the customer’s page and the interview, and read by what scores and evaluates them', () => {
    expect(holders((action) => mayWrite.test(action), /Answers/)).toEqual([
      'AnswerSurvey',
      'TakeInInterview',
    ]);
    expect(holders((action) => /^dynamodb:(Get|BatchGet|Query|Scan)/.test(action), /Answers/)).toEqual([
      'AnswerSurvey',
      'EvaluateCampaign',
      'ScoreAnswer',
      'ShowSurvey',
    ]);
  });

  test('of the pages behind a link only those of the customer’s own choices, and the one that records who asks, may read customers', () => {
    const pages = new Set(holders((action) => action === 'secretsmanager:GetSecretValue', /LinkKey/));
    const reading = holders((action) => action.startsWith('dynamodb:'), /Customers/);
    expect(reading.filter((name) => pages.has(name))).toEqual([
      'ChangePreferences',
      'RevealCustomer',
      'SendMail',
      'ShowPreferences',
      'Unsubscribe',
    ]);
  });

  test('whoever shows a page of the customer’s own can change nothing, and the reason of a contact comes from contacts alone', () => {
    const changing = holders((action) => /^dynamodb:(Put|Update|Delete)/.test(action), /./);
    expect(
      changing.filter((name) => ['ShowPreferences', 'ShowContact', 'ShowCase', 'ShowSurvey'].includes(name)),
    ).toEqual([]);
    const writers = holders((action) => /^dynamodb:(Put|Update|Delete)/.test(action), /Contacts/);
    expect(writers).not.toContain('Unsubscribe');
  });

  test('whoever shows the form for passing a task on, or passes it on, reads nothing of its case', () => {
    const reading = holders((action) => action.startsWith('dynamodb:'), /Cases/);
    expect(reading.filter((name) => ['ShowPass', 'PassTask'].includes(name))).toEqual([]);
  });

  test('audit records can be added and read, never changed', () => {
    const actions = assembly
      .functions()
      .flatMap((name) => assembly.rightsOf(name))
      .filter((statement) => targetsOf(statement).some((target) => target.includes('Audit')))
      .flatMap(actionsOf);
    expect([...new Set(actions)].sort()).toEqual([
      'dynamodb:ConditionCheckItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
    ]);
  });

  test('only the senders of the outbox put events on the bus, and under our own source only', () => {
    const senders = ['Deliver', 'SendMail'];
    expect(holders((action) => action === 'events:PutEvents', /./)).toEqual(senders);
    for (const sender of senders) {
      const [puts] = assembly.rightsOf(sender).filter((each) => actionsOf(each).includes('events:PutEvents'));
      expect(puts?.Condition).toEqual({ StringEquals: { 'events:source': 'steward' } });
    }
  });

  test('R026 only the import reads files that were put, below their prefix only, and nobody writes or deletes one', () => {
    expect(holders((action) => action.startsWith('s3:'), /./)).toEqual(['ImportFile']);
    const files = assembly
      .rightsOf('ImportFile')
      .filter((each) => actionsOf(each).some((action) => action.startsWith('s3:')));
    expect(files.map(actionsOf)).toEqual([['s3:GetObject', 's3:GetObjectVersion']]);
    expect(files.flatMap(targetsOf).join()).toMatch(/\/incoming\/\*/);
  });

  test('only a function that says so may invoke itself, and is let go on past the 16 rounds of a loop', () => {
    const selves = assembly
      .functions()
      .filter((name) =>
        assembly
          .rightsOf(name)
          .some(
            (each) =>
              actionsOf(each).includes('lambda:InvokeFunction') &&
              targetsOf(each).some((target) => target.includes(`function:Steward-${name}`)),
          ),
      );
    expect(selves.sort()).toEqual(['GradeCustomers', 'ImportFile', 'ScoreCustomers']);
    for (const name of assembly.functions()) {
      const { RecursiveLoop } = assembly.function(name).Properties;
      expect(RecursiveLoop, name).toBe(selves.includes(name) ? 'Allow' : undefined);
    }
  });

  test('a function is told the name of every table it may use, and of no other', () => {
    for (const name of assembly.functions()) {
      const told = Object.keys(assembly.function(name).Properties.Environment.Variables)
        .filter((variable) => variable.endsWith('_TABLE'))
        .map((variable) => variable.replace('_TABLE', '').replaceAll('_', '').toLowerCase());
      const granted = new Set(
        assembly
          .rightsOf(name)
          .filter((statement) => actionsOf(statement).some((action) => action.startsWith('dynamodb:')))
          .flatMap(targetsOf)
          .map((target) => /FnGetAtt([A-Za-z]+?)[0-9A-F]{8}Arn/.exec(target)?.[1]?.toLowerCase() ?? target),
      );
      expect(told.sort(), name).toEqual([...granted].sort());
    }
  });
});

describe('service principals', () => {
  const services = ({ Principal }: Statement): string[] =>
    [Principal?.Service ?? []].flat().map((service) => written(service));

  /** Every statement of every resource policy and trust policy that lets a service in. */
  function admissions(): { at: Resource; statement: Statement }[] {
    const documents = assembly.resources.flatMap((at) =>
      [at.Properties?.AssumeRolePolicyDocument, at.Properties?.KeyPolicy, at.Properties?.PolicyDocument]
        .filter((document) => document !== undefined && at.Type !== 'AWS::IAM::Policy')
        .flatMap((document: { Statement: Statement[] }) =>
          document.Statement.map((statement) => ({ at, statement })),
        ),
    );
    return documents.filter(
      ({ statement }) => statement.Effect === 'Allow' && services(statement).length > 0,
    );
  }

  test('every service acts for our account and for named resources only', () => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    const open = admissions().filter(({ statement }) => {
      // Lambda assumes a function's role without a source; only Lambda itself can be told to.
      if (services(statement).join() === 'lambda.amazonaws.com') return false;
      const keys = Object.values(statement.Condition ?? {}).flatMap(Object.keys);
      // An encryption context that is an ARN names account and resource just as a source does. Looking a key up
      // happens before there is a resource.
      const resource =
        keys.some((key) => key === 'aws:SourceArn' || key.startsWith('kms:EncryptionContext:')) ||
        actionsOf(statement).join() === 'kms:DescribeKey';
      return !keys.includes('aws:SourceAccount') || !resource;
    });
    expect(open.map(({ at, statement }) => `${at.id}: ${services(statement)}`)).toEqual([]);
    expect(admissions().length).toBeGreaterThan(20);
  });

  test('whoever may invoke a function is named with account and resource', () => {
    const permissions = assembly.all('AWS::Lambda::Permission');
    expect(
      permissions.filter(({ Properties }) => !Properties.SourceArn || !Properties.SourceAccount),
    ).toEqual([]);
    expect(permissions.length).toBeGreaterThanOrEqual(7);
  });
});

describe('cdk-nag', () => {
  test('has nothing open, and no acknowledgement accepts what is not there', () => {
    const found = new Map<string, Set<string>>();
    const pack = new AwsSolutionsChecks(assembly.app);
    // The pack asks this of every finding; answering yes shows all of them.
    Object.assign(pack, {
      isAcknowledged: ({ node }: { node: { path: string } }, rule: string) => {
        found.set(node.path, (found.get(node.path) ?? new Set()).add(rule));
        return true;
      },
    });
    pack.validateScope(assembly.app);
    const acknowledged = assembly.app.node.findAll().flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries(data as Record<string, string>))
        .map(([id, reason]) => ({ path: node.path, rule: id.replace(/^Annotation::/, ''), reason })),
    );
    const idle = acknowledged.filter(
      ({ path, rule }) =>
        ![...found].some(([at, rules]) => (at === path || at.startsWith(`${path}/`)) && rules.has(rule)),
    );
    expect(idle).toEqual([]);
    expect(acknowledged.every(({ reason }) => reason.length > 60)).toBe(true);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(new AwsSolutionsChecks(assembly.app).validateScope(assembly.app).violations).toEqual([]);
  });

  test('a finding that nobody acknowledged fails the synthesis and is named', async () => {
    const { app, folder } = await assemble();
    new Queue(new Stack(app, 'Careless'), 'Queue');
    expect(() => app.synth()).toThrow(/SQS queue does not require requests to use SSL[\s\S]*Careless\/Queue/);
    expect(existsSync(join(folder, 'validation-report.json'))).toBe(true);
  });

  test('has nothing open where account, region, domain and small quotas are set', async () => {
    const other = await synthesize({
      account: '123456789012',
      region: 'cn-north-1',
      baseUrl: 'https://care.first.test/steward',
      certificateArn: 'arn:aws-cn:acm:cn-north-1:123456789012:certificate/0000-11',
      reserveConcurrency: false,
      apiLogRole: 'exists',
      costCentre: 'C-7',
    });
    const [domain] = other.all('AWS::ApiGateway::DomainName');
    expect(domain?.Properties).toMatchObject({ DomainName: 'care.first.test', EndpointAccessMode: 'STRICT' });
    const [mapping] = other.all('AWS::ApiGateway::BasePathMapping');
    expect(mapping?.Properties.BasePath).toBe('steward');
    const [api] = other.all('AWS::ApiGateway::RestApi');
    expect(api?.Properties.DisableExecuteApiEndpoint).toBe(true);
    const reserved = other
      .all('AWS::Lambda::Function')
      .filter(({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined);
    expect(reserved).toEqual([]);
    expect(other.resources.some(({ Type }) => Type === 'AWS::ApiGateway::Account')).toBe(false);
  });
});
