# Wraps Meson; everything the build knows stands in meson.build.
BUILD ?= build
TEST_BUILD ?= build-test
CAPTURE ?= data/samples/alg-call.pcap
REPORT ?= unmangle-report.pdf

.PHONY: all packages test-packages run test check clean

all: $(BUILD)/build.ninja
	ninja -C $(BUILD)

packages:
	tools/install-packages.sh run

test-packages:
	tools/install-packages.sh test

$(BUILD)/build.ninja:
	meson setup $(BUILD)

# The main job: install what is missing, build, judge the capture on the terminal, write its report,
# and open the window when there is a display. A verdict is no failure of make: exit status 0, 1 and
# 3 of the command are verdicts, 2 is trouble.
run: packages all
	@$(BUILD)/src/cli/unmangle-cli check --pdf $(REPORT) $(CAPTURE) || [ $$? -ne 2 ]
	@echo "Report: $(REPORT)"
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then UM_SAMPLES_DIR=data/samples UM_LOCALE_DIR=$(BUILD)/po GSETTINGS_SCHEMA_DIR=$(BUILD)/data \
	  $(BUILD)/src/app/unmangle $(CAPTURE); \
	else echo "No display: the window was not opened."; fi

# The whole suite, headless, with AddressSanitizer and UndefinedBehaviorSanitizer.
test: test-packages $(TEST_BUILD)/build.ninja
	ninja -C $(TEST_BUILD)
	meson test -C $(TEST_BUILD) --print-errorlogs -v -t 3

$(TEST_BUILD)/build.ninja:
	meson setup $(TEST_BUILD) --werror -Db_sanitize=address,undefined -Db_lundef=false -Dapp=enabled

clean:
	rm -rf $(BUILD) $(TEST_BUILD)
