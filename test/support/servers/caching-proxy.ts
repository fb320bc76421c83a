import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { answers, findProgram, RealProcess } from './real-process.js';

/** nginx with the settings of deploy/proxy before an address; with ports, and a folder for what it keeps, of its own. */
export async function startCachingProxy(upstream: string): Promise<{ url: string; process: RealProcess }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const process = new RealProcess(findProgram('nginx')!, (folder) => {
    for (const name of ['cache', 'temporary']) mkdirSync(join(folder, name));
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `${kind}_temp_path ${join(folder, 'temporary', kind)};`)
      .join(' ');
    const settings = readFileSync('deploy/proxy/nginx.conf', 'utf8')
      .replace('127.0.0.1:8080', new URL(upstream).host)
      .replace('listen 8081', `listen 127.0.0.1:${port}`)
      .replace('/dev/shm/heartbeat', join(folder, 'cache'))
      .replace('http {', `http { ${temporary}`)
      .replace('worker_processes auto;', `worker_processes 1; daemon off; master_process off; pid ${folder}/pid;`);
    writeFileSync(join(folder, 'nginx.conf'), settings);
    return ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')];
  });
  await process.start(() => answers(`${url}/health/live`));
  return { url, process };
}
