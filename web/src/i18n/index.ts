import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from './en.json'

/** The languages there are; another is another file here. */
export const resources = { en: { translation: en } } as const

void i18next.use(initReactI18next).init({
  resources,
  lng: 'en',
  fallbackLng: 'en',
  interpolation: { escapeValue: false }, // React escapes
})
