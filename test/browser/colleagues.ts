// What others do meanwhile, so that each person's day begins where it should: over
// the same pages and forms as in a browser, without drawing them.
import { type APIRequestContext, expect, type PlaywrightWorkerArgs } from '@playwright/test'
import type { Receipt } from './people'

// A file to send.
export type Upload = { name: string; mimeType: string; buffer: Buffer }

export type Fields = Record<string, string | Upload>

// Somebody at the desk, signed in once for all tests of a worker.
export class Colleague {
  constructor(private readonly http: APIRequestContext) {}

  // Opens a matter and gives its number. What is applied for stands in the address.
  async opens(process: string, { item, ...fields }: Fields): Promise<string> {
    const path = `/desk/new/${process}${item ? `?item=${item}` : ''}`
    return /\/matter\/([^?]+)/.exec(await submit(this.http, path, fields))![1]
  }

  // Performs acts of a matter, each with the fields of its form: units by name,
  // everything else by the form's own values.
  async does(number: string, act: string, fields: Fields = {}) {
    await submit(this.http, `/desk/matter/${number}/${act}`, fields)
  }

  // The page at an address, and that of a matter.
  async gets(path: string): Promise<string> {
    return (await this.http.get(path)).text()
  }

  reads(number: string): Promise<string> {
    return this.gets(`/desk/matter/${number}`)
  }

  // Performs an act that opens a matter beneath, and gives its number.
  async begets(number: string, act: string, fields: Fields = {}): Promise<string> {
    await this.does(number, act, fields)
    const page = await (await this.http.get(`/desk/matter/${number}`)).text()
    return /aria-labelledby="?children.*?\/matter\/([^"?\s>]+)/s.exec(page)![1]
  }
}

// The numbers of the departments' parts of a matter, the latest of each.
export async function partsOf(colleague: Colleague, number: string): Promise<Map<string, string>> {
  const rows = [...(await colleague.reads(number)).matchAll(/href="\/desk\/matter\/([^"?]+)"[^>]*>\s*([^<·]+?) · /g)]
  return new Map(rows.map(([, part, unit]) => [unit.trim(), part]))
}

// Somebody who wrote and follows.
export class Writer {
  constructor(private readonly http: APIRequestContext, readonly receipt: Receipt) {}

  async does(act: string, fields: Fields = {}) {
    await submit(this.http, `/follow/act/${act}`, fields)
  }
}

// Everybody in the city, as far as a test has called on them.
export class Colleagues {
  private readonly contexts: APIRequestContext[] = []
  private readonly known = new Map<string, Promise<Colleague>>()

  constructor(private readonly playwright: PlaywrightWorkerArgs['playwright'], private readonly baseURL: string) {}

  by(login: string): Promise<Colleague> {
    if (!this.known.has(login)) this.known.set(login, this.signIn(login))
    return this.known.get(login)!
  }

  // Somebody writes on the portal.
  async write(fields: Fields): Promise<Writer> {
    const http = await this.visitor()
    const first = await (await http.get('/ask')).text()
    const sent = await http.post('/ask/send', { form: { ...hidden(first), ...fields } as Record<string, string> })
    const page = await sent.text()
    expect(sent.url(), page).toContain('/receipt')
    const text = (part: string) => new RegExp(`class="sn-receipt__${part}"[^>]*>([^<]+)<`).exec(page)![1].trim()
    return new Writer(http, { number: text('number'), code: text('code') })
  }

  async close() {
    await Promise.all(this.contexts.map((c) => c.dispose()))
  }

  private async signIn(login: string): Promise<Colleague> {
    const http = await this.visitor()
    const response = await http.post('/demo/sign-in', { form: { login } })
    expect(response.url(), `${login} signs in`).toMatch(/\/desk$/)
    return new Colleague(http)
  }

  private async visitor() {
    const http = await this.playwright.request.newContext({ baseURL: this.baseURL, locale: 'zh-CN' } as object)
    this.contexts.push(http)
    return http
  }
}

// Fills in the form at an address and sends it to the same; gives where it led.
async function submit(http: APIRequestContext, path: string, fields: Fields): Promise<string> {
  const asked = await http.get(path)
  const page = await asked.text()
  expect(asked.status(), `${path}: ${page}`).toBe(200)
  const form = { ...hidden(page) }
  for (const [name, value] of Object.entries(fields)) form[name] = typeof value === 'string' ? option(page, name, value) : value
  const answer = await http.post(path, { multipart: form })
  expect(answer.status(), `${path}: ${text(await answer.text())}`).toBe(200)
  return answer.url()
}

const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? ''

function hidden(page: string): Fields {
  const main = page.slice(page.indexOf('<main'))
  return Object.fromEntries([...main.matchAll(/<input type="hidden"[^>]*>/g)].map(([tag]) => [attribute(tag, 'name'), attribute(tag, 'value')]))
}

// The value of the option that is called so; what is no option is typed as it is.
function option(page: string, name: string, label: string): string {
  const select = new RegExp(`<select[^>]*name="${name}"[^>]*>(.*?)</select>`, 's').exec(page)?.[1] ?? ''
  const found = [...select.matchAll(/<option value="([^"]*)"[^>]*>([^<]*)</g)].find(([, , words]) => words.trim() === label)
  return found ? found[1] : label
}

const text = (page: string) => page.slice(page.indexOf('<main')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').slice(0, 2000)
