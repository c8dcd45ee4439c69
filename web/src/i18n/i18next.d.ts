import type en from './en.json'
import type sharing from './en.sharing.json'
import type studio from './en.studio.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en & typeof sharing & typeof studio }
  }
}
