import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { isUuid, newId } from '../../common/ids.js';
import { foldCase, usernameKey } from '../../common/normal-form.js';
import { pageOf, type Page } from '../../common/paging.js';
import type { CountedSlice } from '../../database/counted-slice.js';
import { mapConstraints } from '../../database/sql-errors.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { Cursors } from '../../keys/cursors.js';
import { actorOf, AuditService } from '../audit/audit.service.js';
import { EventsService } from '../events/events.service.js';
import { SessionPurposes } from '../sessions/session-purposes.service.js';
import { applicationOfRow, type ApplicationRow, type ApplicationView } from './application.row.js';
import {
  ApplicationChangedError,
  ApplicationNameTakenError,
  ApplicationNotFoundError,
  BadApplicationNameError,
} from './applications.errors.js';

const SELECT = `SELECT a.id, a.name, a.name_key, a.description, a.version, a.created_at,
    coalesce((SELECT json_object_agg(p.provider, p.settings ORDER BY p.provider) FROM application_providers p
               WHERE p.application_id = a.id), '{}') AS providers
  FROM applications a`;
const selectById = statement('select-application', `${SELECT} WHERE a.id = $1`);
const selectByName = statement('select-application-by-name', `${SELECT} WHERE a.name_key = $1`);
const listApplications = statement(
  'list-applications',
  `${SELECT} WHERE a.name_key > $1 ORDER BY a.name_key LIMIT $2`,
);
const countApplications = statement(
  'count-applications',
  'SELECT count(*)::int AS total FROM (SELECT 1 FROM applications LIMIT $1) AS counted',
);
const sliceApplications = statement('slice-applications', `${SELECT} ORDER BY a.id OFFSET $1 LIMIT $2`);
const selectByIds = statement('select-applications-by-id', `${SELECT} WHERE a.id = ANY ($1)`);
const countAll = statement('count-all-applications', 'SELECT count(*)::int AS total FROM applications');
const insertApplication = statement(
  'insert-application',
  'INSERT INTO applications (id, name, name_key, description) VALUES ($1, $2, $3, $4)',
);
const lockApplication = statement(
  'lock-application',
  'SELECT version FROM applications WHERE id = $1 FOR UPDATE',
);
const holdApplication = statement(
  'hold-application',
  'SELECT 1 FROM applications WHERE id = $1 FOR KEY SHARE',
);
const updateApplication = statement(
  'update-application',
  'UPDATE applications SET name = $2, name_key = $3, description = $4, version = version + 1 WHERE id = $1',
);
const raiseVersion = statement(
  'raise-application-version',
  'UPDATE applications SET version = version + 1 WHERE id = $1',
);
const deleteApplication = statement('delete-application', 'DELETE FROM applications WHERE id = $1');
const NAME_TAKEN = { uq_applications_name: (cause: unknown) => new ApplicationNameTakenError(cause) };
const MAX_COUNT = 10_000;

export interface ApplicationInput {
  name: string;
  description?: string | null;
}

/** The applications accounts are used from. Nothing of them is remembered, so every replica sees a change at once. */
@Injectable()
export class ApplicationsService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: SessionPurposes,
    private readonly cursors: Cursors,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** @param idOrName an id, or a name in any letter case; the two never look alike */
  async find(idOrName: string): Promise<ApplicationView | null> {
    const [row] = isUuid(idOrName)
      ? await this.sql.query<ApplicationRow>(selectById, [idOrName])
      : await this.sql.query<ApplicationRow>(selectByName, [foldCase(idOrName)]);
    return row === undefined ? null : applicationOfRow(row);
  }

  /** @throws ApplicationNotFoundError */
  async get(idOrName: string): Promise<ApplicationView> {
    const application = await this.find(idOrName);
    if (application === null) {
      throw new ApplicationNotFoundError();
    }
    return application;
  }

  /**
   * The application, kept from being deleted until the open transaction is over: what is opened for it is either there
   * for the deletion to end, or finds it gone.
   * @throws ApplicationNotFoundError
   */
  async hold(idOrName: string): Promise<ApplicationView> {
    const application = await this.get(idOrName);
    if ((await this.sql.query(holdApplication, [application.id])).length === 0) {
      throw new ApplicationNotFoundError();
    }
    return application;
  }

  /** The applications with these ids, by id; those that are gone are left out. */
  async findMany(ids: readonly string[]): Promise<Map<string, ApplicationView>> {
    const rows = await this.sql.query<ApplicationRow>(selectByIds, [ids]);
    return new Map(rows.map((row) => [row.id, applicationOfRow(row)]));
  }

  /** A part of the list of all applications by position, oldest first. */
  async slice(offset: number, limit: number): Promise<CountedSlice<ApplicationView>> {
    const rows = await this.sql.query<ApplicationRow>(sliceApplications, [offset, limit]);
    const [counted] = await this.sql.query<{ total: number }>(countAll);
    return { rows: rows.map(applicationOfRow), total: counted?.total ?? 0, isEstimate: false };
  }

  /** One page of the applications, by name. */
  async list(
    principal: Principal,
    limit: number,
    cursor?: string,
    include?: 'total',
  ): Promise<Page<ApplicationView>> {
    const scope = ['applications', principal.userId];
    const [after] = cursor === undefined ? [''] : await this.cursors.decode(scope, cursor);
    const rows = await this.sql.query<ApplicationRow>(listApplications, [after, limit + 1]);
    const page = pageOf(rows, limit, applicationOfRow, (last) => this.cursors.encode(scope, [last.name_key]));
    if (include !== 'total') {
      return page;
    }
    const [counted] = await this.sql.query<{ total: number }>(countApplications, [MAX_COUNT]);
    return { ...page, total: counted?.total ?? 0 };
  }

  /** @throws BadApplicationNameError, ApplicationNameTakenError */
  async create(
    principal: Principal,
    { name, description = null }: ApplicationInput,
  ): Promise<ApplicationView> {
    const nameKey = nameKeyOf(name);
    return this.unitOfWork.run(async () => {
      const id = newId();
      await mapConstraints(this.sql.change(insertApplication, [id, name, nameKey, description]), NAME_TAKEN);
      await this.note('application.created', principal, id, { name });
      return this.get(id);
    });
  }

  /**
   * Changes the given members.
   * @throws ApplicationNotFoundError, ApplicationChangedError, BadApplicationNameError, ApplicationNameTakenError
   */
  async update(
    principal: Principal,
    idOrName: string,
    input: Partial<ApplicationInput>,
    expectedVersion?: number,
  ): Promise<ApplicationView> {
    return this.unitOfWork.run(async () => {
      const before = await this.lock(idOrName, expectedVersion);
      const { name = before.name, description = before.description } = input;
      const values = [before.id, name, nameKeyOf(name), description];
      await mapConstraints(this.sql.change(updateApplication, values), NAME_TAKEN);
      const members = Object.entries(input).flatMap(([member, value]) =>
        value === undefined ? [] : [member],
      );
      await this.note('application.updated', principal, before.id, { members });
      return this.get(before.id);
    });
  }

  /**
   * Deletes an application with its profiles, OAuth clients and provider settings, and ends its sessions, all from the
   * next request on. Coupons that are only for it stay, and refuse.
   * @throws ApplicationNotFoundError, ApplicationChangedError
   */
  async delete(principal: Principal, idOrName: string, expectedVersion?: number): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { id, name } = await this.lock(idOrName, expectedVersion);
      await this.sessions.endOfApplication(id);
      // Everything else that is its own goes with the row.
      await this.sql.change(deleteApplication, [id]);
      await this.note('application.deleted', principal, id, { name });
    });
  }

  /**
   * Locks an application for a change of it, in the open transaction.
   * @throws ApplicationNotFoundError, ApplicationChangedError
   */
  async lock(idOrName: string, expectedVersion?: number): Promise<ApplicationView> {
    const { id } = await this.get(idOrName);
    const [locked] = await this.sql.query<{ version: number }>(lockApplication, [id]);
    if (locked === undefined) {
      throw new ApplicationNotFoundError();
    }
    if (expectedVersion !== undefined && locked.version !== expectedVersion) {
      throw new ApplicationChangedError();
    }
    return this.get(id);
  }

  /** Notes that something of a locked application changed, in the open transaction; its `ETag` is another from then on. */
  async touch(
    event: string,
    principal: Principal,
    id: string,
    changed: Record<string, unknown>,
  ): Promise<ApplicationView> {
    await this.sql.change(raiseVersion, [id]);
    await this.note(event, principal, id, changed);
    return this.get(id);
  }

  private async note(
    event: string,
    principal: Principal,
    applicationId: string,
    changed: Record<string, unknown>,
  ): Promise<void> {
    const subject = { kind: 'application', id: applicationId } as const;
    await this.audit.record({
      event,
      outcome: 'success',
      actor: actorOf(principal),
      subject,
      sessionId: principal.sessionId,
      changed,
    });
    await this.events.publish(event, { applicationId, ...changed });
  }
}

/** What no account may be named, no application may: its name stands in paths beside ids and words of ours. */
function nameKeyOf(name: string): string {
  const key = usernameKey(name);
  if (key === null) {
    throw new BadApplicationNameError();
  }
  return key;
}
