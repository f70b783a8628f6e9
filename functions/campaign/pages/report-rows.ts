/** The report of a survey campaign as rows of a table: one figure a row, in codes that programs read. */
import { Tier } from '../../../shared/contracts/codes.ts';
import type { SurveyReportRow } from '../../../shared/contracts/survey.ts';
import type { Estimate } from '../../../shared/policy/proportions.ts';
import type { Shown, SurveyResults } from '../rules/report-shape.ts';
import { type Cell, csvOf } from './csv.ts';

/** What the columns are called. */
export const COLUMNS = ['section', 'key', 'figure', 'n', 'value', 'low', 'high', 'text'] as const;

type Row = readonly [section: string, key: string, figure: string, ...rest: Cell[]];

/** The report as comma-separated values; what is not shown has no row. */
export const reportCsv = (results: SurveyResults, replies: NonNullable<SurveyReportRow['replies']>): string =>
  csvOf([COLUMNS, ...[...rowsOf(results), ...repliesIn(replies)].map(filled)]);

/** Every row has every column. */
const filled = (row: Row): Cell[] => COLUMNS.map((_, at) => row[at]);

const figure = (section: string, key: string, name: string, shown: Shown<Estimate> | undefined): Row[] =>
  shown?.shown === true
    ? [[section, key, name, shown.of, shown.value.value, shown.value.low, shown.value.high]]
    : [];

function rowsOf(results: SurveyResults): Row[] {
  const { campaign, caseId, definition, version, naming, from, until, groups } = results;
  const { satisfied, csat, nps, ces } = results.measures;
  const about: Row[] = Object.entries({ campaign, caseId, definition, naming, from, until }).map(
    ([key, text]): Row => ['about', key, '', undefined, undefined, undefined, undefined, text],
  );
  return [
    ...about,
    ['about', 'version', '', undefined, version],
    ['about', 'asked', '', undefined, results.asked],
    ['about', 'answered', '', undefined, results.answered],
    ['about', 'effective', '', undefined, results.weighting.effective],
    ...figure('response', 'all', 'rate', results.response.all),
    ...Tier.options.flatMap((tier) => figure('response', tier, 'rate', results.response.byTier[tier])),
    ...figure('measure', 'satisfied', 'share', satisfied),
    ...figure('measure', 'csat', 'mean', csat),
    ...figure('measure', 'nps', 'score', nps),
    ...figure('measure', 'ces', 'mean', ces),
    ...results.questions.flatMap(({ id, distribution, figure: mean, trend, answered }): Row[] => [
      ['question', id, 'answered', answered],
      ...(distribution.shown
        ? distribution.value.map(
            ({ code, count }): Row => [
              'question',
              id,
              'count',
              distribution.of,
              count,
              undefined,
              undefined,
              code,
            ],
          )
        : []),
      ...figure('question', id, 'figure', mean),
      ...trend.map(
        ({ caseId: wave, estimate: { value, low, high }, comparable }): Row => [
          'trend',
          id,
          comparable ? 'comparable' : 'broken',
          undefined,
          value,
          low,
          high,
          wave,
        ],
      ),
    ]),
    ...results.drivers.flatMap(({ driver, mean, importance }) => [
      ...figure('driver', driver, 'mean', mean),
      ...figure('driver', driver, 'importance', importance),
    ]),
    ...(groups === undefined
      ? []
      : (['tier', 'branch', 'manager'] as const).flatMap((by) =>
          groups[by].flatMap(({ key, satisfaction, complaintRate }) => [
            ...(satisfaction.shown
              ? [
                  ...figure(by, key, 'csat', { ...satisfaction, value: satisfaction.value.mean }),
                  ...figure(by, key, 'satisfied', { ...satisfaction, value: satisfaction.value.satisfied }),
                ]
              : []),
            ...figure(by, key, 'complaint-rate', complaintRate),
          ]),
        )),
    ...figure('mode', 'phone-web', 'difference', results.mode.difference),
    ...figure('recovery', 'seen-to', 'difference', results.recovery),
    ...results.bias.flatMap(({ profile, groups: some }) =>
      some.map(
        ({ key, asked, answered }): Row => ['answered', `${profile} ${key}`, 'count', asked, answered],
      ),
    ),
  ];
}

const repliesIn = (replies: NonNullable<SurveyReportRow['replies']>): Row[] =>
  replies.flatMap(({ voice, texts, answered, reply, improvement }): Row[] => [
    ['reply', voice, answered, texts, undefined, undefined, undefined, reply],
    ...(improvement === undefined
      ? []
      : [['reply', voice, 'improvement', texts, undefined, undefined, undefined, improvement] as Row]),
  ]);
