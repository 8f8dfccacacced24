import { fromBase64url, fromHex, isUuid, toBase64url, toHex } from '#platform/base/ids.ts'
import { type NodeSigner, verifyEd25519Sync } from '#platform/cose/ed25519-node.ts'
import type { Hash } from './merkle.ts'

/** What the log of an operation was at one moment. */
export type Head = { operationId: string; size: number; root: Hash; at: number }

/** A head read from its line, with what is needed to check who signed it. */
export type SignedHead = Head & { line: string; signature: Uint8Array }

/**
 * The head as one line of text, to be printed, read out or sent: form, operation, size, root, time, signature.
 * Whoever keeps it can show later that nothing before it was changed.
 */
export function signHead(head: Head, signer: NodeSigner): string {
  const text = textOf(head)
  return `${text} ${toBase64url(signer.signSync(Buffer.from(text)))}`
}

/** Undefined for anything that is not exactly such a line; says nothing yet about who signed it. */
export function parseHead(line: string): SignedHead | undefined {
  const [form, operationId = '', sizeText = '', rootText = '', timeText = '', signatureText = '', ...rest] =
    line.split(' ')
  if (form !== HEAD_FORM || rest.length > 0 || !isUuid(operationId)) return undefined
  if (!/^(0|[1-9]\d{0,15})$/.test(sizeText) || !/^[0-9a-f]{64}$/.test(rootText)) return undefined
  const signature = fromBase64url(signatureText)
  const [size, at] = [Number(sizeText), Date.parse(timeText)]
  if (!Number.isSafeInteger(size) || Number.isNaN(at) || signature?.length !== SIGNATURE_BYTES) return undefined
  const head = { operationId, size, root: fromHex(rootText), at, line, signature }
  // One text for one head: the time must be written as we write it.
  return textOf(head) === line.slice(0, line.lastIndexOf(' ')) ? head : undefined
}

/** Whether this very text was signed with the ledger key of its operation. */
export const isSignedBy = (publicKey: Uint8Array, head: SignedHead): boolean =>
  verifyEd25519Sync(publicKey, Buffer.from(textOf(head)), head.signature)

const HEAD_FORM = 'posada-head-1'
const SIGNATURE_BYTES = 64

const textOf = ({ operationId, size, root, at }: Head): string =>
  [HEAD_FORM, operationId, size, toHex(root), new Date(at).toISOString()].join(' ')
