import { refuse, section, setting, whenUnset, type ValueType } from './setting.js';
import { listOf, oneOf, wholeNumber } from './value-types.js';

const provider = oneOf('google', 'apple', 'facebook', 'firebase');

const providers: ValueType<readonly ReturnType<typeof provider.parse>[]> = {
  expected: 'google, apple, facebook and firebase, separated by commas, or nothing for none',
  parse: (text) => (text === '' ? [] : listOf(provider).parse(text)),
};

const returnUrl: ValueType<string> = {
  expected:
    'origins or URL prefixes such as https://app.example.com/signed-in or com.example.app://, separated by commas; no *',
  parse: (text) =>
    /^[a-z][a-z0-9+.-]*:\/\/[^\s\\?#@*]*$/i.test(text) && URL.canParse(text) ? text : refuse(),
};

/** What holds for sign-in by any provider. */
export class ProviderSignInConfig extends section('Sign-in by providers', {
  /** As written; our own origin always counts too. */
  returnUrls: setting({
    name: 'RETURN_URLS',
    type: listOf(returnUrl),
    default: whenUnset('none', (): readonly string[] => []),
    meaning: 'origins or URL prefixes that a redirect sign-in may return to, besides our own origin',
  }),
  linkByVerifiedEmail: setting({
    name: 'LINK_BY_VERIFIED_EMAIL',
    type: providers,
    default: 'google,apple,firebase',
    isEmptyMeant: true,
    meaning: 'providers whose verified e-mail finds an account whose e-mail is verified too; empty for none',
  }),
  idTokenReplaySeconds: setting({
    name: 'ID_TOKEN_REPLAY_SECONDS',
    type: wholeNumber(0, 3600),
    default: '60',
    unit: 'seconds',
    meaning:
      'how long after its first use a token without nonce may come again (a client that lost the answer); 0 for never',
  }),
}) {}
