# Builds, tests and installs Kith. `make help` lists what it can do.
#
# One Makefile, no recursion. Every variant of the build (plain, asan, cover, clang, fuzz) has a
# folder of its own and the same rules, made once for each by the template `variant` below. Nothing
# is asked of pkg-config or a compiler while this file is read, so it also works on a machine that
# has only make: the targets that need Debian packages install them first (packaging/deps.sh).

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

# Compiles side by side (`make JOBS=1`: one by one). Several goals keep their order.
JOBS ?= $(shell nproc)
MAKEFLAGS += --no-builtin-rules --jobs=$(JOBS)
ifneq ($(word 2,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# ---- sources -------------------------------------------------------------------------------------

STEPS       := $(wildcard core/store/steps/*.sql)
CORE        := $(sort $(wildcard core/*.c core/*/*.c core/*/*/*.c))
LIBRARY     := $(filter-out core/main.c core/control/kith.c core/control/recount.c,$(CORE)) \
               $(if $(STEPS),build/gen/steps.c)
CLIENT      := $(wildcard core/control/kith*.c core/base/*.c) \
               core/model/suppress.c core/model/suppress_network.c
RECOUNT     := $(wildcard core/control/recount*.c core/model/count/*.c core/base/*.c)
PLUGINS     := $(sort $(patsubst plugins/%/,%,$(dir $(wildcard plugins/*/*.c))))
TEST_LIB    := $(wildcard tests/lib/*.c)
TEST_PLUGIN := $(filter-out %_test.c,$(wildcard tests/plugin/*.c))
# One program each: cmocka tests are called X_test.c, the others are run by a test or a benchmark.
PROGRAMS    := $(wildcard tests/unit/*_test.c tests/unit/*/*_test.c tests/unit/*/*/*_test.c \
                 tests/plugin/*_test.c tests/system/*.c tests/fault/*.c tests/bench/*.c)
FUZZ        := $(wildcard tests/fuzz/fuzz_*.c)
C_FILES     := $(CORE) $(foreach p,$(PLUGINS),$(wildcard plugins/$p/*.c)) $(TEST_LIB) \
               $(TEST_PLUGIN) $(PROGRAMS) $(FUZZ) $(wildcard tests/fuzz/replay.c)

# ---- flags ---------------------------------------------------------------------------------------

PACKAGES := sqlite3 libuv libcurl libcjson lua5.4 libsodium libsystemd libseccomp minizip expat

# Asked once, when a recipe first needs it: by then the packages have been installed.
once           = $(or $($1),$(eval $1 := $(shell pkg-config $2))$($1))
PACKAGE_CFLAGS = $(call once,ASKED_CFLAGS,--cflags $(PACKAGES))
PACKAGE_LIBS   = $(call once,ASKED_LIBS,--libs $(PACKAGES)) -lcsv
CLIENT_LIBS    = $(call once,ASKED_CLIENT_LIBS,--libs libcjson libsodium minizip expat) -lcsv
TEST_LIBS      = $(call once,ASKED_TEST_LIBS,--libs cmocka) $(PACKAGE_LIBS)

WARNINGS       := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
HARDEN_x86_64  := -fcf-protection
HARDEN_aarch64 := -mbranch-protection=standard
HARDEN         := -fstack-protector-strong -fstack-clash-protection $(HARDEN_$(shell uname -m))
FORTIFY        := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
LANGUAGE       := -std=c17 -D_GNU_SOURCE -Icore \
                  -DKITH_VERSION='"$(VERSION)"' -DKITH_LIBDIR='"$(PREFIX)/lib/kith"'
COMPILE         = $(LANGUAGE) $(WARNINGS) $(HARDEN) -g -pthread $(PACKAGE_CFLAGS) $(CFLAGS)
LINK           := -pthread -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed

# What a variant adds. KITH_CHECK=1 checks every reply against the fields that its action declares;
# `make CHECK=1` asks for it in the plain build.
VARIANTS             := build build/asan build/cover build/clang build/fuzz
COMPILER_build       := gcc
COMPILER_build/asan  := gcc
COMPILER_build/cover := gcc
COMPILER_build/clang := clang
COMPILER_build/fuzz  := clang
FLAGS_build          := -O2 $(FORTIFY) $(if $(CHECK),-DKITH_CHECK=1)
FLAGS_build/asan     := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
                        -fno-sanitize-recover=all -DKITH_CHECK=1
FLAGS_build/cover    := -O0 --coverage -DKITH_CHECK=1
FLAGS_build/clang    := -O1 -DKITH_CHECK=1
FLAGS_build/fuzz     := -O1 -fno-omit-frame-pointer -DKITH_CHECK=1 \
                        -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

# ---- rules, once for each variant ----------------------------------------------------------------

# Recipes print their target; `make V=1` prints the command.
Q = $(if $(V),,@printf '  %s\n' $@;)

# The objects of these sources in a variant: $(call object,DIR,SOURCES)
object = $(patsubst %.c,$1/obj/%.o,$(patsubst build/gen/%,gen/%,$2))

# Writes a text to the target only when it differs: what depends on it is remade when flags or
# lists of sources change, and only then.
quoted = '$(subst ','\'',$1)'
define note
@mkdir -p $(@D)
@printf '%s\n' $(quoted) | cmp -s - $@ || printf '%s\n' $(quoted) > $@
endef

# $(call compile,DIR,FOLDER,FLAGS): how sources of a folder are compiled
define compile
$1/obj/$2/%.o: $(if $(filter gen,$2),build/)$2/%.c $1/flags
	@mkdir -p $$(@D)
	$$(Q)$(COMPILER_$1) $$(COMPILE) $3 $(FLAGS_$1) -MMD -MP -c -o $$@ $$<

endef

define variant
$1/flags: packages
	$$(call note,$(COMPILER_$1) $$(COMPILE) $(FLAGS_$1) $$(LINK))
$1/members: packages
	$$(call note,$(call object,$1,$(LIBRARY)))

$(call compile,$1,core,-fPIE)
$(call compile,$1,gen,-fPIE)
$(call compile,$1,plugins,-fPIC -fvisibility=hidden)
$(call compile,$1,tests,-fPIE -Itests)
$(call compile,$1,tests/plugin,-fPIC -fvisibility=hidden -Itests)

$1/libkith.a: $(call object,$1,$(LIBRARY)) $1/members
	@rm -f $$@
	$$(Q)ar rcsD $$@ $$(filter %.o,$$^)
$1/kithd: $(call object,$1,core/main.c) $1/libkith.a
	$$(Q)$(COMPILER_$1) $(FLAGS_$1) -pie $$(LINK) -o $$@ $$^ $$(PACKAGE_LIBS)
$1/kith: $(call object,$1,$(CLIENT))
$1/kith-count: $(call object,$1,$(RECOUNT))
$1/kith $1/kith-count:
	$$(Q)$(COMPILER_$1) $(FLAGS_$1) -pie $$(LINK) -o $$@ $$^ $$(CLIENT_LIBS)

$(foreach p,$(PLUGINS),$(eval $1/plugins/$p.so: $(call object,$1,$(wildcard plugins/$p/*.c))))
$(foreach t,$(TEST_PLUGIN),$(eval $1/$(t:.c=.so): $(call object,$1,$t)))
$(PLUGINS:%=$1/plugins/%.so) $(TEST_PLUGIN:%.c=$1/%.so):
	@mkdir -p $$(@D)
	$$(Q)$(COMPILER_$1) $(FLAGS_$1) -shared $$(LINK) -o $$@ $$^

$1/tests/lib.a: $(call object,$1,$(TEST_LIB))
	@mkdir -p $$(@D); rm -f $$@
	$$(Q)ar rcsD $$@ $$^
$(PROGRAMS:%.c=$1/%): $1/%: $1/obj/%.o $1/tests/lib.a $1/libkith.a
	@mkdir -p $$(@D)
	$$(Q)$(COMPILER_$1) $(FLAGS_$1) -pie $$(LINK) -o $$@ $$^ $$(TEST_LIBS)

# A fuzz target is driven by libFuzzer in build/fuzz; elsewhere it runs over the files it is given.
$(FUZZ:%.c=$1/%): $1/%: $1/obj/%.o $(if $(filter build/fuzz,$1),,$1/obj/tests/fuzz/replay.o) \
                  $1/tests/lib.a $1/libkith.a
	@mkdir -p $$(@D)
	$$(Q)$(COMPILER_$1) $(FLAGS_$1) $(if $(filter build/fuzz,$1),-fsanitize=fuzzer) -pie $$(LINK) \
		-o $$@ $$^ $$(TEST_LIBS)

PRODUCT_$1 := $(if $(wildcard core/main.c),$1/kithd) $(if $(wildcard core/control/kith.c),$1/kith) \
              $(if $(wildcard core/control/recount.c),$1/kith-count) \
              $(PLUGINS:%=$1/plugins/%.so)
TESTS_$1   := $(patsubst %.c,$1/%,$(filter-out tests/bench/%,$(PROGRAMS)) $(FUZZ)) \
              $(TEST_PLUGIN:%.c=$1/%.so)
-include $(patsubst %.o,%.d,$(call object,$1,$(C_FILES) $(LIBRARY)))
endef

$(foreach v,$(VARIANTS),$(eval $(call variant,$v)))

build/gen/steps.c: $(STEPS) core/store/steps core/store/steps/embed.sh
	@mkdir -p $(@D)
	$(Q)core/store/steps/embed.sh $(STEPS) > $@

# ---- packages ------------------------------------------------------------------------------------

# These goals install what they need; any other only says what is missing.
INSTALLS      := run test check asan fault fuzz trust bench clang lint format abi docs cover
PACKAGE_GOALS := $(filter $(INSTALLS),$(MAKECMDGOALS))

packages:
	@packaging/deps.sh $(if $(PACKAGE_GOALS),install,check) build \
		$(if $(PACKAGE_GOALS),run) $(if $(filter-out run,$(PACKAGE_GOALS)),test lint) \
		$(if $(filter bench,$(PACKAGE_GOALS)),bench)

# ---- what it can do ------------------------------------------------------------------------------

# Suites of tests/run; SUITE@DIR runs it with the programs of that build.
SUITES := unit lint contract plugin system fault \
          unit@build/asan fuzz@build/asan contract@build/asan plugin@build/asan
RUN    := /usr/bin/python3 tests/run

all: $(PRODUCT_build) ## build kithd, kith and the plugins into build/

run: all ## start a demonstration: a region, its people, five networks
	scripts/demonstration/run

test: all $(TESTS_build) $(PRODUCT_build/asan) $(TESTS_build/asan) ## run every test
	$(RUN) $(SUITES)

check: all $(TESTS_build) ## run the quick tests: unit and lint
	$(RUN) unit lint

asan: $(PRODUCT_build/asan) $(TESTS_build/asan) ## run the tests under the address and UB sanitizers
	$(RUN) --build build/asan unit fuzz contract plugin fault system

fault: all $(TESTS_build) ## kill it, fill its disk, fail its calls
	$(RUN) fault

trust: all $(TESTS_build) ## the same in large numbers, before a release
	KITH_TRUST=1 $(RUN) fault system

T       ?= 60
FUZZERS := $(FUZZ:%.c=build/fuzz/%)
fuzz: $(FUZZERS) ## fuzz each parser for T seconds (60): make fuzz T=600
	@for target in $(FUZZERS); do \
		corpus=tests/fuzz/corpus/$${target##*/}; work=build/fuzz/corpus/$${target##*/}; \
		mkdir -p $$work build/fuzz/found; [ -d $$corpus ] || corpus=; \
		echo "fuzzing $${target##*/} for $(T) s"; \
		$$target -max_total_time=$(T) -artifact_prefix=build/fuzz/found/ \
			-print_final_stats=1 -verbosity=0 $$work $$corpus || exit 1; \
	done

bench: all $(patsubst %.c,build/%,$(filter tests/bench/%,$(PROGRAMS))) ## measure speed
	KITH_BUILD=build tests/bench/run

clang: $(call object,build/clang,$(C_FILES) $(LIBRARY)) ## compile everything with clang too

lint: all clang ## every lint, the slow ones too (clang-tidy)
	$(RUN) lint lint/slow

FORMATTED = $(wildcard core/*.[ch] core/*/*.[ch] plugins/*/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch] \
              tests/*/*/*/*.[ch])
format: packages ## put every C file in the common form
	clang-format -i $(FORMATTED)

abi: build/flags ## compare kith.h with the committed description of its ABI
	/usr/bin/python3 -B tests/lint/generated.py tests/abi/kith.abi

docs: all ## regenerate the committed files that are made from others
	/usr/bin/python3 -B tests/lint/generated.py --write

cover: $(PRODUCT_build/cover) $(TESTS_build/cover) ## measure which lines the tests reach
	$(RUN) --build build/cover unit contract plugin
	@mkdir -p build/cover/report
	gcovr --root . --filter core/ --object-directory build/cover --print-summary \
		--html-details build/cover/report/index.html -j 2
	@echo "The pages are in build/cover/report/index.html."

LIBRARY_DIR := $(DESTDIR)$(PREFIX)/lib
SHARE_DIR   := $(DESTDIR)$(PREFIX)/share
COMPLETIONS := $(wildcard packaging/completion/*)
install: all ## install into PREFIX (/usr/local), under DESTDIR if one is given
	install -D build/kithd $(DESTDIR)$(PREFIX)/sbin/kithd
	install -D build/kith $(DESTDIR)$(PREFIX)/bin/kith
	install -D build/kith-count $(DESTDIR)$(PREFIX)/bin/kith-count
	install -D -m 644 -t $(LIBRARY_DIR)/kith/plugins $(PLUGINS:%=build/plugins/%.so)
	install -D -m 644 core/kith.h $(DESTDIR)$(PREFIX)/include/kith/kith.h
	install -D -m 644 packaging/fake-core/kith_fake.h $(DESTDIR)$(PREFIX)/include/kith/kith_fake.h
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/kith packaging/fake-core/kith_fake*.c \
		packaging/fake-core/kith_fake_inside.h
	install -d $(LIBRARY_DIR)/pkgconfig $(LIBRARY_DIR)/systemd/system $(LIBRARY_DIR)/tmpfiles.d
	sed -e 's,@PREFIX@,$(PREFIX),' -e 's,@VERSION@,$(VERSION),' \
		-e "s,@ABI_MAJOR@,$$(awk '$$2 == "KITH_ABI_MAJOR" { print $$3 }' core/kith.h)," \
		packaging/pkg-config/kith.pc.in > $(LIBRARY_DIR)/pkgconfig/kith.pc
	sed 's,/usr/local,$(PREFIX),' packaging/systemd/kithd.service \
		> $(LIBRARY_DIR)/systemd/system/kithd.service
	chmod 644 $(LIBRARY_DIR)/pkgconfig/kith.pc $(LIBRARY_DIR)/systemd/system/kithd.service
	install -D -m 644 packaging/systemd/kith.sysusers $(LIBRARY_DIR)/sysusers.d/kith.conf
	sed 's,/usr/local,$(PREFIX),' packaging/systemd/kith.tmpfiles > $(LIBRARY_DIR)/tmpfiles.d/kith.conf
	chmod 644 $(LIBRARY_DIR)/tmpfiles.d/kith.conf
	install -D -m 644 packaging/systemd/network.conf $(SHARE_DIR)/kith/network.conf
	install -D -m 644 LICENSE $(SHARE_DIR)/doc/kith/LICENSE
	[ ! -e packaging/kithd.conf ] || \
		install -D -m 644 packaging/kithd.conf $(SHARE_DIR)/kith/kithd.conf
	install -d $(SHARE_DIR)/kith/scripts
	cp -R --preserve=mode scripts/. $(SHARE_DIR)/kith/scripts
	$(if $(filter %.bash,$(COMPLETIONS)),install -D -m 644 packaging/completion/kith.bash \
		$(SHARE_DIR)/bash-completion/completions/kith)
	$(if $(filter %/_kith,$(COMPLETIONS)),install -D -m 644 packaging/completion/_kith \
		$(SHARE_DIR)/zsh/site-functions/_kith)

uninstall: ## take away what install put there; state and configuration stay
	cd $(DESTDIR)$(PREFIX) && rm -f sbin/kithd bin/kith bin/kith-count lib/pkgconfig/kith.pc \
		$(PLUGINS:%=lib/kith/plugins/%.so) lib/systemd/system/kithd.service \
		lib/sysusers.d/kith.conf lib/tmpfiles.d/kith.conf share/zsh/site-functions/_kith \
		share/bash-completion/completions/kith
	cd $(DESTDIR)$(PREFIX) && rm -rf include/kith share/kith share/doc/kith
	cd $(DESTDIR)$(PREFIX)/lib && rmdir --ignore-fail-on-non-empty kith/plugins kith

clean: ## remove everything that was built
	rm -rf build

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{ printf "%-9s %s\n", $$1, $$2 }' Makefile

.PHONY: all run test check asan fault trust fuzz bench clang lint format abi docs cover clean help \
        install uninstall packages
