import type { Schemas } from '$api';
import { countryName, rulesOf } from '$lib/countries';

/** An address while it is filled in: every field a text. */
export type AddressDraft = Required<Schemas['Address']>;
export type AddressErrors = Partial<Record<keyof AddressDraft, AddressFault>>;
/** What is wrong with a field; the texts have a sentence for each. */
export type AddressFault = 'name_missing' | 'line1_missing' | 'city_missing' | 'region_missing' | 'postal_missing' | 'postal_format' | 'phone_format' | 'country_missing';

export function emptyAddress(country: string, name = ''): AddressDraft {
  return { name, line1: '', line2: '', city: '', region: '', postal_code: '', country, phone: '' };
}

export function draftOf(address: Schemas['Address']): AddressDraft {
  return { ...emptyAddress(address.country), ...address };
}

/** What keeps an address from being used, by field, in the order of the form. */
export function faultsOf(draft: AddressDraft): AddressErrors {
  const rules = rulesOf(draft.country);
  const postal = draft.postal_code.trim();
  const faults: AddressErrors = {};
  if (!draft.country) faults.country = 'country_missing';
  if (!draft.name.trim()) faults.name = 'name_missing';
  if (!draft.line1.trim()) faults.line1 = 'line1_missing';
  if (!draft.city.trim()) faults.city = 'city_missing';
  if (rules.regions && !rules.regions.some(({ value }) => value === draft.region)) faults.region = 'region_missing';
  if (rules.postal === 'required' && !postal) faults.postal_code = 'postal_missing';
  else if (postal && rules.postalPattern && !rules.postalPattern.test(postal)) faults.postal_code = 'postal_format';
  if (draft.phone.trim() && !/^[+\d][\d\s().-]{4,}$/.test(draft.phone.trim())) faults.phone = 'phone_format';
  return faults;
}

/** The address as it is sent: trimmed, without what its country has not. */
export function trimmed(draft: AddressDraft): AddressDraft {
  const result = Object.fromEntries(Object.entries(draft).map(([name, value]) => [name, value.trim()])) as AddressDraft;
  if (rulesOf(draft.country).postal === 'none') result.postal_code = '';
  return result;
}

/** Whether two addresses are the same place and person. */
export function sameAddress(a: Schemas['Address'], b: Schemas['Address']): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

const sorted = (address: Schemas['Address']): [string, string][] =>
  Object.entries(trimmed(draftOf(address))).sort(([x], [y]) => (x < y ? -1 : 1));

/** The lines of an address as its country writes them. */
export function addressLines(address: Schemas['Address'], language: 'en' | 'zh'): string[] {
  const { name, line1, line2 = '', city, region = '', postal_code: postal = '', country } = address;
  const land = countryName(country, language);
  const lines = ['CN', 'TW', 'HK', 'MO'].includes(country)
    ? [name, `${region}${region === city ? '' : city}${/[\u4e00-\u9fff]/.test(city) ? '' : ' '}${line1}`, line2, [postal, land].filter(Boolean).join(' ')]
    : ['US', 'CA', 'AU'].includes(country)
      ? [name, line1, line2, [[city, region].filter(Boolean).join(', '), postal].filter(Boolean).join(' '), land]
      : [name, line1, line2, [postal, city].filter(Boolean).join(' '), region, land];
  return lines.map((line) => line.trim()).filter(Boolean);
}
