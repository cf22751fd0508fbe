import { rulesOf } from '$lib/countries';

import { t } from '../../i18n';
import type { AddressDraft, AddressFault } from './address';

/** What is wrong with a field of an address, as a sentence that says how to mend it. */
export function faultText(fault: AddressFault, { country }: AddressDraft): string {
  const rules = rulesOf(country);
  if (fault === 'postal_format') return t('checkout.fault_postal_format', { example: rules.postalExample ?? '' });
  if (fault === 'region_missing') return t(`checkout.fault_${rules.regionWord}_missing`);
  return t(`checkout.fault_${fault}`);
}
