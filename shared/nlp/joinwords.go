package nlp

var (
	// commands are the verbs with which a request may begin.
	commands = setOf(`make create add put insert place draw write type give design build generate start begin open show list view see find
 export save download store convert render share send email mail post publish invite upload import load delete remove erase trash drop clear
 undo redo revert restore move shift nudge rotate turn spin flip mirror resize scale enlarge shrink stretch zoom crop trim cut split join merge
 combine concatenate concat append stitch fade blur sharpen brighten darken desaturate tint invert apply use set change edit update modify
 replace swap rename recolor recolour color colour paint fill align center centre bring hide unhide increase decrease reduce raise lower lighten
 preview validate check lint scan test run execute compile mute unmute speed slow reverse loop overlay extract grab take capture subtract union
 intersect drill extrude measure compress optimize optimise duplicate copy pick adjust tilt bold italicize underline outline print hand`)
	// alone are commands that need no object; with them a part may be one word.
	alone = setOf(`undo redo export share save preview validate render`)
	// before a command: joins are dropped, asks stay with the request.
	joins = setOf(`and & then also plus afterwards afterward finally lastly next thereafter subsequently first firstly second secondly third
 thirdly fourth fourthly so`)
	ordinal     = setOf(`first second third fourth next`) // "the first"
	unsure      = setOf(`so plus also finally`)
	strongJoins = setOf(`then afterwards afterward finally lastly next thereafter subsequently second secondly third thirdly fourth fourthly`)
	asks        = setOf(`please pls plz kindly just now can could would will you i i'd i'll we we'd want need like to let's lets let me us go ahead maybe
 id`)
	asksOnly = setOf(`please pls plz kindly just now`)
	polite   = setOf(`hi hello hey there thanks thank you thx ty cheers so very much a lot please pls ok okay great perfect good morning afternoon
 evening day everyone team guys again dear assistant in advance many appreciated`)
	politeCues = setOf(`hi hello hey thanks thank thx ty cheers please pls ok okay great perfect good morning dear appreciated`)
	// asking are the first words of a question, which is not a command.
	asking = setOf(`how what what's whats why who whose where where's which when is are was were do does did has have should shall may might am
 explain tell teach`)
	// after clauses, and auxiliaries after "that", there is a clause that "and" may go on with.
	clauses  = setOf(`which who whom because since so`)
	auxiliar = setOf(`can could will would should must may is are has have`)
	// relating words before subjects make a request depend on another.
	subjects = setOf(`i you it we they he she i'm i've you're you've it's its he's everything that's the this that they're we're`)
	relating = setOf(`before after when once while until till whenever as`)
	// openers begin a text without quotation marks.
	openers = setOf(`saying says say reading reads read titled called named captioned labelled labeled entitled spelling words text caption
 headline heading slogan tagline quote message title subtitle`)
	retitles = setOf(`change rename set edit update replace switch`)
	// objects may follow a command after a text without quotation marks.
	objects = setOf(`it this that them these those the a an my our everything all another as`)
)

// conditional words make a request depend on something, or take it back.
var conditional = setOf(`if unless otherwise else don't dont don’t never nevermind cancel instead nvm`)

// codeMarks are in code, and hardly in a request.
var codeMarks = []string{"{", "}", "```", "==", "=>", "</", "/>", "#include", "();", ");", "print(", "console.", "def ", ":=", "++", "&&", "||"}

// joinHints are in every message whose requests are joined by words alone.
var joinHints = []string{" and ", " then ", " after", " plus ", " finally ", " also ", " lastly ", " next ", " done ", " finished ", " thereafter ", " subsequently "}

// joinPhrases are joints of several words.
var joinPhrases = [][]string{
	{"after", "that"}, {"after", "this"}, {"when", "done"}, {"once", "done"}, {"when", "finished"}, {"when", "you're", "done"}, {"when", "youre", "done"},
	{"once", "you're", "done"}, {"when", "it's", "done"}, {"once", "it's", "done"}, {"when", "that's", "done"}, {"once", "that's", "done"},
	{"as", "a", "next", "step"}, {"in", "the", "end"}, {"at", "the", "end"}, {"last", "of", "all"},
}
