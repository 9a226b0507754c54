/** Postal and business contact of an account; members that are not set are null. */
export interface ContactInfo {
  company: string | null;
  jobTitle: string | null;
  phoneNumber: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  state: string | null;
  zip: string | null;
  country: string | null;
}

export type AccountStatus = 'active' | 'suspended';

/** An account as plain values: what its owner and administrators may see, never a credential. */
export interface Account {
  id: string;
  username: string | null;
  email: string | null;
  emailVerified: boolean;
  displayName: string | null;
  firstName: string | null;
  lastName: string | null;
  nickname: string | null;
  phone: string | null;
  pictureUrl: string | null;
  status: AccountStatus;
  contactInfo: ContactInfo;
  customClaims: Record<string, unknown>;
  roles: { id: string; name: string }[];
  createdAt: Date;
  updatedAt: Date;
  lastSignInAt: Date | null;
  /** Grows with every change of the account or of its roles; the `ETag` of the account. */
  version: number;
}
