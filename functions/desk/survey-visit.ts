/** A customer at the page of a survey: the same way in for the page and for the post. */
import type { InvitationHead, SurveyAnswer, SurveyDefinition } from '../../shared/contracts/survey.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import { cookieOf } from '../../shared/platform/browser.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import type { PageReply, PageRequest } from '../../shared/platform/page.ts';
import { enterOwn, type LinkTo, type OwnDoorPorts, type OwnVisit } from './own-door.ts';
import { evened, type SurveyMending, surveyNoticePage, surveyPage } from './pages/survey-page.ts';
import type { SurveyNotice } from './pages/survey-page-words.ts';
import { answerKeyOf, csrfOf } from './seals.ts';
import { type SurveyBook, standingOf } from './survey-book.ts';

/** What the pages of a survey need of the world. */
export interface SurveyPorts extends OwnDoorPorts {
  readonly surveys: SurveyBook;
}

/** Somebody who was invited, with a genuine link. */
export interface SurveyVisit {
  readonly own: OwnVisit<LinkTo<'survey'>>;
  readonly head: InvitationHead;
  readonly definition: SurveyDefinition;
  /** Of the policy `surveys`. */
  readonly version: number;
  readonly answerKey: string;
  readonly kept: SurveyAnswer | undefined;
  readonly standing: ReturnType<typeof standingOf>;
}

/** Lets a request in by the link to a survey; the reply that shuts the door where the link has expired. */
export async function enterSurvey(
  ports: SurveyPorts,
  request: PageRequest,
): Promise<SurveyVisit | { readonly shut: PageReply }> {
  const own = await enterOwn(ports, request, ['survey']);
  return own.shut === undefined ? visitOf(ports, own) : { shut: own.shut };
}

/** The invitation behind a link as it is now. */
export async function visitOf(
  { surveys, policies, clock }: SurveyPorts,
  own: OwnVisit<LinkTo<'survey'>>,
): Promise<SurveyVisit> {
  const { caseId } = own.link;
  const head = await surveys.invitation(caseId);
  if (head === undefined || head.customerId !== own.door.ownerId) throw new PageRefused(404, 'NOT_FOUND');
  const { pack, version } = await policies.read('surveys', head.version);
  const definition = pack.definitions[head.definition];
  if (definition === undefined)
    throw new Error(
      `Version ${version} of the policy surveys has no survey ${head.definition}, as ${caseId} asks.`,
    );
  const answerKey = head.naming === 'NAMED' ? caseId : answerKeyOf(own.fields.nonce, caseId);
  const kept = await surveys.answer(head.surveyId, answerKey);
  return {
    own,
    head,
    definition,
    version,
    answerKey,
    kept,
    standing: standingOf(head, instantOf(clock.now())),
  };
}

/** The form with what was kept, or with what was typed. */
export function surveyReply(
  { house }: SurveyPorts,
  request: PageRequest,
  { own: { segment, key, fields, reader }, head, definition, kept }: SurveyVisit,
  status: number,
  its: {
    readonly mending?: SurveyMending;
    readonly typed?: SurveyAnswer['values'];
    readonly saved?: boolean;
  } = {},
): PageReply {
  const cookie = cookieOf(request, house.base, `/s/${segment}`);
  const { mending = {}, typed = kept?.values ?? {}, saved = false } = its;
  const view = {
    csrf: csrfOf(key, cookie.value, fields),
    definition,
    naming: head.naming,
    until: head.expiresAt,
    values: typed,
    mending,
    saved,
  };
  return { status, html: asWideAsAll(head, surveyPage(reader, view)), cookies: cookie.set };
}

/** A page of the survey that shows nothing else. */
export const surveyNotice = (
  { own: { reader }, head }: SurveyVisit,
  status: number,
  notice: SurveyNotice,
  back?: string,
): PageReply => ({ status, html: asWideAsAll(head, surveyNoticePage(reader, notice, back)) });

/** The access log knows how long a page was, and when: of an anonymous survey that says nothing. */
const asWideAsAll = ({ naming }: InvitationHead, html: string): string =>
  naming === 'ANONYMOUS' ? evened(html) : html;
