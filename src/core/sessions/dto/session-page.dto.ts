import { NestedList, Text } from '../../../common/dto-fields.js';
import type { Page } from '../../../common/paging.js';
import type { SessionView } from '../session.row.js';
import { SessionDto } from './session.dto.js';

/** One page of sessions. */
export class SessionPageDto {
  @NestedList(() => SessionDto, { description: 'The sessions of this page, newest first.' })
  data: SessionDto[];

  @Text({
    description: '`cursor` of the next page; null on the last.',
    max: 2048,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  static of(page: Page<SessionView>, currentId: string | null, isAdministrative: boolean): SessionPageDto {
    return {
      data: page.data.map((session) => SessionDto.of(session, currentId, isAdministrative)),
      nextCursor: page.nextCursor,
    };
  }
}
