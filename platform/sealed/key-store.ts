/** A key pair that this browser alone holds. The private half is kept as an object that no script can read out. */
export interface OwnKey {
  keyId: string
  pair: CryptoKeyPair
}

/** What one browser keeps for one person: their key, and what it has seen and must not see changed. */
export interface KeyStore {
  own(): Promise<OwnKey | undefined>
  keepOwn(key: OwnKey): Promise<void>
  /** A fact seen before, such as a fingerprint or how many versions a record had. */
  known(name: string): Promise<string | undefined>
  remember(name: string, value: string): Promise<void>
}
