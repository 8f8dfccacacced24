import { createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

type Wishes = {
  tls?: { key: string; cert: string }
  login?: { user: string; password: string; way: 'PLAIN' | 'LOGIN' }
  /** What it answers to a verb instead of doing it; looked at for every line. */
  answer?: (verb: string) => string | 'nothing' | 'hang up' | undefined
  /** Words pushed in behind the go-ahead for TLS, before the way is private. */
  smuggles?: string
}

export type TakenMail = { from: string; to: string[]; data: string; isPrivate: boolean }

/** A mail server on this machine that speaks SMTP, keeps what it takes, and fails as it is told. */
export async function startMailServer(wishes: Wishes = {}) {
  const taken: TakenMail[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    converse(socket, wishes, taken)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    taken,
    port: (server.address() as { port: number }).port,
    stop: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function converse(socket: Socket, wishes: Wishes, taken: TakenMail[], isPrivate = false): void {
  const { tls, login, answer, smuggles } = wishes
  const say = (line: string) => void socket.write(`${line}\r\n`)
  let mail: TakenMail = { from: '', to: [], data: '', isPrivate }
  let isData = false
  let expects: string[] = []
  let isSignedIn = login === undefined
  let buffer = ''
  if (!isPrivate) say('220 mail.test ESMTP')
  socket.on('error', () => {})

  /** What the double was told to do instead, if anything: then it says that, or nothing. */
  function instead(verb: string): { says: string | undefined } | undefined {
    const told = answer?.(verb)
    if (told === undefined) return undefined
    if (told === 'hang up') socket.destroy()
    return { says: told === 'hang up' || told === 'nothing' ? undefined : told }
  }

  function replyTo(text: string): string | undefined {
    if (isData) {
      if (text !== '.') {
        mail.data += `${text.startsWith('.') ? text.slice(1) : text}\r\n`
        return undefined
      }
      isData = false
      const other = instead('.')
      if (other) return other.says
      taken.push(mail)
      return '250 kept'
    }
    if (expects.length > 0) {
      if (text !== expects.shift()) return '535 no'
      isSignedIn = expects.length === 0
      return isSignedIn ? '235 yes' : '334 UGFzc3dvcmQ6'
    }
    const verb = text.split(/[ :]/)[0]!.toUpperCase()
    const other = instead(verb)
    if (other) return other.says
    if (verb === 'EHLO') {
      const offers = [...(tls && !isPrivate ? ['STARTTLS'] : []), ...(login ? [`AUTH ${login.way}`] : []), '8BITMIME']
      return ['250-mail.test', ...offers.map((offer, at) => `250${at === offers.length - 1 ? ' ' : '-'}${offer}`)].join(
        '\r\n',
      )
    }
    if (verb === 'STARTTLS' && tls) {
      socket.removeAllListeners('data')
      socket.write(`220 go ahead\r\n${smuggles ?? ''}`)
      converse(new TLSSocket(socket, { ...tls, isServer: true }), wishes, taken, true)
      return undefined
    }
    if (verb === 'AUTH' && login) {
      if (login.way === 'LOGIN') {
        expects = [login.user, login.password].map((part) => Buffer.from(part).toString('base64'))
        return '334 VXNlcm5hbWU6'
      }
      isSignedIn = text === `AUTH PLAIN ${Buffer.from(`\0${login.user}\0${login.password}`).toString('base64')}`
      return isSignedIn ? '235 yes' : '535 no'
    }
    if (!isSignedIn) return '530 sign in'
    if (verb === 'MAIL') mail = { from: text.slice(10), to: [], data: '', isPrivate }
    else if (verb === 'RCPT') mail.to.push(text.slice(8))
    else if (verb === 'DATA') {
      isData = true
      return '354 go on'
    } else return verb === 'QUIT' ? '221 bye' : '500 what?'
    return '250 ok'
  }
  socket.on('data', (part: Buffer) => {
    buffer += part.toString('latin1')
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      const text = buffer.slice(0, end)
      buffer = buffer.slice(end + 2)
      const reply = replyTo(text)
      if (reply !== undefined) say(reply)
    }
  })
}
