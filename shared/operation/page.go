package operation

// Paging limits of lists.
const (
	DefaultPage = 50
	MaxPage     = 200 // a page stays well below the answer limit of 6 MB
)

// PageInput is embedded in the input of every list.
type PageInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many items at most"`
	Cursor string `query:"cursor" maxLength:"2048" pattern:"^[A-Za-z0-9_-]*$" doc:"The nextCursor of the page before"`
}

// Page is the answer of every list.
type Page[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitempty" doc:"Absent on the last page"`
}

// None is the output of an operation without an answer body (204).
type None struct{}
