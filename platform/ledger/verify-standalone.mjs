/**
 * Checks heads of a Posada audit log against its leaves, without Posada: one file, no dependency, Node 20 or a browser.
 *
 *   node verify-standalone.mjs HEADS LEAVES [KEY]
 *
 * HEADS: lines as `posada audit head` prints them, kept over time. LEAVES: the file of `posada audit leaves`.
 * KEY: the public key as written down when the log began; without it, the one in LEAVES is believed, and said so.
 * Prints {"valid","size","root","firstBadIndex","key"}; exit 0 only for valid, 1 for not valid, 2 for wrong input.
 *
 * The tree is that of RFC 6962: a leaf is SHA-256(0x00 ‖ entry), a node SHA-256(0x01 ‖ left ‖ right). A head is signed
 * with Ed25519 over its line without the signature.
 */

/**
 * @param {string} headsText
 * @param {string} leavesText
 * @param {string} [trustedKey] 64 hexadecimal digits
 * @returns {Promise<{ valid: boolean, size: number, root: string, firstBadIndex: number | null, key: string }>}
 */
export async function verifyHeads(headsText, leavesText, trustedKey) {
  const [title, ...leaves] = linesOf(leavesText)
  const [, operation, fileKey] = /^posada-leaves-1 ([0-9a-f-]{36}) ([0-9a-f]{64})$/.exec(title ?? '') ?? []
  if (!operation) throw new WrongInput('the leaves do not begin with "posada-leaves-1 operation key"')
  const key = trustedKey?.trim().toLowerCase() ?? fileKey
  if (!/^[0-9a-f]{64}$/.test(key)) throw new WrongInput('a key has 64 hexadecimal digits')
  const heads = linesOf(headsText).map(parseHead)
  if (heads.length === 0) throw new WrongInput('there is no head')
  heads.sort((a, b) => a.size - b.size)

  const publicKey = await crypto.subtle.importKey('raw', bytesOf(key), 'Ed25519', false, ['verify'])
  const verdict = { valid: true, size: 0, root: '', firstBadIndex: null, key }
  const edge = []
  let agreed = 0
  const blame = (index) => {
    if (verdict.valid) Object.assign(verdict, { valid: false, firstBadIndex: index })
  }
  for (const head of heads) {
    while (verdict.size < head.size && verdict.size < leaves.length) {
      await append(edge, leaves[verdict.size], verdict.size)
      verdict.size++
    }
    const text = new TextEncoder().encode(head.text)
    const isSigned = await crypto.subtle.verify('Ed25519', publicKey, head.signature, text)
    if (!isSigned || head.operation !== operation) blame(agreed)
    else if (verdict.size < head.size) blame(verdict.size)
    else if (hexOf(await rootOf(edge)) !== head.root) blame(agreed)
    else agreed = head.size
  }
  verdict.root = hexOf(await rootOf(edge))
  return verdict
}

/** What was given cannot be read; nothing is said about the log. */
export class WrongInput extends Error {}

/** Appends a leaf to the right edge: one hash for each perfect subtree, largest first. */
async function append(edge, leaf, size) {
  if (!/^[0-9a-f]{64}$/.test(leaf)) throw new WrongInput(`leaf ${size} is not 64 hexadecimal digits`)
  let node = bytesOf(leaf)
  for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) node = await nodeHash(edge.pop(), node)
  edge.push(node)
}

async function rootOf(edge) {
  if (edge.length === 0) return sha256(new Uint8Array(0))
  let root = edge.at(-1)
  for (const left of edge.slice(0, -1).reverse()) root = await nodeHash(left, root)
  return root
}

const nodeHash = (left, right) => sha256(Uint8Array.of(1, ...left, ...right))
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

function parseHead(line) {
  const match = /^(posada-head-1 ([0-9a-f-]{36}) (\d{1,15}) ([0-9a-f]{64}) \S+) ([A-Za-z0-9_-]{86})$/.exec(line)
  if (!match) throw new WrongInput(`this is not a whole head: ${line.slice(0, 80)}`)
  const [, text, operation, size, root, signature] = match
  const base64 = signature.replaceAll('-', '+').replaceAll('_', '/')
  return {
    ...{ text, operation, size: Number(size), root },
    signature: Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)),
  }
}

const linesOf = (text) =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16))
const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Run by Node as a program; in a browser, and when imported, only the function is there. */
if (globalThis.process?.argv?.[1]) {
  const { pathToFileURL } = await import('node:url')
  const { readFileSync, realpathSync } = await import('node:fs')
  if (import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
    const [headsFile, leavesFile, key] = process.argv.slice(2)
    try {
      if (!headsFile || !leavesFile) throw new WrongInput('say: node verify-standalone.mjs HEADS LEAVES [KEY]')
      const verdict = await verifyHeads(readFileSync(headsFile, 'utf8'), readFileSync(leavesFile, 'utf8'), key)
      console.log(JSON.stringify(verdict))
      if (!key) console.error(`The key was believed as the file says. Compare it with the one on paper: ${verdict.key}`)
      process.exitCode = verdict.valid ? 0 : 1
    } catch (error) {
      if (!(error instanceof WrongInput) && !error.syscall) throw error
      console.error(error.message)
      process.exitCode = 2
    }
  }
}
