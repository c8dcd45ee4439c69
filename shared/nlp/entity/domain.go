package entity

// domainClasses groups the words of the other tools' domains. They come after
// the classes of graphics, whose words ("title", "frame") keep theirs.
var domainClasses = classTable(`
_cut cut chop slice snip shorten truncate shave lop
_join join merge concat concatenate stitch combine splice glue append union unite fuse unify together weld
_subtract subtract subtracting subtraction intersect intersection carve hollow punch drill boolean difference xor
_convert convert transcode encode reencode re-encode compress transform
_speed speed slow slower fast faster slowmo slow-mo quicker timelapse time-lapse hyperlapse accelerate sped pace
_run run execute launch compile interpret rerun eval evaluate exec
_check validate check verify lint linter audit test inspect proofread
_scan scan vulnerability vulnerabilities vulnerable secure security insecure secrets secret leak leaks injection xss cve exploit exploits
_scan owasp credentials password passwords
_write write code implement refactor
_measure measure calculate compute area mass weight perimeter circumference centroid thickness distance heavy weigh
_measure dimensions
_save save backup store sync upload stash
_import import fetch load grab
_cloud drive gdrive google cloud
_mute mute unmute silence silent louder quieter denoise normalize normalise noise loud quiet hum hiss
_status status progress done finished ready processing encoding rendering stuck eta percent queue queued
_video video videos clip clips footage movie movies film recording recordings vlog reel reels vid vids mp4 screencast trailer montage
_video tape webcam cam gopro
_audio audio sound sounds music song songs soundtrack voice voiceover voice-over narration mic microphone beat track tracks
_audio speech
_subtitle subtitle subtitles captions caption watermark overlay lower-third lower-thirds subs credits ticker
_still thumbnail thumbnails thumb snapshot poster-frame screenshot screengrab frame cover
_moment start beginning intro outro ending end second seconds minute minutes first last
_site website site webpage page pages homepage landing html css site's blog storefront microsite portfolio
_webpart navbar nav menu section sections hero sidebar footer form forms input dropdown carousel accordion testimonial testimonials
_webpart pricing cta modal card cards grid gallery link links faq
_device mobile tablet desktop phone iphone ipad laptop responsive breakpoint viewport
_code script snippet function functions class method loop program query algorithm regex codebase source endpoint
_code repo module package file's struct
_language python javascript js typescript ts java rust go golang ruby php c c++ cpp bash shell sql kotlin swift perl lua node
_solid cube cuboid cylinder cylinders sphere spheres cone cones torus prism pyramid wedge tube pipe block plate rod slab
_solid bracket gear gears bolt nut washer flange hinge knob enclosure housing shaft bushing spacer standoff bearing pulley
_cad model models mesh solid part parts body bodies assembly 3d cad stl component
_feature hole holes fillet chamfer extrude extrusion pocket slot slots boss rib edge edges corner corners face faces round
_axis x y z axis xy xz yz x-axis y-axis z-axis plane
_viewpoint isometric iso orthographic perspective wireframe front top side rear cutaway exploded underneath orbit
_effect3 sepia vignette fade transition crossfade dissolve vhs vintage cinematic stabilize stabilise color-grade chroma greenscreen
_greet hello hi hey yo morning afternoon evening howdy greetings sup hiya
_thanks thanks thank thx cheers ty appreciated appreciate grateful
_stop cancel stop abort nevermind forget quit abandon scratch
_wh what which how who when where why whats what's
_be is are was were am be been being
_not not don't dont doesn't didn't isn't no never without
`)
