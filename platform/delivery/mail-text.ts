/** A plain mail as bytes go over the wire: every header in ASCII, the body in base64, nothing a sender could smuggle a line into. */
export function composeMail(mail: {
  id: string
  from: string
  to: string
  subject: string
  text: string
  at: number
}): string {
  for (const address of [mail.from, mail.to]) if (!isMailAddress(address)) throw new Error('not a mail address')
  if (!/^[\w-]{1,64}$/.test(mail.id)) throw new Error('not an id')
  const body = Buffer.from(mail.text.replace(/\r?\n/g, '\r\n')).toString('base64')
  return [
    `From: <${mail.from}>`,
    `To: <${mail.to}>`,
    `Subject: ${encodeWords(mail.subject)}`,
    `Date: ${new Date(mail.at).toUTCString().replace('GMT', '+0000')}`,
    // The same at every try: a mailbox that got it twice can tell.
    `Message-ID: <${mail.id}@${mail.from.split('@')[1]}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    'Auto-Submitted: auto-generated',
    '',
    ...(body.match(/.{1,76}/g) ?? []),
    '',
  ].join('\r\n')
}

/** What we send to: one address in ASCII, no quotes, no comments, no second address. */
export const isMailAddress = (text: string): boolean =>
  text.length <= 254 &&
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(
    text,
  )

/** A line that begins with a dot gets another one: a single dot ends the mail (RFC 5321 section 4.5.2). */
export const stuffDots = (mail: string): string => mail.replace(/^\./gm, '..')

/** RFC 2047: words of at most 75 characters, no character cut in two. */
function encodeWords(text: string): string {
  const words: string[] = []
  let part = ''
  for (const character of text) {
    if (Buffer.byteLength(part + character) > 42) {
      words.push(part)
      part = ''
    }
    part += character
  }
  return [...words, part].map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ')
}
