import { describe, expect, test } from 'vitest';
import { feedPath, feedRequestOf } from './feed-request.ts';

describe('the address a form sends back', () => {
  test.each([
    '/',
    '/?date=2025-12-10&sort=top',
    '/trending?half_life=6h',
    '/trending?cursor=a.b-c_d',
  ])('%s leads to the same view', (address) => {
    expect(feedPath(feedRequestOf(address))).toBe(address);
  });

  test.each([
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example/',
    'javascript:alert(1)',
    '/vote',
    '/?date=never',
    'http://[',
    '',
  ])('%s leads to the front page and nowhere else', (address) => {
    expect(feedPath(feedRequestOf(address))).toBe('/');
  });
});
