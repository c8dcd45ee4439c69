package entity

import "strings"

// media are the endings by which a file name is known, by the kind of file: which tool makes or
// reads such a file is the strongest hint of a message that names nothing else ("export as stl").
// As words some mean other things ("one step back", "go on"): those that are a format alone, too,
// are in formats.
var media = classTable(`
picture png jpg jpeg webp svg tiff tif bmp avif ico heic psd ai eps raw cr2 tga
animation gif
paper pdf
movie mp4 mov webm mkv avi m4v wmv flv mpg mpeg mts
sound mp3 wav aac flac ogg m4a opus aif aiff wma mod
solid stl obj dxf dwg iges igs gltf glb step stp 3mf amf ply scad fcstd sldprt x_t brep
page html htm css scss vue svelte
archive zip tar gz 7z rar
source py js ts jsx tsx go rs c cc cpp h hpp java kt rb php sh bash sql swift lua pl r cs ipynb dockerfile lock sum env
data json yaml yml xml toml ini cfg csv tsv log txt md
office doc docx xls xlsx ppt pptx odt rtf
subtitle srt vtt ass
font ttf otf woff woff2
`)

// medium is the kind of file that a mention of a format or of a file names: "picture",
// "solid"; "" if it names none.
func (m *mention) medium() string {
	switch m.kind {
	case formatName:
		return media[m.value]
	case filename:
		return media[strings.ToLower(m.value[strings.LastIndexByte(m.value, '.')+1:])]
	}
	return ""
}
