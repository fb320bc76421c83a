import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOCAL = '127.0.0.1';

/** The servers of a recording: all on loopback, all data below one folder. */
export class Servers {
  #children = [];

  constructor(folder) {
    this.folder = folder;
  }

  /** Two replicas scrape the same targets: those that `targets.json` names, as Prometheus discovers them. */
  targets(addresses) {
    writeFileSync(join(this.folder, 'targets.json'), JSON.stringify([{ targets: addresses }]));
  }

  /** A Prometheus with the external labels of a replica; `writesTo` are addresses for remote write. */
  async prometheus(replica, writesTo = []) {
    const folder = join(this.folder, `prometheus-${replica}`);
    mkdirSync(folder);
    const writes = writesTo.map((url) => `  - url: ${url}/api/v1/push\n`);
    const config = `global:
  scrape_interval: 15s
  scrape_timeout: 5s
  external_labels: { cluster: eu, prometheus_replica: ${replica} }
scrape_configs:
  - job_name: kong
    file_sd_configs: [{ files: ['${join(this.folder, 'targets.json')}'], refresh_interval: 1s }]
${writes.length > 0 ? `remote_write:\n${writes.join('')}` : ''}`;
    writeFileSync(join(folder, 'prometheus.yml'), config);
    const address = `${LOCAL}:${await freePort()}`;
    await this.#start('prometheus', [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ]);
    await ready(`http://${address}/-/ready`);
    return { url: `http://${address}`, folder };
  }

  /** A sidecar beside a Prometheus: the address of its store, how it goes away, and how it comes back. */
  async sidecar(program, { url, folder }) {
    const [http, grpc] = [`${LOCAL}:${await freePort()}`, `${LOCAL}:${await freePort()}`];
    const args = [
      'sidecar',
      `--prometheus.url=${url}`,
      `--tsdb.path=${join(folder, 'data')}`,
      `--http-address=${http}`,
      `--grpc-address=${grpc}`,
    ];
    let child;
    const start = async () => {
      child = await this.#start(program, args);
      await ready(`http://${http}/-/ready`);
    };
    await start();
    return { grpc, start, kill: () => child.kill('SIGKILL') };
  }

  /** A Thanos Query; `stores` are flags, too. */
  async thanosQuery(program, flags) {
    const [http, grpc] = [`${LOCAL}:${await freePort()}`, `${LOCAL}:${await freePort()}`];
    await this.#start(program, ['query', `--http-address=${http}`, `--grpc-address=${grpc}`, ...flags]);
    await ready(`http://${http}/-/ready`);
    return `http://${http}`;
  }

  /** A Mimir of one process, whose tenant `small` may read one series. */
  async mimir(program) {
    const [http, grpc, gossip] = [await freePort(), await freePort(), await freePort()];
    const folder = join(this.folder, 'mimir');
    mkdirSync(folder);
    const limits = 'overrides: { small: { max_fetched_series_per_query: 1 } }\n';
    writeFileSync(join(folder, 'limits.yml'), limits);
    writeFileSync(join(folder, 'mimir.yml'), mimirConfig({ http, grpc, gossip, folder }));
    await this.#start(program, [`-config.file=${join(folder, 'mimir.yml')}`], folder);
    await ready(`http://${LOCAL}:${http}/ready`);
    return `http://${LOCAL}:${http}`;
  }

  async stop() {
    for (const child of this.#children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await Promise.all(
      this.#children.map((child) => (child.exitCode ?? child.signalCode) === null && once(child, 'exit')),
    );
  }

  async #start(program, args, cwd = this.folder) {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', process.env.SHOW ? 'inherit' : 'ignore'] });
    this.#children.push(child);
    await once(child, 'spawn');
    return child;
  }
}

function mimirConfig({ http, grpc, gossip, folder }) {
  const ring = `{ kvstore: { store: inmemory }, instance_addr: ${LOCAL} }`;
  return `target: all
multitenancy_enabled: true
usage_stats: { enabled: false }
server: { http_listen_address: ${LOCAL}, http_listen_port: ${http}, grpc_listen_address: ${LOCAL}, grpc_listen_port: ${grpc} }
memberlist: { bind_addr: [${LOCAL}], bind_port: ${gossip}, advertise_addr: ${LOCAL} }
common: { storage: { backend: filesystem, filesystem: { dir: ${folder}/common } } }
blocks_storage: { storage_prefix: blocks, tsdb: { dir: ${folder}/tsdb } }
ingester: { ring: { kvstore: { store: inmemory }, instance_addr: ${LOCAL}, replication_factor: 1 } }
distributor: { ring: ${ring} }
compactor: { data_dir: ${folder}/compactor, sharding_ring: ${ring} }
store_gateway: { sharding_ring: { kvstore: { store: inmemory }, instance_addr: ${LOCAL}, replication_factor: 1 } }
frontend: { address: ${LOCAL} }
query_scheduler: { ring: ${ring} }
ruler: { ring: ${ring}, rule_path: ${folder}/rules }
alertmanager: { sharding_ring: ${ring}, data_dir: ${folder}/alertmanager }
runtime_config: { file: ${folder}/limits.yml }
`;
}

async function ready(url) {
  for (let look = 0; look < 600; look++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error(`${url} does not get ready`);
}

async function freePort() {
  const server = createServer().listen(0, LOCAL);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
