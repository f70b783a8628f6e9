/** Shows customers how their case stands, behind the link of the acknowledgement; changes nothing, whoever asks. */
import { page } from '../../shared/platform/page.ts';
import { type CustomerDoorPorts, casePageOf, enterAsCustomer, shutFor, storyOf } from './customer-door.ts';
import { showCaseWorld } from './customer-wiring.ts';

/** GET and HEAD of a customer's link. */
export const showCase = (ports: CustomerDoorPorts) =>
  page(
    async (request) => {
      const visit = await enterAsCustomer(ports, request);
      const shut = await shutFor(ports, visit);
      if (shut !== undefined) return shut;
      return casePageOf(ports, request, visit, await storyOf(ports, visit), 200);
    },
    { name: 'show-case' },
  );

/** What Lambda runs. */
export const handler = showCase(showCaseWorld());
