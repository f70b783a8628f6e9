/** Tables. */
import * as z from 'zod';
import { boolean, document, passedOver, type Reading, reader } from '../reading.ts';

const KeySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const TimeToLive = z.strictObject({ AttributeName: z.string().optional(), Enabled: boolean });
const Projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const GlobalIndexes = z.array(
  z
    .strictObject({
      IndexName: z.string(),
      KeySchema,
      Projection,
      ...passedOver(
        'ContributorInsightsSpecification',
        'OnDemandThroughput',
        'WarmThroughput',
        'WriteOnDemandThroughputSettings',
      ),
    })
    .transform(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })),
);
const TableShape = {
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema,
  GlobalSecondaryIndexes: GlobalIndexes.optional(),
  BillingMode: z.literal('PAY_PER_REQUEST', 'tables are on demand here: BillingMode must be PAY_PER_REQUEST'),
  TimeToLiveSpecification: TimeToLive.optional(),
  ...passedOver('SSESpecification', 'WarmThroughput'),
};

/** `AWS::DynamoDB::Table`. */
export const table = reader(
  z.strictObject({
    ...TableShape,
    ...passedOver(
      'DeletionProtectionEnabled',
      'PointInTimeRecoverySpecification',
      'Tags',
      'TableClass',
      'ContributorInsightsSpecification',
      'OnDemandThroughput',
      'ResourcePolicy',
    ),
  }),
  takeTable,
);

/** `AWS::DynamoDB::GlobalTable`. */
export const globalTable = reader(
  z.strictObject({
    ...TableShape,
    Replicas: z.array(document).max(1, 'one replica: there is one place here'),
    ...passedOver('WriteOnDemandThroughputSettings'),
  }),
  takeTable,
);

function takeTable({
  origin,
  name,
  arn,
  properties,
  draft,
}: Reading<z.infer<z.ZodObject<typeof TableShape>>>): void {
  const {
    AttributeDefinitions,
    KeySchema,
    GlobalSecondaryIndexes,
    BillingMode,
    TimeToLiveSpecification: ttl,
  } = properties;
  draft.model.tables.push({
    ...origin,
    name,
    arn: arn(),
    create: {
      TableName: name,
      AttributeDefinitions,
      KeySchema,
      BillingMode,
      ...(GlobalSecondaryIndexes?.length ? { GlobalSecondaryIndexes } : {}),
    },
    ...(ttl?.Enabled && ttl.AttributeName ? { timeToLiveAttribute: ttl.AttributeName } : {}),
  });
}
