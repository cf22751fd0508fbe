import { describe, expect, it } from 'vitest';

import { addressLines, emptyAddress, faultsOf, sameAddress, trimmed } from './address';

const home = { ...emptyAddress('US', 'Ada Byron'), line1: '12 Main St', city: 'New York', region: 'NY', postal_code: '10001' };

describe('what an address needs', () => {
  it('is found fault with by field', () => {
    expect(faultsOf(emptyAddress('US'))).toEqual({
      name: 'name_missing',
      line1: 'line1_missing',
      city: 'city_missing',
      region: 'region_missing',
      postal_code: 'postal_missing',
    });
  });

  it('is met by a whole one', () => {
    expect(faultsOf(home)).toEqual({});
  });

  it('follows the country: no postal codes in Hong Kong, no regions to choose in France', () => {
    expect(faultsOf({ ...home, country: 'HK', region: '', postal_code: '' })).toEqual({});
    expect(faultsOf({ ...home, country: 'FR', region: '', postal_code: '75001' })).toEqual({});
  });

  it('knows the shape of postal codes', () => {
    expect(faultsOf({ ...home, postal_code: '1000' })).toEqual({ postal_code: 'postal_format' });
    expect(faultsOf({ ...home, country: 'GB', region: '', postal_code: 'sw1a 1aa' })).toEqual({});
  });

  it('does not take a region of another country', () => {
    expect(faultsOf({ ...home, country: 'CA', postal_code: 'K1A 0B1' })).toEqual({ region: 'region_missing' });
  });
});

describe('an address', () => {
  it('is sent trimmed, without a postal code where there are none', () => {
    expect(trimmed({ ...home, city: ' Doha ', country: 'QA', postal_code: '1' })).toMatchObject({ city: 'Doha', postal_code: '' });
  });

  it('is the same with and without its empty fields', () => {
    const { line2: _, phone: __, ...short } = home;
    expect(sameAddress(home, short)).toBe(true);
    expect(sameAddress(home, { ...home, name: 'Eve' })).toBe(false);
  });

  it('is written as its country does', () => {
    expect(addressLines(home, 'en')).toEqual(['Ada Byron', '12 Main St', 'New York, NY 10001', 'United States']);
    const berlin = { ...home, country: 'DE', line1: 'Torstr. 1', city: 'Berlin', region: '', postal_code: '10119' };
    expect(addressLines(berlin, 'en')).toEqual(['Ada Byron', 'Torstr. 1', '10119 Berlin', 'Germany']);
    const shanghai = { ...home, name: '李明', country: 'CN', region: '上海市', city: '上海市', line1: '世纪大道100号', postal_code: '200120' };
    expect(addressLines(shanghai, 'zh')).toEqual(['李明', '上海市世纪大道100号', '200120 中国']);
  });
});
