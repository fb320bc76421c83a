import { expect, it } from '@jest/globals';
import { PinoLog } from './pino-log.js';
import { currentRequest, requestIsOver, runForRequest } from './request-context.js';

function lines(write: (log: PinoLog) => void | Promise<void>): Promise<object[]> {
  const written: string[] = [];
  const log = new PinoLog('info', { write: (line: string) => written.push(line) });
  return Promise.resolve(write(log)).then(() => written.map((line) => JSON.parse(line) as object));
}

it('What is logged for a request carries its id and its trace, wherever it is logged', async () => {
  const [outside, inside, later] = await lines(async (log) => {
    log.info('outside');
    await runForRequest({ requestId: 'r1', trace_id: 't', span_id: 's' }, async () => {
      log.warn('inside', { count: 2 });
      await Promise.resolve();
      log.error('later');
    });
    requestIsOver();
  });
  expect(outside).not.toHaveProperty('requestId');
  expect(inside).toMatchObject({
    level: 'warn',
    message: 'inside',
    count: 2,
    requestId: 'r1',
    trace_id: 't',
    span_id: 's',
  });
  expect(later).toMatchObject({ level: 'error', message: 'later', requestId: 'r1' });
});

it('Requests are followed while any goes on, and again after there was none', async () => {
  const seen: (string | undefined)[] = [];
  const look = async (): Promise<void> => {
    await Promise.resolve();
    seen.push(currentRequest()?.requestId);
  };
  const first = runForRequest({ requestId: 'first' }, look);
  const second = runForRequest({ requestId: 'second' }, look);
  requestIsOver();
  await Promise.all([first, second]);
  requestIsOver();
  await runForRequest({ requestId: 'third' }, look);
  requestIsOver();
  expect(seen).toEqual(['first', 'second', 'third']);
  expect(currentRequest()).toBeUndefined();
});
