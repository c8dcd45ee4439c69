/** The texts of the studios, which come with them: what the first page loads stays small. */
import i18next from 'i18next'
import en from './en.studio.json'

i18next.addResourceBundle('en', 'translation', en, true)
