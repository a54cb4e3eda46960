# make run   builds and serves a demonstration city on http://127.0.0.1:8080
# make test  runs every check there is; .ci/run does the same
# make help  lists the rest

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The same settings everywhere, so that the program, its tests and the linter share
# what is compiled.
export CGO_ENABLED := 0
export GOFLAGS := $(filter-out -trimpath,$(shell go env GOFLAGS)) -trimpath

LISTEN ?= 127.0.0.1:8080
PACKAGES ?= ./...
GOTEST ?= -shuffle=on -timeout=10m

GOLANGCI := v2.15.0
GOVULNCHECK := v1.9.0

lint := bin/tools/golangci-lint-$(GOLANGCI)
vuln := bin/tools/govulncheck-$(GOVULNCHECK)
web := $(shell find web -name node_modules -prune -o -type f -print)

.PHONY: help run test build assets generate generated vet lint vulncheck go-test race browser-test screenshots guide-pictures law-coverage bench setup clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## build, and serve a demonstration city (LISTEN=address:port)
	@scripts/setup.sh run
	@$(MAKE) build
	bin/shuniu serve --demo --listen $(LISTEN)

build: assets ## build bin/shuniu with its assets
	go build -o bin/shuniu ./cmd/shuniu

assets: bin/assets.stamp ## bundle styles and scripts, when their sources changed
	@:

bin/assets.stamp: $(web)
	cd web && npm ci --no-audit --no-fund && node build.mjs
	@mkdir -p bin && touch $@

generate: ## write the Go code of the pages from *.templ
	go tool templ generate

test: ## run every check
	@scripts/setup.sh test
	@scripts/check.sh build generated vet lint go-test browser-test vulncheck

setup: ## install what run and test need, on Debian
	@scripts/setup.sh test

generated: # the generated code is what its sources say
	scripts/generated.sh

vet:
	go vet ./...

lint: $(lint) ## look for defects
	$(lint) run ./...

$(lint):
	GOBIN=$(CURDIR)/bin/tools go install -ldflags='-s -w' github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI)
	mv bin/tools/golangci-lint $@

go-test: ## run the Go tests on both databases (PACKAGES=./kernel/...)
	@mkdir -p bin/test
	go run ./test/pg/run go test -json $(GOTEST) $(PACKAGES) | go run ./test/tally bin/test/go

race: ## run the Go tests with the race detector; needs a C compiler and patience
	CGO_ENABLED=1 go run ./test/pg/run go test -race -timeout=60m $(PACKAGES)

browser-test: build test/browser/node_modules/.package-lock.json ## run the browser tests
	cd test/browser && node_modules/.bin/playwright test

screenshots: build test/browser/node_modules/.package-lock.json ## take the pictures in doc/screenshots again
	cd test/browser && UPDATE_SCREENSHOTS=1 node_modules/.bin/playwright test

guide-pictures: build test/browser/node_modules/.package-lock.json ## take the pictures in doc/guide again
	cd test/browser && UPDATE_GUIDE=1 node_modules/.bin/playwright test days -g zh

law-coverage: ## write doc/law-coverage.md again
	UPDATE_LAW=1 go test -count=1 ./test/law

test/browser/node_modules/.package-lock.json: test/browser/package-lock.json
	cd test/browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	@touch $@

vulncheck: $(vuln) ## look for known vulnerabilities, when their database can be reached
	scripts/vulncheck.sh $(vuln)

$(vuln):
	GOBIN=$(CURDIR)/bin/tools go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK)
	mv bin/tools/govulncheck $@

bench: ## measure
	go run ./test/pg/run go test -run '^$$' -bench . -benchmem $(PACKAGES)

clean: ## remove what was built; data/ stays
	rm -rf bin web/node_modules test/browser/node_modules test/browser/results
	find face/page/assets kernel/instrument/fonts -type f ! -name .gitignore -delete
