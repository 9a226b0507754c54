import { json, type StandinRoutes } from './exchange.js';
import { type StandinPerson, subjectDigits } from './people.js';
import { SigningKeys } from './signing-keys.js';
import { nowInSeconds, personOf, signAsWished, type TokenWish } from './token-wish.js';

const SUBJECT_LENGTH = 28;

/** Firebase as its tokens show it: one issuer for each project, and keys that all of them share. */
export class FirebaseStandin {
  /** The issuer of a project is this, a slash and its id. */
  readonly issuerBase: string;
  readonly keys = new SigningKeys('firebase');
  readonly routes: StandinRoutes;

  constructor(private readonly base: string) {
    this.issuerBase = `${base}/firebase`;
    this.routes = { 'GET /firebase/keys': async () => json(await this.keys.publicKeys()) };
  }

  /** An ID token as an application gets it after Firebase has signed somebody in by password. */
  identityToken(wish: TokenWish): Promise<string> {
    const person = personOf(wish);
    const { email, emailVerified } = person;
    const subject = this.subject(person);
    return signAsWished(
      this.keys,
      {
        iss: `${this.issuerBase}/${wish.audience}`,
        aud: wish.audience,
        auth_time: nowInSeconds(),
        user_id: subject,
        sub: subject,
        name: `${person.firstName} ${person.lastName}`.trim() || undefined,
        picture: `${this.base}/picture?of=${encodeURIComponent(person.key)}`,
        email: email ?? undefined,
        email_verified: email === null ? undefined : emailVerified,
        firebase: {
          identities: email === null ? {} : { email: [email] },
          sign_in_provider: email === null ? 'custom' : 'password',
        },
      },
      wish,
    );
  }

  private subject(person: StandinPerson): string {
    return subjectDigits('firebase', person).slice(0, SUBJECT_LENGTH);
  }
}
