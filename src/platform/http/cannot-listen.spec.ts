import { expect, it } from '@jest/globals';
import { CannotListenError } from './cannot-listen.js';

it.each([
  ['EADDRINUSE', 'port 80 is in use (EADDRINUSE): end the process that listens there, or set another http.port'],
  ['EACCES', 'port 80 needs more rights than this user has (EACCES): set an http.port from 1024 on'],
  ['ENOTFOUND', 'http.host a is not an address of this machine (ENOTFOUND): set one that it has, or 0.0.0.0 for all'],
  ['EIO', 'cannot listen on port 80 of a (EIO): check http.host and http.port'],
])('says what is wrong after %s, and what to set', (code, sentence) => {
  const cause = Object.assign(new Error('listen'), { code });
  expect(new CannotListenError({ host: 'a', port: 80 }, cause)).toMatchObject({ message: sentence, cause });
});
