package entity

import (
	"maps"
	"math"
	"slices"
)

// preset is a named canvas size.
type preset struct {
	width, height int // pixels
	phrases       []string
}

// printDPI is the resolution at which paper presets are measured in pixels.
const printDPI = 150

// mmPerInch converts paper sizes.
const mmPerInch = 25.4

func paper(widthMM, heightMM float64, phrases ...string) preset {
	px := func(mm float64) int { return int(math.Round(mm / mmPerInch * printDPI)) }
	return preset{px(widthMM), px(heightMM), phrases}
}

// presets maps a canonical name to its size and the phrases that mean it.
// Papers are portrait, at 150 dpi; screen sizes are those the sites ask for.
var presets = map[string]preset{
	"a0":      paper(841, 1189, "a_0"),
	"a1":      paper(594, 841, "a_1"),
	"a2":      paper(420, 594, "a_2"),
	"a3":      paper(297, 420, "a_3"),
	"a4":      paper(210, 297, "a_4"),
	"a5":      paper(148, 210, "a_5"),
	"a6":      paper(105, 148, "a_6"),
	"letter":  paper(215.9, 279.4, "letter", "us letter", "letter size", "letter sized", "letter paper"),
	"legal":   paper(215.9, 355.6, "us legal", "legal size", "legal paper"),
	"tabloid": paper(279.4, 431.8, "tabloid", "tabloid size"),

	"8k":     {7680, 4320, []string{"8 k"}},
	"4k":     {3840, 2160, []string{"4 k", "uhd", "ultra hd"}},
	"1440p":  {2560, 1440, []string{"1440 p", "2 k", "qhd"}},
	"1080p":  {1920, 1080, []string{"1080 p", "full hd", "fullhd", "fhd"}},
	"720p":   {1280, 720, []string{"720 p"}},
	"square": {1080, 1080, []string{"square canvas", "square image", "square picture", "square format", "square post", "square graphic", "square design"}},

	"instagram_square":  {1080, 1080, []string{"instagram square", "square instagram post", "square instagram", "square insta post", "square for instagram", "square post for instagram"}},
	"instagram_post":    {1080, 1350, []string{"instagram post", "insta post", "ig post"}},
	"instagram_story":   {1080, 1920, []string{"instagram story", "insta story", "ig story", "instagram reel"}},
	"youtube_thumbnail": {1280, 720, []string{"youtube thumbnail", "you tube thumbnail", "yt thumbnail", "thumbnail for youtube", "youtube thumb"}},
	"youtube_banner":    {2560, 1440, []string{"youtube banner", "youtube channel art", "youtube cover"}},
	"facebook_cover":    {1640, 624, []string{"facebook cover", "fb cover", "cover for facebook"}},
	"facebook_post":     {1200, 630, []string{"facebook post", "fb post"}},
	"facebook_event":    {1920, 1005, []string{"facebook event cover", "facebook event"}},
	"twitter_header":    {1500, 500, []string{"twitter header", "twitter banner", "x header", "header for twitter"}},
	"twitter_post":      {1600, 900, []string{"twitter post", "tweet image"}},
	"linkedin_banner":   {1584, 396, []string{"linkedin banner", "linkedin cover", "linkedin header"}},
	"linkedin_post":     {1200, 627, []string{"linkedin post"}},
	"pinterest_pin":     {1000, 1500, []string{"pinterest pin", "pinterest post"}},
	"og_image":          {1200, 630, []string{"og image", "open graph image", "link preview"}},
	"business_card":     {1050, 600, []string{"business card", "visiting card"}},
	"phone_wallpaper":   {1080, 1920, []string{"phone wallpaper", "wallpaper for my phone", "mobile wallpaper"}},
	"favicon":           {64, 64, []string{"favicon"}},
}

// PresetNames lists the canonical names of all presets.
func PresetNames() []string { return slices.Sorted(maps.Keys(presets)) }

// PresetSize is the size in pixels of a preset by its canonical name ("a3",
// "youtube_thumbnail"). Papers are portrait at 150 dots an inch. ok is false
// for a name that is not a preset.
func PresetSize(name string) (w, h int, ok bool) {
	p, ok := presets[name]
	return p.width, p.height, ok
}
