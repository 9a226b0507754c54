import { Entity, PrimaryColumn } from 'typeorm';

/** Migrations that a release must know to work with this schema. */
@Entity({ name: 'schema_requirements' })
export class SchemaRequirement {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_schema_requirements' })
  migration: string;
}
