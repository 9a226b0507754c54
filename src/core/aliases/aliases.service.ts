import { Injectable } from '@nestjs/common';
import { statement, Sql } from '../../database/sql.js';

const MAX_ATTEMPTS = 5;

const selectAliases = statement(
  'select-aliases',
  'SELECT subject_id, alias FROM aliases WHERE namespace = $1 AND subject_id = ANY ($2)',
);
/** In the order of the ids, so that two that make the same ones wait for each other in the same order. */
const insertAliases = statement(
  'insert-aliases',
  `INSERT INTO aliases (namespace, subject_id, alias)
   SELECT $1, made.subject_id, made.alias FROM unnest($2::uuid[], $3::text[]) AS made (subject_id, alias)
    ORDER BY made.subject_id
   ON CONFLICT DO NOTHING
   RETURNING subject_id, alias`,
);
const selectSubject = statement(
  'select-alias-subject',
  'SELECT subject_id FROM aliases WHERE namespace = $1 AND alias = $2',
);
const deleteAliases = statement('delete-aliases', 'DELETE FROM aliases WHERE subject_id = $1');

interface AliasRow {
  subject_id: string;
  alias: string;
}

/**
 * Public identifiers that other APIs have for what is stored here. A subject has one alias a namespace, made when it is
 * first needed and the same ever after; what it looks like is the caller's business.
 */
@Injectable()
export class AliasesService {
  constructor(private readonly sql: Sql) {}

  /**
   * The alias of a subject; made and kept when it has none yet. Joins the open transaction, so it can be made with the
   * subject itself. Of two at once both get the same one.
   * @param derive a candidate; called again when another subject has it already, so it must hold something random
   */
  async ensure(namespace: string, subjectId: string, derive: (subjectId: string) => string): Promise<string> {
    const [alias] = (await this.ensureMany(namespace, [subjectId], derive)).values();
    return alias;
  }

  /**
   * The same for many, with one reading when all have one already.
   * @returns the aliases by subject, one for each of them
   */
  async ensureMany(
    namespace: string,
    subjectIds: readonly string[],
    derive: (subjectId: string) => string,
  ): Promise<Map<string, string>> {
    const wanted = [...new Set(subjectIds)];
    const known = await this.findMany(namespace, wanted);
    const missing = wanted.filter((subjectId) => !known.has(subjectId));
    return new Map([...known, ...(await this.makeMany(namespace, missing, derive))]);
  }

  /**
   * `ensureMany` for subjects of which none had one a moment ago.
   * @returns the aliases by subject, one for each of them
   */
  async makeMany(
    namespace: string,
    subjectIds: readonly string[],
    derive: (subjectId: string) => string,
  ): Promise<Map<string, string>> {
    const known = new Map<string, string>();
    let missing = [...new Set(subjectIds)];
    for (let attempt = 0; missing.length > 0; attempt += 1) {
      if (attempt === MAX_ATTEMPTS) {
        throw new Error(`No alias in ${namespace} could be made in ${MAX_ATTEMPTS} attempts.`);
      }
      const values = [namespace, missing, missing.map(derive)];
      const made = await this.sql.query<AliasRow>(insertAliases, values);
      made.forEach(({ subject_id, alias }) => known.set(subject_id, alias));
      missing = missing.filter((subjectId) => !known.has(subjectId));
      if (missing.length > 0) {
        // Somebody else made theirs at the same time, or the alias is another's.
        (await this.findMany(namespace, missing)).forEach((alias, subjectId) => known.set(subjectId, alias));
        missing = missing.filter((subjectId) => !known.has(subjectId));
      }
    }
    return known;
  }

  /** The aliases that these subjects have already, by subject. */
  async findMany(namespace: string, subjectIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.sql.query<AliasRow>(selectAliases, [namespace, subjectIds]);
    return new Map(rows.map(({ subject_id, alias }) => [subject_id, alias]));
  }

  /** The id of what an alias stands for, null when it stands for nothing. */
  async findSubject(namespace: string, alias: string): Promise<string | null> {
    const [row] = await this.sql.query<{ subject_id: string }>(selectSubject, [namespace, alias]);
    return row?.subject_id ?? null;
  }

  /** Forgets every alias of a subject; part of the transaction that deletes it. */
  async deleteAll(subjectId: string): Promise<void> {
    await this.sql.change(deleteAliases, [subjectId]);
  }
}
