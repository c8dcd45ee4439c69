# README's two commands are `make run` and `make test`. Each target does its own set-up
# and can be repeated; `make help` lists them.

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO      ?= go
# Pure Go: the binary needs nothing else on the machine it runs on.
BUILD   := CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)"
TOOLS   := $(CURDIR)/.tools
ADDR    ?= 127.0.0.1:8080

.PHONY: run test emulators dist synth build lint fmt bench fuzz generate clean help

run: build ## build and serve on this machine (ADDR=127.0.0.1:8080)
	bin/aio serve --addr $(ADDR)

build: ## build bin/aio
	@$(GO) version >/dev/null 2>&1 || { echo "Go is missing. Install Go 1.26 or newer: https://go.dev/doc/install"; exit 1; }
	$(BUILD) -o bin/aio ./cmd/aio

# The race detector needs a C compiler.
test: build ## run all tests with the race detector, then the API against its document
	@command -v gcc >/dev/null || { echo "A C compiler is missing. Run: apt-get install -y gcc libc6-dev"; exit 1; }
	$(GO) vet ./...
	$(GO) run ./cmd/aio build --arch $$($(GO) env GOARCH) >/dev/null
	$(GO) run ./internal/emulator/run -- $(GO) test -race -timeout 25m $$($(GO) list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./...)
	cd infra && $(GO) vet ./... && $(GO) test -timeout 10m ./...
	scripts/schemathesis.sh

emulators: ## install the emulators of AWS that the tests start
	$(GO) run ./internal/emulator/run -install

dist: ## build every function for Lambda: dist/{arch}/{area}-{operation}/bootstrap
	$(GO) run ./cmd/aio build

# STAGE=dev REGION=… ACCOUNT=… MAIL_FROM=… ; docs/cloud.md
synth: dist ## write the stacks of a stage to cdk.out
	cd infra && CDK_OUTDIR=$(CURDIR)/cdk.out CDK_CONTEXT_JSON='{"stage":"$(or $(STAGE),dev)","region":"$(REGION)","account":"$(ACCOUNT)","mailFrom":"$(MAIL_FROM)","release":"$(VERSION)"}' $(GO) run .

lint: $(TOOLS)/golangci-lint ## vet, golangci-lint, formatting, generated files
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$unformatted" ] || { echo "not formatted (make fmt): $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(TOOLS)/golangci-lint run ./...
	cd infra && $(GO) vet ./... && $(TOOLS)/golangci-lint run --config ../.golangci.yml ./...
	$(GO) run ./cmd/aio openapi --check
	$(GO) run ./cmd/aio functions --check

$(TOOLS)/golangci-lint: tools/go.mod
	$(GO) -C tools build -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

fmt: ## format the code
	gofmt -w $$(git ls-files '*.go')

generate: ## write the generated files: the OpenAPI documents, the functions and the language model
	$(GO) run ./cmd/aio openapi
	$(GO) run ./cmd/aio functions
	$(GO) run ./cmd/aio nlp train

bench: build ## measure, and write docs/benchmarks.md
	$(GO) run ./internal/bench

fuzz: ## fuzz each decoder for a while (FUZZTIME=20s)
	scripts/fuzz.sh $(or $(FUZZTIME),20s)

clean: ## remove what was built
	rm -rf bin dist cdk.out .tools

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1\t\2/' | sort | column -t -s "$$(printf '\t')"
