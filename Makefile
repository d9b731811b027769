# One line a target; what they do is in CMakePresets.json and tools/. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
OUT ?= build/demo
ACCOUNTS ?= 20000
FUZZ_SECONDS ?= 20
BENCH ?=

.PHONY: help setup build test check demo bench asan tsan fuzz fmt format layers tidy-test lint \
        web tidy headers e2e e2e-api e2e-network install clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what build, tests and demo need (Debian 12)
	@tools/setup.sh

build: ## the release binary, build/release/bin/overt
	@tools/setup.sh --runtime && cmake --workflow --preset release

test: setup ## install, build and run every test
	@cmake --preset dev && cmake --build --preset dev && tools/run_tests.sh dev

check: format layers tidy-test web ## before every commit: format, layers, tidy, build, fast tests
	@cmake --preset dev && cmake --build --preset dev
	@$(MAKE) --no-print-directory headers lint
	@tools/run_tests.sh dev -L fast

demo: setup build ## simulate a platform, detect, decide in shadow mode, undo (OUT=, ACCOUNTS=)
	@tools/demo.sh build/release/bin/overt $(OUT) $(ACCOUNTS)

bench: build ## speed and memory against the floor and the peers (BENCH="--help" for what else)
	@cmake --workflow --preset bench && python3 bench/run.py $(BENCH)

asan: setup ## every test under the address and undefined-behaviour sanitizers
	@cmake --preset asan && cmake --build --preset asan && tools/run_tests.sh asan

tsan: setup ## every test under the thread sanitizer
	@cmake --preset tsan && cmake --build --preset tsan && tools/run_tests.sh tsan

fuzz: setup ## every fuzz target for FUZZ_SECONDS (20); a new crash fails
	@cmake --workflow --preset fuzz && python3 tools/fuzz.py --seconds $(FUZZ_SECONDS)

e2e: build ## the whole way as a person goes it, with the release binary
	@python3 tests/e2e/first_hour.py build/release/bin/overt build/e2e
	@python3 tests/e2e/from_finding_to_action.py build/release/bin/overt build/e2e-action
	@python3 tests/e2e/carrying_out.py build/release/bin/overt build/e2e-carrying-out

e2e-api: setup build ## every operation of the API as its description lets anybody try it
	@python3 tests/e2e/fuzzed_api.py build/release/bin/overt build/e2e-api

e2e-network: build ## sinks and witnesses before peers that others wrote, fetched from registries
	@tools/setup.sh --network
	@python3 tests/network/litewitness.py build/release/bin/overt build/network/witness
	@python3 tests/network/mastodon_mock.py build/release/bin/overt build/network/mastodon
	@python3 tests/network/atproto.py build/release/bin/overt third_party/atproto-network \
	  build/network/atproto

web: ## the console: format, types, unit tests
	@tools/web.sh

fmt: ## format every source
	@git ls-files -co --exclude-standard '*.cc' '*.h' | xargs clang-format -i

format: ## is every source formatted?
	@git ls-files -co --exclude-standard '*.cc' '*.h' | xargs -P 2 -n 40 clang-format --dry-run -Werror

layers: ## does every include go down only?
	@python3 tools/check_layers.py

tidy-test: ## the house rules that no compiler checks
	@python3 tools/tidy.py

lint: ## clang-tidy on what differs from HEAD
	@python3 tools/lint.py

tidy: ## clang-tidy on everything
	@cmake --preset dev && cmake --build --preset dev && python3 tools/lint.py --all

headers: ## does every header compile alone?
	@cmake --build --preset dev --target all_verify_interface_header_sets

install: build ## copy program, library, man page and completions under PREFIX (/usr/local)
	@cmake --install build/release --prefix $(or $(PREFIX),/usr/local)

clean: ## remove what was built
	@rm -rf build
