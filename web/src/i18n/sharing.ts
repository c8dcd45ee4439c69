/** The texts about sharing, which come with what shares: what the first page loads stays small. */
import i18next from 'i18next'
import en from './en.sharing.json'

i18next.addResourceBundle('en', 'translation', en, true)
