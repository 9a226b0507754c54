import type { ContactInfo } from '../../authorization/account.js';
import type { GrantInput } from '../roles/grants.js';

/** What an account can be given; members left out stay as they are, null clears. */
export interface UserInput {
  username?: string | null;
  email?: string | null;
  emailVerified?: boolean;
  displayName?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  nickname?: string | null;
  phone?: string | null;
  pictureUrl?: string | null;
  contactInfo?: Partial<ContactInfo> | null;
  customClaims?: Record<string, unknown>;
}

export interface CreateUserInput extends UserInput {
  password?: string;
  /** Role ids; role `user` unless given. */
  roles?: readonly string[];
  grants?: readonly GrantInput[];
}
