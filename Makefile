# make help tells what there is.

CONFIGURATION := Config/development.toml
BIN := .build/release
STATE := .build/development
VENV := .build/venv
PREFIX ?= /usr
SECONDS ?= 600
RUNS ?= 200000
SWIFT ?= swift
# As root as it is, otherwise through sudo.
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

# Installs what of these Debian packages is missing.
define install-packages
missing=; for package in $(1); do \
	dpkg-query --show --showformat='$${db:Status-Status}' "$$package" 2>/dev/null | grep -qx installed || missing="$$missing $$package"; \
done; \
[ -z "$$missing" ] || { echo "Installing$$missing (by apt)."; \
	$(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; }
endef

.PHONY: help build run test fuzz simulate check format bench install dependencies test-dependencies

help: ## Tell what there is.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: dependencies ## Build in release.
	@echo "Building in release. The first build takes some minutes: it compiles the libraries as well."
	$(SWIFT) build -c release --product chanceryd
	$(SWIFT) build -c release --product chanceryctl

run: build ## Start the daemon by hand with the example calendar; all state is under .build/.
	@mkdir -p $(STATE)
	@SEEDS=seeds sh Config/run-development $(BIN) $(CONFIGURATION) $(STATE)

test: dependencies test-dependencies ## Run all tests; install what they need.
	@echo "Building for the tests. The first build takes some minutes: it compiles the libraries as well."
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build
	Tests/Fuzz/run check
	$(VENV)/bin/python -m pytest Tests/Oracles Tests/EndToEnd

fuzz: ## Fuzz the parsers, each for SECONDS (600).
	Tests/Fuzz/run grow $(SECONDS)

simulate: dependencies ## Simulate RUNS (200000) failures of the disk (make test: 10000), and reminders of 2000 events (500).
	SIMULATION_RUNS=$(RUNS) CHANCERY_SIMULATION_EVENTS=2000 $(SWIFT) test --filter SimulationTests

check: ## Check the format, and lint.
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

format: ## Format the sources in place.
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

bench: dependencies test-dependencies ## Measure the formats, replay, appends, feed and reminders on this machine.
	@echo "Building in release. The first build takes some minutes: it compiles the libraries as well."
	$(SWIFT) build -c release --product chancery-bench
	$(BIN)/chancery-bench --python $(VENV)/bin/python --only formats
	$(BIN)/chancery-bench --python $(VENV)/bin/python --only log
	Tests/EndToEnd/private-journald $(BIN)/chancery-bench --only reminders || \
		{ test $$? -eq 77 && $(BIN)/chancery-bench --only reminders; }

install: build ## Install under DESTDIR and PREFIX (/usr): programs, units, sysusers, catalog, configuration, examples.
	install -D -m 755 -t "$(DESTDIR)$(PREFIX)/bin" $(BIN)/chanceryd $(BIN)/chanceryctl
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/lib/systemd/system" systemd/chancery.service systemd/chancery-feed.socket systemd/chancery-control.socket
	install -D -m 644 systemd/chancery.sysusers "$(DESTDIR)$(PREFIX)/lib/sysusers.d/chancery.conf"
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/doc/chancery" README.md Documentation/*.md
	install -D -m 755 -t "$(DESTDIR)$(PREFIX)/lib/chancery" systemd/chancery-notify
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/lib/systemd/system" systemd/chancery-notify@.service
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/lib/systemd/user" systemd/user/chancery-notify@.service
	install -D -m 755 -t "$(DESTDIR)$(PREFIX)/share/doc/chancery/notify.d" Config/notify.d/*
	install -D -m 644 systemd/chancery.catalog "$(DESTDIR)$(PREFIX)/lib/systemd/catalog/chancery.catalog"
	test -e "$(DESTDIR)/etc/chancery/chancery.toml" || install -D -m 644 Config/chancery.toml "$(DESTDIR)/etc/chancery/chancery.toml"

# What a fresh Debian 12 lacks besides git, make and the Swift toolchain.
dependencies:
	@$(call install-packages,libsystemd-dev pkg-config tzdata)

test-dependencies:
	@$(call install-packages,curl libical3 python3 python3-venv strace systemd)
	@test -x $(VENV)/bin/python || python3 -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check -r Tests/requirements.txt
