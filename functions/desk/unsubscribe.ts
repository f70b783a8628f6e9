/** Ends one purpose by one channel at a press of a button in the mail program, by RFC 8058. */
import { PageRefused } from '../../shared/faults/faults.ts';
import type { ConsentChange } from '../../shared/platform/consents.ts';
import { type PageReply, page } from '../../shared/platform/page.ts';
import { enterOwn, type OwnDoorPorts } from './own-door.ts';
import { unsubscribeWorld } from './own-wiring.ts';
import { unsubscribedText } from './pages/own-words.ts';

/** What this function needs of the world. */
export interface UnsubscribePorts extends OwnDoorPorts {
  /** Writes words and wishes, once. */
  readonly change: (change: ConsentChange) => Promise<void>;
}

const ACTOR = 'unsubscribe';

/** Most characters of a body with one short field, also one in parts; a body is looked at for as long as its square. */
const LARGEST_BODY = 2_048;

/** The one field that RFC 8058 has posted, as a form of either kind. */
const ONE_CLICK = /(?:^|[&"])List-Unsubscribe"?(?:=|\r?\n(?:[^\r\n]+\r?\n)*\r?\n)One-Click\s*(?:$|[&\r\n-])/;

/**
 * POST of the link in `List-Unsubscribe`. It can only take a yes back, so it asks for neither cookie nor code; and it works
 * for an expired link too, for nobody should be kept in by the age of a mail.
 */
export const unsubscribe = (ports: UnsubscribePorts) =>
  page(
    async (request): Promise<PageReply> => {
      const { link, door, reader } = await enterOwn(ports, request, ['unsubscribe']);
      // Something that presses every link posts nothing, or something else.
      if (request.text.length > LARGEST_BODY || !ONE_CLICK.test(request.text))
        throw new PageRefused(400, 'NOT_ONE_CLICK');
      const { purpose, channel } = link;
      const words = [{ purpose, channel, state: 'WITHDRAWN' as const }];
      await ports.change({
        customerId: door.ownerId,
        words,
        from: 'customer',
        actor: ACTOR,
        way: 'one-click',
      });
      return { status: 200, text: unsubscribedText(reader.language, purpose, channel) };
    },
    { name: ACTOR, takes: 'text' },
  );

/** What Lambda runs. */
export const handler = unsubscribe(unsubscribeWorld());
