import { describe, expect, it } from '@jest/globals';
import { knownAddressesOf } from './instance-address.js';

describe('The addresses by which sources know an instance', () => {
  it.each<[string, string[]]>([
    ['10.0.0.1:8000', ['10.0.0.1:8000']],
    ['Kong.Example:8001', ['kong.example:8001']],
    ['kong.example:8001 at 10.0.0.1', ['10.0.0.1:8001', 'kong.example:8001']],
    ['kong.example:8001 at fd00::1', ['[fd00::1]:8001', 'kong.example:8001']],
    ['kong.example', ['kong.example:80', 'kong.example:443']],
    ['[fd00::1]', ['[fd00::1]:80', '[fd00::1]:443']],
    ['localhost:9090', ['127.0.0.1:9090']],
    ['localhost.example:9090', ['localhost.example:9090']],
    ['[::1]:9090', ['127.0.0.1:9090']],
    ['', []],
  ])('of %j', (address, expected) => {
    expect(knownAddressesOf(address)).toEqual(expected);
  });
});
