import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram, freePort } from '../support/programs.js';
import { processorSeconds } from './processes.js';

/** The programs of these names that this machine has; the others are said to be missing. */
export function foundPrograms(names) {
  return names.filter((name) => {
    const found = findProgram(name) !== undefined;
    if (!found) console.log(`${name} is missing: left out`);
    return found;
  });
}

/** A real Prometheus that scrapes the targets every 15 s. */
export async function startPrometheus(program, targets) {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-'));
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const configure = (interval) => {
    const config = {
      global: { scrape_interval: interval },
      scrape_configs: [{ job_name: 'kong', static_configs: [{ targets }] }],
    };
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  };
  configure('15s');
  const child = spawn(
    findProgram(program),
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--web.enable-lifecycle',
    ],
    { stdio: 'ignore' },
  );
  const end = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await fetch(`${url}/-/ready`).catch(() => undefined))?.ok; tries++) {
    if (tries > 400 || child.exitCode !== null) throw new Error(`${program} did not get ready`);
    await sleep(50);
  }
  const { data } = await (await fetch(`${url}/api/v1/status/buildinfo`)).json();
  /** From now on no scrape costs anything; what was scraped stays. */
  const standStill = async () => {
    configure('1h');
    const answer = await fetch(`${url}/-/reload`, { method: 'POST' });
    if (!answer.ok) throw new Error(`reload: ${answer.status}`);
    await sleep(3_000);
  };
  const cpuMs = () => processorSeconds(child.pid) * 1_000;
  return { name: `Prometheus ${data.version}`, url, cpuMs, standStill, end };
}
