// Draws every Mermaid block of docs/ as an SVG below docs/pictures/, for the site: code hosts draw the blocks themselves. A
// picture is named after its accTitle and says which text it was drawn from. Needs npx and Chromium (CHROMIUM, or the one on
// the path): `node .ci/draw-pictures.js`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MERMAID_CLI = '@mermaid-js/mermaid-cli@11.9.0';
const LOOK = {
  theme: 'neutral',
  look: 'classic',
  fontFamily: 'sans-serif',
  fontSize: 14,
  htmlLabels: false,
  flowchart: {
    htmlLabels: false,
    wrappingWidth: 340,
    nodeSpacing: 30,
    rankSpacing: 32,
    padding: 10,
    subGraphTitleMargin: { top: 4, bottom: 18 },
  },
};
const CHROMIUM = process.env['CHROMIUM'] ?? execFileSync('sh', ['-c', 'command -v chromium']).toString().trim();

const folder = mkdtempSync(join(tmpdir(), 'heartbeat-pictures-'));
const file = (name, text) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const look = file('look.json', JSON.stringify(LOOK));
const browser = file('browser.json', JSON.stringify({ executablePath: CHROMIUM, args: ['--no-sandbox'] }));

const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
for (const page of pages) {
  for (const [, text] of readFileSync(join('docs', page), 'utf8').matchAll(/^```mermaid\n([\s\S]*?)^```/gm)) {
    const title = /^ *accTitle: (.*)$/m.exec(text)[1];
    const name = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    const source = file(`${name}.mmd`, text);
    const args = ['-y', '-p', MERMAID_CLI, 'mmdc', '-q', '-b', 'white', '-p', browser, '-c', look, '-I', name];
    const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' };
    execFileSync('npx', [...args, '-i', source, '-o', join(folder, `${name}.svg`)], { env, stdio: 'inherit' });
    const drawn = readFileSync(join(folder, `${name}.svg`), 'utf8');
    const [, width, height] = /viewBox="\S+ \S+ (\d+)\S* (\d+)/.exec(drawn);
    const sized = drawn.replace('width="100%"', `width="${width}" height="${height}"`);
    const hash = createHash('sha256').update(text).digest('hex');
    writeFileSync(join('docs', 'pictures', `${name}.svg`), `<!-- drawn from sha256:${hash} -->\n${sized}\n`);
    process.stdout.write(`docs/pictures/${name}.svg\n`);
  }
}
rmSync(folder, { recursive: true });
