/** How many cards a list shows at a time: three rows on a wide page. */
export const shown = 12

export const grid = 'grid gap-3 sm:grid-cols-2 lg:grid-cols-4'
