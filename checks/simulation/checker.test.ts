import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { findBroken, type Happened, type Remains } from './checker.ts'

const leaf = (n: number) => createHash('sha256').update(String(n)).digest()
const node = (left: Buffer, right: Buffer) =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from([1]), left, right]))
    .digest()

/** A run in which every promise was kept. */
function goodRun(): { history: Happened[]; remains: Remains } {
  const leaves = [leaf(0), leaf(1), leaf(2)]
  const [a, b, c] = leaves as [Buffer, Buffer, Buffer]
  return {
    history: [
      { what: 'unlocked' },
      { what: 'sent', entryId: 'e1', contentHash: 'h1' },
      { what: 'acknowledged', entryId: 'e1', contentHash: 'h1', card: 'card 1' },
      { what: 'sent', entryId: 'e1', contentHash: 'h1b' },
      { what: 'conflict', entryId: 'e1', contentHash: 'h1b' },
      { what: 'sent', entryId: 'e2', contentHash: 'h2' },
      { what: 'acknowledged', entryId: 'e2', contentHash: 'h2', card: 'card 2' },
      { what: 'erased', entryId: 'e2' },
      { what: 'registered-at-desk', householdId: 'g3' },
      { what: 'head', size: 2, root: node(a, b).toString('hex') },
      { what: 'locked' },
      { what: 'opened', entries: 0 },
      { what: 'read-names', status: 423 },
      { what: 'unlocked' },
      { what: 'opened', entries: 1 },
      { what: 'role-taken' },
      { what: 'acted-without-role', status: 403 },
      { what: 'head', size: 3, root: node(node(a, b), c).toString('hex') },
    ],
    remains: {
      entries: [
        { id: 'e1', state: 'opened', contentHash: 'h1', groupId: 'g1', hasEnvelope: false },
        { id: 'e2', state: 'erased', contentHash: 'h2', groupId: 'g2', hasEnvelope: false },
      ],
      households: [
        { id: 'g1', stage: 'registered', size: 2, people: 2, keys: 2, validCards: 1, cards: ['card 1'] },
        { id: 'g2', stage: 'erased', size: 2, people: 2, keys: 0, validCards: 0, cards: ['card 2'] },
        { id: 'g3', stage: 'registered', size: 1, people: 1, keys: 1, validCards: 1, cards: ['card 3'] },
      ],
      conflicts: [{ entryId: 'e1', contentHash: 'h1b' }],
      leaves: leaves.map((each) => each.toString('hex')),
      auditEntries: 3,
      phones: [{ waiting: 0, finished: [{ entryId: 'e1', state: 'card', text: 'card 1' }] }],
    },
  }
}

test('a run in which every promise was kept has nothing broken', () => {
  const { history, remains } = goodRun()
  expect(findBroken(history, remains)).toEqual([])
})

const faults: [string, (run: ReturnType<typeof goodRun>) => void][] = [
  ['an acknowledged entry is lost', ({ remains }) => void remains.entries.shift()],
  [
    'an acknowledged entry is doubled',
    ({ remains }) => void remains.entries.push({ ...remains.entries[0]!, groupId: 'g9' }),
  ],
  [
    'two entries share a household',
    ({ remains }) => {
      remains.entries[1]!.groupId = 'g1'
    },
  ],
  [
    'other content is kept than was acknowledged',
    ({ remains }) => {
      remains.entries[0]!.contentHash = 'h1c'
    },
  ],
  [
    'an entry comes from nowhere',
    ({ remains }) => void remains.entries.push({ ...remains.entries[0]!, id: 'e9', groupId: 'g9' }),
  ],
  [
    'a second version comes from nowhere',
    ({ remains }) => void remains.conflicts.push({ entryId: 'e1', contentHash: 'h9' }),
  ],
  [
    'the second version of a conflict is thrown away',
    ({ remains }) => {
      remains.conflicts = []
    },
  ],
  [
    'an erased entry is opened again',
    ({ remains }) => {
      remains.entries[1]!.state = 'opened'
    },
  ],
  [
    'the envelope of an erased entry is back',
    ({ remains }) => {
      remains.entries[1]!.hasEnvelope = true
    },
  ],
  [
    'the keys of erased people are back',
    ({ remains }) => {
      remains.households[1]!.keys = 1
    },
  ],
  [
    'the card of erased people is valid',
    ({ remains }) => {
      remains.households[1]!.validCards = 1
    },
  ],
  [
    'erased people are a household again',
    ({ remains }) => {
      remains.households[1]!.stage = 'registered'
    },
  ],
  [
    'a second version of erased people is kept',
    ({ remains }) => void remains.conflicts.push({ entryId: 'e2', contentHash: 'h2' }),
  ],
  ['a household registered at the desk is lost', ({ remains }) => void remains.households.pop()],
  [
    'half a household is there',
    ({ remains }) => {
      remains.households[0]!.people = 1
    },
  ],
  [
    'a household has no card',
    ({ remains }) => {
      remains.households[0]!.validCards = 0
    },
  ],
  [
    'a household has two cards',
    ({ remains }) => {
      remains.households[0]!.validCards = 2
    },
  ],
  [
    'people have no keys',
    ({ remains }) => {
      remains.households[0]!.keys = 1
    },
  ],
  [
    'something was opened while locked',
    ({ history }) => {
      history[11] = { what: 'opened', entries: 1 }
    },
  ],
  [
    'names were read while locked',
    ({ history }) => {
      history[12] = { what: 'read-names', status: 200 }
    },
  ],
  [
    'something stays sealed',
    ({ remains }) => {
      remains.entries[0]!.state = 'sealed'
    },
  ],
  ['the log lost its end', ({ remains }) => void remains.leaves.pop()],
  [
    'a leaf was changed',
    ({ remains }) => {
      remains.leaves[0] = leaf(9).toString('hex')
    },
  ],
  ['leaves changed places', ({ remains }) => void remains.leaves.reverse()],
  [
    'an act is not in the log',
    ({ remains }) => {
      remains.auditEntries = 4
    },
  ],
  [
    'a phone still waits',
    ({ remains }) => {
      remains.phones[0]!.waiting = 1
    },
  ],
  [
    'a phone shows a card that was not issued',
    ({ remains }) => {
      remains.phones[0]!.finished[0]!.text = 'card 9'
    },
  ],
  [
    'a phone still shows a ticket',
    ({ remains }) => {
      remains.phones[0]!.finished[0]!.state = 'ticket'
    },
  ],
  [
    'a phone was refused for nothing',
    ({ remains }) => {
      remains.phones[0]!.finished[0] = { entryId: 'e1', state: 'refused', text: '' }
      remains.conflicts = []
    },
  ],
  [
    'a phone believes in what never arrived',
    ({ remains }) => void remains.phones[0]!.finished.push({ entryId: 'e8', state: 'waiting', text: '' }),
  ],
  [
    'a role that was taken away still works',
    ({ history }) => {
      history[16] = { what: 'acted-without-role', status: 200 }
    },
  ],
]

test.each(faults)('%s: the checker says so', (_, spoil) => {
  const run = goodRun()
  spoil(run)
  expect(findBroken(run.history, run.remains)).not.toEqual([])
})
