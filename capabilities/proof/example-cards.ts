import type { CardClaims } from './model.ts'

/** A card as the tests of this folder need it; invented. */
export const exampleClaims = (changes: Partial<CardClaims> = {}): CardClaims => ({
  type: 'card',
  householdSize: 4,
  statusIndex: 700_000,
  cti: new Uint8Array([0x9d, 0xcc, 0x97, 0x92, 0xf4, 0x0b, 0x1e, 0x77]),
  registeredOn: '2021-10-23',
  expiresOn: '2022-04-30',
  ...changes,
})
