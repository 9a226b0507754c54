/**
 * A phone number in E.164 when it can be understood without knowing a country, else as it was sent.
 * The library's metadata is loaded with the first number.
 */
export async function normalPhone(typed: string): Promise<string> {
  if (!typed.trim().startsWith('+')) {
    return typed;
  }
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/min');
  const parsed = parsePhoneNumberFromString(typed);
  return parsed?.isPossible() === true ? parsed.number : typed;
}
