import { budgets } from '#checks/budgets.ts'
import { WrongInput } from '../command.ts'
import { atMost, type Benchmark } from './benchmark.ts'
import { measurePages } from './page-sizes.ts'

/** What an old phone must fetch before a person can give the first answer. */
export const firstScreen: Benchmark = {
  name: 'first-screen',
  about: 'bytes of self-registration after gzip, one language',
  async run() {
    const sizes = measurePages()
    if (!sizes) throw new WrongInput('The pages have not been built: run npm run build.')
    const { kibibytes, scriptKibibytes, offlineKibibytes } = budgets.firstScreen
    return [
      atMost('firstScreenKib', sizes.firstScreenKib, 'KiB', kibibytes),
      atMost('firstScreenScriptKib', sizes.scriptKib, 'KiB', scriptKibibytes),
      atMost('offlineSetKib', sizes.offlineKib, 'KiB', offlineKibibytes),
    ]
  },
}
