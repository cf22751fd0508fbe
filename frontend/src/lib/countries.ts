// What addresses look like per country: ISO 3166-1 alpha-2; names come from the browser (CLDR).

const CODES =
  'AE AR AT AU BD BE BG BH BN BO BR CA CH CL CN CO CR CY CZ DE DK DO DZ EC EE EG ES FI FR GB GH GR GT HK HR HU ID IE IL IN IS IT JM JO JP KE KH ' +
  'KR KW KZ LA LB LK LT LU LV MA MM MN MO MT MU MX MY NG NL NO NP NZ OM PA PE PH PK PL PT PY QA RO RS SA SE SG SI SK TH TN TR TW TZ UA UG US UY VN ZA';
export const COUNTRIES: readonly string[] = CODES.split(' ');

const NO_POSTAL = new Set('AE BO BH GH HK JM KE MO PA QA UG'.split(' '));
const POSTAL: Readonly<Record<string, { pattern: RegExp; example: string }>> = {
  AT: { pattern: /^\d{4}$/, example: '1010' },
  AU: { pattern: /^\d{4}$/, example: '2000' },
  CA: { pattern: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i, example: 'K1A 0B1' },
  CH: { pattern: /^\d{4}$/, example: '8001' },
  CN: { pattern: /^\d{6}$/, example: '200000' },
  DE: { pattern: /^\d{5}$/, example: '10115' },
  ES: { pattern: /^\d{5}$/, example: '28001' },
  FR: { pattern: /^\d{5}$/, example: '75001' },
  GB: { pattern: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i, example: 'SW1A 1AA' },
  IT: { pattern: /^\d{5}$/, example: '00118' },
  JP: { pattern: /^\d{3}-?\d{4}$/, example: '100-0001' },
  KR: { pattern: /^\d{5}$/, example: '03051' },
  NL: { pattern: /^\d{4} ?[A-Z]{2}$/i, example: '1011 AB' },
  SG: { pattern: /^\d{6}$/, example: '018956' },
  US: { pattern: /^\d{5}(-\d{4})?$/, example: '10001' },
};

const US =
  'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|' +
  'IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|' +
  'MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|' +
  'PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming';
const CA =
  'AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia|NT Northwest Territories|NU Nunavut|ON Ontario|' +
  'PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon';
const CN =
  '北京市 上海市 天津市 重庆市 河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 海南省 ' +
  '四川省 贵州省 云南省 陕西省 甘肃省 青海省 内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 新疆维吾尔自治区';

interface Choice {
  value: string;
  label: string;
}

const coded = (text: string): readonly Choice[] => text.split('|').map((entry) => ({ value: entry.slice(0, 2), label: entry.slice(3) }));
const REGIONS: Readonly<Record<string, readonly Choice[]>> = {
  US: coded(US),
  CA: coded(CA),
  CN: CN.split(' ').map((name) => ({ value: name, label: name })),
};

/** What a country's addresses need. */
export interface AddressRules {
  /** The regions to choose from; none: a free field, and nothing has to be in it. */
  regions: readonly Choice[] | null;
  /** Which word the country has for its regions. */
  regionWord: 'state' | 'province' | 'region';
  postal: 'none' | 'optional' | 'required';
  postalPattern: RegExp | null;
  postalExample: string | null;
}

export function rulesOf(country: string): AddressRules {
  const postal = POSTAL[country];
  return {
    regions: REGIONS[country] ?? null,
    regionWord: country === 'US' || country === 'AU' || country === 'IN' ? 'state' : country === 'CA' || country === 'CN' ? 'province' : 'region',
    postal: NO_POSTAL.has(country) ? 'none' : postal ? 'required' : 'optional',
    postalPattern: postal?.pattern ?? null,
    postalExample: postal?.example ?? null,
  };
}

/** A country's name in a language. */
export function countryName(code: string, language: 'en' | 'zh'): string {
  return new Intl.DisplayNames(language === 'zh' ? 'zh-CN' : 'en', { type: 'region' }).of(code) ?? code;
}

/** All countries that can be chosen, sorted by their names in a language. */
export function countryChoices(language: 'en' | 'zh'): Choice[] {
  const collator = new Intl.Collator(language === 'zh' ? 'zh-CN' : 'en');
  return COUNTRIES.map((value) => ({ value, label: countryName(value, language) })).sort((a, b) => collator.compare(a.label, b.label));
}
