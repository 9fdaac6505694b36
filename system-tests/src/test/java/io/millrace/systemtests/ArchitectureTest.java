package io.millrace.systemtests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows between modules, the quarantine of foreign packages, and the ban on clocks, chance and
 * sleep outside their ports, as they show in the compiled classes on the class path.
 */
class ArchitectureTest {

  private static final String JAVA = "java..";
  private static final String FUNCTIONS = "io.millrace.functions..";
  private static final String RUNTIME = "io.millrace.runtime..";
  private static final String TESTKIT = "io.millrace.testkit..";
  private static final String SKETCHES = "io.millrace.sketches..";
  private static final String STORAGE = "io.millrace.storage..";
  private static final String STATE_ROCKSDB = "io.millrace.state.rocksdb..";
  private static final String MIRROR_HDFS = "io.millrace.mirror.hdfs..";
  private static final String TRANSPORT = "io.millrace.transport..";
  private static final String HTTP = "io.millrace.http..";
  private static final String CLUSTER = "io.millrace.cluster..";
  private static final String SCHEDULER_YARN = "io.millrace.scheduler.yarn..";
  private static final String SCHEDULER_MESOS = "io.millrace.scheduler.mesos..";
  private static final String CONNECTORS = "io.millrace.connector..";
  private static final String CONNECTOR_FILES = "io.millrace.connector.files..";
  private static final String CLI = "io.millrace.cli..";
  private static final String EXAMPLES = "io.millrace.examples..";
  private static final String SYSTEM_TESTS = "io.millrace.systemtests..";
  private static final String BENCHMARKS = "io.millrace.benchmarks..";

  private static final String SYSTEM_CLOCK = "io.millrace.runtime.SystemClock";

  private static final JavaClasses MILLRACE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.millrace");

  /** A module's package and all that it may use; adding to a row is a decision to write down. */
  private record Arrows(String from, List<String> to) {
    static Arrows of(String from, String... to) {
      return new Arrows(from, List.of(to));
    }

    @Override
    public String toString() {
      return from + " -> " + String.join(", ", to);
    }
  }

  static Stream<Arrows> modules() {
    return Stream.of(
        Arrows.of(FUNCTIONS, JAVA),
        Arrows.of(RUNTIME, FUNCTIONS, JAVA),
        Arrows.of(TESTKIT, RUNTIME, FUNCTIONS, JAVA),
        Arrows.of(SKETCHES, FUNCTIONS, "org.apache.datasketches..", JAVA),
        Arrows.of(STORAGE, RUNTIME, FUNCTIONS, "net.openhft..", "org.slf4j..", JAVA),
        Arrows.of(STATE_ROCKSDB, RUNTIME, FUNCTIONS, "org.rocksdb..", "org.slf4j..", JAVA),
        Arrows.of(MIRROR_HDFS, STORAGE, "org.apache.hadoop..", JAVA),
        Arrows.of(
            TRANSPORT,
            RUNTIME,
            FUNCTIONS,
            "io.aeron..",
            "org.agrona..",
            "org.slf4j..",
            "javax.crypto..",
            JAVA),
        Arrows.of(
            HTTP,
            RUNTIME,
            FUNCTIONS,
            CONNECTOR_FILES,
            "com.fasterxml.jackson..",
            "io.javalin..",
            "io.micrometer..",
            "jakarta.servlet..",
            "org.slf4j..",
            JAVA),
        Arrows.of(
            CLUSTER,
            RUNTIME,
            FUNCTIONS,
            STORAGE,
            TRANSPORT,
            HTTP,
            "com.fasterxml.jackson..",
            "io.javalin..",
            "org.agrona..",
            "org.slf4j..",
            JAVA),
        Arrows.of(
            SCHEDULER_YARN, CLUSTER, STORAGE, RUNTIME, "org.apache.hadoop..", "org.slf4j..", JAVA),
        Arrows.of(
            SCHEDULER_MESOS,
            CLUSTER,
            RUNTIME,
            "org.apache.mesos..",
            "org.apache.curator..",
            "org.apache.zookeeper..",
            "com.sun.net.httpserver..",
            "com.fasterxml.jackson..",
            "org.slf4j..",
            JAVA),
        Arrows.of(CONNECTOR_FILES, FUNCTIONS, "com.fasterxml.jackson..", JAVA),
        Arrows.of(EXAMPLES, FUNCTIONS, CONNECTORS, JAVA));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void shouldUseOnlyWhatItsModuleMay(Arrows module) {
    String[] allowed =
        Stream.concat(Stream.of(module.from()), module.to().stream()).toArray(String[]::new);
    check(
        classes()
            .that(resideInAPackage(module.from()))
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(allowed))
            .because("docs/architecture.md draws the arrows: move the code, not the arrow"));
  }

  @Test
  void shouldKeepTheCommandApartFromExamplesAndBenchmarks() {
    check(
        noClasses()
            .that(resideInAPackage(CLI))
            .should()
            .dependOnClassesThat(resideInAnyPackage(EXAMPLES, BENCHMARKS, SYSTEM_TESTS))
            .because("applications are named on the command line, never wired in"));
  }

  @Test
  void shouldUseTheCommandOnlyInTestsAndBenchmarks() {
    check(
        noClasses()
            .that(resideOutsideOfPackages(CLI, SYSTEM_TESTS, BENCHMARKS))
            .should()
            .dependOnClassesThat(resideInAPackage(CLI))
            .because("the command wires everything, so nothing may need it"));
  }

  @Test
  void shouldKeepChronicleInStorage() {
    check(onlyIn(STORAGE, "net.openhft.."));
  }

  @Test
  void shouldKeepRocksDbInItsModule() {
    check(onlyIn(STATE_ROCKSDB, "org.rocksdb.."));
  }

  /** Tests start daemons of it. */
  @Test
  void shouldKeepHadoopInItsModules() {
    check(onlyIn(List.of(MIRROR_HDFS, SCHEDULER_YARN, SYSTEM_TESTS), "org.apache.hadoop.."));
  }

  @Test
  void shouldKeepYarnInItsModule() {
    check(onlyIn(SCHEDULER_YARN, "org.apache.hadoop.yarn.."));
  }

  /** Nothing of Mesos but its messages: the rest wants a native library, or is another version. */
  @Test
  void shouldKeepMesosInItsModuleAndUseItsMessagesOnly() {
    check(onlyIn(SCHEDULER_MESOS, "org.apache.mesos.."));
    check(
        noClasses()
            .that(resideInAPackage(SCHEDULER_MESOS))
            .should()
            .dependOnClassesThat(mesosButItsMessages())
            .because("drivers and stores of Mesos load libmesos"));
  }

  @Test
  void shouldKeepDataSketchesInItsModule() {
    check(onlyIn(SKETCHES, "org.apache.datasketches.."));
  }

  @Test
  void shouldKeepAeronInTransport() {
    check(onlyIn(List.of(TRANSPORT, BENCHMARKS), "io.aeron.."));
  }

  /** Control messages are encoded by SBE, whose code uses Agrona's buffers. */
  @Test
  void shouldKeepAgronaInTransportAndCluster() {
    check(onlyIn(List.of(TRANSPORT, CLUSTER, BENCHMARKS), "org.agrona.."));
  }

  @Test
  void shouldTakeTimeAndChanceFromPortsOnly() {
    check(
        noClasses()
            .that(resideInAnyPackage(FUNCTIONS, RUNTIME, SKETCHES))
            .and(DescribedPredicate.not(systemClock()))
            .should()
            .accessTargetWhere(clockChanceOrSleep())
            .because("one seed replays a cluster: ask the Clock or the Context for it"));
  }

  /** Rules over no classes hold, so a class path without modules must not pass for a good one. */
  @Test
  void shouldSeeTheModulesItJudges() {
    assertThat(MILLRACE)
        .extracting(JavaClass::getPackageName)
        .contains(
            "io.millrace.functions",
            "io.millrace.sketches",
            "io.millrace.mirror.hdfs",
            "io.millrace.transport",
            "io.millrace.cluster.control",
            "io.millrace.scheduler.yarn",
            "io.millrace.scheduler.mesos",
            "io.millrace.cli");
  }

  /** A rule that nothing can break is no rule: this class breaks the one on time and chance. */
  @Test
  void shouldRecogniseClocksChanceAndSleepHoweverTheyAreReached() {
    JavaClass offender = new ClassFileImporter().importClass(Offender.class);
    assertThat(offender.getAccessesFromSelf())
        .filteredOn(clockChanceOrSleep())
        .extracting(access -> access.getTarget().getName())
        .containsExactlyInAnyOrder(
            "currentTimeMillis", "nanoTime", "now", "random", "<init>", "sleep", "randomUUID");
  }

  @SuppressWarnings("unused")
  private static final class Offender {
    static Object offend() throws InterruptedException {
      Thread.sleep(System.currentTimeMillis());
      java.util.function.LongSupplier nanos = System::nanoTime;
      var harmless = new java.util.Random(42);
      return List.of(
          nanos,
          harmless,
          java.time.Instant.now(),
          Math.random(),
          new java.util.Random(),
          java.util.UUID.randomUUID());
    }
  }

  private static ArchRule onlyIn(String home, String... foreign) {
    return onlyIn(List.of(home), foreign);
  }

  /** Benchmarks may measure a library by itself, as the control. */
  private static ArchRule onlyIn(List<String> homes, String... foreign) {
    return noClasses()
        .that(resideOutsideOfPackages(homes.toArray(String[]::new)))
        .should()
        .dependOnClassesThat(resideInAnyPackage(foreign))
        .because("a foreign library stays behind the port of the module that brings it in");
  }

  private static DescribedPredicate<JavaClass> mesosButItsMessages() {
    return DescribedPredicate.describe(
        "are of Mesos, but no messages",
        c ->
            c.getName().startsWith("org.apache.mesos.")
                && !c.getName().startsWith("org.apache.mesos.protobuf.")
                && !c.getName().startsWith("org.apache.mesos.v1.Protos")
                && !c.getName().startsWith("org.apache.mesos.v1.scheduler.Protos"));
  }

  private static DescribedPredicate<JavaClass> systemClock() {
    return DescribedPredicate.describe(
        SYSTEM_CLOCK,
        c -> c.getName().equals(SYSTEM_CLOCK) || c.getName().startsWith(SYSTEM_CLOCK + "$"));
  }

  private static DescribedPredicate<JavaAccess<?>> clockChanceOrSleep() {
    return DescribedPredicate.describe(
        "it reads a clock, draws unseeded chance or sleeps",
        access -> isClockChanceOrSleep(access.getTarget()));
  }

  private static boolean isClockChanceOrSleep(AccessTarget target) {
    String owner = target.getOwner().getName();
    String name = target.getName();
    return switch (owner) {
      case "java.lang.System" -> Set.of("currentTimeMillis", "nanoTime").contains(name);
      case "java.lang.Math", "java.lang.StrictMath" -> name.equals("random");
      case "java.lang.Thread", "java.util.concurrent.TimeUnit" -> name.equals("sleep");
      case "java.util.UUID" -> name.equals("randomUUID");
      case "java.util.concurrent.ThreadLocalRandom" -> name.equals("current");
      case "java.util.Random", "java.util.SplittableRandom" ->
          target instanceof AccessTarget.CodeUnitAccessTarget unit
              && name.equals("<init>")
              && unit.getRawParameterTypes().isEmpty();
      case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
      default -> owner.startsWith("java.time.") && name.equals("now");
    };
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MILLRACE);
  }
}
