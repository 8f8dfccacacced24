import type { Random } from '#platform/base/environment.ts'

/** One encrypted value: AES-256-GCM, bound to the name it is kept under. */
export interface Box {
  iv: Uint8Array<ArrayBuffer>
  bytes: ArrayBuffer
}

/** Encrypts anything JSON can hold. */
export async function sealBox(key: CryptoKey, name: string, value: unknown, random: Random): Promise<Box> {
  const iv = new Uint8Array(random.bytes(12))
  const plain = new TextEncoder().encode(JSON.stringify(value))
  return { iv, bytes: await crypto.subtle.encrypt(parameters(name, iv), key, plain) }
}

/** Decrypts; throws for another key, another name or any changed bit. */
export async function openBox(key: CryptoKey, name: string, { iv, bytes }: Box): Promise<unknown> {
  const plain = await crypto.subtle.decrypt(parameters(name, iv), key, bytes)
  return JSON.parse(new TextDecoder().decode(plain))
}

/** A key from a secret that is itself random (128 bits or more): no slow derivation is needed. */
export async function keyFromSecret(secret: string, purpose: string): Promise<CryptoKey> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${purpose}\n${secret}`))
  return crypto.subtle.importKey('raw', hash, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

const parameters = (name: string, iv: Uint8Array<ArrayBuffer>) => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(name),
})
