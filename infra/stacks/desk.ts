/** Stack `desk`: the pages behind mailed links, the doors by which complaints come in over HTTP, the list for operations. */
import { Aws, Duration, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  CfnAccount,
  CfnModel,
  CfnRestApi,
  ConnectionType,
  DomainName,
  EndpointAccessMode,
  EndpointType,
  Integration,
  IntegrationType,
  type IResource,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type MethodOptions,
  Model,
  RequestValidator,
  ResponseType,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import * as z from 'zod';
import { ComplaintSubmitted } from '../../shared/contracts/events.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { BankFunction, type BankFunctionProps, type Workshop } from '../constructs/bank-function.ts';
import { OURS } from '../constructs/bank-keys.ts';
import { WorkflowRef } from '../constructs/bank-workflow.ts';
import type { Settings } from '../settings.ts';
import type { CareStack } from './care.ts';
import type { RecordsStack } from './records.ts';

/** What the stack is made of. */
export interface DeskStackProps extends StackProps {
  readonly records: RecordsStack;
  readonly care: CareStack;
  readonly workshop: Workshop;
  readonly settings: Settings;
}

const STAGE = 'live';

/** TLS 1.2 at least, with forward secrecy. */
const TLS = SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;

/** Headers of what API Gateway answers itself; the pages send the same, see shared/platform/page.ts. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex, nofollow',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

/** What API Gateway answers itself, in both languages; none of it repeats anything of the request. */
const REFUSALS: readonly [type: ResponseType, status: string | undefined, words: string][] = [
  [ResponseType.DEFAULT_4XX, undefined, 'The request was refused. 该请求已被拒绝。'],
  [
    ResponseType.DEFAULT_5XX,
    undefined,
    'Something went wrong on our side. Please try again later. 系统出现问题，请稍后再试。',
  ],
  // What does not exist looks the same as what one may not know of.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, '404', 'There is nothing here. 此处没有内容。'],
  [ResponseType.REQUEST_TOO_LARGE, '413', 'This is too long. 内容过长。'],
  [ResponseType.THROTTLED, '429', 'Too many requests. Please try again later. 请求过多，请稍后再试。'],
];

/** The API and its functions. */
export class DeskStack extends Stack {
  readonly api: RestApi;
  readonly functions: readonly BankFunction[];
  readonly webAclName = `${OURS}-Desk`;

  constructor(scope: Construct, id: string, props: DeskStackProps) {
    super(scope, id, props);
    const { records, care, workshop, settings } = props;
    const { tables } = records;

    const showTask = new BankFunction(this, 'desk/show-task', {
      workshop,
      description: 'Shows the form behind a mailed link; changes nothing',
      seesLinks: true,
      reserved: 50,
      environment: care.house,
    })
      .reads(tables.Tasks, 'byCase')
      .reads(tables.Cases)
      .retraces(tables.Audit)
      .reads(tables.Staff)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET');
    const answerTask = new BankFunction(this, 'desk/answer-task', {
      workshop,
      description: 'Takes the answer of a form: one conditional transaction',
      seesLinks: true,
      reserved: 25,
      environment: care.house,
    })
      .writes(tables.Tasks, 'byCase')
      .reads(tables.Cases)
      .reads(tables.Staff)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET')
      .invokes(care.deliver);
    const mailNewCode = new BankFunction(this, 'desk/mail-new-code', {
      workshop,
      description: 'Has a new code mailed to the same address',
      seesLinks: true,
      reserved: 5,
      environment: care.house,
    })
      .writes(tables.Tasks)
      .reads(tables.Staff)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET')
      .invokes(care.sendMail);
    const keepDraft = new BankFunction(this, 'desk/keep-draft', {
      workshop,
      description: 'Keeps what a person typed into a form and does not submit yet',
      seesLinks: true,
      reserved: 10,
      environment: care.house,
    })
      .writes(tables.Tasks, 'byCase')
      .reads(tables.Cases)
      .reads(tables.Staff)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET');
    const showFile = new BankFunction(this, 'desk/show-file', {
      workshop,
      description: 'Shows the whole case file behind a mailed link, masked; changes nothing',
      seesLinks: true,
      reserved: 20,
      environment: care.house,
    })
      .reads(tables.Tasks, 'byCase')
      .reads(tables.Cases)
      .retraces(tables.Audit)
      .reads(tables.Staff)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET');
    const revealCustomer = new BankFunction(this, 'desk/reveal-customer', {
      workshop,
      description: 'Shows the customer’s data to the holder of a task, once it is recorded who asks and why',
      seesLinks: true,
      reserved: 5,
      environment: care.house,
    })
      .writes(tables.Tasks, 'byCase')
      .reads(tables.Cases)
      .reads(tables.Customers)
      .reads(tables.Staff)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET');
    const showPass = new BankFunction(this, 'desk/show-pass', {
      workshop,
      description: 'Shows the form by which a task is passed on; changes nothing',
      seesLinks: true,
      reserved: 10,
      environment: care.house,
    })
      .reads(tables.Tasks, 'byAssignee')
      .reads(tables.Staff, 'byRole')
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET');
    const passTask = new BankFunction(this, 'desk/pass-task', {
      workshop,
      description: 'Passes a task on by its holder’s own hand: one conditional transaction',
      seesLinks: true,
      reserved: 5,
      environment: care.house,
    })
      .writes(tables.Tasks, 'byAssignee')
      .reads(tables.Staff, 'byRole')
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET')
      .invokes(care.sendMail, care.deliver);
    const ofOperations = {
      BANK_ZONE: settings.zone,
      BANK_NAME_ZH: settings.bankNameZh,
      BANK_NAME_EN: settings.bankNameEn,
    };
    const listCases = new BankFunction(this, 'watch/list-cases', {
      workshop,
      description: 'Lists cases and tasks for operations; changes nothing',
      timeout: 29,
      environment: ofOperations,
    })
      .reads(tables.Cases, 'byKind', 'byOpening')
      .reads(tables.Tasks, 'byCase', 'byAssignee')
      .reads(tables.Policies);
    const lookAtCase = new BankFunction(this, 'watch/look-at-case', {
      workshop,
      description: 'Shows operations where a case is, what comes next, and what happened; changes nothing',
      timeout: 29,
      // A picture is laid out for each look.
      memory: 1_024,
      environment: ofOperations,
    })
      .reads(tables.Cases)
      .reads(tables.Tasks, 'byCase')
      .reads(tables.Outbox, 'byCase')
      .reads(tables.Contacts)
      .reads(tables.Policies)
      .retraces(tables.Audit)
      .reviews(...care.workflows.map(({ ref: { name, variable } }) => new WorkflowRef(this, name, variable)));
    const showPlan = new BankFunction(this, 'visit/show-plan', {
      workshop,
      description: 'Shows the next months of a relationship manager; changes nothing',
      timeout: 29,
      environment: { BANK_NAME_ZH: settings.bankNameZh, BANK_NAME_EN: settings.bankNameEn },
    })
      .reads(tables.Customers, 'byManager')
      .reads(tables.Staff)
      .reads(tables.Policies);
    const showReports = new BankFunction(this, 'campaign/show-reports', {
      workshop,
      description: 'Shows what survey campaigns have found; changes nothing',
      timeout: 29,
      environment: ofOperations,
    })
      .reads(tables.Cases, 'byKind')
      .reads(tables.Register)
      .reads(tables.Policies);
    const showTier = new BankFunction(this, 'customers/show-tier', {
      workshop,
      description: 'Shows staff why a customer has their tier; changes nothing',
      environment: ofOperations,
    }).reads(tables.Customers);
    const showCase = new BankFunction(this, 'desk/show-case', {
      workshop,
      description: 'Shows customers how their case stands; changes nothing',
      seesLinks: true,
      reserved: 20,
      environment: care.house,
    })
      .reads(tables.Cases)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET');
    const customerMessage = new BankFunction(this, 'desk/customer-message', {
      workshop,
      description: 'Takes what a customer has to say about an open case',
      seesLinks: true,
      reserved: 10,
      environment: care.house,
    })
      .writes(tables.Cases)
      .reads(tables.Policies)
      .appends(tables.Audit)
      .opens(records.linkKey, 'LINK_KEY_SECRET')
      .invokes(care.acceptEvent);
    const showPreferences = new BankFunction(this, 'desk/show-preferences', {
      workshop,
      description: 'Shows customers what they have agreed to hear about; changes nothing',
      seesLinks: true,
      reserved: 10,
      environment: care.house,
    })
      .reads(tables.Contacts)
      .reads(tables.Customers)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET');
    const changePreferences = new BankFunction(this, 'desk/change-preferences', {
      workshop,
      description: 'Takes what a customer wants to hear about, and by which way',
      seesLinks: true,
      reserved: 5,
      environment: care.house,
    })
      .writes(tables.Contacts)
      .writes(tables.Customers)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET')
      .invokes(care.deliver);
    const unsubscribe = new BankFunction(this, 'desk/unsubscribe', {
      workshop,
      description: 'Takes one consent of a customer back at a press of a button in the mail program',
      seesLinks: true,
      reserved: 10,
      environment: care.house,
    })
      .reads(tables.Contacts)
      .writes(tables.Customers)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET')
      .invokes(care.deliver);
    const showContact = new BankFunction(this, 'desk/show-contact', {
      workshop,
      description: 'Tells customers why they were contacted; changes nothing',
      seesLinks: true,
      reserved: 10,
      environment: care.house,
    })
      .reads(tables.Contacts)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET');
    const showSurvey = new BankFunction(this, 'desk/show-survey', {
      workshop,
      description: 'Shows customers the survey they were invited to; changes nothing',
      seesLinks: true,
      reserved: 20,
      environment: care.house,
    })
      .reads(tables.Contacts)
      .reads(tables.Cases)
      .reads(tables.Answers)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET');
    const answerSurvey = new BankFunction(this, 'desk/answer-survey', {
      workshop,
      description: 'Takes what a customer answers to a survey: one conditional transaction',
      seesLinks: true,
      reserved: 10,
      environment: care.house,
    })
      .writes(tables.Contacts)
      .writes(tables.Cases)
      .writes(tables.Answers)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .opens(records.linkKey, 'LINK_KEY_SECRET')
      .invokes(care.signalCase);
    const showLetter = new BankFunction(this, 'desk/show-letter', {
      workshop,
      description: 'Shows a letter to a customer whom no mail reaches, once it is recorded who prints it',
      environment: { BANK_NAME_ZH: settings.bankNameZh, BANK_NAME_EN: settings.bankNameEn },
    })
      .reads(tables.Cases)
      .reads(tables.Customers)
      .reads(tables.Policies)
      .appends(tables.Audit);
    const showComplaintForm = new BankFunction(this, 'intake/show-complaint-form', {
      workshop,
      description: 'Shows the complaint form for customers; has no rights on anything',
      reserved: 20,
      environment: care.house,
    });
    const takeComplaintForm = new BankFunction(this, 'intake/take-complaint-form', {
      workshop,
      description: 'Hands the complaint of a customer to intake, without knowing what becomes of it',
      reserved: 10,
      environment: care.house,
    }).invokes(care.acceptEvent);
    const showStaffForm = new BankFunction(this, 'intake/show-staff-form', {
      workshop,
      description: 'Shows the form for complaints by telephone and at the counter',
      environment: care.house,
    });
    // Whatever takes a complaint in while somebody waits for the case number has the rights of intake.
    const machine = new WorkflowRef(
      this,
      care.complaintHandling.ref.name,
      care.complaintHandling.ref.variable,
    );
    const takesIn = (entry: string, its: Omit<BankFunctionProps, 'workshop'>) =>
      new BankFunction(this, entry, { workshop, timeout: 20, ...its })
        .writes(tables.Intake)
        .writes(tables.Cases)
        .reads(tables.Customers)
        .writesOnly(tables.Outbox)
        .appends(tables.Audit)
        .starts(machine)
        .invokes(care.deliver, care.signalCase);
    const takeStaffForm = takesIn('intake/take-staff-form', {
      description: 'Takes in a complaint that staff wrote down, and gives its case number',
      environment: care.house,
    });
    const submitComplaint = takesIn('intake/submit-complaint', {
      description: 'Takes in a complaint from a system of the bank that asks over HTTP',
    });
    this.functions = [
      showTask,
      answerTask,
      mailNewCode,
      keepDraft,
      showFile,
      revealCustomer,
      showPass,
      passTask,
      listCases,
      lookAtCase,
      showPlan,
      showReports,
      showTier,
      showCase,
      customerMessage,
      showPreferences,
      changePreferences,
      unsubscribe,
      showContact,
      showSurvey,
      answerSurvey,
      showLetter,
      showComplaintForm,
      takeComplaintForm,
      showStaffForm,
      takeStaffForm,
      submitComplaint,
    ];

    const log = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/apigateway/${OURS}-Desk`,
      retention: settings.logRetentionDays,
      encryptionKey: records.keys.of('operations', this),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: `${OURS}-Desk`,
      description: 'Pages of mailed tasks, and the case list of operations',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      // With a domain of the bank's own, the address that AWS gives is closed.
      disableExecuteApiEndpoint: settings.certificateArn !== undefined,
      deployOptions: {
        stageName: STAGE,
        accessLogDestination: new LogGroupLogDestination(log),
        accessLogFormat: accessLog,
        // Execution logs and traces would hold the path, and with it the link.
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        tracingEnabled: false,
        metricsEnabled: true,
        throttlingRateLimit: settings.requestsPerSecond,
        throttlingBurstLimit: settings.requestBurst,
        methodOptions: {
          '/t/{link}/POST': {
            throttlingRateLimit: Math.max(1, Math.ceil(settings.requestsPerSecond / 4)),
            throttlingBurstLimit: Math.max(1, Math.ceil(settings.requestBurst / 4)),
          },
          // All far above what the firewall lets one address post, so that a few addresses cannot use a route up.
          '/t/{link}/code/POST': { throttlingRateLimit: 25, throttlingBurstLimit: 50 },
          '/t/{link}/draft/POST': { throttlingRateLimit: 50, throttlingBurstLimit: 100 },
          '/t/{link}/pass/POST': { throttlingRateLimit: 25, throttlingBurstLimit: 50 },
          '/t/{link}/reveal/POST': { throttlingRateLimit: 25, throttlingBurstLimit: 50 },
          '/ops/cases/GET': { throttlingRateLimit: 10, throttlingBurstLimit: 20 },
          '/ops/case/GET': { throttlingRateLimit: 5, throttlingBurstLimit: 10 },
          '/ops/plan/GET': { throttlingRateLimit: 2, throttlingBurstLimit: 5 },
          '/ops/surveys/GET': { throttlingRateLimit: 10, throttlingBurstLimit: 20 },
          '/ops/survey/GET': { throttlingRateLimit: 10, throttlingBurstLimit: 20 },
          '/ops/tier/GET': { throttlingRateLimit: 10, throttlingBurstLimit: 20 },
          '/c/{link}/POST': { throttlingRateLimit: 25, throttlingBurstLimit: 50 },
          '/p/{link}/POST': { throttlingRateLimit: 25, throttlingBurstLimit: 50 },
          '/u/{link}/POST': { throttlingRateLimit: 25, throttlingBurstLimit: 50 },
          '/s/{link}/POST': { throttlingRateLimit: 25, throttlingBurstLimit: 50 },
          '/complain/POST': { throttlingRateLimit: 25, throttlingBurstLimit: 50 },
          '/staff/complaint/POST': { throttlingRateLimit: 25, throttlingBurstLimit: 50 },
          '/api/complaints/POST': {
            throttlingRateLimit: Math.max(1, Math.ceil(settings.requestsPerSecond / 4)),
            throttlingBurstLimit: Math.max(1, Math.ceil(settings.requestBurst / 4)),
          },
        },
      },
    });
    const resource = this.api.node.defaultChild;
    if (!(resource instanceof CfnRestApi)) throw new Error('The API has no CloudFormation resource.');
    resource.securityPolicy = TLS;
    resource.endpointAccessMode = EndpointAccessMode.STRICT;
    for (const [type, status, words] of REFUSALS) {
      this.api.addGatewayResponse(`On${type.responseType}`, {
        type,
        ...(status === undefined ? {} : { statusCode: status }),
        responseHeaders: Object.fromEntries(
          Object.entries(HEADERS).map(([name, value]) => [name, `'${value}'`]),
        ),
        templates: { 'application/json': words },
      });
    }
    const validator = new RequestValidator(this, 'Validator', {
      restApi: this.api,
      requestValidatorName: 'parameters-and-body',
      validateRequestParameters: true,
      validateRequestBody: true,
    });

    const task = this.api.root.addResource('t').addResource('{link}');
    const link = {
      authorizationType: AuthorizationType.NONE,
      requestValidator: validator,
      requestParameters: { 'method.request.path.link': true },
    };
    this.#route(task, 'GET', showTask, link);
    this.#route(task, 'HEAD', showTask, link);
    this.#route(task, 'POST', answerTask, link);
    this.#route(task.addResource('code'), 'POST', mailNewCode, link);
    this.#route(task.addResource('draft'), 'POST', keepDraft, link);
    const file = task.addResource('file');
    this.#route(file, 'GET', showFile, link);
    this.#route(file, 'HEAD', showFile, link);
    this.#route(task.addResource('reveal'), 'POST', revealCustomer, link);
    const pass = task.addResource('pass');
    this.#route(pass, 'GET', showPass, link);
    this.#route(pass, 'HEAD', showPass, link);
    this.#route(pass, 'POST', passTask, link);
    const ownCase = this.api.root.addResource('c').addResource('{link}');
    this.#route(ownCase, 'GET', showCase, link);
    this.#route(ownCase, 'HEAD', showCase, link);
    this.#route(ownCase, 'POST', customerMessage, link);
    const preferences = this.api.root.addResource('p').addResource('{link}');
    this.#route(preferences, 'GET', showPreferences, link);
    this.#route(preferences, 'HEAD', showPreferences, link);
    this.#route(preferences, 'POST', changePreferences, link);
    const oneClick = this.api.root.addResource('u').addResource('{link}');
    this.#route(oneClick, 'GET', showPreferences, link);
    this.#route(oneClick, 'HEAD', showPreferences, link);
    this.#route(oneClick, 'POST', unsubscribe, link);
    const contact = this.api.root.addResource('w').addResource('{link}');
    this.#route(contact, 'GET', showContact, link);
    this.#route(contact, 'HEAD', showContact, link);
    const survey = this.api.root.addResource('s').addResource('{link}');
    this.#route(survey, 'GET', showSurvey, link);
    this.#route(survey, 'HEAD', showSurvey, link);
    this.#route(survey, 'POST', answerSurvey, link);
    const signed = { authorizationType: AuthorizationType.IAM, requestValidator: validator };
    const ops = this.api.root.addResource('ops');
    this.#route(ops.addResource('cases'), 'GET', listCases, signed);
    this.#route(ops.addResource('case'), 'GET', lookAtCase, signed);
    this.#route(ops.addResource('plan'), 'GET', showPlan, signed);
    this.#route(ops.addResource('surveys'), 'GET', showReports, signed);
    this.#route(ops.addResource('survey'), 'GET', showReports, signed);
    this.#route(ops.addResource('tier'), 'GET', showTier, signed);
    const complain = this.api.root.addResource('complain');
    const open = { authorizationType: AuthorizationType.NONE, requestValidator: validator };
    this.#route(complain, 'GET', showComplaintForm, open);
    this.#route(complain, 'POST', takeComplaintForm, open);
    const staff = this.api.root.addResource('staff');
    const staffForm = staff.addResource('complaint');
    this.#route(staffForm, 'GET', showStaffForm, signed);
    this.#route(staffForm, 'POST', takeStaffForm, signed);
    const letter = staff.addResource('letter').addResource('{caseId}').addResource('{number}');
    this.#route(letter, 'GET', showLetter, {
      ...signed,
      requestParameters: { 'method.request.path.caseId': true, 'method.request.path.number': true },
    });
    const complaints = this.api.root.addResource('api').addResource('complaints');
    // Published and not enforced: what the schema refuses is kept in quarantine with its reason, and not lost with a 400.
    const complaint = new CfnModel(this, 'ComplaintModel', {
      restApiId: this.api.restApiId,
      name: 'ComplaintSubmitted',
      description: 'A complaint, as the detail of the event complaint.submitted',
      contentType: 'application/json',
      schema: z.toJSONSchema(ComplaintSubmitted, { io: 'input', target: 'draft-4' }),
    });
    this.#route(complaints, 'POST', submitComplaint, {
      authorizationType: AuthorizationType.IAM,
      requestModels: { 'application/json': Model.fromModelName(this, 'Complaint', complaint.ref) },
    });
    acknowledge(
      ownCase,
      'APIG4',
      'Customers have no AWS identity. The function checks the HMAC of the link before anything else, and a message needs the code of the same mail.',
    );
    acknowledge(
      preferences,
      'APIG4',
      'Customers have no AWS identity. The function checks the HMAC of the link before anything else, and a change needs the code of the same mail.',
    );
    acknowledge(
      oneClick,
      'APIG4',
      'Mail programs have no AWS identity, and RFC 8058 allows neither cookie nor sign-in. The function checks the HMAC of the link before anything else, and can only take a consent back.',
    );
    acknowledge(
      contact,
      'APIG4',
      'Customers have no AWS identity. The function checks the HMAC of the link before anything else, and may only read contacts.',
    );
    acknowledge(
      survey,
      'APIG4',
      'Customers have no AWS identity. The function checks the HMAC of the link before anything else, and an answer needs the code of the same mail.',
    );
    acknowledge(
      complain,
      'APIG4',
      'Whoever complains has no AWS identity. The function may do nothing but hand the form to intake, and its answer is the same whoever asks.',
    );
    acknowledge(
      task,
      'APIG4',
      'Whoever holds a mailed link has no AWS identity. The function checks the HMAC of the link before anything else, and answering needs the code of the same mail.',
    );
    acknowledge(
      this.api,
      'COG4',
      'Staff are no Cognito users: mailed links carry their own proof, operations sign with IAM, and actions that need a sign-in use the bank’s own OIDC.',
    );
    acknowledge(
      this.api.deploymentStage,
      'APIG6',
      'Execution logs hold the path of a request, and the path is the link, a bearer secret. Every request is in the access log by its route instead.',
    );

    this.#firewall(settings);
    this.#logRole(settings);
    if (settings.certificateArn !== undefined) this.#domain(settings, settings.certificateArn);
  }

  #route(resource: IResource, method: string, target: BankFunction, options: MethodOptions): void {
    resource.addMethod(
      method,
      new Integration({
        type: IntegrationType.AWS_PROXY,
        integrationHttpMethod: 'POST',
        uri: Fn.join('', [
          `arn:${Aws.PARTITION}:apigateway:${this.region}:lambda:path/2015-03-31/functions/`,
          target.functionArn,
          '/invocations',
        ]),
        options: { connectionType: ConnectionType.INTERNET, timeout: Duration.seconds(20) },
      }),
      options,
    );
    const path = resource.path.replace(/\{[^}]+\}/g, '*');
    target.calledBy(
      // One function may serve the links of two roots.
      `${method}${resource.path.replace(/[^A-Za-z0-9]/g, '')}`,
      'apigateway.amazonaws.com',
      this.api.arnForExecuteApi(method, path, STAGE),
    );
  }

  /** Blocks an address that asks too much. It keeps no logs and no samples: both would hold paths, and so links. */
  #firewall(settings: Settings): void {
    const seen = (metricName: string) => ({
      cloudWatchMetricsEnabled: true,
      metricName,
      sampledRequestsEnabled: false,
    });
    const acl = new CfnWebACL(this, 'Firewall', {
      name: this.webAclName,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: seen(this.webAclName),
      rules: [
        {
          name: 'rate-by-address',
          priority: 0,
          action: { block: {} },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: settings.wafRequestsPer5Minutes,
              evaluationWindowSec: 300,
            },
          },
          visibilityConfig: seen(`${this.webAclName}-rate`),
        },
        {
          name: 'forms-by-address',
          priority: 1,
          action: { block: {} },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: settings.wafPostsPer5Minutes,
              evaluationWindowSec: 300,
              // The bank's own systems sign what they post, and come from few addresses.
              scopeDownStatement: {
                andStatement: {
                  statements: [
                    matches({ method: {} }, 'EXACTLY', 'POST'),
                    { notStatement: { statement: matches({ uriPath: {} }, 'CONTAINS', '/api/complaints') } },
                  ],
                },
              },
            },
          },
          visibilityConfig: seen(`${this.webAclName}-forms`),
        },
      ],
    });
    new CfnWebACLAssociation(this, 'FirewallOfStage', {
      resourceArn: this.api.deploymentStage.stageArn,
      webAclArn: acl.attrArn,
    });
  }

  /** The role with which API Gateway writes access logs; an account and region has one. */
  #logRole(settings: Settings): void {
    if (settings.apiLogRole === 'exists') return;
    const role = new Role(this, 'ApiLogRole', {
      description: 'Lets API Gateway write access logs, for all APIs of this account and region',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnLike: { 'aws:SourceArn': `arn:${this.partition}:apigateway:${this.region}::/*` },
        },
      }),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(
      role,
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      'API Gateway refuses a log role without exactly these permissions and serves all APIs of the account with it. A bank that has one already sets apiLogRole to exists.',
    );
    const account = new CfnAccount(this, 'ApiAccount', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.api.deploymentStage.node.addDependency(account);
  }

  #domain(settings: Settings, certificateArn: string): void {
    const { hostname, pathname } = new URL(settings.baseUrl);
    const domain = new DomainName(this, 'Domain', {
      domainName: hostname,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: TLS,
      endpointAccessMode: EndpointAccessMode.STRICT,
    });
    domain.addBasePathMapping(this.api, {
      stage: this.api.deploymentStage,
      ...(pathname === '/' ? {} : { basePath: pathname.slice(1) }),
    });
  }
}

/** A statement of the firewall about a part of a request, as it came. */
const matches = (
  fieldToMatch: CfnWebACL.FieldToMatchProperty,
  positionalConstraint: 'EXACTLY' | 'CONTAINS',
  searchString: string,
): CfnWebACL.StatementProperty => ({
  byteMatchStatement: {
    fieldToMatch,
    positionalConstraint,
    searchString,
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
});

/** One line a request: the route, never the path, for the path is the link. */
const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    at: '$context.requestTimeEpoch',
    method: '$context.httpMethod',
    route: '$context.resourcePath',
    status: '$context.status',
    bytes: '$context.responseLength',
    milliseconds: '$context.responseLatency',
    address: '$context.identity.sourceIp',
    caller: '$context.identity.userArn',
    firewall: '$context.wafResponseCode',
    fault: '$context.error.responseType',
  }),
);
