import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { findMonth } from '#capabilities/planning/forecasting/months.ts'

/** A series of published monthly figures; months nobody printed are zero there, as the files leave zeros out. */
export type MonthlySeries = { name: string; values: Float64Array }

/**
 * Every monthly series in a folder of published figures with ten or more a month: U.S. border encounters since 1999 by sector, family
 * and citizenship, and since 2018 by office, citizenship and border. Months of other files have gaps and are left out.
 */
export function readMonthlySeries(folder: string): MonthlySeries[] {
  return files.flatMap(({ file, group, columns, months, value = 'encounters' }) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const rows = parse(text, { columns: true }) as Record<string, string>[]
    const first = findMonth(months[0])!
    const length = findMonth(months[1])! - first + 1
    const series = new Map<string, Float64Array>()
    for (const row of rows) {
      const name = [group, ...columns.map((column) => row[column])].join(' / ')
      const values = series.get(name) ?? new Float64Array(length)
      values[findMonth(row.month!)! - first]! += Number(row[value])
      series.set(name, values)
    }
    return [...series]
      .map(([name, values]) => ({ name, values }))
      .filter(({ values }) => values.reduce((sum, each) => sum + each, 0) >= 10 * length)
  })
}

type Source = { file: string; group: string; columns: string[]; months: [string, string]; value?: string }

const patrol: [string, string] = ['1999-10', '2022-09']
const southwest: [string, string] = ['2018-10', '2022-09']
const nationwide: [string, string] = ['2019-10', '2022-09']
const totals = 'cbp-southwest-land-border/swb_totals_monthly_fy2019_fy2022.csv'
const files: Source[] = [
  { file: 'dhs-khsm-usbp/usbp_monthly_fy2000_fy2022.csv', group: 'patrol', columns: [], months: patrol },
  { file: 'dhs-khsm-usbp/usbp_monthly_sector_fy2000_fy2022.csv', group: 'patrol', columns: ['sector'], months: patrol },
  {
    file: 'dhs-khsm-usbp/usbp_monthly_family_fy2000_fy2022.csv',
    ...{ group: 'patrol', columns: ['region', 'family_status'], months: patrol },
  },
  {
    file: 'dhs-khsm-usbp/usbp_monthly_citizenship_fy2000_fy2022.csv',
    ...{ group: 'patrol', columns: ['citizenship'], months: patrol },
  },
  ...['ofo', 'usbp', 'accompanied_minors', 'fmua', 'single_adults', 'uc_single_minors', 'title_8', 'total'].map(
    (value) => ({ file: totals, group: `southwest ${value}`, columns: [], months: southwest, value }),
  ),
  {
    file: 'cbp-southwest-land-border/swb_encounters_monthly_fy2019_fy2022.csv',
    ...{ group: 'southwest', columns: ['component', 'citizenship'], months: southwest },
  },
  ...['citizenship', 'border_region'].map((column) => ({
    file: 'cbp-nationwide/nationwide_encounters_monthly_fy2020_fy2022.csv',
    ...{ group: 'nationwide', columns: [column], months: nationwide },
  })),
]

/** Where published figures lie beside a clone of the project, or undefined. */
export function findPublishedFigures(): string | undefined {
  const folder = join(import.meta.dirname, '../../../../shared/data')
  return existsSync(join(folder, 'dhs-khsm-usbp')) ? folder : undefined
}
