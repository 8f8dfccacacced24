import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../scripts/chromium.mjs'
import { type Hit, scanBytes, scanFolder } from './scan.ts'

/** Where a browser keeps what a page gave it, and what we put there to see that a scan finds it. */
export const CONTROLS = {
  indexedDb: 'Kqpzwxdatabase',
  cache: 'Kqpzwxcache',
  localStorage: 'Kqpzwxlocal',
  history: 'Kqpzwxhistory',
  title: 'Kqpzwxtitle',
  field: 'Kqpzwxfield',
} as const

/** A browser of somebody, with a folder of its own on the disk, as on a phone or in an office. */
export async function openProfile() {
  const folder = mkdtempSync(join(tmpdir(), 'posada-profile-'))
  const open = (size = { width: 360, height: 740 }) =>
    chromium.launchPersistentContext(folder, {
      executablePath: findChromium()!,
      args: ['--no-sandbox', '--disable-gpu'],
      viewport: size,
      locale: 'en',
    })
  return { folder, open, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Puts a text of its own into each place, the way a careless page would. */
export async function putControls(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(`${url}/verify/?${CONTROLS.history}`)
  await page.evaluate(async (texts) => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('control')
      opening.onupgradeneeded = () => opening.result.createObjectStore('texts')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error)
    })
    await new Promise<void>((resolve) => {
      const writing = db.transaction('texts', 'readwrite')
      writing.objectStore('texts').put({ deep: [new TextEncoder().encode(texts.indexedDb)] }, 'control')
      writing.oncomplete = () => resolve()
    })
    await (await caches.open('control')).put('/control', new Response(texts.cache))
    localStorage.setItem('control', texts.localStorage)
  }, CONTROLS)
  // A page without an app that would set its title again; what was written into it is kept as one goes on.
  await page.goto(`${url}/no-such-page`)
  await page.evaluate((title) => {
    document.title = title
    const field = document.createElement('input')
    field.name = 'control'
    document.body.append(field)
  }, CONTROLS.title)
  await page.locator('input[name=control]').pressSequentially(CONTROLS.field)
  await page.goto(`${url}/verify/`)
}

/** Every marker on the disk of a closed browser, and in what the pages of this server can read again when it is opened. */
export async function scanProfile(
  { folder, open }: Awaited<ReturnType<typeof openProfile>>,
  url: string,
  markers: readonly string[],
): Promise<{ hits: Hit[]; bytes: number; handsOutKeys: string[] }> {
  const onDisk = scanFolder(folder, markers)
  const context = await open()
  const page = await context.newPage()
  await page.goto(`${url}/verify/`)
  const pieces = await readStorage(page)
  const cookies = JSON.stringify(await context.cookies())
  await context.close()
  const readAgain = pieces.flatMap(({ where, base64 }) => scanBytes(where, Buffer.from(base64, 'base64'), markers))
  return {
    hits: [...onDisk.hits, ...readAgain, ...scanBytes('cookies', Buffer.from(cookies), markers)],
    bytes: onDisk.bytes,
    handsOutKeys: pieces.filter(({ isOpenKey }) => isOpenKey).map(({ where }) => where),
  }
}

type Piece = { where: string; base64: string; isOpenKey?: boolean }

/** Databases on the disk are compressed: what they hold is read through a page as well. */
const readStorage = (page: Page): Promise<Piece[]> =>
  page.evaluate(async () => {
    const pieces: { where: string; base64: string; isOpenKey?: boolean }[] = []
    const keep = (where: string, bytes: Uint8Array) => {
      let text = ''
      for (const byte of bytes) text += String.fromCharCode(byte)
      pieces.push({ where, base64: btoa(text) })
    }
    const keepText = (where: string, text: string) => keep(where, new TextEncoder().encode(text))
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const walk = async (where: string, value: unknown): Promise<void> => {
      if (typeof value === 'string') keepText(where, value)
      else if (value instanceof CryptoKey) pieces.push({ where, base64: '', isOpenKey: value.extractable })
      else if (value instanceof ArrayBuffer) keep(where, new Uint8Array(value))
      else if (ArrayBuffer.isView(value)) keep(where, new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      else if (value instanceof Blob) keep(where, new Uint8Array(await value.arrayBuffer()))
      else if (value && typeof value === 'object')
        for (const [name, inner] of Object.entries(value)) {
          keepText(where, name)
          await walk(`${where}.${name}`, inner)
        }
      else keepText(where, String(value))
    }
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name))
      for (const store of db.objectStoreNames) {
        const reading = db.transaction(store).objectStore(store)
        await walk(`indexedDB ${name}/${store}`, await done(reading.getAllKeys()))
        await walk(`indexedDB ${name}/${store}`, await done(db.transaction(store).objectStore(store).getAll()))
      }
      db.close()
    }
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) {
        keepText(`cache ${name}`, request.url)
        const response = await caches.match(request, { cacheName: name })
        keep(`cache ${name}`, new Uint8Array(await response!.arrayBuffer()))
      }
    for (const [name, storage] of Object.entries({ localStorage, sessionStorage }))
      for (const [key, value] of Object.entries(storage)) keepText(name, `${key}=${value}`)
    return pieces
  })
