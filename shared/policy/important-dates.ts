/** Important dates: which festivals there are, and on which day a date is kept that a year does not have. */
import * as z from 'zod';
import type { Language } from '../contracts/codes.ts';
import { DateKind, ImportantDate } from '../contracts/customer.ts';

const Label = z.strictObject({ 'zh-CN': z.string().min(1), en: z.string().min(1) });

/** A day of the year that many keep. */
const Festival = z.strictObject({
  kind: z.string().regex(/^[a-z][a-z-]*$/, 'a code such as mid-autumn'),
  label: Label,
  date: ImportantDate,
  /** Of one faith or culture: for customers only who have asked for it. */
  chosenOnly: z.boolean(),
});

/** Festivals, and how dates are kept. */
export const Dates = z.strictObject({
  festivals: z
    .array(Festival)
    .refine((festivals) => new Set(festivals.map(({ kind }) => kind)).size === festivals.length, {
      error: 'festivals of different names',
    })
    .refine((festivals) => festivals.every(({ kind }) => !DateKind.safeParse(kind).success), {
      error: `festivals with names other than ${DateKind.options.join(', ')}`,
    }),
  /** Names of the dates that belong to one customer. */
  labels: z.record(DateKind, Label),
  /** On which day 29 February is kept in a common year. */
  leapDay: z.enum(['FEB_28', 'MAR_1']),
  sources: z.record(z.string(), z.string()),
});
export type Dates = z.infer<typeof Dates>;

/** What a date or a festival is called; one that the pack does not know goes by its code. */
export const dateName = (kind: string, language: Language, pack: Dates): string =>
  (pack.festivals.find((festival) => festival.kind === kind)?.label ?? pack.labels[kind as DateKind])?.[
    language
  ] ?? kind;

const festival = (
  kind: string,
  [zh, en]: readonly [zh: string, en: string],
  calendar: ImportantDate['calendar'],
  [month, day]: readonly [month: number, day: number],
  chosenOnly = false,
): z.infer<typeof Festival> => ({
  kind,
  label: { 'zh-CN': zh, en },
  date: { calendar, month, day },
  chosenOnly,
});

/** Version 1. Tomb-Sweeping Day is no festival to wish anybody joy on, and is left out. */
export const dates1: Dates = {
  festivals: [
    festival('new-year', ['元旦', 'New Year’s Day'], 'SOLAR', [1, 1]),
    festival('spring-festival', ['春节', 'Spring Festival'], 'LUNAR', [1, 1]),
    festival('lantern', ['元宵节', 'Lantern Festival'], 'LUNAR', [1, 15]),
    festival('dragon-boat', ['端午节', 'Dragon Boat Festival'], 'LUNAR', [5, 5]),
    festival('mid-autumn', ['中秋节', 'Mid-Autumn Festival'], 'LUNAR', [8, 15]),
    festival('double-ninth', ['重阳节', 'Double Ninth Festival'], 'LUNAR', [9, 9]),
    festival('national-day', ['国庆节', 'National Day'], 'SOLAR', [10, 1]),
    festival('christmas', ['圣诞节', 'Christmas'], 'SOLAR', [12, 25], true),
  ],
  labels: {
    birthday: { 'zh-CN': '生日', en: 'birthday' },
    'founding-day': { 'zh-CN': '成立纪念日', en: 'founding day' },
    joined: { 'zh-CN': '开户纪念日', en: 'anniversary as a customer' },
    maturity: { 'zh-CN': '产品到期日', en: 'maturity' },
  },
  leapDay: 'FEB_28',
  sources: {
    festivals:
      'handbook R048, R126: birthdays, important festivals and other special times; which ones is [D]',
    labels: '[D]',
    leapDay: '[D]',
  },
};
