/** What AWS can run and this runtime cannot: found by name before a machine is taken on. */
import { ServiceFault } from '../gateway/service.ts';
import { INTEGRATIONS, type IntegrationShape, parseResource } from './integrations/resources.ts';
import { isObject } from './json.ts';

/** A definition, field or operation of Step Functions that this runtime does not have. */
export class Unsupported extends ServiceFault {
  constructor(message: string) {
    super('UnsupportedFeature', message);
  }
}

const DISTRIBUTED_FIELDS = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];

/** Services that the runtime was opened with, by the name an integration needs. */
export type AvailableServices = Partial<Record<NonNullable<IntegrationShape['needs']>, unknown>>;

/** Throws `Unsupported`, naming state and feature, for the first thing in the definition that cannot be run here. */
export function refuseUnsupported(definition: unknown, services: AvailableServices): void {
  if (!isObject(definition)) return;
  const byDefault = definition.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath';
  refuseInStates(definition.States, byDefault, services);
}

function refuseInStates(states: unknown, byDefault: string, services: AvailableServices): void {
  if (!isObject(states)) return;
  for (const [name, state] of Object.entries(states)) {
    if (isObject(state)) refuseState(name, state, byDefault, services);
  }
}

function refuseState(
  name: string,
  state: Record<string, unknown>,
  byDefault: string,
  services: AvailableServices,
): void {
  // Only the exact word means JSONPath; every other value is AWS's to refuse.
  if ((state.QueryLanguage ?? byDefault) === 'JSONPath') {
    throw new Unsupported(
      `State '${name}' uses the query language JSONPath. This runtime runs JSONata only: ` +
        `set "QueryLanguage": "JSONata" on the machine or on every state.`,
    );
  }
  if (state.Type === 'Task' && typeof state.Resource === 'string') {
    refuseResource(name, state.Resource, services);
    const type = isObject(state.Arguments) ? state.Arguments.InvocationType : undefined;
    if (type !== undefined && type !== 'RequestResponse') {
      throw new Unsupported(
        `State '${name}' invokes a function with InvocationType ${JSON.stringify(type)}. ` +
          `This runtime waits for every function: leave it out or use "RequestResponse".`,
      );
    }
  }
  if (state.Type === 'Parallel' && Array.isArray(state.Branches)) {
    for (const branch of state.Branches)
      if (isObject(branch)) refuseInStates(branch.States, byDefault, services);
  }
  if (state.Type === 'Map') refuseMap(name, state, byDefault, services);
}

function refuseMap(
  name: string,
  state: Record<string, unknown>,
  byDefault: string,
  services: AvailableServices,
): void {
  const processor = state.ItemProcessor ?? state.Iterator;
  const config = isObject(processor) ? processor.ProcessorConfig : undefined;
  if (isObject(config) && config.Mode === 'DISTRIBUTED') {
    throw new Unsupported(`State '${name}' is a distributed Map. This runtime runs inline Maps only.`);
  }
  for (const field of DISTRIBUTED_FIELDS) {
    if (field in state) {
      throw new Unsupported(
        `State '${name}' has the field ${field} of a distributed Map. This runtime runs inline Maps only.`,
      );
    }
  }
  if (isObject(processor)) refuseInStates(processor.States, byDefault, services);
}

function refuseResource(name: string, text: string, services: AvailableServices): void {
  if (/^arn:aws[a-z-]*:states:[^:]*:[^:]*:activity:/.test(text)) {
    throw new Unsupported(`State '${name}' waits for an activity (${text}). This runtime has no activities.`);
  }
  const resource = parseResource(text);
  if (resource?.kind !== 'service') return;
  const api = `${resource.service}:${resource.api}`;
  const shape = INTEGRATIONS[api];
  if (!shape?.patterns.includes(resource.pattern)) {
    throw new Unsupported(
      `State '${name}' uses the integration ${text}. This runtime has ${Object.keys(INTEGRATIONS).join(', ')}` +
        `${shape ? `, and of ${api} the patterns ${shape.patterns.join(', ')}` : ''}.`,
    );
  }
  if (shape.needs && !services[shape.needs]) {
    throw new Unsupported(
      `State '${name}' uses the integration ${text}, but this runtime was opened without the service ${shape.needs}.`,
    );
  }
}
