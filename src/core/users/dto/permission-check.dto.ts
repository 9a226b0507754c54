import { IsArray } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import { Flag, Nested, NestedList, OneOf, Text } from '../../../common/dto-fields.js';
import type { Because, CheckResult } from '../../roles/permission-checks.service.js';
import { MAX_CHECKS } from '../permission-check-input.js';

/** One question: a permission, or a verb on one resource. */
export class PermissionCheckDto {
  @Text({
    description: 'A permission; then none of the others.',
    example: 'read:invoices',
    max: 97,
    optional: true,
  })
  permission?: string;

  @Text({ description: 'A verb on one resource.', example: 'read', max: 32, optional: true })
  type?: string;

  @Text({ description: 'The kind of the resource.', example: 'document', max: 64, optional: true })
  resourceType?: string;

  @Text({ description: 'The resource.', example: '42', max: 255, optional: true })
  resource?: string;
}

/** Questions about what one account may do. */
export class CheckPermissionsDto {
  @Text({
    description:
      'Whom it is about: an id, `me`, an exact user name or e-mail address; the caller when left out.',
    example: 'me',
    max: 320,
    optional: true,
  })
  userId?: string;

  // Hundreds of questions a second: each is read by hand, in `permission-check-input.ts`, at a tenth of the cost.
  @ApiProperty({
    description: 'The questions, answered in order.',
    type: () => PermissionCheckDto,
    isArray: true,
    minItems: 1,
    maxItems: MAX_CHECKS,
    example: [{ permission: 'read:invoices' }, { type: 'read', resourceType: 'document', resource: '42' }],
  })
  @IsArray()
  checks: unknown[];
}

/** Why something is allowed, or what is missing. */
export class BecauseDto {
  @OneOf({
    description:
      '`role` or `grant` that allows it, `self` for what every person has on their own account, or `missing`.',
    values: ['role', 'grant', 'self', 'missing'],
    example: 'role',
  })
  kind: Because['kind'];

  @Text({ description: 'Id of the role or grant.', example: 'rol_Administrator001', max: 36, optional: true })
  id?: string;

  @Text({ description: 'Name of the role.', example: 'admin', max: 64, optional: true })
  name?: string;

  @OneOf({
    description: 'For `missing`: nothing gives it, or the account is suspended.',
    values: ['not_held', 'suspended'],
    optional: true,
  })
  reason?: 'not_held' | 'suspended';

  @Text({ description: 'For `missing`: the permission.', max: 97, optional: true })
  permission?: string;

  @Text({ description: 'Verb of the grant, or of what is missing.', max: 32, optional: true })
  type?: string;

  @Text({ description: 'Kind of resource of the grant, or of what is missing.', max: 64, optional: true })
  resourceType?: string;

  @Text({ description: 'Resource of the grant, or of what is missing.', max: 255, optional: true })
  resource?: string;
}

/** An answer. */
export class CheckResultDto {
  @Flag({ description: 'Whether the account may do it, now.', example: true })
  allowed: boolean;

  @Nested(() => BecauseDto, { description: 'Why.' })
  because: BecauseDto;
}

/** The answers. */
export class CheckResultsDto {
  @NestedList(() => CheckResultDto, { description: 'One answer for each question, in order.' })
  data: CheckResultDto[];

  static of(results: CheckResult[]): CheckResultsDto {
    return { data: results };
  }
}
