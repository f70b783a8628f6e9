/** Shows the form behind a mailed link, or says why there is none; changes nothing, whoever asks. */
import { page } from '../../shared/platform/page.ts';
import { closedFor, type DoorPorts, enter, noticeReply } from './door.ts';
import { formReply } from './form-view.ts';
import type { CaseBook, CaseDeeds } from './ports.ts';
import { showTaskWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface ShowTaskPorts extends DoorPorts {
  readonly cases: CaseBook;
  readonly deeds: CaseDeeds;
}

/** GET and HEAD of a link. */
export const showTask = (ports: ShowTaskPorts) =>
  page(
    async (request) => {
      const visit = await enter(ports, request);
      const closed = await closedFor(ports, visit);
      return closed === undefined ? formReply(ports, request, visit, 200) : noticeReply(visit, closed);
    },
    { name: 'show-task' },
  );

/** What Lambda runs. */
export const handler = showTask(showTaskWorld());
