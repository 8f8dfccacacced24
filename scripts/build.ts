import { buildPages } from '../apps/build.ts'

/** `npm run build`: the web apps, into dist/. */
await buildPages((line) => process.stderr.write(`${line}\n`))
