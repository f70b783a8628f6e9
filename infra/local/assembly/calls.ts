/** Checks that whoever calls something in the assembly may, and that what is called is there. */
import type { AssemblyModel, Origin, PermissionModel } from './model.ts';

/** Everything in the model that points nowhere or may not be called, one sentence each. */
export function wrongCalls(model: AssemblyModel): string[] {
  const wrong: string[] = [];
  const functions = new Set(
    model.functions.flatMap(({ arn, qualifiers }) => [arn, ...qualifiers.map((name) => `${arn}:${name}`)]),
  );
  const machines = new Set(model.machines.map(({ arn }) => arn));
  const queues = new Set(model.queues.map(({ arn }) => arn));
  const buses = new Set(['default', ...model.buses.map(({ name }) => name)]);
  const busArns = new Set(model.buses.map(({ arn }) => arn));
  const say = ({ stack, logicalId }: Origin, what: string) => wrong.push(`${stack}/${logicalId}: ${what}`);

  const needQueue = (origin: Origin, arn: unknown, use: string) => {
    if (arn !== undefined && !queues.has(String(arn)))
      say(origin, `${use} ${String(arn)} is no queue of this assembly`);
  };
  const needPermission = (
    origin: Origin,
    functionArn: string,
    principal: string,
    sourceArn: string,
    shown = sourceArn,
  ) => {
    if (model.permissions.some((given) => allows(given, model.account, functionArn, principal, sourceArn)))
      return;
    say(
      origin,
      `no AWS::Lambda::Permission lets ${principal} call ${functionArn} for ${shown}; AWS would refuse it`,
    );
  };

  for (const rule of model.rules) {
    if (!buses.has(rule.busName)) say(rule, `there is no event bus ${rule.busName}`);
    for (const target of rule.targets) {
      const arn = String(target.Arn);
      if (functions.has(arn)) needPermission(rule, arn, 'events.amazonaws.com', rule.arn);
      else if (machines.has(arn) || busArns.has(arn)) {
        if (typeof target.RoleArn !== 'string')
          say(rule, `the target ${arn} needs a RoleArn; AWS would refuse it`);
      } else if (!queues.has(arn)) say(rule, `the target ${arn} is not in this assembly`);
      needQueue(
        rule,
        (target.DeadLetterConfig as { Arn?: unknown } | undefined)?.Arn,
        'the dead-letter target',
      );
    }
  }
  for (const schedule of model.schedules) {
    const { arn, deadLetterArn } = schedule.target;
    if (!functions.has(arn) && !machines.has(arn) && !queues.has(arn))
      say(schedule, `the target ${arn} is not in this assembly`);
    needQueue(schedule, deadLetterArn, 'the dead-letter target');
  }
  for (const archive of model.archives) {
    if (!buses.has(archive.busName)) say(archive, `there is no event bus ${archive.busName}`);
  }
  for (const made of model.functions) {
    const { onFailure, onSuccess, deadLetter } = made.async;
    for (const arn of [onFailure, onSuccess]) {
      if (arn !== undefined && !queues.has(arn) && !functions.has(arn) && !busArns.has(arn)) {
        say(made, `the destination ${arn} is not in this assembly`);
      }
    }
    needQueue(made, deadLetter, 'the dead-letter target');
  }
  for (const api of model.apis) {
    for (const route of api.routes) {
      const what = `${route.method} ${route.path}`;
      if (!functions.has(route.functionArn)) {
        say(api, `${what} calls ${route.functionArn}, which is not in this assembly`);
        continue;
      }
      // API Gateway asks with the template of the path, its parameters as stars.
      const path = route.path.replace(/\{[^}]+\}/g, '*');
      const method = route.method === 'ANY' ? '*' : route.method;
      const source = `arn:aws:execute-api:${model.region}:${model.account}:${api.id}/${api.stage}/${method}${path}`;
      needPermission(api, route.functionArn, 'apigateway.amazonaws.com', source, what);
    }
  }
  return wrong;
}

function allows(
  given: PermissionModel,
  account: string,
  functionArn: string,
  principal: string,
  sourceArn: string,
): boolean {
  const { functionArn: of } = given;
  const ofThis = of === functionArn || functionArn.endsWith(`:function:${of}`);
  if (!ofThis || given.principal !== principal) return false;
  if (given.sourceAccount !== undefined && given.sourceAccount !== account) return false;
  return given.sourceArn === undefined || matches(given.sourceArn, sourceArn);
}

/** ArnLike: `*` stands for any characters, `?` for one. */
function matches(pattern: string, arn: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(arn);
}
