/** What the runtime takes from a synthesized assembly: every resource that has a meaning on one machine. */

/** Where something stands in the assembly, for messages. */
export interface Origin {
  stack: string;
  logicalId: string;
}

/** A DynamoDB table. */
export interface TableModel extends Origin {
  name: string;
  arn: string;
  /** Input of CreateTable. */
  create: Record<string, unknown>;
  timeToLiveAttribute?: string;
}

/** A Lambda function with its asynchronous settings. */
export interface FunctionModel extends Origin {
  name: string;
  arn: string;
  /** Folder of the bundled handler. */
  folder: string;
  handler: string;
  runtime: string;
  memoryMb: number;
  timeoutSeconds: number;
  environment: Record<string, string>;
  concurrency?: number;
  logGroup?: string;
  roleArn: string;
  /** Names of versions and aliases that mean this function. */
  qualifiers: string[];
  async: {
    retries: number;
    /** Seconds. */
    longestAge: number;
    onFailure?: string;
    onSuccess?: string;
    deadLetter?: string;
  };
}

/** A state machine; its definition is JSON text in which nothing is left to resolve. */
export interface MachineModel extends Origin {
  name: string;
  arn: string;
  type: 'STANDARD' | 'EXPRESS';
  roleArn: string;
  definition: string;
}

/** An event bus besides `default`. */
export interface BusModel extends Origin {
  name: string;
  arn: string;
}

/** A rule of a bus: a pattern, a schedule, or both. */
export interface RuleModel extends Origin {
  name: string;
  arn: string;
  busName: string;
  pattern?: Record<string, unknown>;
  schedule?: string;
  enabled: boolean;
  /** As in the template, resolved. */
  targets: Record<string, unknown>[];
}

/** An archive of a bus. */
export interface ArchiveModel extends Origin {
  name: string;
  busName: string;
  pattern?: Record<string, unknown>;
  retentionDays: number;
}

/** A schedule of EventBridge Scheduler. */
export interface ScheduleModel extends Origin {
  name: string;
  group: string;
  expression: string;
  zone?: string;
  /** Epoch ms. */
  start?: number;
  end?: number;
  flexibleMinutes: number;
  enabled: boolean;
  target: {
    arn: string;
    roleArn: string;
    input?: string;
    deadLetterArn?: string;
    retry?: { maximumRetryAttempts?: number; maximumEventAgeInSeconds?: number };
  };
}

/** An SQS queue. */
export interface QueueModel extends Origin {
  name: string;
  arn: string;
  /** By the names that template and SetQueueAttributes share. */
  attributes: Record<string, unknown>;
}

/** An S3 bucket. */
export interface BucketModel extends Origin {
  name: string;
  arn: string;
  versioned: boolean;
  /** Whether its events go to EventBridge. */
  announces: boolean;
  lifecycle: { prefix: string; expirationDays?: number; noncurrentDays?: number }[];
}

/** A secret, made once. */
export interface SecretModel extends Origin {
  name: string;
  /** Without the six characters that AWS appends: they are not known before the secret is made. */
  arn: string;
  description?: string;
  first: { secretString: string } | { generate: Record<string, unknown> };
}

/** How many requests a method takes: a bucket of `burst`, refilled with `rate` a second. */
export interface Throttle {
  rate: number;
  burst: number;
}

/** One method of one resource of a REST API. */
export interface RouteModel {
  resourceId: string;
  /** As in the template, e.g. `/t/{link}`. */
  path: string;
  /** `ANY` matches every method that has no route of its own. */
  method: string;
  authorization: 'NONE' | 'AWS_IAM';
  functionArn: string;
  timeoutMs: number;
  throttle: Throttle;
  /** Parameters that must be there, e.g. `querystring.page`. */
  required: string[];
}

/** What API Gateway answers itself. */
export interface GatewayResponseModel {
  status?: number;
  headers: Record<string, string>;
  /** Template of the body, if one is set. */
  template?: string;
}

/** A REST API with its one stage. */
export interface RestApiModel extends Origin {
  id: string;
  name: string;
  stage: string;
  routes: RouteModel[];
  binaryMediaTypes: string[];
  /** By response type, e.g. `DEFAULT_4XX`. */
  gatewayResponses: Record<string, GatewayResponseModel>;
}

/** Who may call a function. */
export interface PermissionModel extends Origin {
  functionArn: string;
  principal: string;
  sourceArn?: string;
  sourceAccount?: string;
}

/** A role with what it may do. */
export interface RoleModel extends Origin {
  name: string;
  arn: string;
  trust: Record<string, unknown>;
  managedPolicies: string[];
  policies: { name: string; document: Record<string, unknown> }[];
}

/** A policy on a resource: a queue, a bus, a bucket, a key. */
export interface ResourcePolicyModel extends Origin {
  /** ARN, name or URL, as the template says it. */
  of: string;
  document: Record<string, unknown>;
}

/** A synthesized assembly, resolved. */
export interface AssemblyModel {
  account: string;
  region: string;
  tables: TableModel[];
  functions: FunctionModel[];
  machines: MachineModel[];
  buses: BusModel[];
  rules: RuleModel[];
  archives: ArchiveModel[];
  schedules: ScheduleModel[];
  queues: QueueModel[];
  buckets: BucketModel[];
  secrets: SecretModel[];
  apis: RestApiModel[];
  permissions: PermissionModel[];
  roles: RoleModel[];
  resourcePolicies: ResourcePolicyModel[];
  /** Types that have no meaning on one machine, with how many there are of each. */
  passedOver: Record<string, number>;
  /** By stack and output id. */
  outputs: Record<string, Record<string, string>>;
}
