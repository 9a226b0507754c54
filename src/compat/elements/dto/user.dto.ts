import { Flag, NestedList, OneOf, Text, Whole } from '../../../common/dto-fields.js';
import { type ElementsLevel, ID_EXAMPLE, LEVELS } from './fields.js';

const nullable = { nullable: true, max: 255, min: 0 } as const;

/** What a user has whoever they are. */
export class ElementsUserMembersDto {
  @Text({ description: 'Id; null for nobody in particular.', example: ID_EXAMPLE, ...nullable })
  id: string | null;

  @Text({
    description: 'User name, or e-mail address without one.',
    example: 'ada',
    ...nullable,
    nullable: false,
  })
  name: string;

  @Text({ description: 'First name.', example: 'Ada', ...nullable })
  firstName: string | null;

  @Text({ description: 'Last name.', example: 'Lovelace', ...nullable })
  lastName: string | null;

  @Text({ description: 'E-mail address.', example: 'ada@example.com', ...nullable })
  email: string | null;

  @Text({ description: 'Phone number.', example: '+12125550100', ...nullable })
  primaryPhoneNb: string | null;

  @OneOf({ description: 'Level.', example: 'USER', values: LEVELS })
  level: ElementsLevel;

  @Flag({ description: 'Whether they may sign in.', example: true })
  active: boolean;

  @Text({ description: 'Who they are at Facebook.', example: null, ...nullable })
  facebookId: string | null;

  @Text({ description: 'Who they are at Firebase.', example: null, ...nullable })
  firebaseId: string | null;

  @Text({ description: 'Who they are at Apple.', example: null, ...nullable })
  appleSignInId: string | null;
}

/** A user. */
export class ElementsUserDto extends ElementsUserMembersDto {
  @Text({ description: 'Who they are at Google.', example: null, ...nullable })
  googleSignInId: string | null;

  @Text({ description: 'Always null.', example: null, ...nullable })
  externalUserId: string | null;
}

/** A page of users. */
export class ElementsUserPageDto {
  @Whole({ description: 'Users before the first of this page.', min: 0, max: 10_000, example: 0 })
  offset: number;

  @Whole({ description: 'All matches.', min: 0, max: 2_147_483_647, example: 1 })
  total: number;

  @Flag({ description: 'Whether `total` is an estimate, as beyond 10,000 it is.', example: false })
  approximation: boolean;

  @NestedList(() => ElementsUserDto, { description: 'The users of this page.' })
  objects: ElementsUserDto[];
}
