package entity

import (
	"maps"
	"slices"
	"strings"
)

// formats maps a file extension or format word to its canonical name.
var formats = map[string]string{
	"png": "png", "pngs": "png", "jpg": "jpg", "jpgs": "jpg", "jpeg": "jpg", "jpegs": "jpg",
	"webp": "webp", "svg": "svg", "svgs": "svg", "pdf": "pdf", "pdfs": "pdf", "gif": "gif", "gifs": "gif",
	"tiff": "tiff", "tif": "tiff", "bmp": "bmp", "avif": "avif", "ico": "ico",
	"mp4": "mp4", "mp4s": "mp4", "mov": "mov", "webm": "webm", "mkv": "mkv", "avi": "avi", "m4v": "m4v", "mp3": "mp3", "mp3s": "mp3",
	"wav": "wav", "wavs": "wav", "aac": "aac", "flac": "flac", "ogg": "ogg", "m4a": "m4a",
	"stl": "stl", "stls": "stl", "obj": "obj", "dxf": "dxf", "dwg": "dwg", "iges": "iges", "igs": "iges", "gltf": "gltf", "glb": "glb",
	"zip": "zip", "html": "html",
}

// shapes are the layer kinds that can be drawn, by canonical name: rectangle,
// rounded_rectangle, square, circle, ellipse, triangle, line, star, heart, arrow,
// polygon, pentagon, hexagon, octagon, frame, button, image, text.
var shapes = table(`
rectangle: rectangle, rectangles, rect, rects, box, boxes, bar, rectangular
rounded_rectangle: rounded rectangle, rounded rect, rounded box, rounded rectangles
square: square, squares
circle: circle, circles, circl, circel, dot, dots, disc, disk
ellipse: ellipse, ellipses, oval, ovals, elipse
triangle: triangle, triangles
line: line, lines, divider, divider line, rule
star: star, stars
heart: heart, hearts
arrow: arrow, arrows
polygon: polygon, polygons
pentagon: pentagon, pentagons
hexagon: hexagon, hexagons
octagon: octagon, octagons
frame: frame, border
button: button, buttons
image: image layer, picture layer, photo layer, image, picture, photo, photograph, foto
text: text layer, text box, textbox, text, txt, words
`)

// textNouns are the words for a text layer by its role.
var textNouns = set(`title titles headline headlines heading headings header text txt caption subtitle subheading
 tagline slogan label words quote phrase footer word message paragraph`)

// layerNouns are the words that can head the name of a layer.
var layerNouns = set(`layer layers title headline heading header text txt caption subtitle subheading tagline slogan label
 words quote footer date signature paragraph name watermark logo icon badge button circle circles ellipse oval rectangle
 rectangles rect box square squares triangle line lines star stars heart arrow arrows polygon hexagon pentagon shape
 shapes image picture photo foto background overlay frame border object element sticker stamp ribbon banner sun moon
 sky tag price group drawing figure circel tilte`)

// designNouns are the words for a whole picture.
var designNouns = set(`canvas banner poster flyer leaflet card postcard invitation logo image picture pic graphic design
 document doc page artboard thumbnail cover header wallpaper icon sticker label menu certificate ad advert advertisement
 slide slides story post square sign placard ticket bookmark badge meme artwork art drawing file project brochure
 background bg backdrop album invite canvass baner sheet`)

// propertyNouns name an attribute, not a layer: "the colour of the circle".
var propertyNouns = set(`color colour colors colours colouring font fonts size width height opacity transparency fill stroke outline
 radius position angle rotation brightness contrast saturation hue exposure spacing alignment order shadow corners corner typeface
 visibility effect effects filter filters blur quality format scale case style weight thickness letters edges`)

// backgroundNouns mean the whole canvas.
var backgroundNouns = set(`background backgrounds bg backdrop backround background-color`)

var positions = table(`
top_left: top left, upper left, left top, top left corner, upper left corner, upper left hand corner, top left hand corner
top_right: top right, upper right, right top, top right corner, upper right corner, upper right hand corner
bottom_left: bottom left, lower left, left bottom, bottom left corner, lower left corner
bottom_right: bottom right, lower right, right bottom, bottom right corner, lower right corner, lower right hand corner
top: top, top center, top centre, top middle, upper center, very top
bottom: bottom, bottom center, bottom centre, bottom middle, lower center, very bottom
center: center, centre, middle, centered, centred, dead center
left: left, left side, left edge, left hand side, center left, middle left, left center
right: right, right side, right edge, right hand side, center right, middle right, right center
lower_third: lower third, bottom third
upper_third: upper third, top third
`)

var orders = table(`
front: to the front, to front, on top of everything, in front of everything, to the very front, above everything, top of the stack
back: to the back, to back, behind everything, to the very back, below everything, bottom of the stack, to the bottom of the stack
forward: forward, forwards, one layer up, one level up, up one layer
backward: backward, backwards, one layer down, one level down, down one layer
`)

var effects = table(`
blur: blur, blurred, blurry, blurr, gaussian blur, motion blur, out of focus, soften, defocus
sharpen: sharpen, sharper, sharpened, sharpening, sharpness
grayscale: grayscale, greyscale, gray scale, grey scale, black and white, black & white, b & w, monochrome, bw, desaturate
sepia: sepia
invert: invert, inverted, negative, invert the colors, inverting
brightness: brightness, brighter, brighten, bright, darken, darker, lighter, lighten, exposure, less bright
contrast: contrast
saturation: saturation, saturate, saturated, vivid, more colorful
hue: hue, hue rotate
noise: noise, grain, film grain
pixelate: pixelate, pixelated, mosaic, pixelation
vignette: vignette
emboss: emboss, embossed
posterize: posterize, posterise
solarize: solarize, solarise
duotone: duotone
shadow: shadow, drop shadow, shadows
glow: glow, glowing
vintage: vintage, retro
edges: edge detection, find edges, find the edges, edge detect
threshold: threshold
tint: tint
`)

var fonts = table(`
Arial: arial
Helvetica: helvetica
Times New Roman: times new roman, times
Georgia: georgia
Courier: courier, courier new
Verdana: verdana
Roboto: roboto
Inter: inter
Open Sans: open sans
Lato: lato
Montserrat: montserrat
Comic Sans: comic sans, comic sans ms
Impact: impact
Futura: futura
Garamond: garamond
Calibri: calibri
Playfair Display: playfair display, playfair
Poppins: poppins
Oswald: oswald
Go: go font
monospace: monospace, monospaced, mono font
serif: serif, serif font
sans-serif: sans serif, sans
cursive: cursive, script font, handwriting
bold: bold
italic: italic, italics
Merriweather: merriweather
Raleway: raleway
Lora: lora
Nunito: nunito
Source Sans: source sans
Work Sans: work sans
Bebas Neue: bebas neue
Pacifico: pacifico
Lobster: lobster
Caveat: caveat
Dancing Script: dancing script
Fira Sans: fira sans
Fira Code: fira code
Rubik: rubik
Quicksand: quicksand
Josefin Sans: josefin sans
Anton: anton
Archivo: archivo
Barlow: barlow
Cabin: cabin
Karla: karla
Libre Baskerville: libre baskerville
Crimson Text: crimson text
Inconsolata: inconsolata
JetBrains Mono: jetbrains mono
IBM Plex Sans: ibm plex sans
IBM Plex Mono: ibm plex mono
Ubuntu: ubuntu
Noto Sans: noto sans
Noto Serif: noto serif
PT Sans: pt sans
PT Serif: pt serif
Bitter: bitter
Cormorant: cormorant
Abril Fatface: abril fatface
Righteous: righteous
Permanent Marker: permanent marker
Bodoni: bodoni
Didot: didot
Baskerville: baskerville
Gill Sans: gill sans
Century Gothic: century gothic
Trebuchet: trebuchet
Tahoma: tahoma
Palatino: palatino
Rockwell: rockwell
Avenir: avenir
Proxima Nova: proxima nova
Franklin Gothic: franklin gothic
Segoe UI: segoe ui
Cambria: cambria
Consolas: consolas
Menlo: menlo
Monaco: monaco
Papyrus: papyrus
Copperplate: copperplate
Optima: optima
DM Sans: dm sans
Space Grotesk: space grotesk
Space Mono: space mono
Manrope: manrope
Outfit: outfit
Zilla Slab: zilla slab
Oxygen: oxygen
Exo: exo
Orbitron: orbitron
Press Start: press start
Bangers: bangers
Satisfy: satisfy
Great Vibes: great vibes
Amatic: amatic
Alegreya: alegreya
Cinzel: cinzel
Spectral: spectral
Vollkorn: vollkorn
Mulish: mulish
Figtree: figtree
Lexend: lexend
Overpass: overpass
Titillium: titillium
Roboto Mono: roboto mono
Roboto Slab: roboto slab
Roboto Condensed: roboto condensed
League Spartan: league spartan
League Gothic: league gothic
Syne: syne
Unbounded: unbounded
Fredoka: fredoka
Comfortaa: comfortaa
Kalam: kalam
Shadows Into Light: shadows into light
Helvetica Neue: helvetica neue
Arial Black: arial black
Cooper Black: cooper black
Brush Script: brush script
Courier Prime: courier prime
Old Standard: old standard
Libre Franklin: libre franklin
Public Sans: public sans
Plus Jakarta Sans: plus jakarta sans
`)

var presetPhrases = func() phrases {
	p := phrases{}
	for _, name := range slices.Sorted(maps.Keys(presets)) {
		for _, text := range presets[name].phrases {
			p.add(text, name)
		}
	}
	return p
}()

type wordSet map[string]struct{}

func (w wordSet) has(s string) bool {
	_, ok := w[s]
	return ok
}

func set(words string) wordSet {
	m := wordSet{}
	for _, w := range strings.Fields(words) {
		m[w] = struct{}{}
	}
	return m
}
