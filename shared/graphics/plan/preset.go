package plan

import "strings"

// DefaultWidth and DefaultHeight are the size of a canvas when none is said: that of a
// link preview (Open Graph), the commonest banner.
const (
	DefaultWidth  = 1200
	DefaultHeight = 630
)

// PresetSize returns the size in pixels of a named format; false for an unknown one. Paper
// is at 150 dots an inch, portrait, which prints well and stays within memory; cards are at 300.
func PresetSize(name string) (width, height int, ok bool) {
	key := strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r == ' ' || r == '_' || r == '-'
	}), "_")
	size, ok := presets()[key]
	return size[0], size[1], ok
}

// presets are the published recommendations of the platforms, video rasters (ITU-R BT.709,
// BT.2020) and ISO 216 and ANSI paper.
func presets() map[string][2]int {
	return map[string][2]int{
		"square": {1080, 1080}, "banner": {1200, 630}, "og": {1200, 630}, "open_graph": {1200, 630}, "og_image": {1200, 630},
		"instagram": {1080, 1080}, "instagram_square": {1080, 1080}, "instagram_post": {1080, 1350},
		"instagram_portrait": {1080, 1350}, "instagram_landscape": {1080, 566},
		"instagram_story": {1080, 1920}, "story": {1080, 1920}, "reel": {1080, 1920},
		"facebook_post": {1200, 630}, "facebook_cover": {1640, 624}, "facebook_event": {1920, 1005},
		"twitter_post": {1600, 900}, "twitter_header": {1500, 500}, "x_post": {1600, 900}, "x_header": {1500, 500},
		"linkedin_post": {1200, 627}, "linkedin_banner": {1584, 396}, "pinterest_pin": {1000, 1500},
		"youtube_thumbnail": {1280, 720}, "youtube_banner": {2560, 1440}, "tiktok": {1080, 1920},
		"hd": {1280, 720}, "720p": {1280, 720}, "full_hd": {1920, 1080}, "fhd": {1920, 1080}, "1080p": {1920, 1080},
		"2k": {2560, 1440}, "1440p": {2560, 1440}, "4k": {3840, 2160}, "uhd": {3840, 2160}, "2160p": {3840, 2160},
		"8k": {7680, 4320}, "slide": {1920, 1080}, "presentation": {1920, 1080}, "wallpaper": {1920, 1080}, "phone_wallpaper": {1080, 1920},
		"a0": {4967, 7022}, "a1": {3508, 4967}, "a2": {2480, 3508}, "a3": {1754, 2480}, "a4": {1240, 1754}, "a5": {874, 1240}, "a6": {620, 874},
		"letter": {1275, 1650}, "legal": {1275, 2100}, "tabloid": {1650, 2550},
		"poster": {2700, 3600}, "flyer": {1240, 1754}, "business_card": {1050, 600}, "postcard": {900, 600},
		"icon": {512, 512}, "favicon": {64, 64}, "avatar": {400, 400}, "logo": {500, 500},
	}
}
