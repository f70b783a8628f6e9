/** The Step Functions of the runtime: JSONata machines, durable, on one clock. */
import type { Clock } from '../clock/clock.ts';
import type { JsonService } from '../gateway/service.ts';
import { Api } from './api.ts';
import { Engine } from './engine.ts';
import type { InvokeTask } from './integrations/lambda.ts';
import type { TaskServices } from './integrations/services.ts';
import type { StatusChange } from './status-change.ts';
import { type MachineSettings, Store } from './store.ts';

export type { StatusChange } from './status-change.ts';

/** A machine as the assembly has it. */
export type MachineInput = {
  name: string;
  definition: string;
  roleArn?: string;
  type?: string;
} & MachineSettings;

/** The opened room. */
export interface States {
  /** The API as the gateway calls it. */
  service: JsonService;
  /** Creates a machine, or brings the one of that name to this definition; running executions keep theirs. */
  createStateMachine(input: MachineInput): { stateMachineArn: string };
  /** Takes up every execution that was open when the process last ended; to be called once all machines are there. */
  resume(): void;
  close(): void;
}

/** Opens the room on its file in `folder` (or `:memory:`). */
export function openStates(options: {
  folder: string;
  clock: Clock;
  invoke: InvokeTask;
  account: string;
  region: string;
  /** Hears of every start and end of an execution, after it is on disk. */
  onStatusChange?: (detail: StatusChange) => void;
  /** Rooms that tasks may call besides functions and machines. */
  services?: TaskServices;
  /** Numbers from 0 up to 1 for the jitter of retries. */
  random?: () => number;
}): States {
  const { clock, invoke, account, region, onStatusChange, services = {}, random = Math.random } = options;
  const store = new Store(options.folder);
  const engine = new Engine({ store, clock, invoke, account, region, services, random, onStatusChange });
  const api = new Api({ store, clock, engine, account, region, services });
  return {
    service: api.service,
    createStateMachine: (input) => api.deploy(input),
    resume: () => engine.resume(),
    close: () => {
      engine.close();
      store.close();
    },
  };
}
