/** The theme of this browser: as the system has it until one is chosen. */
import { useSyncExternalStore } from 'react'
import { storage } from './storage'

export type Theme = 'light' | 'dark'
export type Choice = Theme | 'system'

const key = 'aio-theme'
const system = matchMedia('(prefers-color-scheme: dark)')
const watchers = new Set<() => void>()

function choice(): Choice {
  const chosen = storage.get(key)
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

export function theme(): Theme {
  const chosen = choice()
  if (chosen !== 'system') return chosen
  return system.matches ? 'dark' : 'light'
}

export function applyTheme() {
  document.documentElement.classList.toggle('dark', theme() === 'dark')
  for (const f of watchers) f()
}

export function chooseTheme(c: Choice) {
  if (c === 'system') storage.remove(key)
  else storage.set(key, c)
  applyTheme()
}

/** chooseThemeIfNone takes a theme where none was chosen, such as the account's in another browser. */
export function chooseThemeIfNone(c: Choice) {
  if (choice() === 'system') chooseTheme(c)
}

system.addEventListener('change', applyTheme)

function watch(f: () => void) {
  watchers.add(f)
  return () => watchers.delete(f)
}

export const useTheme = (): Theme => useSyncExternalStore(watch, theme)
export const useChosenTheme = (): Choice => useSyncExternalStore(watch, choice)
