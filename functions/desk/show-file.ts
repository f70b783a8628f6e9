/** Shows a part of the case file behind a mailed link, masked; changes nothing, whoever asks. */
import * as z from 'zod';
import { page } from '../../shared/platform/page.ts';
import { closedFor, cookieOf, csrfFor, type DoorPorts, enter, noticeReply } from './door.ts';
import { filePartsOf } from './file-parts.ts';
import { voidCode } from './form-view.ts';
import { filePage } from './pages/file-page.ts';
import type { CaseBook, CaseDeeds } from './ports.ts';
import { isOfCustomer } from './rules/holder.ts';
import { showFileWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface ShowFilePorts extends DoorPorts {
  readonly cases: CaseBook;
  readonly deeds: CaseDeeds;
}

/** Which part is asked for; the first where nothing sensible is. */
const Part = z.coerce.number().int().min(1).catch(1);

/** GET and HEAD of a link's `/file`. */
export const showFile = (ports: ShowFilePorts) =>
  page(
    async (request) => {
      const visit = await enter(ports, request);
      const closed = await closedFor(ports, visit);
      if (closed !== undefined) return noticeReply(visit, closed);
      const { task, reader, segment } = visit;
      const parts = await filePartsOf(ports, task, reader.language);
      const part = Math.min(Part.parse(request.query.part), parts.length);
      const cookie = cookieOf(request, visit, ports.house.base);
      const csrf = csrfFor(visit, cookie.value);
      const html = filePage(reader, {
        caseId: task.caseId,
        part,
        parts: parts.length,
        entries: parts[part - 1] ?? [],
        back: `../${segment}`,
        // The customer has nothing to be shown but what is there already.
        ...(!isOfCustomer(task) && {
          reveal: { csrf, part, flaws: {}, codeVoid: voidCode(visit, csrf, 'below') },
        }),
      });
      return { status: 200, html, cookies: cookie.set };
    },
    { name: 'show-file' },
  );

/** What Lambda runs. */
export const handler = showFile(showFileWorld());
