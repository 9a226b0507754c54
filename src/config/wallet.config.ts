import { refuse, section, setting, type ValueType } from './setting.js';
import { listOf } from './value-types.js';

const CURRENCY_CODE = /^[A-Z][A-Z0-9_]{1,15}$/;
const RATE = /^(?!0+(?:\.0+)?$)(?:0|[1-9]\d{0,8})(?:\.\d{1,9})?$/;

/** A rate of the first run: one unit of `from` buys `rate` units of `to`. */
export interface FirstRate {
  readonly from: string;
  readonly to: string;
  readonly rate: string;
}

const currencyCode: ValueType<string> = {
  expected: '2 to 16 capital letters, digits and underscores, a letter first',
  parse: (text) => (CURRENCY_CODE.test(text) ? text : refuse()),
};

const firstRate: ValueType<FirstRate> = {
  expected:
    'rates such as USD/CREDIT=200, separated by commas; up to nine digits before and after the point, above zero',
  parse: (text) => {
    const [pair = '', rate = '', ...rest] = text.split('=');
    const [from = '', to = '', ...more] = pair.split('/');
    const isWhole = rest.length === 0 && more.length === 0 && from !== to;
    return isWhole && CURRENCY_CODE.test(from) && CURRENCY_CODE.test(to) && RATE.test(rate)
      ? { from, to, rate }
      : refuse();
  },
};

/** The currencies of the first run; later they are edited through the API. */
export class WalletConfig extends section('Wallet', {
  defaultCurrency: setting({
    name: 'WALLET_DEFAULT_CURRENCY',
    type: currencyCode,
    default: 'CREDIT',
    meaning:
      'the currency every wallet shows even when it is empty; made on the first run, with two decimals',
  }),
  exchangeRates: setting({
    name: 'WALLET_EXCHANGE_RATES',
    type: listOf(firstRate),
    default: 'USD/CREDIT=200',
    meaning: 'exchange rates of the first run: one unit of the first buys so many of the second',
  }),
}) {}
