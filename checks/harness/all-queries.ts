/** Loads every query of the project, so that the registry holds all of them. */
const modules = import.meta.glob(
  [
    '../../platform/**/*queries*.ts',
    '../../capabilities/**/*queries*.ts',
    '../../apps/**/*queries*.ts',
    '!../../**/*.test.ts',
  ],
  { eager: true },
)

export const queryFiles = Object.keys(modules)
