import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { answers, findProgram, RealProcess } from './real-process.js';

/** A scrape job: its name and the metrics pages. */
export interface ScrapeJob {
  readonly job: string;
  readonly targets: readonly string[];
  /** Paths on the targets, each of which is scraped as a target with the label `page`, whatever times stand on it. */
  readonly pages?: readonly string[];
  /** Labels of the targets, in place of `job` too; where a page has one of them, that of the page is renamed. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether the labels job and instance of a page stand, as where it is of other targets. */
  readonly honorLabels?: boolean;
}

/** A running monitoring system. */
export interface Monitoring {
  readonly url: string;
  readonly process: RealProcess;
  /** Whether it can be asked. */
  ready(): Promise<boolean>;
  /** Scrapes at another pace from now on; `1h` stands still for a test. Old samples stay where they are. */
  scrapeEvery(interval: string): Promise<void>;
  /** How many series of a metric it answers with now. */
  series(metric: string): Promise<number>;
}

/** A monitoring system before it is started: what differs between the kinds. */
interface MonitoringKind {
  readonly program: string;
  readonly readyPath: string;
  args(folder: string, address: string): readonly string[];
}

const CONFIG_FILE = 'scrape.yml';

const PROMETHEUS: MonitoringKind = {
  program: 'prometheus',
  readyPath: '/-/ready',
  args: (folder, address) => [
    `--config.file=${join(folder, CONFIG_FILE)}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--web.enable-lifecycle',
  ],
};

const VICTORIA_METRICS: MonitoringKind = {
  program: 'victoria-metrics',
  readyPath: '/health',
  args: (folder, address) => [
    `-promscrape.config=${join(folder, CONFIG_FILE)}`,
    `-storageDataPath=${join(folder, 'data')}`,
    `-httpListenAddr=${address}`,
    '-retentionPeriod=1d',
  ],
};

function scrapeConfig(jobs: readonly ScrapeJob[], interval: string): string {
  const lines = [`global: { scrape_interval: ${interval}, scrape_timeout: ${interval} }`, 'scrape_configs:'];
  for (const { job, targets, pages, labels = {}, honorLabels = false } of jobs) {
    lines.push(`  - job_name: ${job}`, `    honor_labels: ${honorLabels}`);
    if (pages) lines.push('    honor_timestamps: false');
    const ofPages = pages?.map((page) => ({ ...labels, __metrics_path__: `/${page}`, page }));
    const listed = (ofPages ?? [labels]).map((each) => ({ targets, labels: each }));
    lines.push(`    static_configs: ${JSON.stringify(listed)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A real Prometheus that scrapes `jobs`; `flags` are passed on to it. */
export async function startPrometheus(
  jobs: readonly ScrapeJob[],
  interval = '1s',
  flags: readonly string[] = [],
): Promise<Monitoring> {
  const args: MonitoringKind['args'] = (folder, address) => [...PROMETHEUS.args(folder, address), ...flags];
  return startMonitoring({ ...PROMETHEUS, args }, jobs, interval);
}

/** A real Prometheus 3 that scrapes `jobs`. */
export async function startPrometheus3(jobs: readonly ScrapeJob[], interval = '1s'): Promise<Monitoring> {
  return startMonitoring({ ...PROMETHEUS, program: 'prometheus3' }, jobs, interval);
}

/** A real VictoriaMetrics, single node, that scrapes `jobs`; `flags` are passed on to it. */
export async function startVictoriaMetrics(
  jobs: readonly ScrapeJob[],
  interval = '1s',
  flags: readonly string[] = [],
): Promise<Monitoring> {
  const args: MonitoringKind['args'] = (folder, address) => [...VICTORIA_METRICS.args(folder, address), ...flags];
  return startMonitoring({ ...VICTORIA_METRICS, args }, jobs, interval);
}

/** A real VictoriaMetrics that is years older, single node, that scrapes `jobs`. */
export async function startOlderVictoriaMetrics(jobs: readonly ScrapeJob[], interval = '1s'): Promise<Monitoring> {
  return startMonitoring({ ...VICTORIA_METRICS, program: 'victoria-metrics-older' }, jobs, interval);
}

async function startMonitoring(
  kind: MonitoringKind,
  jobs: readonly ScrapeJob[],
  interval: string,
): Promise<Monitoring> {
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const configure = (folder: string, every: string): void =>
    writeFileSync(join(folder, CONFIG_FILE), scrapeConfig(jobs, every));
  const process = new RealProcess(findProgram(kind.program)!, (folder) => {
    configure(folder, interval);
    return kind.args(folder, address);
  });
  const ready = (): Promise<boolean> => answers(`${url}${kind.readyPath}`);
  const scrapeEvery = async (every: string): Promise<void> => {
    configure(process.folder, every);
    const answer = await fetch(`${url}/-/reload`, { method: 'POST' });
    if (!answer.ok) throw new Error(`reload: ${answer.status} ${await answer.text()}`);
  };
  const series = async (metric: string): Promise<number> => {
    const answer = await (await fetch(`${url}/api/v1/query?query=${metric}`)).json();
    return (answer as { data: { result: unknown[] } }).data.result.length;
  };
  return { url, process: await process.start(ready), ready, scrapeEvery, series };
}
