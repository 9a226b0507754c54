import type { Account } from '../../../authorization/account.js';
import {
  Flag,
  FreeObject,
  Id,
  Instant,
  Nested,
  NestedList,
  OneOf,
  Text,
} from '../../../common/dto-fields.js';
import { ContactInfoDto } from './contact-info.dto.js';

/** A role as it appears on an account. */
export class UserRoleDto {
  @Text({ description: 'Role id.', example: 'rol_RegularUser00001', max: 20 })
  id: string;

  @Text({ description: 'Role name.', example: 'user', max: 64 })
  name: string;
}

/** An account. */
export class UserDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' })
  id: string;

  @Text({ description: 'User name.', example: 'ada', max: 64, nullable: true })
  username: string | null;

  @Text({
    description: 'E-mail address as it was typed.',
    example: 'ada@example.com',
    max: 254,
    nullable: true,
  })
  email: string | null;

  @Flag({ description: 'Whether the address is known to be theirs.', example: false })
  emailVerified: boolean;

  @Text({ description: 'Name to show.', example: 'Ada Lovelace', max: 128, nullable: true })
  displayName: string | null;

  @Text({ description: 'First name.', example: 'Ada', max: 64, nullable: true })
  firstName: string | null;

  @Text({ description: 'Last name.', example: 'Lovelace', max: 64, nullable: true })
  lastName: string | null;

  @Text({ description: 'Nickname.', example: 'Countess', max: 64, nullable: true })
  nickname: string | null;

  @Text({
    description: 'Phone number, E.164 when it could be understood.',
    example: '+442079460000',
    max: 32,
    nullable: true,
  })
  phone: string | null;

  @Text({ description: 'Picture.', example: 'https://example.com/ada.png', max: 2048, nullable: true })
  pictureUrl: string | null;

  @OneOf({ description: 'Whether they may sign in.', example: 'active', values: ['active', 'suspended'] })
  status: string;

  @Nested(() => ContactInfoDto, { description: 'Postal and business contact.' })
  contactInfo: ContactInfoDto;

  @FreeObject({ description: "The operator's own claims about the account.", example: { plan: 'pro' } })
  customClaims: Record<string, unknown>;

  @NestedList(() => UserRoleDto, { description: 'Roles, by name.' })
  roles: UserRoleDto[];

  @Instant({ description: 'When the account was created.' })
  createdAt: string;

  @Instant({ description: 'When the account was last changed.' })
  updatedAt: string;

  @Instant({ description: 'When they last signed in.', nullable: true })
  lastSignInAt: string | null;

  static of(account: Account): UserDto {
    return {
      id: account.id,
      username: account.username,
      email: account.email,
      emailVerified: account.emailVerified,
      displayName: account.displayName,
      firstName: account.firstName,
      lastName: account.lastName,
      nickname: account.nickname,
      phone: account.phone,
      pictureUrl: account.pictureUrl,
      status: account.status,
      contactInfo: account.contactInfo,
      customClaims: account.customClaims,
      roles: account.roles,
      createdAt: account.createdAt.toISOString(),
      updatedAt: account.updatedAt.toISOString(),
      lastSignInAt: account.lastSignInAt?.toISOString() ?? null,
    };
  }
}
