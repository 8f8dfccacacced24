import { createHash } from 'node:crypto'
import { type NodeSigner, nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import { type PracticeKeyName, practiceSeedText } from './practice.ts'

/** Signs for practice. The same key everywhere, and public: see `practice.ts`. */
export const practiceSigner = (name: PracticeKeyName): NodeSigner =>
  nodeSignerFromSeed(createHash('sha256').update(practiceSeedText(name)).digest())
