import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.js';

describe('the wallet settings', () => {
  it('take a currency and several rates', () => {
    const { wallet } = loadConfig({
      WALLET_DEFAULT_CURRENCY: 'COIN',
      WALLET_EXCHANGE_RATES: 'USD/COIN=1.5, EUR/COIN=2',
    });
    expect(wallet.defaultCurrency).toBe('COIN');
    expect(wallet.exchangeRates).toEqual([
      { from: 'USD', to: 'COIN', rate: '1.5' },
      { from: 'EUR', to: 'COIN', rate: '2' },
    ]);
  });

  it.each(['coin', 'C', '1COIN', 'A-B', 'TOO_LONG_BY_MUCH_'])('refuse the currency %s', (code) => {
    expect(() => loadConfig({ WALLET_DEFAULT_CURRENCY: code })).toThrow(ConfigError);
  });

  it.each([
    'USD',
    'USD/CREDIT',
    'USD/CREDIT=0',
    'USD/CREDIT=-1',
    'USD/CREDIT=1e3',
    'USD/USD=1',
    'A=B=C',
    ',',
  ])('refuse the rates %s', (rates) => {
    expect(() => loadConfig({ WALLET_EXCHANGE_RATES: rates })).toThrow(/WALLET_EXCHANGE_RATES/);
  });
});
