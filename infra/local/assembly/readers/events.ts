/** Buses, rules, archives and schedules. */
import * as z from 'zod';
import { document, number, passedOver, reader } from '../reading.ts';

/** `AWS::Events::EventBus`. */
export const eventBus = reader(
  z.strictObject({
    Name: z.string(),
    // Events that AWS cannot encrypt go to the bus's own queue; here nothing is encrypted.
    ...passedOver('Description', 'DeadLetterConfig', 'KmsKeyIdentifier', 'LogConfig', 'Tags'),
  }),
  ({ origin, name, arn, draft }) => {
    draft.model.buses.push({ ...origin, name, arn: arn() });
  },
);

/** `AWS::Events::Rule`. */
export const rule = reader(
  z
    .strictObject({
      Name: z.string().optional(),
      EventBusName: z.string().default('default'),
      EventPattern: document.optional(),
      ScheduleExpression: z.string().optional(),
      State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
      Targets: z.array(document).default([]),
      ...passedOver('Description', 'Tags'),
    })
    .refine(({ EventPattern, ScheduleExpression }) => EventPattern ?? ScheduleExpression, {
      message: 'a rule needs EventPattern or ScheduleExpression',
    }),
  ({ origin, name, arn, properties, draft }) => {
    draft.model.rules.push({
      ...origin,
      name,
      arn: arn(),
      busName: properties.EventBusName.replace(/^.*event-bus\//, ''),
      enabled: properties.State === 'ENABLED',
      targets: properties.Targets,
      ...(properties.EventPattern ? { pattern: properties.EventPattern } : {}),
      ...(properties.ScheduleExpression ? { schedule: properties.ScheduleExpression } : {}),
    });
  },
);

/** `AWS::Events::Archive`. */
export const archive = reader(
  z.strictObject({
    ArchiveName: z.string().optional(),
    SourceArn: z.string(),
    EventPattern: document.optional(),
    RetentionDays: number.default(0),
    ...passedOver('Description', 'KmsKeyIdentifier'),
  }),
  ({ origin, name, properties, draft }) => {
    draft.model.archives.push({
      ...origin,
      name,
      busName: properties.SourceArn.replace(/^.*event-bus\//, ''),
      retentionDays: properties.RetentionDays,
      ...(properties.EventPattern ? { pattern: properties.EventPattern } : {}),
    });
  },
);

/** `AWS::Scheduler::Schedule`. */
export const schedule = reader(
  z.strictObject({
    Name: z.string().optional(),
    GroupName: z.string().default('default'),
    ScheduleExpression: z.string(),
    ScheduleExpressionTimezone: z.string().optional(),
    StartDate: z.iso.datetime({ offset: true }).optional(),
    EndDate: z.iso.datetime({ offset: true }).optional(),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    FlexibleTimeWindow: z.strictObject({
      Mode: z.enum(['OFF', 'FLEXIBLE']),
      MaximumWindowInMinutes: number.optional(),
    }),
    Target: z.strictObject({
      Arn: z.string(),
      RoleArn: z.string(),
      Input: z.string().optional(),
      DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
      RetryPolicy: z
        .strictObject({
          MaximumEventAgeInSeconds: number.optional(),
          MaximumRetryAttempts: number.optional(),
        })
        .optional(),
    }),
    ...passedOver('Description', 'KmsKeyArn'),
  }),
  ({ origin, name, properties, draft }) => {
    const { Target, FlexibleTimeWindow: window } = properties;
    const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: attempts } = Target.RetryPolicy ?? {};
    draft.model.schedules.push({
      ...origin,
      name,
      group: properties.GroupName,
      expression: properties.ScheduleExpression,
      enabled: properties.State === 'ENABLED',
      flexibleMinutes: window.Mode === 'FLEXIBLE' ? (window.MaximumWindowInMinutes ?? 0) : 0,
      ...(properties.ScheduleExpressionTimezone ? { zone: properties.ScheduleExpressionTimezone } : {}),
      ...(properties.StartDate ? { start: Date.parse(properties.StartDate) } : {}),
      ...(properties.EndDate ? { end: Date.parse(properties.EndDate) } : {}),
      target: {
        arn: Target.Arn,
        roleArn: Target.RoleArn,
        ...(Target.Input === undefined ? {} : { input: Target.Input }),
        ...(Target.DeadLetterConfig ? { deadLetterArn: Target.DeadLetterConfig.Arn } : {}),
        ...(Target.RetryPolicy
          ? {
              retry: {
                ...(age === undefined ? {} : { maximumEventAgeInSeconds: age }),
                ...(attempts === undefined ? {} : { maximumRetryAttempts: attempts }),
              },
            }
          : {}),
      },
    });
  },
);
