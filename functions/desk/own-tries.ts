/** The code of a customer's own pages, whatever it was typed for. */
import type { Clock } from '../../shared/platform/clock.ts';
import type { OwnDoors } from './own-book.ts';
import type { OwnVisit } from './own-door.ts';
import type { KeyRing } from './ports.ts';
import { triesLeft } from './resting-code.ts';

/** Whether the code is right; if not, how many tries are left, and the wrong one is counted. */
export const ownTriesLeft = (
  ports: { readonly ownDoors: OwnDoors; readonly linkKeys: KeyRing; readonly clock: Clock },
  { door, links, link: { doorId } }: OwnVisit,
  code: string,
  actor: string,
): Promise<'right' | number> =>
  triesLeft(ports, {
    id: doorId,
    code,
    door,
    links,
    reread: () => ports.ownDoors.find(doorId),
    count: (its, wrongCodes, at, last) => {
      const { ownerId, generation, codeNumber } = its;
      const facts = { generation, codeNumber };
      const rests = { entityId: ownerId, actor, act: 'customer.code-rests', facts };
      return ports.ownDoors.countWrongCode(its, wrongCodes, at, last ? rests : undefined);
    },
  });
