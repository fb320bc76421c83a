import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { answers, findProgram, RealProcess } from './real-process.js';

/** A scrape job: its name and the metrics pages. */
export interface ScrapeJob {
  readonly job: string;
  readonly targets: readonly string[];
  readonly path?: string;
}

/** A running monitoring system. */
export interface Monitoring {
  readonly url: string;
  readonly process: RealProcess;
}

function scrapeConfig(jobs: readonly ScrapeJob[], interval: string): string {
  const lines = [`global: { scrape_interval: ${interval}, scrape_timeout: ${interval} }`, 'scrape_configs:'];
  for (const { job, targets, path } of jobs) {
    lines.push(`  - job_name: ${job}`, `    metrics_path: ${path ?? '/metrics'}`);
    lines.push(`    static_configs: [{ targets: [${targets.map((each) => `"${each}"`).join(', ')}] }]`);
  }
  return `${lines.join('\n')}\n`;
}

/** A real Prometheus that scrapes `jobs`. */
export async function startPrometheus(jobs: readonly ScrapeJob[], interval = '1s', port?: number): Promise<Monitoring> {
  const listen = port ?? (await freePort());
  const url = `http://127.0.0.1:${listen}`;
  const process = new RealProcess(findProgram('prometheus')!, (folder) => {
    writeFileSync(join(folder, 'prometheus.yml'), scrapeConfig(jobs, interval));
    return [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${listen}`,
      '--web.enable-lifecycle',
    ];
  });
  return { url, process: await process.start(() => answers(`${url}/-/ready`)) };
}

/** A real VictoriaMetrics, single node, that scrapes `jobs`. */
export async function startVictoriaMetrics(jobs: readonly ScrapeJob[], interval = '1s'): Promise<Monitoring> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const process = new RealProcess(findProgram('victoria-metrics')!, (folder) => {
    writeFileSync(join(folder, 'scrape.yml'), scrapeConfig(jobs, interval));
    return [
      `-promscrape.config=${join(folder, 'scrape.yml')}`,
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-retentionPeriod=1d',
    ];
  });
  return { url, process: await process.start(() => answers(`${url}/health`)) };
}
