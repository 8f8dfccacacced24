import type { NodeSigner } from '#platform/cose/ed25519-node.ts'

/** The keys of an operation that work while it is locked, ready for use. */
export type OperationKeys = {
  operationId: string
  name: string
  kind: 'authority' | 'journey'
  practice: boolean
  /** Since when nobody registers here any more. */
  closedAt: number | null
  /** P-256, uncompressed, 65 bytes: what phones seal to. The private half is the vault's. */
  intakePublicKey: Uint8Array
  issuing: NodeSigner
  receipt: NodeSigner
  invitation: NodeSigner
}

export type FindOperationKeys = (operationId: string) => Promise<OperationKeys | undefined>
