/** The events of an execution: how they are kept, and how GetExecutionHistory shows them. */
import type { Json, JsonObject } from './json.ts';

/** Most events an execution may have; the last of them says so. */
export const MOST_EVENTS = 25_000;

/** An event as it is kept. Payloads are values here; the API shows them as text. */
export interface HistoryEvent {
  id: number;
  /** Id of the event it follows from; 0 for none. */
  prev: number;
  type: string;
  /** Epoch milliseconds. */
  at: number;
  details?: EventDetails;
}

/** What an event tells; which of these occur depends on its type. */
export interface EventDetails {
  name?: string;
  /** Already text where the caller of StartExecution wrote it. */
  inputText?: string;
  input?: Json;
  output?: Json;
  assigned?: JsonObject;
  parameters?: Json;
  error?: string;
  cause?: string;
  location?: string;
  state?: string;
  resource?: string;
  resourceType?: string;
  region?: string;
  roleArn?: string;
  /** The role of a Task's Credentials. */
  taskRole?: string;
  timeoutInSeconds?: number;
  heartbeatInSeconds?: number;
  length?: number;
  index?: number;
}

/** Event types whose details carry the name of the family rather than their own. */
function detailsKey(type: string): string | undefined {
  if (/^(Parallel|Map)State(Started|Succeeded|Failed)$/.test(type)) {
    return type === 'MapStateStarted' ? 'mapStateStartedEventDetails' : undefined;
  }
  if (/StateAborted$/.test(type) || type === 'LambdaFunctionStarted') return undefined;
  if (/StateEntered$/.test(type)) return 'stateEnteredEventDetails';
  if (/StateExited$/.test(type)) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** An event as GetExecutionHistory answers it; without execution data, payloads are left out. */
export function toApiEvent(event: HistoryEvent, includeData: boolean): JsonObject {
  const shown: JsonObject = {
    timestamp: event.at / 1000,
    type: event.type,
    id: event.id,
    previousEventId: event.prev,
  };
  const key = detailsKey(event.type);
  if (key) shown[key] = apiDetails(event.details ?? {}, includeData);
  return shown;
}

const COMPLETE = { truncated: false };

function apiDetails(details: EventDetails, includeData: boolean): JsonObject {
  const { inputText, input, output, assigned, parameters, taskRole, ...rest } = details;
  const shown: JsonObject = { ...(rest as JsonObject) };
  if (includeData) {
    if (inputText !== undefined || input !== undefined) {
      shown.input = inputText ?? JSON.stringify(input);
      shown.inputDetails = COMPLETE;
    }
    if (output !== undefined) {
      shown.output = JSON.stringify(output);
      shown.outputDetails = COMPLETE;
    }
    if (assigned !== undefined) {
      shown.assignedVariables = Object.fromEntries(
        Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]),
      );
      shown.assignedVariablesDetails = COMPLETE;
    }
    if (parameters !== undefined) shown.parameters = JSON.stringify(parameters);
  }
  if (taskRole !== undefined) shown.taskCredentials = { roleArn: taskRole };
  return shown;
}
