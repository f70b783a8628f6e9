/** Shows the form by which the holder of a task passes it on; changes nothing, whoever asks. */
import { page } from '../../shared/platform/page.ts';
import { closedFor, type DoorPorts, enter, noticeReply } from './door.ts';
import { passReply, termsToPass } from './pass-view.ts';
import { showPassWorld } from './wiring.ts';

/** GET and HEAD of a link's `/pass`. */
export const showPass = (ports: DoorPorts) =>
  page(
    async (request) => {
      const visit = await enter(ports, request);
      await termsToPass(ports, visit);
      const closed = await closedFor(ports, visit);
      return closed === undefined ? passReply(ports, request, visit, 200) : noticeReply(visit, closed);
    },
    { name: 'show-pass' },
  );

/** What Lambda runs. */
export const handler = showPass(showPassWorld());
