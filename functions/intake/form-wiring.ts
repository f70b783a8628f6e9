/** Who provides what the complaint forms need; apart from intake's other wiring, for the forms have none of its rights. */
import * as z from 'zod';
import { clock } from '../../shared/platform/clock.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { invokeAsync } from '../../shared/platform/invoke.ts';
import type { FormPorts } from './complaint-form.ts';
import type { CustomerFormPorts } from './take-complaint-form.ts';

const Base = z.url({ protocol: /^https?$/, error: 'an address such as https://care.bank.example' });

/** What a form needs that only looks like the bank's. */
export function formWiring(): FormPorts {
  const env = environment({ BASE_URL: Base, BANK_NAME_ZH: Setting, BANK_NAME_EN: Setting });
  return { house: { base: env.BASE_URL, bank: { 'zh-CN': env.BANK_NAME_ZH, en: env.BANK_NAME_EN } } };
}

/** What the form of customers needs beside that. */
export function customerFormWiring(): CustomerFormPorts {
  const env = environment({ ACCEPT_EVENT_FUNCTION: Setting });
  return { ...formWiring(), clock, handOver: (event) => invokeAsync(env.ACCEPT_EVENT_FUNCTION, event) };
}
