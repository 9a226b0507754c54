import { Injectable } from '@nestjs/common';
import { type CountedSlice, countOrEstimate } from '../../database/counted-slice.js';
import { Sql } from '../../database/sql.js';
import { profileOfRow, type ProfileRow, type ProfileView } from './profile.row.js';

export interface ProfileSearchRequest {
  userId?: string;
  applicationId?: string;
  /** Used last at this instant or after it. */
  usedFrom?: Date;
  /** Used last at this instant or before it. */
  usedUntil?: Date;
  /** What the display name holds, in any letter case. */
  text?: string;
  /** Profiles before the first, at most 10,000. */
  offset: number;
  limit: number;
}

/** Finds profiles of everybody, for lists with positions; by id. What of them a caller may see is for the face to say. */
@Injectable()
export class ProfileSearch {
  constructor(private readonly sql: Sql) {}

  async search({ offset, limit, ...filter }: ProfileSearchRequest): Promise<CountedSlice<ProfileView>> {
    const { conditions, values } = conditionsOf(filter);
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    const place = `OFFSET $${values.length + 1} LIMIT $${values.length + 2}`;
    const rows = await this.sql.queryUnnamed<ProfileRow>(
      `SELECT * FROM profiles${where} ORDER BY id ${place}`,
      [...values, offset, limit],
    );
    const count = await countOrEstimate(this.sql, `SELECT id FROM profiles${where}`, values);
    return { rows: rows.map(profileOfRow), ...count };
  }
}

function conditionsOf(filter: Omit<ProfileSearchRequest, 'offset' | 'limit'>): {
  conditions: string[];
  values: unknown[];
} {
  const { userId, applicationId, usedFrom, usedUntil, text } = filter;
  const asked: [string, unknown][] = [
    ['user_id =', userId],
    ['application_id =', applicationId],
    ['last_sign_in_at >=', usedFrom],
    ['last_sign_in_at <=', usedUntil],
    ['display_name ILIKE', text === undefined ? undefined : patternOf(text)],
  ];
  const given = asked.filter(([, value]) => value !== undefined);
  return {
    conditions: given.map(([term], index) => `${term} $${index + 1}`),
    values: given.map(([, value]) => value),
  };
}

function patternOf(text: string): string {
  return `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
