# make help lists the targets.

export CGO_ENABLED ?= 0
TOOLS := $(CURDIR)/.tools

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build bin/wxastore
	go build -o bin/wxastore ./cmd/wxastore

.PHONY: run
run: build ## Serve a demo account on 127.0.0.1:8080
	bin/wxastore serve --demo

.PHONY: test
test: ## Install what the tests need and run all of them, with the race detector
	TOOLS=$(TOOLS) bash scripts/test.sh

.PHONY: lint
lint: ## Check form, lint rules and the arrows between packages
	TOOLS=$(TOOLS) bash scripts/lint.sh

.PHONY: fuzz
fuzz: ## Run each fuzz target for a minute
	bash scripts/fuzz.sh

.PHONY: bench
bench: build ## Print the table of ratios to a bare handler
	go run ./bench
	# So few at once that the ports of closed connections do not run out.
	go test ./wxastoretest -run '^$$' -bench 'Run|Bare' -benchtime 300x -count 5
