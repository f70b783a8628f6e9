/** Who provides what showing a tier needs. */
import { Zone } from '../../shared/contracts/codes.ts';
import { GradeRow } from '../../shared/contracts/imports.ts';
import { CustomerProfile } from '../../shared/contracts/items.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { Table } from '../../shared/platform/table.ts';
import type { ShowTierWorld } from './show-tier.ts';

/** The table of customers to read, and the bank's own words. */
export function showTierWiring(): ShowTierWorld {
  const env = environment({
    CUSTOMERS_TABLE: Setting,
    BANK_NAME_ZH: Setting,
    BANK_NAME_EN: Setting,
    BANK_ZONE: Zone,
  });
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  return {
    zone: env.BANK_ZONE,
    bank: { 'zh-CN': env.BANK_NAME_ZH, en: env.BANK_NAME_EN },
    async find(customerId) {
      const [profile, grade] = await Promise.all([
        customers.get(CustomerProfile, { customerId, sk: 'PROFILE' }),
        customers.get(GradeRow, { customerId, sk: 'GRADE' }),
      ]);
      return { profile, grade };
    },
  };
}
