// Monitoring systems that scrape the gateways of a run.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, freePort } from '../../support/programs.js';
import { ServerProcess } from './server-process.js';

/** How each kind of monitoring system is started. */
export const KINDS = {
  prometheus: {
    program: 'prometheus',
    readyPath: '/-/ready',
    args: (folder, address) => [
      `--config.file=${join(folder, 'scrape.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=warn',
    ],
    discovery: { refresh_interval: '2s' },
  },
  'victoria-metrics': {
    program: 'victoria-metrics',
    readyPath: '/health',
    args: (folder, address) => [
      `-promscrape.config=${join(folder, 'scrape.yml')}`,
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=${address}`,
      '-promscrape.httpSDCheckInterval=2s',
      '-retentionPeriod=1d',
      '-loggerLevel=WARN',
      '-memory.allowedBytes=256MB',
    ],
    // It has a flag for that instead.
    discovery: {},
  },
};
KINDS['prometheus-3'] = { ...KINDS.prometheus, program: 'prometheus3' };

/** The kinds of monitoring systems that this machine has. */
export const kindsHere = () => Object.keys(KINDS).filter((kind) => findProgram(KINDS[kind].program) !== undefined);

/**
 * A monitoring system that scrapes fleets under the name `scraper`, once for each of `copies`, which are labels that the
 * series get.
 */
export async function startMonitoring({ kind, scraper, fleets, pages, clock, folder, copies = [{}] }) {
  const { program, readyPath, args, discovery } = KINDS[kind];
  const home = join(folder, scraper);
  mkdirSync(home, { recursive: true });
  const jobs = fleets.flatMap((fleet) =>
    copies.map((labels, copy) => jobOf(fleet, { scraper, discovery, pages, clock, labels, copy })),
  );
  // JSON is YAML.
  writeFileSync(join(home, 'scrape.yml'), JSON.stringify({ scrape_configs: jobs }));
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const server = new ServerProcess({
    name: scraper,
    command: findProgram(program),
    args: args(home, address),
    readyUrl: `${url}${readyPath}`,
  });
  await server.start();
  const beginAnew = async () => {
    await server.stop('SIGKILL');
    rmSync(join(home, 'data'), { recursive: true, force: true });
    await server.start();
  };
  return { kind, scraper, url, server, beginAnew };
}

/** Under which name a copy scrapes. */
export const copyOf = (scraper, copy) => (copy === 0 ? scraper : `${scraper}-${copy}`);

function jobOf({ name, scene }, { scraper, discovery, pages, clock, labels, copy }) {
  const relabelings = Object.entries(labels).map(([target_label, replacement]) => ({ target_label, replacement }));
  return {
    job_name: copy === 0 ? name : `${name}-copy-${copy}`,
    scrape_interval: clock.duration(scene.scrapeMs),
    scrape_timeout: clock.duration(Math.min(10_000, scene.scrapeMs)),
    metrics_path: `/metrics/${copyOf(scraper, copy)}`,
    http_sd_configs: [{ url: `${pages.url}/discovery/${copyOf(scraper, copy)}/${name}`, ...discovery }],
    // The job of copies is the same, as it is where two servers have the same configuration.
    relabel_configs: [{ target_label: 'job', replacement: name }, ...relabelings],
  };
}
