package catalog

import (
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Title is the API's name.
const Title = "AIO Creative Hub"

// Version is the version of the API's contract (semver.org), not of the program: the
// major number, or while it is 0 the minor, goes up with a change that breaks clients.
const Version = "0.2.0"

// OpenAPI describes the published API, OpenAPI 3.1.
func OpenAPI() *huma.OpenAPI { return operation.Document(Title, Version, All()) }

// The files of Documents, and the contract that clients rely on, against which breaking
// changes are judged. All are in the folder docs.
const (
	OpenAPIFile    = "openapi.yaml"
	APIGatewayFile = "openapi-apigateway.json"
	ReleasedFile   = "contract/released.yaml"
)

// File is a generated file: its path in the folder docs, and its content.
type File struct {
	Path string
	Data []byte
}

// Documents writes the published API description and the one that API Gateway imports.
func Documents() ([]File, error) {
	doc := OpenAPI()
	published, err := doc.YAML()
	if err != nil {
		return nil, fmt.Errorf("catalog: openapi: %w", err)
	}
	gateway, err := operation.APIGateway(doc, All())
	if err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	return []File{{Path: OpenAPIFile, Data: published}, {Path: APIGatewayFile, Data: gateway}}, nil
}
