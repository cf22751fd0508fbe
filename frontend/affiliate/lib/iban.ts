/** What is wrong with an account number (ISO 13616): nothing typed, its form, or its check digits (ISO 7064, MOD 97-10). */
export function ibanFault(typed: string): 'missing' | 'form' | 'digits' | null {
  const iban = typed.replace(/\s/g, '').toUpperCase();
  if (!iban) return 'missing';
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return 'form';
  let rest = 0;
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1 ? null : 'digits';
}
