import type { Account } from '../../authorization/account.js';
import type { SignUpInput } from '../../authentication/sign-up.service.js';
import type { UserInput } from '../../core/users/user-input.js';
import type { CreateTagUserDto, TagUserDto, UpdateTagUserDto } from './dto/user.dto.js';
import type { TagTokenDto } from './dto/token.dto.js';

/** An account as TAG shows it: its user name is its e-mail address. */
export function userOf({ firstName, lastName, email, phone }: Account): TagUserDto {
  return { firstName, lastName, email, phone, username: email };
}

export function newUserOf({ email, password, ...details }: CreateTagUserDto): SignUpInput {
  return { email, password, ...detailsOf(details) };
}

/** All details at once: what is left out is cleared. */
export function detailsOf({
  firstName,
  lastName,
  phone,
}: Pick<UpdateTagUserDto, 'firstName' | 'lastName' | 'phone'>): Required<
  Pick<UserInput, 'firstName' | 'lastName' | 'phone'>
> {
  return { firstName: firstName || null, lastName: lastName || null, phone: phone || null };
}

export function tokenOf(granted: {
  token: string;
  expiresInSeconds: number;
  refreshToken?: string;
}): TagTokenDto {
  const { token, expiresInSeconds, refreshToken } = granted;
  return {
    access_token: token,
    expires_in: expiresInSeconds,
    token_type: 'bearer',
    scope: null,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  };
}
