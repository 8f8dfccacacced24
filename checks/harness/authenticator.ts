import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { realEnvironment } from '#platform/base/environment.ts'
import { toBase64url } from '#platform/base/ids.ts'
import { type CborValue, encodeCbor } from '#platform/cose/cbor.ts'

type Made = { id: Uint8Array; privateKey: KeyObject; rpId: string; userHandle: string; counter: number }
type Asked = { origin?: string; rpId?: string; verified?: boolean; counter?: number; challenge?: string }
// biome-ignore lint/suspicious/noExplicitAny: options are the browser's business; tests hand them on as they came.
type Options = any

const { random } = realEnvironment()

/** A security key in software: what a browser and its device answer, and what they would never. */
export function createAuthenticator(origin: string) {
  const keys: Made[] = []
  const host = new URL(origin).hostname

  const clientData = (type: string, options: Options, asked: Asked) =>
    Buffer.from(
      JSON.stringify({
        ...{
          type,
          challenge: asked.challenge ?? options.challenge,
          origin: asked.origin ?? origin,
          crossOrigin: false,
        },
      }),
    )
  const authData = (rpId: string, flags: number, counter: number, rest: Uint8Array = new Uint8Array(0)) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), count, rest])
  }
  // User present, user verified.
  const flagsOf = ({ verified = true }: Asked) => (verified ? 0x05 : 0x01)

  return {
    keys,
    /** Makes a passkey, as `navigator.credentials.create` would. */
    make(options: Options, asked: Asked = {}) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const { x, y } = publicKey.export({ format: 'jwk' })
      const id = Uint8Array.from(random.bytes(16))
      const cose = encodeCbor(
        new Map<number, number | Uint8Array>([
          ...[[1, 2] as const, [3, -7] as const, [-1, 1] as const],
          ...[[-2, Buffer.from(x!, 'base64url')] as const, [-3, Buffer.from(y!, 'base64url')] as const],
        ]),
      )
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, cose])
      const rpId = asked.rpId ?? options.rp.id ?? host
      const attestation = new Map<string, CborValue>([
        // No proof of what device this is: none is asked for.

        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData(rpId, flagsOf(asked) | 0x40, 0, attested)],
      ])
      keys.push({ id, privateKey, rpId, userHandle: options.user.id, counter: 0 })
      return {
        ...{ id: toBase64url(id), rawId: toBase64url(id), type: 'public-key', clientExtensionResults: {} },
        response: {
          clientDataJSON: clientData('webauthn.create', options, asked).toString('base64url'),
          attestationObject: toBase64url(encodeCbor(attestation)),
          transports: ['internal'],
        },
      }
    },
    /** Signs with a passkey, as `navigator.credentials.get` would; with the newest unless told. */
    sign(options: Options, asked: Asked & { key?: Made } = {}) {
      const key = asked.key ?? keys.at(-1)!
      key.counter = asked.counter ?? key.counter + 1
      const data = authData(asked.rpId ?? key.rpId, flagsOf(asked), key.counter)
      const client = clientData('webauthn.get', options, asked)
      const hash = createHash('sha256').update(client).digest()
      const signature = createSign('sha256')
        .update(Buffer.concat([data, hash]))
        .sign(key.privateKey)
      return {
        ...{ id: toBase64url(key.id), rawId: toBase64url(key.id), type: 'public-key', clientExtensionResults: {} },
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: key.userHandle,
        },
      }
    },
  }
}
