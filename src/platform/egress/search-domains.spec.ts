import { describe, expect, it } from '@jest/globals';
import { fullNames, parseSearchDomains } from './search-domains.js';

describe('The search domains', () => {
  it.each([
    ['', []],
    ['nameserver 10.0.0.1\noptions ndots:5\n', []],
    ['search a.example b.example\n', ['a.example', 'b.example']],
    ['  search\ta.example.   b.example  ', ['a.example', 'b.example']],
    ['search a.example\ndomain b.example\n', ['b.example']],
    ['search a b c d e f g h', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['search .\n', []],
    ['#search a.example\nsearching b\n', []],
  ])('of %j are %j', (text, domains) => {
    expect(parseSearchDomains(text)).toEqual(domains);
  });

  it.each([
    ['kong', ['kong.a', 'kong.b', 'kong']],
    ['kong.gateways', ['kong.gateways', 'kong.gateways.a', 'kong.gateways.b']],
    ['kong.', ['kong']],
  ])('make of %s the full names %j', (name, names) => {
    expect(fullNames(name, ['a', 'b'])).toEqual(names);
  });
});
