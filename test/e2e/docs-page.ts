import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where the pictures are taken, whatever the port of the server is. */
export const USUAL_URL = 'http://localhost:3000';

/** @param server who answers at the usual URL, as host and port */
export function launchBrowser(server: string): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [...FLAGS, `--host-resolver-rules=MAP localhost:3000 ${server}`],
  });
}

/** What an operation answered on the page. */
export interface ShownAnswer {
  status: number;
  // What is in it is for the tests to say.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** Swagger UI as a person uses it. */
export class DocsPage {
  /** What the browser complained of, and where it asked for something that is not ours. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('console', (message) => {
      // A refused request is what some of the tests are about; Chromium notes each as an error.
      if (
        ['error', 'warning'].includes(message.type()) &&
        !message.text().startsWith('Failed to load resource')
      ) {
        this.complaints.push(`${message.type()}: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => this.complaints.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(`${url}/`) && !request.url().startsWith('data:')) {
        this.complaints.push(`external request: ${request.url()}`);
      }
    });
  }

  static async open(browser: Browser, url: string): Promise<DocsPage> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    const docs = new DocsPage(page, url);
    await docs.reload();
    return docs;
  }

  async reload(): Promise<void> {
    await this.page.goto(`${this.url}/docs`);
    await this.page.locator('.opblock').first().waitFor();
  }

  async signIn(username: string, password: string): Promise<void> {
    await this.openDialog();
    await this.page.locator('#oauth_username').fill(username);
    await this.page.locator('#oauth_password').fill(password);
    await this.page.getByRole('button', { name: 'Apply given OAuth2 credentials' }).click();
    await this.page.getByRole('button', { name: 'Remove authorization' }).first().waitFor();
    await this.closeDialog();
  }

  async signInWithToken(token: string): Promise<void> {
    await this.openDialog();
    await this.page.locator('#auth-bearer-value').fill(token);
    // The dialog has a form of this kind for API keys as well.
    const form = this.page.locator('form', { has: this.page.locator('#auth-bearer-value') });
    await form.getByRole('button', { name: 'Apply credentials' }).click();
    await this.page.getByRole('button', { name: 'Remove authorization' }).first().waitFor();
    await this.closeDialog();
  }

  /** Folds everything away but these chapters. */
  async showOnly(...tags: string[]): Promise<void> {
    const chapters = this.page.locator('.opblock-tag[data-is-open="true"]');
    for (const tag of await chapters.evaluateAll((all) => all.map((one) => one.getAttribute('data-tag')!))) {
      if (!tags.includes(tag)) {
        await this.page.locator(`.opblock-tag[data-tag="${tag}"]`).click();
      }
    }
  }

  async signOut(): Promise<void> {
    await this.openDialog();
    await this.page.getByRole('button', { name: 'Remove authorization' }).first().click();
    await this.closeDialog();
  }

  /** Opens the authorize dialog, or what shows that it is there. */
  async openDialog(): Promise<Locator> {
    await this.page.locator('.auth-wrapper .btn.authorize').click();
    const dialog = this.page.locator('.dialog-ux .modal-ux');
    await dialog.waitFor();
    return dialog;
  }

  async closeDialog(): Promise<void> {
    await this.page.locator('.dialog-ux .close-modal').click();
  }

  operation(id: string): Locator {
    return this.page.locator(`.opblock[id$="-${id}"]`);
  }

  async openOperation(id: string): Promise<Locator> {
    const operation = this.operation(id);
    if (!(await operation.getAttribute('class'))!.includes('is-open')) {
      await operation.locator('.opblock-summary-control').click();
    }
    await operation.locator('.opblock-body .responses-inner').waitFor();
    return operation;
  }

  /**
   * Executes an operation with what is filled in already, but for what is given.
   * @param parameters by name, those of the path, the query and the headers
   */
  async execute(id: string, body?: unknown, parameters: Record<string, string> = {}): Promise<ShownAnswer> {
    const operation = await this.openOperation(id);
    for (const [name, value] of Object.entries(parameters)) {
      await operation.locator(`tr[data-param-name="${name}"] input`).fill(value);
    }
    if (body !== undefined) {
      await operation.locator('textarea.body-param__text').fill(JSON.stringify(body));
    }
    const answered = this.page.waitForResponse((response) => response.url().includes('/v1/'));
    await operation.getByRole('button', { name: 'Execute' }).click();
    const response = await answered;
    const shown = operation.locator('.live-responses-table .response-col_status').last();
    await shown.getByText(String(response.status())).waitFor();
    const isJson = response.headers()['content-type']?.includes('json') ?? false;
    return { status: response.status(), body: await (isJson ? response.json() : response.text()) };
  }
}
