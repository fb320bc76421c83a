import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** A thread that asks for `/health/live` every few milliseconds; to each message it says how long the longest answer took. */
const EVERY_MS = 3;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let longestMs = 0;
let answers = 0;
let failures = 0;
let asked;

function ask(again = false) {
  asked ??= performance.now();
  const request = get(`${workerData.url}/health/live`, { agent }, (response) => {
    response.resume().on('end', () => {
      if (response.statusCode === 200) answers++;
      else failures++;
      note();
    });
  });
  request.on('error', (error) => {
    // A kept connection that was closed before anything was sent on it is no failure: clients ask again.
    if (!again && request.reusedSocket && error.code === 'ECONNRESET') return ask(true);
    failures++;
    note();
  });
}

function note() {
  longestMs = Math.max(longestMs, performance.now() - asked);
  asked = undefined;
  setTimeout(ask, EVERY_MS);
}

parentPort.on('message', () => {
  const waitingMs = asked === undefined ? 0 : performance.now() - asked;
  parentPort.postMessage({ longestMs: Math.max(longestMs, waitingMs), answers, failures }, []);
  [longestMs, answers, failures] = [0, 0, 0];
});
ask();
