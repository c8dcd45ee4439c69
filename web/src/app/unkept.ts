import i18next from 'i18next'
import { notify } from './notices'
import { store } from './store'

let told = false

/** unkept says, once, that this browser keeps nothing over a reload: its storage is full, or switched off. */
export function unkept() {
  if (told) return
  told = true
  store.dispatch(notify({ tone: 'bad', text: i18next.t('unkept') }))
}
