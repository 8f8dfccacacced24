import * as highsModule from 'highs'
import type { SchedulingProblem } from '#capabilities/appointments/scheduling/problem.ts'

// Its types describe the CommonJS build, where the loader lies one step deeper than in the module that is loaded here.
const load = highsModule.default as unknown as typeof highsModule.default.default

/**
 * The least cost there can be, by HiGHS: one yes-or-no for every family, officer, day and slot, straight from the rules, without any
 * of the thoughts our own solver makes its problem small with.
 */
export async function createOracle(): Promise<(problem: SchedulingProblem) => number> {
  const highs = await load()
  return (problem) => {
    const { days, slotsPerDay, officers, families, interpreters } = problem
    const saved: string[] = []
    const names: string[] = []
    const perFamily = families.map((): string[] => [])
    const perOfficer = new Map<string, string[]>()
    const perInterpreter = new Map<string, { names: string[]; language: string }>()
    families.forEach((family, f) => {
      officers.forEach((officer, o) => {
        if (family.special && !officer.special) return
        const speaks = officer.languages.includes(family.language)
        if (!speaks && !interpreters[family.language]) return
        for (let day = family.noticeDays; day < days; day++) {
          if (officer.daysOff.includes(day)) continue
          for (let slot = 0; slot < slotsPerDay; slot++) {
            const name = `x_${f}_${o}_${day}_${slot}`
            names.push(name)
            perFamily[f]!.push(name)
            saved.push(`${family.priority * (2 * days - day)} ${name}`)
            const time = `${o}_${day}_${slot}`
            perOfficer.set(time, [...(perOfficer.get(time) ?? []), name])
            if (speaks) continue
            const key = `${family.language}_${day}_${slot}`
            const known = perInterpreter.get(key) ?? { names: [], language: family.language }
            known.names.push(name)
            perInterpreter.set(key, known)
          }
        }
      })
    })
    const atWorst = families.reduce((sum, { priority }) => sum + priority * 2 * days, 0)
    if (names.length === 0) return atWorst
    const rows = [
      ...perFamily.filter((list) => list.length > 0).map((list) => `${list.join(' + ')} <= 1`),
      ...[...perOfficer.values()].map((list) => `${list.join(' + ')} <= 1`),
      ...[...perInterpreter.values()].map((each) => `${each.names.join(' + ')} <= ${interpreters[each.language]}`),
    ]
    const text = `Maximize\n saved: ${saved.join('\n + ')}\nSubject To\n${rows.map((row, i) => ` r${i}: ${row.replaceAll(' + ', '\n + ')}`).join('\n')}\nBinary\n${names.join('\n')}\nEnd`
    const result = highs.solve(text, { output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0.5 })
    if (result.Status !== 'Optimal') throw new Error(`HiGHS ended with ${result.Status}.`)
    return Math.round((atWorst - result.ObjectiveValue) * 1000) / 1000
  }
}
