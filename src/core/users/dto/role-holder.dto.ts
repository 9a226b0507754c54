import type { Account } from '../../../authorization/account.js';
import { Id, Nested, NestedList, OneOf, Text, TextList, Whole } from '../../../common/dto-fields.js';
import { CountedPageDto, PageDto, type Page } from '../../../common/paging.js';
import type { PreviewedRole } from '../user-role-holders.service.js';

const MAX_PERMISSIONS = 1_000;

/** An account, as far as those who look after roles see it. */
export class RoleHolderDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' })
  id: string;

  @Text({ description: 'User name.', example: 'ada', max: 64, nullable: true })
  username: string | null;

  @Text({ description: 'E-mail address.', example: 'ada@example.com', max: 254, nullable: true })
  email: string | null;

  @Text({ description: 'Name to show.', example: 'Ada Lovelace', max: 128, nullable: true })
  displayName: string | null;

  @OneOf({ description: 'Whether they may sign in.', example: 'active', values: ['active', 'suspended'] })
  status: string;

  static of({ id, username, email, displayName, status }: Account): RoleHolderDto {
    return { id, username, email, displayName, status };
  }
}

/** One page of those who hold a role. */
export class RoleHolderPageDto extends CountedPageDto {
  @NestedList(() => RoleHolderDto, { description: 'The accounts of this page, oldest first.' })
  data: RoleHolderDto[];

  static of(page: Page<Account>): RoleHolderPageDto {
    return { ...page, data: page.data.map((account) => RoleHolderDto.of(account)) };
  }
}

/** Somebody for whom a change of a role would matter. */
export class RoleEffectDto {
  @Nested(() => RoleHolderDto, { description: 'Who.' })
  user: RoleHolderDto;

  @TextList({
    description: 'What they would be able to do and cannot now.',
    example: [],
    max: MAX_PERMISSIONS,
  })
  gains: string[];

  @TextList({
    description: 'What they would no longer be able to do.',
    example: ['read:users'],
    max: MAX_PERMISSIONS,
  })
  loses: string[];
}

/** What a change of a role would mean. */
export class RolePreviewDto extends PageDto {
  @TextList({ description: 'Permissions the role would gain.', example: [], max: MAX_PERMISSIONS })
  given: string[];

  @TextList({
    description: 'Permissions the role would lose.',
    example: ['read:users'],
    max: MAX_PERMISSIONS,
  })
  taken: string[];

  @Whole({ description: 'How many hold the role, counted up to 10,000.', min: 0, max: 10_000, example: 1 })
  holders: number;

  @NestedList(() => RoleEffectDto, {
    description:
      'Of the holders on this page those who would gain or lose something; who has it from another role does not.',
  })
  data: RoleEffectDto[];

  static of({ given, taken, holders, page }: PreviewedRole): RolePreviewDto {
    return {
      given,
      taken,
      holders,
      data: page.data.map(({ account, gains, loses }) => ({ user: RoleHolderDto.of(account), gains, loses })),
      nextCursor: page.nextCursor,
    };
  }
}
