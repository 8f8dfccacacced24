import { createHash } from 'node:crypto'
import type { Timers } from '#platform/base/environment.ts'
import { bodyTimeout, damaged, notJson, tooDeep, tooLarge, wrongMediaType } from '#platform/base/problem.ts'

export const JSON_DEPTH_LIMIT = 32
const BODY_TIMEOUT_MS = 30_000

/**
 * Reads a JSON body within its bounds: media type, bytes, time, UTF-8, depth. Throws the Problem that names which. Where the
 * sender gave a digest (RFC 9530) and it is another, the network changed the body: that says nothing about what was sent.
 */
export async function readJson(request: Request, limitBytes: number, timers: Timers): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) throw wrongMediaType()
  const bytes = await readBytes(request, limitBytes, timers)
  const digest = request.headers.get('content-digest')
  if (digest !== null && digest !== `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`) throw damaged()
  let text: string
  try {
    text = UTF8.decode(bytes)
  } catch {
    throw notJson()
  }
  if (isDeeperThan(text, JSON_DEPTH_LIMIT)) throw tooDeep({ limit: JSON_DEPTH_LIMIT })
  try {
    return JSON.parse(text)
  } catch {
    throw notJson()
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** The whole body, never more than `limitBytes`; a sender that stalls is let go after 30 seconds. */
export async function readBytes(request: Request, limitBytes: number, timers: Timers): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? '0')
  if (declared > limitBytes) throw tooLarge({ limitBytes })
  if (!request.body) return new Uint8Array()
  // A declared, bounded length needs no counting while it streams in: the runtime enforces it.
  if (declared > 0)
    return withTimeout(
      request.arrayBuffer().then((buffer) => new Uint8Array(buffer)),
      timers,
    )
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  const read = async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return Buffer.concat(chunks)
      size += value.byteLength
      if (size > limitBytes) {
        await reader.cancel()
        throw tooLarge({ limitBytes })
      }
      chunks.push(value)
    }
  }
  return withTimeout(read(), timers)
}

function withTimeout<T>(work: Promise<T>, timers: Timers): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = timers.after(BODY_TIMEOUT_MS, () => reject(bodyTimeout()))
    work.then(resolve, reject).finally(cancel)
  })
}

/** Counts brackets outside strings; cheaper and safer than letting the parser recurse first. */
export function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === 92) i++
      else if (code === 34) inString = false
    } else if (code === 34) inString = true
    else if (code === 91 || code === 123) {
      if (++depth > limit) return true
    } else if (code === 93 || code === 125) depth--
  }
  return false
}
