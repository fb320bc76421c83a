// What happens to monitoring systems. A kind has servers of its own (`scrapers`, a name each), and says what happens to them
// and when. `sources` are what a Heartbeat asks, an URL each; `sees` tells which targets a server has in its discovery.
import { FrontDoor } from './front-door.js';

/** Some times within the run at which something begins, with room for what becomes of it. */
function times({ random, durationS }, count) {
  const lengthS = (durationS - 300) / count;
  return Array.from({ length: count }, (_, index) => 60 + index * lengthS + random.between(0, lengthS * 0.6));
}

const stopped = ([{ server }], fromS, lengthS) => [
  { atS: fromS, act: () => server.signal('SIGSTOP') },
  { atS: fromS + lengthS, act: () => server.signal('SIGCONT') },
];

export const MONITORING_FAULTS = [
  {
    name: 'prometheus-restarted',
    about: 'Prometheus is killed, and started again later',
    scrapers: ['restarted'],
    actions: (stage, [{ server }]) =>
      times(stage, 2).flatMap((atS) => [
        { atS, act: () => server.stop('SIGKILL') },
        { atS: atS + stage.random.whole(10, 150), act: () => server.start() },
      ]),
  },
  {
    name: 'prometheus-paused',
    about: 'Prometheus stands still for a time',
    scrapers: ['paused'],
    actions: (stage, servers) => times(stage, 2).flatMap((atS) => stopped(servers, atS, stage.random.whole(20, 200))),
  },
  {
    name: 'prometheus-slow',
    about: 'answers take seconds, and some are cut',
    scrapers: ['slow'],
    extraDelayMs: 10_000,
    async door(urls, { random, clock }) {
      const door = await new FrontDoor(urls).listen();
      door.waitMs = () => random.between(200, 2_500) / clock.scale;
      door.cuts = () => random.chance(0.05);
      return door;
    },
    actions: () => [],
  },
  {
    name: 'prometheus-balanced',
    about: 'two servers answer in turn, one of which begins with an empty store, and is away for a time',
    scrapers: ['balanced-a', 'balanced-b'],
    door: (urls) => new FrontDoor(urls).listen(),
    actions: (stage, [, second]) => {
      const [emptyS, awayS] = times(stage, 2);
      return [{ atS: emptyS, act: () => second.beginAnew() }, ...stopped([second], awayS, stage.random.whole(20, 120))];
    },
  },
  {
    name: 'copies',
    about: 'each gateway is scraped twice under a replica label, and one copy has a gap',
    scrapers: ['copies'],
    copies: [{ prometheus_replica: 'a' }, { prometheus_replica: 'b' }],
    actions: (stage, _, pages) =>
      times(stage, 2).flatMap((atS) => [
        { atS, act: () => pages.silenced.add('copies-1') },
        { atS: atS + stage.random.whole(20, 200), act: () => pages.silenced.delete('copies-1') },
      ]),
  },
  {
    name: 'two-zones',
    about: 'two sources see a part of the gateways each; one falls silent',
    scrapers: ['zone-a', 'zone-b'],
    sees: (scraper, index) => index % 2 === (scraper === 'zone-a' ? 0 : 1),
    actions: (stage, [, second]) => {
      const [atS] = times(stage, 1);
      return stopped([second], atS, stage.random.pick([200, 400, 700]));
    },
  },
];
