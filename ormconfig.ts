import { DataSource } from 'typeorm';
import { entities } from './src/app.entities.js';
import { loadConfig } from './src/config/config.js';
import { buildDataSourceOptions } from './src/database/data-source.options.js';

const { database } = loadConfig();
if (database.url === null) {
  throw new Error(
    'The migration commands need DATABASE_URL; the embedded database is migrated by npm start.',
  );
}

export default new DataSource(buildDataSourceOptions({ url: database.url }, database, entities));
