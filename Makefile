# make help lists the targets.

export CGO_ENABLED ?= 0
# go.mod names the toolchain; an older go brings it through the module proxy.
export GOTOOLCHAIN := auto
TOOLS := $(CURDIR)/.tools

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build bin/wxastore
	go build -o bin/wxastore ./cmd/wxastore

.PHONY: run
run: build ## Serve a demo account on 127.0.0.1:8080
	bin/wxastore serve --demo

.PHONY: release
release: ## Make archives, packages and the image of the commit in bin/release
	cd deploy/release && go run . -out $(CURDIR)/bin/release

.PHONY: check
check: ## Run every kind of test that is quick and needs Go alone
	TOOLS=$(TOOLS) bash scripts/check.sh

.PHONY: test
test: ## Install what the tests need and run every kind once, with the race detector
	TOOLS=$(TOOLS) bash scripts/test.sh

.PHONY: nightly
nightly: ## Run the long rounds: kills, failovers, thousands of servers, both databases
	TOOLS=$(TOOLS) bash scripts/nightly.sh

.PHONY: tools
tools: ## Install what the tests need
	TOOLS=$(TOOLS) bash scripts/tools.sh

.PHONY: lint
lint: ## Check form, lint rules and the arrows between packages
	TOOLS=$(TOOLS) bash scripts/lint.sh

.PHONY: vulnerabilities
vulnerabilities: ## Look for known vulnerabilities, those of today included
	TOOLS=$(TOOLS) VULNDB=latest bash scripts/vulnerabilities.sh

.PHONY: fuzz
fuzz: ## Run each fuzz target for a minute
	bash scripts/fuzz.sh

# Runs a command with a PostgreSQL server of its own, where it is installed.
POSTGRES = $(if $(shell ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null; command -v initdb),go run ./internal/store/sqldb/postgres/pgtest/run -durable)

.PHONY: profile
profile: build ## Keep profiles of each row of the table in bin/profiles
	go build -o bin/bench ./bench
	$(POSTGRES) bin/bench -merchants 2000 -rounds 1 -span 8s -connections 32 -profiles bin/profiles

# Where the peers of the bench are; those that are not there have no row.
PEERS = $(TOOLS)/peers

# The runs of servers in tests are so few that the ports of closed connections
# do not run out.
.PHONY: bench
bench: build ## Print the tables of ratios to a bare handler
	go build -o bin/bench ./bench
	$(POSTGRES) bin/bench $(if $(EVERY),-every)
	bin/bench -peers $(PEERS)
	bin/bench -sequence
	go test ./wxastoretest -run '^$$' -bench 'Run|Bare' -benchtime 300x -count 5

.PHONY: bench-peers
bench-peers: build ## Install what people use instead and print its table
	TOOLS=$(TOOLS) bash scripts/peers.sh
	go build -o bin/bench ./bench
	bin/bench -peers $(PEERS)
