import type { FlowModel, FlowRow } from '#platform/scheduling/flow-with-rows.ts'
import type { Family, SchedulingProblem } from './problem.ts'

/** Families alike in everything the plan looks at: they are one node, and the order among them is that of the file. */
export type FamilyClass = {
  language: string
  special: boolean
  priority: number
  noticeDays: number
  mustCome: boolean
  families: Family[]
}
/** Officers alike in languages and capability; on a day those of them who work are interchangeable. */
export type OfficerClass = { languages: ReadonlySet<string>; special: boolean; officers: number[] }

type Column = { from: number; to: number; capacity: number; cost: number }

/** The plan as a flow of families to officers' time; what each kind of arc stands for is kept beside it. */
export type Network = {
  model: FlowModel
  classes: FamilyClass[]
  officerClasses: OfficerClass[]
  /** Arc → a class of families on a day. */
  chosenDay: { arc: number; classIndex: number; day: number }[]
  unassigned: number[]
  /** Arc → families who are heard in their own language. */
  direct: { arc: number; language: string; special: boolean; day: number; officerClass: number }[]
  /** Arc → families with an interpreter, by need and by officer. */
  interpretedFamilies: { arc: number; language: string; special: boolean; day: number }[]
  interpretedOfficers: { arc: number; language: string; day: number; officerClass: number }[]
}

/**
 * Slots of one day are alike, so the flow counts by day: any such count can be dealt out to the slots evenly (a bipartite graph has an
 * even edge colouring), which `dealing-out.ts` does.
 *
 * family class → (language, need, day) → officers of that day who speak it → root
 *                                      ↘ the language's interpreters ↗
 *
 * Where families with and without special needs share interpreters, a row says that no more families with special needs use
 * them than special officers are reached by them: the only thing here that is no flow.
 */
export function buildNetwork(problem: SchedulingProblem, mustCome?: (family: Family) => boolean): Network {
  const { days, slotsPerDay, interpreters } = problem
  const classes = classesOf(problem.families, mustCome)
  const officerClasses = officerClassesOf(problem)
  const columns: Column[] = []
  const supply: number[] = []
  const rows: FlowRow[] = []
  const node = (amount = 0): number => supply.push(amount) - 1
  const arc = (from: number, to: number, capacity = Number.POSITIVE_INFINITY, cost = 0): number =>
    columns.push({ from, to, capacity, cost }) - 1
  const network: Omit<Network, 'model'> = {
    ...{ classes, officerClasses, chosenDay: [], unassigned: [] },
    ...{ direct: [], interpretedFamilies: [], interpretedOfficers: [] },
  }
  const classNodes = classes.map(({ families }) => node(families.length))
  network.unassigned = classes.map(({ priority, mustCome: must }, i) =>
    arc(classNodes[i]!, ROOT, undefined, priority * 2 * days * (must ? MUST_COME : 1)),
  )
  const needsByLanguage = Map.groupBy(classes.keys(), (i) => classes[i]!.language)

  const taken = takenByDay(problem)
  for (let day = 0; day < days; day++) {
    const gone = taken[day]!
    const roomsNode = problem.rooms === undefined ? ROOT : node()
    if (problem.rooms !== undefined) arc(roomsNode, ROOT, Math.max(0, problem.rooms * slotsPerDay - gone.rooms))
    const officerNodes = officerClasses.map(({ officers }) => {
      const working = officers.filter((i) => !problem.officers[i]!.daysOff.includes(day))
      const slotsFree = working.reduce((sum, i) => sum + slotsPerDay - (gone.officers.get(i)?.size ?? 0), 0)
      if (slotsFree === 0) return undefined
      const officerNode = node()
      arc(officerNode, roomsNode, slotsFree)
      return officerNode
    })
    for (const [language, members] of needsByLanguage) {
      const present = members.filter((i) => classes[i]!.noticeDays <= day)
      const speaking = officerClasses.map(({ languages }) => languages.has(language))
      const needNodes = new Map<boolean, number>()
      for (const i of present) {
        const { special, priority } = classes[i]!
        const needNode = needNodes.get(special) ?? node()
        needNodes.set(special, needNode)
        network.chosenDay.push({ arc: arc(classNodes[i]!, needNode, undefined, priority * day), classIndex: i, day })
      }
      for (const [special, needNode] of needNodes)
        officerNodes.forEach((officerNode, officerClass) => {
          if (officerNode === undefined || !speaking[officerClass]) return
          if (special && !officerClasses[officerClass]!.special) return
          network.direct.push({ arc: arc(needNode, officerNode), language, special, day, officerClass })
        })

      const capacity = (interpreters[language] ?? 0) * slotsPerDay - (gone.languages.get(language) ?? 0)
      if (capacity <= 0 || needNodes.size === 0) continue
      const [asked, given] = [node(), node()]
      arc(asked, given, capacity)
      for (const [special, needNode] of needNodes)
        network.interpretedFamilies.push({ arc: arc(needNode, asked), language, special, day })
      const viaSpecial = node()
      const toSpecial = arc(given, viaSpecial)
      officerNodes.forEach((officerNode, officerClass) => {
        if (officerNode === undefined || speaking[officerClass]) return
        const start = officerClasses[officerClass]!.special ? viaSpecial : given
        network.interpretedOfficers.push({ arc: arc(start, officerNode), language, day, officerClass })
      })
      if (!needNodes.has(true)) continue
      const ofSpecial = network.interpretedFamilies.findLast((each) => each.special)!.arc
      rows.push({ arcs: [toSpecial, ofSpecial], factors: [1, -1], constant: 0 })
    }
  }
  const nodeCount = supply.length
  const model = {
    ...{ nodeCount, supply, rows },
    from: columns.map(({ from }) => from),
    to: columns.map(({ to }) => (to === ROOT ? nodeCount : to)),
    capacity: columns.map(({ capacity }) => capacity),
    cost: columns.map(({ cost }) => cost),
  }
  return { model, ...network }
}

/** What others have of each day already: slots of officers, rooms and interpreters. */
function takenByDay({ days, officers, taken = [] }: SchedulingProblem) {
  const numbers = new Map(officers.map(({ id }, i) => [id, i]))
  const byDay = Array.from({ length: days }, () => ({
    officers: new Map<number, Set<number>>(),
    languages: new Map<string, number>(),
    rooms: 0,
  }))
  for (const { day, slot, officer, language, room } of taken) {
    const gone = byDay[day]
    if (!gone) continue
    const number = officer === undefined ? undefined : numbers.get(officer)
    if (number !== undefined) gone.officers.set(number, (gone.officers.get(number) ?? new Set()).add(slot))
    if (language !== undefined) gone.languages.set(language, (gone.languages.get(language) ?? 0) + 1)
    if (room) gone.rooms++
  }
  return byDay
}

const ROOT = -1

/** By how much more it costs to leave out who must come. */
export const MUST_COME = 1_000

function classesOf(families: readonly Family[], mustCome?: (family: Family) => boolean): FamilyClass[] {
  const found = new Map<string, FamilyClass>()
  for (const family of families) {
    const { language, special, priority, noticeDays } = family
    const must = mustCome?.(family) ?? false
    const key = JSON.stringify([language, special, priority, noticeDays, must])
    const known = found.get(key)
    if (known) known.families.push(family)
    else found.set(key, { language, special, priority, noticeDays, mustCome: must, families: [family] })
  }
  return [...found.values()]
}

/** Languages no family speaks make no difference between officers. */
function officerClassesOf({ officers, families }: SchedulingProblem): OfficerClass[] {
  const spoken = new Set(families.map(({ language }) => language))
  const found = new Map<string, OfficerClass>()
  officers.forEach(({ languages, special }, i) => {
    const useful = [...new Set(languages)].filter((language) => spoken.has(language)).sort()
    const key = JSON.stringify([useful, special])
    const known = found.get(key)
    if (known) known.officers.push(i)
    else found.set(key, { languages: new Set(useful), special, officers: [i] })
  })
  return [...found.values()]
}
