import { once } from 'node:events';
import { WebSocket } from 'undici';
import { eventually, findProgram, RealProcess } from './real-process.js';

interface Reply {
  readonly id: number;
  readonly result?: { readonly [name: string]: unknown };
  readonly error?: { readonly message: string };
}

/** A Chromium without a window, driven by its own protocol. */
export class Browser {
  #lastId = 0;

  private constructor(
    private readonly process: RealProcess,
    private readonly socket: WebSocket,
  ) {}

  static async start(): Promise<Browser> {
    const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
    const process = new RealProcess(findProgram('chromium')!, (folder) => [
      ...args,
      `--user-data-dir=${folder}`,
      '--remote-debugging-port=0',
      'about:blank',
    ]);
    const address = (): string | undefined => /DevTools listening on (ws:\S+)/.exec(process.output)?.[1];
    await process.start(() => Promise.resolve(address() !== undefined), 60_000);
    const socket = new WebSocket(address()!);
    await once(socket, 'open');
    return new Browser(process, socket);
  }

  /** Opens a page and waits until it has loaded. */
  async open(url: string): Promise<BrowserPage> {
    const { targetId } = await this.call('Target.createTarget', { url });
    const { sessionId } = await this.call('Target.attachToTarget', { targetId, flatten: true });
    const page = new BrowserPage(this, sessionId as string);
    await page.until('the page', 'document.readyState === "complete" && location.href !== "about:blank"');
    return page;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.process.remove();
  }

  async call(method: string, params: object, sessionId?: string): Promise<NonNullable<Reply['result']>> {
    const id = ++this.#lastId;
    const reply = new Promise<Reply>((resolve) => {
      const listen = ({ data }: { data: unknown }): void => {
        const message = JSON.parse(String(data)) as Reply;
        if (message.id !== id) return;
        this.socket.removeEventListener('message', listen);
        resolve(message);
      };
      this.socket.addEventListener('message', listen);
    });
    this.socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }));
    const { result, error } = await reply;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result!;
  }
}

/** A page that a browser shows. */
export class BrowserPage {
  constructor(
    private readonly browser: Browser,
    private readonly sessionId: string,
  ) {}

  /** What an expression gives in the page; promises are waited for. */
  async evaluate(expression: string): Promise<unknown> {
    const params = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await this.browser.call('Runtime.evaluate', params, this.sessionId);
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value?: unknown }).value;
  }

  /** Waits until an expression holds in the page. */
  async until(what: string, expression: string): Promise<void> {
    await eventually(what, 60_000, async () => (await this.evaluate(`Boolean(${expression})`)) === true);
  }
}
