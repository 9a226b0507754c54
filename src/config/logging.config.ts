import { section, setting } from './setting.js';
import { oneOf } from './value-types.js';

/** What is written to the log. */
export class LoggingConfig extends section('Logging', {
  level: setting({
    name: 'LOG_LEVEL',
    type: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    default: 'info',
    meaning: 'the least severe messages that are logged',
  }),
}) {}
