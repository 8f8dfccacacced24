/**
 * How one try to hand a text to another machine ended. `later` is tried again, `never` is not. The kinds are ours: what the other
 * side wrote may hold an address and is never kept.
 */
export type Outcome =
  | { kind: 'sent' }
  | { kind: 'later'; error: DeliveryError }
  | { kind: 'never'; error: 'refused' | 'gone' | 'bad-address' }

export type DeliveryError =
  | 'unreachable'
  | 'timeout'
  | 'busy'
  /** What came back follows no protocol. */
  | 'garbage'
  /** It asked for another password, name or address than is set: whoever set it up has to look. */
  | 'set-up'
  /** Everything was handed over and no answer came: it may have been sent. */
  | 'unsure'

export const later = (error: DeliveryError): Outcome => ({ kind: 'later', error })
export const never = (error: 'refused' | 'gone' | 'bad-address'): Outcome => ({ kind: 'never', error })
