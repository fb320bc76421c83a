// An API with a configurable share of failures, evenly spread.
import { createServer } from 'node:http';

const failuresPerCent = Number(process.env.FAILURES_PER_CENT ?? 0);
let due = 0;

const server = createServer((request, response) => {
  request.resume();
  due += failuresPerCent;
  const fails = due >= 100;
  if (fails) due -= 100;
  response.writeHead(fails ? 503 : 200, { 'content-type': 'text/plain' }).end(fails ? 'not now\n' : 'ok\n');
});

server.listen(Number(process.env.PORT ?? 8080));
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
