/**
 * Makes a fresh checkout ready and is silent when it already is: installs what the lock file names, checks the Node that
 * runs Posada, builds the pages; with `--chromium` finds or installs the browser of the tests.
 * Plain JavaScript without dependencies: it runs before anything is installed, on the machine's own Node.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from './chromium.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OLDEST_NODE_FOR_SETUP = 20
const OLDEST_NODE = 24
const LOCK_WAIT_MS_MAX = 15 * 60_000

const INSTALL_STAMP = join(ROOT, 'node_modules/.posada-installed')
const PAGES_STAMP = join(ROOT, 'dist/.posada-built')
const LOCK = join(ROOT, '.cache/ready.lock')
const OWN_NODE = join(ROOT, 'node_modules/.bin/node')
const BUILD = join(ROOT, 'scripts/build.ts')

function main() {
  if (majorOf(process.version) < OLDEST_NODE_FOR_SETUP) {
    fail(
      `Posada needs Node ${OLDEST_NODE_FOR_SETUP} or newer to set itself up; this is Node ${process.version}. See https://nodejs.org.`,
    )
  }
  if (!isInstalled() || !arePagesBuilt()) {
    holdingLock(() => {
      if (!isInstalled()) install()
      if (!arePagesBuilt()) buildPages()
    })
  }
  if (process.argv.includes('--chromium') && !findChromium()) installChromium()
}

/** The stamp is written last, so that an interrupted install repeats. */
function install() {
  if (!hasLockedNode() && majorOf(process.version) < OLDEST_NODE) failWithoutNode(process.version)
  say('Installing (once, about a minute) …')
  rmSync(INSTALL_STAMP, { force: true })
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? [process.execPath, process.env.npm_execpath] : ['npm']
  const [command, ...first] = npm
  const args = [...first, 'ci', '--include=dev', '--include=optional', '--loglevel=error']
  run(command, args, 'npm ci did not finish. Its message is above; check the network and try again.')
  assertRuntime()
  writeFileSync(INSTALL_STAMP, installHash())
}

const isInstalled = () => readText(INSTALL_STAMP) === installHash()

const installHash = () =>
  hashOf([
    ['lock', readFileSync(join(ROOT, 'package-lock.json'))],
    ['platform', `${process.platform}-${process.arch}`],
  ])

/** The Node that will run Posada: the locked one where there is one for this machine, otherwise the machine's own. */
function assertRuntime() {
  const version = spawnSync(runtime(), ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? ''
  if (majorOf(version) < OLDEST_NODE) failWithoutNode(version || process.version)
}

const hasLockedNode = () =>
  readFileSync(join(ROOT, 'package-lock.json'), 'utf8').includes(
    `"node_modules/node-${process.platform}-${process.arch}"`,
  )

function failWithoutNode(version) {
  fail(
    `Posada runs on Node ${OLDEST_NODE} or newer. It brings its own for Linux on x64 and arm64; this machine ` +
      `(${process.platform}, ${process.arch}) has ${version}: install Node ${OLDEST_NODE} from https://nodejs.org.`,
  )
}

const runtime = () => (existsSync(OWN_NODE) ? OWN_NODE : process.execPath)

function buildPages() {
  say('Building the pages …')
  const hash = pagesHash() // before: a file changed meanwhile is built next time
  run(runtime(), [BUILD], 'The pages could not be built. The message is above.')
  mkdirSync(join(ROOT, 'dist'), { recursive: true })
  writeFileSync(PAGES_STAMP, hash)
}

const arePagesBuilt = () => !existsSync(BUILD) || readText(PAGES_STAMP) === pagesHash()

/** Everything a page may be made of. What only the server runs is left out, so that changing it costs no build. */
function pagesHash() {
  const files = ['apps', 'capabilities', 'platform'].flatMap((folder) => listFiles(folder)).filter(isPageSource)
  return hashOf(
    [...files, 'package-lock.json', 'scripts/build.ts'].map((path) => [path, readFileSync(join(ROOT, path))]),
  )
}

const SERVER_ONLY =
  /^(apps\/(server|posada)|platform\/(database|simulation|ledger))\/|\/server\/|\.(test|faults|browser|soak)\.ts$|\.md$/
const isPageSource = (path) => !SERVER_ONLY.test(path)

function listFiles(folder) {
  const at = join(ROOT, folder)
  if (!existsSync(at)) return []
  return readdirSync(at, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? listFiles(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
}

function installChromium() {
  const advice =
    'No Chromium was found: the browser tests will be skipped. Install Chromium, or set POSADA_CHROMIUM to its program.'
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (process.env.POSADA_CHROMIUM || !mayInstall) return say(advice)
  say('Installing Chromium for the browser tests (once) …')
  const quiet = { stdio: 'ignore', timeout: 5 * 60_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  spawnSync('apt-get', ['update', '-qq'], quiet)
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet)
  const found = findChromium()
  // Ubuntu's package of this name is a stub that asks for snap.
  if (!found || spawnSync(found, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status !== 0) say(advice)
}

/** Two starts at once take turns; a lock whose process is gone counts for nothing. */
function holdingLock(work) {
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
  let isAnnounced = false
  for (let waited = 0; !tryLock(); waited += 200) {
    const holder = Number(readText(LOCK))
    if (holder && !isAlive(holder)) {
      rmSync(LOCK, { force: true })
      continue
    }
    if (waited > LOCK_WAIT_MS_MAX) fail(`Another set-up (pid ${holder}) does not finish. If it hangs, remove ${LOCK}.`)
    if (!isAnnounced) say(`Waiting for another set-up (pid ${holder}) …`)
    isAnnounced = true
    sleep(200)
  }
  process.once('exit', () => rmSync(LOCK, { force: true }))
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
  work()
}

function tryLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    return fail(`This folder cannot be written (${error.code}): Posada needs to install itself in ${ROOT}`)
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Standard output stays free for what the command itself prints. */
function run(command, args, sentence) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2] })
  if (error || status !== 0) fail(sentence)
}

function hashOf(entries) {
  const hash = createHash('sha256')
  for (const [name, content] of entries) hash.update(`${name}\0${content.length}\0`).update(content)
  return hash.digest('hex')
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const majorOf = (version) => Number(/^v?(\d+)/.exec(version)?.[1] ?? 0)
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
const say = (sentence) => process.stderr.write(`${sentence}\n`)

function fail(sentence) {
  say(sentence)
  process.exit(1)
}

main()
