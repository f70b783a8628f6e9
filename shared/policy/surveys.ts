/** The surveys of the bank: what each asks, in both languages, and how a survey is to be written. */
import * as z from 'zod';
import { Id, Language } from '../contracts/codes.ts';
import { SurveyTopic } from '../contracts/contact.ts';
import { Dimension, SurveyDefinition } from '../contracts/survey.ts';
import { surveys1Definitions } from './survey-questions.ts';

/** Words of a language. */
const Words = z.record(Language, z.array(z.string().min(1)));

const Count = z.number().int().min(1);

/** How a survey is to be written (R018): concise, easy to understand, comprehensive. */
export const SurveyDesign = z.strictObject({
  /** Questions of a survey, and how many of them have to be answered. */
  mostQuestions: Count,
  mostRequired: Count,
  /** Characters in Chinese and words in English of one question, and of the words before the first one. */
  longest: z.record(Language, z.strictObject({ question: Count, intro: Count })),
  /** Chinese characters between two marks of punctuation. */
  longestClause: Count,
  /** Flesch's reading ease of all that a survey says in English, 0 (hard) to 100. */
  leastReadingEase: z.number().min(0).max(100),
  /** Options of a choice. */
  mostOptions: z.number().int().min(2),
  /** What a survey of a topic must ask about, and what some surveys must besides, by their ids. */
  covers: z.strictObject({
    topics: z.record(SurveyTopic, z.array(Dimension)),
    surveys: z.record(Id, z.array(Dimension)),
  }),
  /** Words that ask about two things at once. */
  joining: Words,
  /** Words that suggest an answer. */
  leading: Words,
});
export type SurveyDesign = z.infer<typeof SurveyDesign>;

/** Surveys by id, and how they are to be written. */
export const Surveys = z
  .strictObject({
    definitions: z.record(Id, SurveyDefinition),
    design: SurveyDesign,
    sources: z.record(z.string(), z.string()),
  })
  .refine(({ definitions }) => Object.entries(definitions).every(([id, its]) => its.id === id), {
    error: 'each survey under its own id',
    path: ['definitions'],
  });
export type Surveys = z.infer<typeof Surveys>;

/** Version 1. */
export const surveys1: Surveys = {
  definitions: surveys1Definitions,
  design: {
    mostQuestions: 12,
    mostRequired: 6,
    longest: { 'zh-CN': { question: 40, intro: 80 }, en: { question: 22, intro: 45 } },
    longestClause: 25,
    leastReadingEase: 60,
    mostOptions: 8,
    covers: {
      topics: {
        relationship: ['overall', 'attitude', 'efficiency', 'quality', 'price', 'expectation', 'recommend'],
        event: ['overall'],
      },
      surveys: {
        relationship: ['effort', 'voice'],
        complaint: ['attitude', 'efficiency', 'expectation', 'effort', 'resolved', 'voice'],
        visit: ['attitude', 'expectation', 'voice'],
        exit: ['reason', 'voice'],
      },
    },
    joining: {
      'zh-CN': ['和', '与', '及', '或', '并且', '而且', '同时', '、'],
      en: ['and', 'or', 'as well as', 'and/or', '&'],
    },
    leading: {
      'zh-CN': [
        '难道',
        '是不是',
        '是否也',
        '当然',
        '显然',
        '优质',
        '卓越',
        '贴心',
        '一流',
        '大家都',
        '同意吗',
      ],
      en: [
        'agree that',
        "don't you",
        "wouldn't you",
        "isn't it",
        'surely',
        'obviously',
        'of course',
        'excellent',
        'great',
        'outstanding',
        'most people',
        'everybody',
        'how much did you enjoy',
      ],
    },
  },
  sources: {
    definitions:
      'dimensions of the handbook R245 (attitude, efficiency, quality, price), R018; NPS: Reichheld, "The One Number You Need to Grow", 2003; CES on effort: Dixon, Freeman, Toman, "Stop Trying to Delight Your Customers", 2010; the wording is [D]',
    design:
      'concise, easy to understand, comprehensive: handbook R018; one thing at a time, no leading words: Dillman, Smyth, Christian, "Internet, Phone, Mail, and Mixed-Mode Surveys", 2014, chapter 4; the numbers and lists of words are [D]',
    'design.leastReadingEase': 'Flesch, "A New Readability Yardstick", 1948: 60 to 70 is standard',
    'design.covers': 'handbook R245, R018; the rest [D]',
  },
};
