import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Timers } from '#platform/base/environment.ts'
import { isLoopbackName } from './bounded-request.ts'
import { composeMail, isMailAddress, stuffDots } from './mail-text.ts'
import { type DeliveryError, later, never, type Outcome } from './outcome.ts'

export type MailServer = {
  host: string
  port: number
  /** TLS from the first byte; otherwise STARTTLS, which is required except on this machine. */
  isImplicitTls: boolean
  login: { user: string; password: string } | undefined
  from: string
  /** A certificate to trust besides those the machine trusts; PEM. */
  ca?: string
}

export type MailToSend = { id: string; to: string; subject: string; text: string; at: number }

const TIMEOUT_MS = 30_000
const LINE_BYTES_MAX = 4096
const LINES_MAX = 100

/** Sends one mail. Nothing but a server's own "yes" after the text counts as sent. */
export async function sendMail(
  server: MailServer,
  mail: MailToSend,
  timers: Timers,
  timeoutMs = TIMEOUT_MS,
): Promise<Outcome> {
  if (!isMailAddress(mail.to)) return never('bad-address')
  const text = stuffDots(composeMail({ ...mail, from: server.from }))
  let step: Step = 'before'
  const sockets: Socket[] = []
  let isLate = false
  const cancel = timers.after(timeoutMs, () => {
    isLate = true
    for (const socket of sockets) socket.destroy(new Error('timeout'))
  })
  try {
    const talk = await greet(server, sockets)
    await talk.say(`MAIL FROM:<${server.from}>`, 250)
    step = 'recipient'
    await talk.say(`RCPT TO:<${mail.to}>`, 250, 251)
    step = 'before'
    await talk.say('DATA', 354)
    step = 'text'
    await talk.say(`${text}.`, 250)
    // Said or not, the mail is theirs now.
    talk.write('QUIT')
    return { kind: 'sent' }
  } catch (error) {
    if (error instanceof Refused) return whyRefused(error, step)
    if (error instanceof Unfit) return later(error.error)
    // The whole text may be there although no answer is.
    if (step === 'text') return later('unsure')
    return later(isLate ? 'timeout' : 'unreachable')
  } finally {
    cancel()
    for (const socket of sockets) socket.destroy()
  }
}

type Step = 'before' | 'recipient' | 'text'

/** Connects, makes the way private and signs in. */
async function greet(server: MailServer, sockets: Socket[]): Promise<Talk> {
  const { host, port, isImplicitTls, login, ca } = server
  const secret = { host, servername: host, ...(ca && { ca }) }
  const open = (socket: Socket) => {
    sockets.push(socket)
    return talkOver(socket)
  }
  let talk = open(isImplicitTls ? connectTls({ ...secret, port }) : connectPlain({ host, port }))
  await talk.heard(220)
  let offers = await talk.say('EHLO localhost', 250)
  let isPrivate = isImplicitTls
  if (!isPrivate && offers.some((line) => /^STARTTLS\b/i.test(line))) {
    await talk.say('STARTTLS', 220)
    // Words that came before the way was private would be read as if they had come after (CVE-2011-0411).
    if (talk.hasMore()) throw new Unfit('garbage')
    talk = open(connectTls({ ...secret, socket: talk.socket }))
    offers = await talk.say('EHLO localhost', 250)
    isPrivate = true
  }
  if (!isPrivate && !isLoopbackName(host)) throw new Unfit('set-up')
  if (login) await signIn(talk, login, offers)
  return talk
}

async function signIn(
  talk: Talk,
  { user, password }: { user: string; password: string },
  offers: string[],
): Promise<void> {
  const ways =
    offers
      .find((line) => /^AUTH\b/i.test(line))
      ?.toUpperCase()
      .split(/[ =]/) ?? []
  try {
    if (ways.includes('PLAIN')) await talk.say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, 235)
    else if (ways.includes('LOGIN')) {
      await talk.say('AUTH LOGIN', 334)
      await talk.say(base64(user), 334)
      await talk.say(base64(password), 235)
    } else throw new Unfit('set-up')
  } catch (error) {
    throw error instanceof Refused && error.code >= 500 ? new Unfit('set-up') : error
  }
}

type Talk = {
  socket: Socket
  write(line: string): void
  /** Sends a line and waits for one of these answers; gives the answer's lines without their numbers. */
  say(line: string, ...wanted: number[]): Promise<string[]>
  heard(...wanted: number[]): Promise<string[]>
  hasMore(): boolean
}

function talkOver(socket: Socket): Talk {
  let buffer = ''
  let failure: Error | undefined
  let wake = () => {}
  socket.on('data', (part: Buffer) => {
    buffer += part.toString('latin1')
    if (buffer.length > LINE_BYTES_MAX * LINES_MAX) socket.destroy(new Unfit('garbage'))
    wake()
  })
  socket.on('error', (error) => {
    failure ??= error
    wake()
  })
  socket.on('close', () => {
    failure ??= new Error('closed')
    wake()
  })

  async function nextLine(): Promise<string> {
    for (;;) {
      const end = buffer.indexOf('\n')
      if (end >= 0) {
        const line = buffer.slice(0, end).replace(/\r$/, '')
        buffer = buffer.slice(end + 1)
        return line
      }
      if (failure) throw failure
      if (buffer.length > LINE_BYTES_MAX) throw new Unfit('garbage')
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  async function heard(...wanted: number[]): Promise<string[]> {
    const lines: string[] = []
    for (let count = 0; count < LINES_MAX; count++) {
      const parts = /^([2-5]\d\d)([ -]|$)(.*)$/.exec(await nextLine())
      if (!parts) throw new Unfit('garbage')
      lines.push(parts[3]!)
      if (parts[2] === '-') continue
      const code = Number(parts[1])
      if (!wanted.includes(code)) throw new Refused(code)
      return lines
    }
    throw new Unfit('garbage')
  }
  const write = (line: string) => void socket.write(`${line}\r\n`)
  return {
    ...{ socket, write, heard },
    say(line, ...wanted) {
      write(line)
      return heard(...wanted)
    },
    hasMore: () => buffer.length > 0,
  }
}

/** The server said no: only its number is kept, its sentence may hold an address. */
class Refused extends Error {
  readonly code: number
  constructor(code: number) {
    super('refused')
    this.code = code
  }
}
/** It is no server we can use. */
class Unfit extends Error {
  readonly error: DeliveryError
  constructor(error: DeliveryError) {
    super(error)
    this.error = error
  }
}

function whyRefused({ code }: Refused, step: Step): Outcome {
  if (code < 500) return later(code < 400 ? 'garbage' : 'busy')
  return step === 'before' ? later('set-up') : never('refused')
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
