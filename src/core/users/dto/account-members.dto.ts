import { FreeObject, Flag, Nested, Text, WebUrl } from '../../../common/dto-fields.js';
import { ContactInfoDto } from './contact-info.dto.js';

const optional = { optional: true, nullable: true } as const;

/** The members of an account that its owner may set. */
export class OwnMembersDto {
  @Text({
    description: 'User name: 1 to 64 characters, no blank, no @, not shaped like an id.',
    example: 'ada',
    max: 64,
    ...optional,
  })
  username?: string | null;

  @Text({ description: 'Name to show.', example: 'Ada Lovelace', max: 128, ...optional })
  displayName?: string | null;

  @Text({ description: 'First name.', example: 'Ada', max: 64, ...optional })
  firstName?: string | null;

  @Text({ description: 'Last name.', example: 'Lovelace', max: 64, ...optional })
  lastName?: string | null;

  @Text({ description: 'Nickname.', example: 'Countess', max: 64, ...optional })
  nickname?: string | null;

  @Text({
    description: 'Phone number; kept in E.164 when it begins with + and can be understood.',
    example: '+44 20 7946 0000',
    max: 32,
    ...optional,
  })
  phone?: string | null;

  @WebUrl({ description: 'Picture.', example: 'https://example.com/ada.png', ...optional })
  pictureUrl?: string | null;

  @Nested(() => ContactInfoDto, {
    description: 'Postal and business contact, merged member by member.',
    ...optional,
  })
  contactInfo?: ContactInfoDto | null;
}

/** The members of an account, with those that only an administrator sets. */
export class AccountMembersDto extends OwnMembersDto {
  @Text({ description: 'E-mail address.', example: 'ada@example.com', max: 254, ...optional })
  email?: string | null;

  @Flag({ description: 'Whether the address is known to be theirs.', example: true, optional: true })
  emailVerified?: boolean;

  @FreeObject({
    description: "The operator's own claims about the account.",
    example: { plan: 'pro' },
    optional: true,
  })
  customClaims?: Record<string, unknown>;
}
