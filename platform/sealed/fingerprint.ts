/**
 * Sixteen characters by which two people, face to face or on the telephone, know a public key and whose it is: 80 bits, in no
 * language. Letters that look alike are left out (Crockford).
 */
export async function fingerprintOf(operationId: string, ownerId: string, publicKey: Uint8Array): Promise<string> {
  const owner = new TextEncoder().encode(JSON.stringify(['sealed-record owner', operationId, ownerId]))
  const all = new Uint8Array(owner.length + publicKey.length)
  all.set(owner)
  all.set(publicKey, owner.length)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', all))
  const bits = Array.from(digest.subarray(0, 10), (byte) => byte.toString(2).padStart(8, '0')).join('')
  const characters = Array.from({ length: 16 }, (_, n) => LETTERS[Number.parseInt(bits.slice(5 * n, 5 * n + 5), 2)]!)
  return characters.join('').replace(/(.{4})(?=.)/g, '$1 ')
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
