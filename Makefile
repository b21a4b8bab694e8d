# make help tells what there is.

CONFIGURATION := Config/development.toml
BIN := .build/release
STATE := .build/development
VENV := .build/venv
PREFIX ?= /usr
UNITDIR ?= $(PREFIX)/lib/systemd
SECONDS ?= 600
RUNS ?= 200000
SWIFT ?= swift
# Swift's runtime is linked in, so that the programs need no toolchain; what would be exported for plug-ins could not be
# left out of them. No search for libraries beside the program, and all addresses are bound at its start.
RELEASE := -c release --static-swift-stdlib --disable-local-rpath \
	-Xlinker --no-export-dynamic -Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now
# As root as it is, otherwise through sudo.
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

# Installs what of these Debian packages is missing.
define install-packages
command -v dpkg-query >/dev/null || { echo "Not a Debian: not looking for $(1)."; exit 0; }; missing=; for package in $(1); do \
	dpkg-query --show --showformat='$${db:Status-Status}' "$$package" 2>/dev/null | grep -qx installed || missing="$$missing $$package"; \
done; \
[ -z "$$missing" ] || { echo "Installing$$missing (by apt)."; \
	$(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; }
endef

# Two of apt at a time do not go, and the builds use all processors as it is.
.NOTPARALLEL:
.PHONY: help build run test fuzz simulate check format bench install deb dependencies test-dependencies

help: ## Tell what there is.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: dependencies ## Build in release.
	@echo "Building in release. The first build takes some minutes: it compiles the libraries as well."
	$(SWIFT) build $(RELEASE) --product chanceryd
	$(SWIFT) build $(RELEASE) --product chanceryctl

run: build ## Start the daemon by hand with the example calendar; all state is under .build/.
	@mkdir -p $(STATE)
	@SEEDS=seeds sh Config/run-development $(BIN) $(CONFIGURATION) $(STATE)

test: deb test-dependencies ## Run all tests; install what they need.
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
	$(SWIFT) build $(RELEASE) --product chancery-bench
	$(BIN)/chancery-bench --python $(VENV)/bin/python --only formats
	$(BIN)/chancery-bench --python $(VENV)/bin/python --only log
	Tests/EndToEnd/private-journald $(BIN)/chancery-bench --only reminders || \
		{ test $$? -eq 77 && $(BIN)/chancery-bench --only reminders; }

install: build ## Install under DESTDIR and PREFIX (/usr): programs, units, man pages, configuration, …
	install -D -m 755 -t "$(DESTDIR)$(PREFIX)/bin" $(BIN)/chanceryd $(BIN)/chanceryctl
	install -D -m 644 -t "$(DESTDIR)$(UNITDIR)/system" systemd/*.socket systemd/*.service
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/lib/systemd/user" systemd/user/*.service
	install -D -m 644 systemd/chancery.sysusers "$(DESTDIR)$(PREFIX)/lib/sysusers.d/chancery.conf"
	install -D -m 644 systemd/chancery.preset "$(DESTDIR)$(UNITDIR)/system-preset/50-chancery.preset"
	install -D -m 644 systemd/chancery.catalog "$(DESTDIR)$(PREFIX)/lib/systemd/catalog/chancery.catalog"
	install -D -m 755 -t "$(DESTDIR)$(PREFIX)/lib/chancery" systemd/chancery-notify
	install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/doc/chancery" README.md Documentation/*.md
	install -D -m 755 -t "$(DESTDIR)$(PREFIX)/share/doc/chancery/notify.d" Config/notify.d/*
	for page in Documentation/*.[1-8]; do \
		install -D -m 644 -t "$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}" "$$page" || exit; \
	done
	@for program in chanceryd chanceryctl; do \
		$(call install-completion,$$program,bash,bash-completion/completions/$$program) && \
		$(call install-completion,$$program,zsh,zsh/vendor-completions/_$$program) && \
		$(call install-completion,$$program,fish,fish/vendor_completions.d/$$program.fish) || exit; \
	done
	test -e "$(DESTDIR)/etc/chancery/chancery.toml" || install -D -m 644 Config/chancery.toml "$(DESTDIR)/etc/chancery/chancery.toml"

# install-completion PROGRAM,SHELL,PATH: the completions that a program writes of itself.
define install-completion
mkdir -p "$(DESTDIR)$(PREFIX)/share/$(dir $(3))" && \
$(BIN)/$(1) --generate-completion-script $(2) >"$(DESTDIR)$(PREFIX)/share/$(strip $(3))"
endef

deb: build ## Build the Debian package .build/chancery_VERSION_ARCHITECTURE.deb.
	@$(call install-packages,build-essential debhelper)
	@rm -rf .build/deb && mkdir -p .build/deb/chancery && cp -r debian .build/deb/chancery
	cd .build/deb/chancery && SOURCES="$(CURDIR)" dpkg-buildpackage --build=binary --no-sign
	@rm -f .build/chancery_*.deb && mv .build/deb/chancery_*.deb .build && ls -s --block-size=1K .build/chancery_*.deb

# What a fresh Debian 12 lacks besides git, make and the Swift toolchain.
dependencies:
	@$(call install-packages,libsystemd-dev pkg-config tzdata)

test-dependencies:
	@$(call install-packages,curl fish iproute2 libical3 lintian openssl python3 python3-venv strace systemd zsh)
	@test -x $(VENV)/bin/python || python3 -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check -r Tests/requirements.txt
