/** Who provides what hearing of customers needs. */
import { CustomerSignal } from '../../shared/contracts/items.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { Table } from '../../shared/platform/table.ts';
import type { RaisingDesk } from './scoring-ports.ts';
import { raisingWiring } from './scoring-wiring.ts';

/** Signals, as they are heard. */
export interface SignalBook {
  /** Writes a signal; the same one again changes nothing. */
  write(signal: CustomerSignal): Promise<void>;
  find(customerId: string, sk: string): Promise<CustomerSignal | undefined>;
}

/** What hearing of customers needs. */
export interface HearingDesk extends RaisingDesk {
  readonly signals: SignalBook;
}

/** Scoring and raising, and the table of signals to write. */
export function hearingWiring(): HearingDesk {
  const { SIGNALS_TABLE } = environment({ SIGNALS_TABLE: Setting });
  const signals = new Table(SIGNALS_TABLE, 'customerId', 'sk');
  return {
    ...raisingWiring(),
    signals: {
      write: (signal) => signals.put(CustomerSignal.parse(signal)),
      find: (customerId, sk) => signals.get(CustomerSignal, { customerId, sk }),
    },
  };
}
