import * as z from 'zod/mini'

/**
 * Text as people give it, in any script. What is kept out is what can deceive a reader or break a file:
 * lone surrogates, control characters, and characters that reverse the direction of what follows
 * (Unicode Standard Annex 9; "Trojan Source", CVE-2021-42574).
 */
export const plainText = (maxLength: number) =>
  z.string().check(z.trim(), z.minLength(1), z.maxLength(maxLength), ...readable)

/** The same of what is only looked for, and may be nothing. */
export const soughtText = (maxLength: number) => z.string().check(z.maxLength(maxLength), ...readable)

// With the `u` flag a paired surrogate is one character, so only lone ones match.
const LONE_SURROGATE = /\p{Surrogate}/u
// Newlines and tabs included: no field of ours spans lines.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
const DIRECTION_OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/
const readable = [
  z.refine<string>((text) => !LONE_SURROGATE.test(text), { error: 'lone-surrogate' }),
  z.refine<string>((text) => !CONTROL.test(text), { error: 'control-character' }),
  z.refine<string>((text) => !DIRECTION_OVERRIDE.test(text), { error: 'direction-override' }),
]
