# The front door. `make` alone shows what there is.
# Maven itself must run on the JDK it compiles for, so a JDK >= 25 is found first (JAVA_HOME, PATH, the usual folders).
.DEFAULT_GOAL := help
.PHONY: help demo plant test dev bench chaos soak fleet native native-sources package packages container format jdk

SHELL := /bin/sh
export JAVA_HOME := $(shell sh src/main/distribution/bin/find-java javac 2>/dev/null)

MVN       := ./mvnw -B -ntp
# Formatting is checked by `make test`; it does not hold up a user who only wants to see the thing run.
# Warnings are shown, unlike with -q: a warning is an error here, and must be seen to be mended.
QUICK     := -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -DskipTests -Dspotless.check.skip=true
JVM_FLAGS := --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
             -Djava.util.logging.manager=org.jboss.logmanager.LogManager
# The plant, the benchmark, chaos, soak and fleet (src/tools) are compiled beside the tests and never enter the package.
FROM_TESTS = "$$JAVA_HOME/bin/java" $(JVM_FLAGS) -Dlockstep.distribution="$(CURDIR)/target/lockstep" \
             -cp "target/test-classes:target/classes:$$(cat target/test.classpath)"

# Said before the build, which takes its time; the demo itself says the same (Choice).
PARTNERS := lockstep Lockstep LOCKSTEP narayana Narayana NARAYANA zookeeper ZooKeeper Zookeeper ZOOKEEPER
ifneq ($(and $(filter demo,$(MAKECMDGOALS)),$(filter-out $(PARTNERS),$(COORDINATOR))),)
$(error There is no coordinator "$(COORDINATOR)": `make demo` plays with Lockstep's own, `make demo COORDINATOR=narayana` with a real Narayana, `make demo COORDINATOR=zookeeper` with two of our own on an ensemble)
endif

# Maven says nothing for as long as all goes well, so what takes minutes is told before it begins.
FIRST_TIME = [ -d "$${HOME}/.m2/repository/io/quarkus/quarkus-core" ] || \
  echo "The first build fetches Maven and its libraries (some 500 MB): that takes minutes more, once."

help: ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: package ## build, then six scenes with two gateways, a coordinator and three machines (COORDINATOR=narayana: a real one, COORDINATOR=zookeeper: two, on three ZooKeeper servers; SCENES=f: one of them; KEEP=1: leave it running)
	@KEEP="$(KEEP)" COORDINATOR="$(COORDINATOR)" SCENES="$(SCENES)" $(FROM_TESTS) dev.lockstep.plant.Demo $(ARGS)

# Needs what `make package` left; a build for each look at a machine would be in the way.
plant: jdk ## the demo's machines alone, until Ctrl-C: for a gateway that is set up by hand (after make package; ARGS="PANEL PRESS OVEN BROKER": ports)
	@[ -r target/test.classpath ] || { echo "make plant: there are no machines yet; \`make package\` builds them." >&2; exit 1; }
	@exec $(FROM_TESTS) dev.lockstep.plant.StandalonePlant $(ARGS)

test: native-sources ## everything that can be checked: format, lint, unit and integration tests
	@echo "Compiling with every lint, then the tests: some 13,000 quick ones, then those of the package, with real peers. 15 to 25 minutes on 2 cores."
	$(MVN) verify $(ARGS)

dev: jdk ## run from the sources on http://localhost:8080, reloading on change
	$(MVN) -Dspotless.check.skip=true quarkus:dev $(ARGS)

bench: package ## some twenty minutes, beside Narayana and Milo: throughput, coordinations, OPC UA, a restart … (ARGS="--quick", DIST=another package)
	@$(FROM_TESTS) dev.lockstep.bench.Bench $(ARGS) $(if $(DIST),--dist "$(DIST)")

chaos: package ## break everything, for half an hour: kills, power cuts, full disks, bad networks, mutants of the core (ARGS="--minutes 5 --seed 7")
	@$(FROM_TESTS) dev.lockstep.chaos.Chaos $(ARGS)

soak: package ## a mixed load for 10 minutes: memory, threads, file handles and journal must stay flat (ARGS="--minutes 60")
	@$(FROM_TESTS) dev.lockstep.soak.Soak $(ARGS)

fleet: package ## 1,000 gateways in a few JVMs, coordinators killed under load, every outcome compared; 15 minutes (ARGS="--quick")
	@$(FROM_TESTS) dev.lockstep.fleet.FleetRun $(ARGS)

native: jdk ## target/lockstep with one native executable (GRAALVM_HOME, or docker/podman; CONTAINER=1; about 10 minutes, 6 GB)
	@options=$$(CONTAINER="$(CONTAINER)" sh native/toolchain) && $(MVN) $(QUICK) -Dnative $$options package $(ARGS)

# All that a native build does before native-image: it fails here, not weeks later where a GraalVM is.
native-sources: jdk
	@$(FIRST_TIME)
	@echo "Checking what a native build would be made of: about a minute."
	@$(MVN) $(QUICK) -Dmaven.test.skip=true -Dnative -Dquarkus.native.sources-only=true package

package: jdk ## build target/lockstep/ and target/lockstep-VERSION.tar.gz, without tests (RUNTIME=1: with a Java runtime of its own)
	@$(FIRST_TIME)
	@echo "Building target/lockstep: about a minute."
	@$(MVN) $(QUICK) $(if $(RUNTIME),-Ddistribution.runtime=true) package $(if $(filter package,$(MAKECMDGOALS)),$(ARGS))

packages: export RUNTIME := 1
packages: package ## target/lockstep_VERSION.deb and .rpm, with a Java runtime of their own (ARGS=VERSION: another one than the sources')
	@$(FROM_TESTS) dev.lockstep.packages.Packages $(ARGS)

container: export RUNTIME := 1
container: package ## an image of the same, by docker, podman or buildah (BASE=another image to build on, ENGINE=podman, ARGS: options of its build)
	@rm -rf target/container && mkdir -p target/container/lockstep && umask 022 && \
	  tar -xzf "$$(ls -t target/lockstep-*.tar.gz | head -n 1)" -C target/container/lockstep --strip-components=1 && \
	  BASE="$(BASE)" ENGINE="$(ENGINE)" sh deploy/container/build target/container $(ARGS)

format: jdk ## put all sources into the one format
	@$(MVN) -q spotless:apply

jdk:
	@sh src/main/distribution/bin/find-java javac >/dev/null
