/** The list of survey campaigns as a page, the newest first. */
import type { CampaignOutcome, Naming } from '../../../shared/contracts/survey.ts';
import { type Framing, frame } from '../../../shared/platform/frame.ts';
import { html } from '../../../shared/platform/html.ts';
import { reportWords } from './report-words.ts';

/** A campaign as it is listed. */
export interface ListedCampaign {
  readonly caseId: string;
  readonly campaign: string;
  readonly naming: Naming;
  readonly day: string;
  readonly launched: number;
  readonly outcome?: CampaignOutcome;
}

/** The page; campaigns with a report lead to it. */
export function listPage(framing: Framing, campaigns: readonly ListedCampaign[]): string {
  const say = reportWords[framing.language];
  return frame(
    framing,
    say.list,
    html`<section>
${campaigns.length === 0 && html`<p>${say.none}</p>\n`}<dl>
${campaigns.map(({ caseId, campaign, day, launched, outcome }) => {
  const words = `${campaign}${say.colon}${outcome === undefined ? say.open : say.outcomes[outcome]}; ${say.askedIn(launched)}`;
  return html`<dt>${day}</dt><dd>${outcome === 'PUBLISHED' ? html`<a href="survey?id=${caseId}">${words}</a>` : words}</dd>\n`;
})}</dl>
</section>
`,
  );
}
