/** Stack `watch`: alarms and one dashboard. */
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  TextWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Alert } from '../constructs/alert.ts';
import { OURS } from '../constructs/bank-keys.ts';
import type { Settings } from '../settings.ts';
import type { CareStack } from './care.ts';
import type { DeskStack } from './desk.ts';
import type { RecordsStack } from './records.ts';

/** What the stack is made of. */
export interface WatchStackProps extends StackProps {
  readonly records: RecordsStack;
  readonly care: CareStack;
  readonly desk: DeskStack;
  readonly settings: Settings;
}

const period = Duration.minutes(5);

/** Alarms of everything that needs a person, and a dashboard of what is going on. */
export class WatchStack extends Stack {
  constructor(scope: Construct, id: string, props: WatchStackProps) {
    super(scope, id, props);
    const { records, care, desk, settings } = props;
    const topic = new Topic(this, 'Alarms', {
      topicName: `${OURS}-Alarms`,
      displayName: 'Steward alarms',
      masterKey: records.keys.of('operations', this),
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnLike: {
            'aws:SourceArn': `arn:${this.partition}:cloudwatch:${this.region}:${this.account}:alarm:${OURS}*`,
          },
        },
      }),
    );
    if (settings.alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(settings.alarmEmail));
    const action = new SnsAction(topic);

    const functions = [...care.functions, ...desk.functions];
    for (const alert of [
      ...care.workflows.flatMap((workflow) => workflow.alerts()),
      ...care.deadLetters.map((queue) =>
        above(
          queue.node.path,
          queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
          0,
          'Something could not be delivered or done and waits in this queue for a person.',
        ),
      ),
      ...functions.flatMap((made) => [
        above(
          `${made.node.id}-Errors`,
          made.metricErrors({ period }),
          0,
          `The function ${made.node.id} failed; its log names the fault.`,
        ),
        above(
          `${made.node.id}-Throttles`,
          made.metricThrottles({ period }),
          0,
          `The function ${made.node.id} was throttled.`,
        ),
      ]),
      above(
        'Desk-5XX',
        desk.api.metricServerError({ period, statistic: 'Sum' }),
        0,
        'A page could not be shown or an answer not be taken.',
      ),
      silent(
        'Sweep-Silent',
        care.functions
          .find((made) => made.node.id === 'Sweep')
          ?.metricInvocations({ period: Duration.hours(3), statistic: 'Sum' }),
      ),
    ]) {
      this.#alarm(alert).addAlarmAction(action);
    }

    new Dashboard(this, 'Dashboard', {
      dashboardName: OURS,
      defaultInterval: Duration.days(1),
      widgets: [
        [
          new TextWidget({
            markdown: '# Steward\nCases, tasks and mails are in the records; here is how the machinery does.',
            width: 24,
            height: 2,
          }),
        ],
        [
          graph(
            'Workflows',
            care.workflows.flatMap(({ ref: { name }, machine }) => [
              machine.metricStarted({ period, label: `${name} started` }),
              machine.metricSucceeded({ period, label: `${name} succeeded` }),
              machine.metricFailed({ period, label: `${name} failed` }),
            ]),
          ),
          graph(
            'Waiting for a person',
            care.deadLetters.map((queue) =>
              queue.metricApproximateNumberOfMessagesVisible({ period, label: queue.node.path }),
            ),
          ),
        ],
        [
          graph(
            'Functions: errors',
            functions.map((made) => made.metricErrors({ period, label: made.node.id })),
          ),
          graph('Pages', [
            desk.api.metricCount({ period }),
            desk.api.metricClientError({ period }),
            desk.api.metricServerError({ period }),
          ]),
        ],
      ],
    });
  }

  #alarm({ id, metric, threshold, comparison, missing, description }: Alert): Alarm {
    return new Alarm(this, id, {
      alarmName: `${OURS}-${id}`,
      alarmDescription: description,
      metric,
      threshold,
      comparisonOperator: comparison,
      treatMissingData: missing,
      evaluationPeriods: 1,
    });
  }
}

function above(id: string, metric: IMetric, threshold: number, description: string): Alert {
  return {
    id: id.replaceAll('/', '-'),
    metric,
    threshold,
    comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
    missing: TreatMissingData.NOT_BREACHING,
    description,
  };
}

function silent(id: string, metric: IMetric | undefined): Alert {
  if (metric === undefined) throw new Error('There is no function Sweep to watch.');
  return {
    id,
    metric,
    threshold: 1,
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    missing: TreatMissingData.BREACHING,
    description:
      'Nothing has looked for unsent mails and undelivered decisions; look at the schedule Steward-Sweep.',
  };
}

const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12, height: 6 });
