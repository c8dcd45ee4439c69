# README's two commands are `make run` and `make test`. Each target does its own set-up
# and can be repeated; `make help` lists them.

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO      ?= go
# Pure Go: the binary needs nothing else on the machine it runs on.
BUILD   := CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)"
TOOLS   := $(CURDIR)/.tools
ADDR    ?= 127.0.0.1:8080

# Everything the web app is built of.
WEB_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path 'web/src/fonts/*' -not -path 'web/e2e/*' -not -path 'web/test-results/*' -not -name "*generated.ts" -not -name '*.go')

.PHONY: run web test test-long soak speed emulators dist synth sam-api sam-invoke build lint fmt bench bench-nlp reliability screens fuzz generate cost functions clean help

run: build ## build and serve on this machine (ADDR=127.0.0.1:8080)
	bin/aio serve --addr $(ADDR)

build: web/dist/index.html ## build bin/aio, with the web app in it
	@$(GO) version >/dev/null 2>&1 || { echo "Go is missing. Install Go 1.26 or newer: https://go.dev/doc/install"; exit 1; }
	$(BUILD) -o bin/aio ./cmd/aio

web: web/dist/index.html ## build the web app only

web/dist/index.html: web/node_modules/.package-lock.json docs/openapi.yaml $(WEB_SOURCES)
	$(GO) run ./internal/webfonts
	cd web && npm run --silent build
	@touch $@

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null || { echo "Node 20.19 or newer is missing, which builds the web app. Install Node: https://nodejs.org"; exit 1; }
	cd web && npm ci --loglevel=error
	@touch $@

# What takes longest begins first: those that wait for emulators and their timers.
SLOW := ./internal/e2e ./internal/soak ./functions/internal/faults ./shared/bus/eventbridge ./shared/store/dynamo ./shared/limit/dynamo ./shared/keys/kms

# The race detector needs a C compiler. More packages run at a time than there are
# processors: those that use emulators wait for them.
test: build ## run all tests: Go (with the race detector), stacks, web app, browser, the API against its document
	@command -v gcc >/dev/null || { echo "A C compiler is missing. Run: apt-get install -y gcc libc6-dev"; exit 1; }
	$(GO) vet ./...
	$(GO) run ./cmd/aio build --arch $$($(GO) env GOARCH) >/dev/null
	$(GO) run ./internal/emulator/run -- $(GO) test -race -p 3 -timeout 25m $(SLOW) $$($(GO) list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./...)
	cd infra && $(GO) vet ./... && $(GO) test -timeout 10m ./...
	cd web && npm test --silent
	scripts/browser.sh
	scripts/schemathesis.sh

test-long: ## properties many times more, faults in every call, a soak, fuzzing (CHECKS=200 FUZZTIME=3000x)
	scripts/test-long.sh

soak: ## 100 people on 20 documents for two minutes while their networks fail (FOR=2m SEED=0)
	$(GO) test -race -count=1 -timeout 30m ./internal/soak -run TestSoak -v -soak.people=100 -soak.documents=20 -soak.for=$(or $(FOR),2m) -soak.trouble=15s -soak.seed=$(or $(SEED),0)

emulators: ## install the emulators of AWS that the tests start
	$(GO) run ./internal/emulator/run -install

dist: ## build every function for Lambda: dist/{arch}/{area}-{operation}/bootstrap
	$(GO) run ./cmd/aio build

# STAGE=dev REGION=… ACCOUNT=… MAIL_FROM=… ; docs/cloud.md
synth: dist ## write the stacks of a stage to cdk.out
	cd infra && CDK_OUTDIR=$(CURDIR)/cdk.out CDK_CONTEXT_JSON='{"stage":"$(or $(STAGE),dev)","region":"$(REGION)","account":"$(ACCOUNT)","mailFrom":"$(MAIL_FROM)","release":"$(VERSION)"}' $(GO) run .

# ENDPOINT=… is an emulator; without it ministack is started. It needs Docker; docs/cloud.md
SAM := AIO_LOCALSTACK= $(if $(ENDPOINT),AIO_MINISTACK=$(ENDPOINT)) $(GO) run ./internal/emulator/run -- $(GO) run ./internal/sam/cmd $(if $(INSIDE),-inside $(INSIDE))

sam-api: ## serve the REST API by SAM's local Lambda on 127.0.0.1:3000 (needs Docker)
	$(SAM) api

sam-invoke: ## run one function by SAM: OPERATION=chat.send EVENT=file (needs Docker)
	$(SAM) invoke $(OPERATION) $(EVENT)

lint: $(TOOLS)/golangci-lint web/dist/index.html ## vet, golangci-lint, formatting, generated files, the stacks' templates
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$unformatted" ] || { echo "not formatted (make fmt): $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(TOOLS)/golangci-lint run ./...
	cd web && npm run --silent lint
	cd infra && $(GO) vet ./... && $(TOOLS)/golangci-lint run --config ../.golangci.yml ./...
	$(GO) run ./cmd/aio openapi --check
	$(GO) run ./cmd/aio functions --check
	$(GO) run ./cmd/aio nlp train --check
	$(GO) run ./cmd/aio nlp eval shared/nlp/data/dev/single.jsonl
	$(GO) run ./cmd/aio nlp eval shared/nlp/data/dev/dialogues.jsonl
	$(GO) run ./internal/templates

$(TOOLS)/golangci-lint: tools/go.mod
	$(GO) -C tools build -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

fmt: ## format the code
	gofmt -w $$(git ls-files '*.go')

generate: ## write the generated files: the OpenAPI documents, the functions and the language model
	$(GO) run ./cmd/aio openapi
	$(GO) run ./cmd/aio functions
	$(GO) run ./cmd/aio nlp train

cost: ## compute what a deployment costs, into docs/cloud.md
	$(GO) run ./internal/cost measure
	$(GO) run ./internal/cost

functions: dist ## measure starts and sizes of all functions, into docs/functions.md
	$(GO) run ./internal/coldstart

screens: build ## take pictures of all pages and states, into docs/screens
	AIO_SCREENS=$(CURDIR)/docs/screens scripts/browser.sh pages together updated talk

bench: build ## measure, and write docs/benchmarks.md
	$(GO) run ./internal/bench
	$(BENCH_NLP) -optional

# What the other libraries learned is kept in .tools/peers; they learn again when the messages change.
BENCH_NLP = $(GO) run ./internal/bench -nlp -dev $(or $(DEV),shared/nlp/data/dev)

bench-nlp: build ## compare the language understanding with spaCy and scikit-learn, into docs/benchmarks.md (DEV=folder)
	$(BENCH_NLP)

reliability: build ## draw how often a stated confidence comes true, into docs/nlp-reliability.png (DEV=folder)
	bin/aio nlp reliability $(or $(DEV),shared/nlp/data/dev)/*.jsonl

speed: build ## measure the web app in Chromium, and write docs/benchmarks.md
	AIO_SPEED_DOC=$(CURDIR)/docs/benchmarks.md scripts/browser.sh -c e2e/speed/speed.config.ts

fuzz: ## fuzz each decoder for a while (FUZZTIME=20s)
	scripts/fuzz.sh $(or $(FUZZTIME),20s)

clean: ## remove what was built
	rm -rf bin dist cdk.out .aws-sam .tools web/node_modules web/dist/* web/src/fonts web/src/api/*generated.ts

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | sort | column -t -s "$$(printf '\t')"
