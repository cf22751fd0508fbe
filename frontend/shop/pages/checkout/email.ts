/** Whether a text looks like an e-mail address; the same shape as the API asks for (chalicelib/identity/schemas.py). */
export function isEmail(text: string): boolean {
  const address = text.trim();
  return address.length <= 254 && /^[^@\s<>(),;:\\"[\]]+@[^.@\s<>(),;:\\"[\]]+(\.[^.@\s<>(),;:\\"[\]]+)+$/.test(address);
}
