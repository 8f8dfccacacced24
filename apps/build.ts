import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build, type PluginOption } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { messagesPlugin } from '#platform/messages/vite-plugin.ts'
import { type PageApp, pageApps } from './page-app.ts'

const root = resolve(import.meta.dirname, '..')

/** Builds every web app that exists into `dist/<folder>/`, and the stylesheet of server-written pages into `dist/shared/`. `only` names one folder. */
export async function buildPages(log: (line: string) => void = () => {}, only?: string): Promise<void> {
  await mkdir(join(root, 'dist'), { recursive: true })
  await buildShared()
  for (const { folder, base } of pageApps) {
    const source = join(root, 'apps', folder)
    if (!existsSync(join(source, 'index.html')) || (only && only !== folder)) continue
    const { app } = (await import(join(source, 'app.config.ts'))) as { app: PageApp }
    await buildApp(app, source, join(root, 'dist', folder), base)
    await compressFolder(join(root, 'dist', folder))
    log(`Built ${folder}, served at ${base}`)
  }
}

async function buildApp(app: PageApp, source: string, outDir: string, base: string): Promise<void> {
  await build({
    configFile: false,
    root: source,
    base,
    publicDir: join(root, 'platform/ui/public'),
    logLevel: 'warn',
    plugins: [
      noNodeCrypto,
      messagesPlugin(
        app.messages.map((folder) => join(root, folder)),
        app.laterMessages?.map((folder) => join(root, folder)),
      ),
      app.offline && offlineWorker(app, base),
    ],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome87', // old Android phones; ux.md, "Floor"
      assetsInlineLimit: 0, // the content policy allows no data: addresses
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  })
}

/** HPKE looks for Node's crypto where a browser has none of its own; every browser that opens these pages has one. */
const noNodeCrypto: PluginOption = {
  name: 'posada-no-node-crypto',
  enforce: 'pre',
  resolveId: (id) => (id === 'crypto' ? '\0no-node-crypto' : undefined),
  load: (id) => (id === '\0no-node-crypto' ? 'export {}' : undefined),
}

/** The worker that keeps the whole app on the phone. A new version waits until the old one is closed: no half-finished form breaks. */
function offlineWorker(app: PageApp, base: string): PluginOption {
  return VitePWA({
    strategies: 'generateSW',
    registerType: 'prompt',
    injectRegister: false, // pages register it through their own Trusted Types policy
    scope: base,
    filename: 'sw.js',
    manifest: {
      name: app.name,
      short_name: app.shortName,
      start_url: base,
      scope: base,
      id: base,
      display: 'standalone',
      background_color: '#083d48',
      theme_color: '#083d48',
      icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any maskable' as 'any' }],
    },
    workbox: {
      globPatterns: ['**/*.{js,css,html,svg,wasm}'],
      globIgnores: ['**/Rights-*.js', '**/later-*.js'], // what they show comes from the server alone
      maximumFileSizeToCacheInBytes: 3 * 1024 * 1024,
      navigateFallback: `${base}index.html`,
      inlineWorkboxRuntime: true,
      clientsClaim: true,
      skipWaiting: false,
      cleanupOutdatedCaches: true,
      sourcemap: false,
    },
  })
}

/** One stylesheet for pages the server writes itself: posters, papers, the first page. */
async function buildShared(): Promise<void> {
  const outDir = join(root, 'dist/shared')
  await mkdir(outDir, { recursive: true })
  await build({
    configFile: false,
    root: join(root, 'apps/server/pages'),
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome87',
      rolldownOptions: {
        input: join(root, 'apps/server/pages/pages.css'),
        output: { assetFileNames: 'pages[extname]' },
      },
    },
  })
  await copyFile(join(root, 'platform/ui/public/icon.svg'), join(outDir, 'icon.svg'))
  await compressFolder(outDir)
}

const compressible = new Set(['.js', '.css', '.html', '.svg', '.json', '.webmanifest', '.wasm'])

/** Writes `.br` and `.gz` beside each file, so that the server never spends time on it. */
async function compressFolder(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true })
  await Promise.all(
    names
      .filter((name) => compressible.has(extname(name)))
      .map(async (name) => {
        const file = join(folder, name)
        const bytes = await readFile(file)
        const quality = {
          params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
        }
        await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, quality))
        await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }))
      }),
  )
}
