import type { IdentityPreferences, IdentityPreferencesPatch } from '../../api'

/** withPatch gives preferences as they are after a change. */
export function withPatch(p: IdentityPreferences, patch: IdentityPreferencesPatch): IdentityPreferences {
  return { ...p, ...patch, notifications: { ...p.notifications, ...patch.notifications }, revision: p.revision }
}
