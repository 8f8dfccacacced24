/** A key that signs. The private half stays inside. */
export type Signer = {
  /** The first four bytes of SHA-256 of the public key. */
  kid: Uint8Array
  publicKey: Uint8Array
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

export const SIGNATURE_BYTES = 64
export const PUBLIC_KEY_BYTES = 32

/** How a public key is named in a message. Two keys may share it by chance, so it selects candidates and proves nothing. */
export async function keyIdOf(publicKey: Uint8Array): Promise<Uint8Array> {
  const digest = await crypto.subtle.digest('SHA-256', publicKey as BufferSource)
  return new Uint8Array(digest).slice(0, 4)
}

/** RFC 8032 with a canonical `S`: a signature cannot be changed into another valid one. */
export async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (publicKey.length !== PUBLIC_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false
  const key = await importPublicKey(publicKey)
  if (key) return crypto.subtle.verify('Ed25519', key, signature as BufferSource, message as BufferSource)
  return verifyWithoutWebCrypto(publicKey, message, signature)
}

/** For phones whose WebCrypto has no Ed25519 (Chrome before 137); loaded only there. */
export async function verifyWithoutWebCrypto(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) {
  const { ed25519 } = await import('@noble/curves/ed25519.js')
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false }) // zip215 would accept a second form of a point
  } catch {
    return false // bytes that are no point on the curve
  }
}

/** A key made on a phone from 32 random bytes. Loads the portable implementation: it works on every phone alike. */
export async function signerFromSeed(seed: Uint8Array): Promise<Signer> {
  const { ed25519 } = await import('@noble/curves/ed25519.js')
  const publicKey = ed25519.getPublicKey(seed)
  return { kid: await keyIdOf(publicKey), publicKey, sign: async (bytes) => ed25519.sign(bytes, seed) }
}

async function importPublicKey(publicKey: Uint8Array): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('raw', publicKey as BufferSource, 'Ed25519', false, ['verify'])
  } catch {
    return undefined // not supported here, or not a key: the portable implementation decides
  }
}
