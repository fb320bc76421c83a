import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Browser, type BrowserPage } from '../support/servers/browser.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { describeWith } from '../support/servers/real-process.js';

const TOKEN = 'a-token-of-team-eni';
const BLOCK = "document.querySelector('[id$=putRover]')";

describeWith(['chromium'], 'Swagger UI in a real browser', () => {
  let service: HeartbeatService;
  let browser: Browser;
  let page: BrowserPage;

  beforeAll(async () => {
    const tokens = [{ name: 'eni', token: '${HEARTBEAT_ENI_TOKEN}', basePaths: ['/eni/*'] }];
    service = await HeartbeatService.start({ access: { tokens } }, { HEARTBEAT_ENI_TOKEN: TOKEN });
    browser = await Browser.start();
    page = await browser.open(`${service.url}/api-docs`);
    await page.until('the operations', BLOCK);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await service.process.remove();
  });

  const click = (what: string, expression: string): Promise<void> =>
    page.until(what, `(${expression}) && ((${expression}).click(), true)`);
  const button = (within: string, text: string): string =>
    `[...(${within}).querySelectorAll('button')].find((each) => each.textContent.trim() === '${text}')`;
  /** React hears of a new value only by the setter of the element's own class, and the fields wait until they are left. */
  const type = (selector: string, text: string): Promise<unknown> =>
    page.evaluate(`(() => {
      const field = document.querySelector(${JSON.stringify(selector)});
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, ${JSON.stringify(text)});
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
    })()`);

  it('shows the groups in their order, with what they are for', async () => {
    const shown = `[...document.querySelectorAll('.opblock-tag')].map((each) => each.dataset.tag)`;
    expect(await page.evaluate(shown)).toEqual(['heartbeats', 'rovers', 'operation']);
  });

  it('sends the Rover of its example, with a token, and shows that it is in force', async () => {
    await click('Authorize', button('document', 'Authorize'));
    await page.until('the field of the token', "document.querySelector('.auth-container input')");
    await type('.auth-container input', TOKEN);
    await click('the token is taken', button("document.querySelector('.auth-container')", 'Authorize'));
    await click('the dialogue is closed', button("document.querySelector('.auth-container')", 'Close'));

    await click('the operation opens', `${BLOCK}.querySelector('.opblock-summary-control')`);
    await click('Try it out', `${BLOCK}.querySelector('.try-out__btn')`);
    await page.until(
      'an editor of the body',
      `${BLOCK}.querySelector('textarea.body-param__text')?.value.includes('kind: Rover')`,
    );
    await type('[id$=putRover] tr[data-param-name="name"] input', 'eni-echo');
    await click('Execute', `${BLOCK}.querySelector('button.execute')`);
    await page.until('an answer', `${BLOCK}.querySelector('.live-responses-table .response-col_status')`);
    const status = `${BLOCK}.querySelector('.live-responses-table .response .response-col_status').textContent.trim()`;
    expect(await page.evaluate(status)).toMatch(/^201/);
    const rover = (await (await fetch(`${service.url}/rovers/eni-echo`)).json()) as Record<string, unknown>;
    expect(rover).toMatchObject({ name: 'eni-echo', origin: 'api', condition: 'Accepted' });
  }, 180_000);
});
