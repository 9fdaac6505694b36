package io.millrace.cluster.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.SchedulerEvent.Ended;
import io.millrace.cluster.scheduler.SchedulerEvent.Refused;
import io.millrace.cluster.scheduler.SchedulerEvent.Started;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LocalSchedulerTest {
  private static final WorkerSpec SMALL = new WorkerSpec(64, 1);
  private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);

  @TempDir Path dir;
  private ClusterDirectory directory;
  private LocalScheduler scheduler;
  private final List<SchedulerEvent> events = new ArrayList<>();
  private long nowNs = 1;

  private final Clock clock =
      new Clock() {
        @Override
        public long nowMs() {
          return 0;
        }

        @Override
        public long nanoTime() {
          return nowNs;
        }
      };

  @BeforeEach
  void open() {
    directory = new ClusterDirectory(dir);
    directory.create();
    reopen();
  }

  private void reopen() {
    scheduler =
        new LocalScheduler(
            directory, WorkerCommand.ofThisProcess(SmallProcess.class.getName()), clock);
  }

  @AfterEach
  void endAll() {
    for (String name : List.of("w1", "w2", "w3")) {
      ContainerNote.read(directory.worker(name))
          .map(ContainerNote::process)
          .ifPresent(ProcessIdentity::kill);
    }
  }

  private void poll() {
    events.addAll(scheduler.poll());
  }

  private void pollUntil(BooleanSupplier condition) {
    await(
        () -> {
          poll();
          return condition.getAsBoolean();
        });
  }

  private void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      // the test's time limit interrupts
      assertThat(Thread.interrupted()).as("in time; events: %s", events).isFalse();
      Thread.onSpinWait();
    }
  }

  private void pollUntilEvents(int count) {
    pollUntil(() -> events.size() >= count);
  }

  private ContainerNote note(String name) {
    return ContainerNote.read(directory.worker(name)).orElseThrow();
  }

  private ProcessIdentity process(String name) {
    return note(name).process();
  }

  private String log(String name) {
    try {
      return Files.readString(directory.log(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void behave(String how) throws IOException {
    Files.writeString(dir.resolve("behaviour"), how);
  }

  private List<String> started() {
    return events.stream()
        .filter(Started.class::isInstance)
        .map(SchedulerEvent::container)
        .toList();
  }

  private void awaitPrinted(String name, String text) {
    pollUntil(() -> log(name).contains(text));
  }

  @Test
  void shouldStartAsManyAsAreWanted() {
    poll();
    assertThat(events).isEmpty();

    scheduler.want(SMALL, 2);
    pollUntilEvents(2);

    assertThat(started()).containsExactly("w1", "w2");
    assertThat(process("w1").isAlive()).isTrue();
    awaitPrinted("w2", "w2 has incarnation 1");

    scheduler.want(SMALL, 3);
    pollUntilEvents(3);
    assertThat(started()).containsExactly("w1", "w2", "w3");
  }

  @Test
  void shouldReplaceWhatEndsUnderTheSameNameAndTellTheSignal() {
    scheduler.want(SMALL, 1);
    pollUntilEvents(1);
    ProcessIdentity first = process("w1");
    nowNs += DAY_NS;

    first.kill();
    pollUntilEvents(3);

    assertThat(((Ended) events.get(1)).cause()).contains("killed by signal 9");
    assertThat(started()).containsExactly("w1", "w1");
    assertThat(process("w1")).isNotEqualTo(first);
    assertThat(note("w1").incarnation()).isEqualTo(2);
    awaitPrinted("w1", "w1 has incarnation 2");
  }

  @Test
  void shouldWaitLongerAndLongerWithOneThatDiesAtItsStart() throws IOException {
    behave("fail");
    scheduler.want(SMALL, 1);
    pollUntilEvents(3);
    assertThat(((Ended) events.get(1)).cause())
        .startsWith("exit code 1: Exception in thread")
        .contains("no partition wants me");
    pollUntilEvents(4); // the second try came at once, a third does not

    for (int i = 0; i < 100; i++) {
      poll();
    }
    assertThat(events).hasSize(4);
    nowNs += TimeUnit.MILLISECONDS.toNanos(250);
    pollUntilEvents(6);
    nowNs += TimeUnit.MILLISECONDS.toNanos(250);
    poll();
    assertThat(events).hasSize(6);
    behave("stay");
    nowNs += TimeUnit.MILLISECONDS.toNanos(250);
    pollUntilEvents(7);
    assertThat(note("w1").incarnation()).isEqualTo(4);
    assertThat(process("w1").isAlive()).isTrue();
  }

  @Test
  void shouldRestartAProcessThatIsStopped() throws Exception {
    scheduler.want(SMALL, 1);
    pollUntilEvents(1);
    ProcessIdentity first = process("w1");
    signal("STOP", first);

    scheduler.restart("w1");
    pollUntilEvents(3);

    assertThat(events.get(1)).isEqualTo(new Ended("w1", "silent, so it was killed"));
    assertThat(first.isAlive()).isFalse();
    assertThat(note("w1").incarnation()).isEqualTo(2);
  }

  @Test
  void shouldNotReplaceWhatIsReleased() {
    scheduler.want(SMALL, 2);
    pollUntilEvents(2);
    ProcessIdentity second = process("w2");

    scheduler.want(SMALL, 1);
    poll();
    assertThat(second.isAlive()).isTrue();
    scheduler.release("w2");
    pollUntilEvents(3);
    poll();

    assertThat(events).hasSize(3).last().isEqualTo(new Ended("w2", "released"));
    assertThat(second.isAlive()).isFalse();

    scheduler.want(SMALL, 2);
    pollUntilEvents(4);
    assertThat(note("w2").incarnation()).isEqualTo(2);
  }

  @Test
  void shouldFillAnotherContainerIfOneIsReleasedThatIsStillWanted() {
    scheduler.want(SMALL, 2);
    pollUntilEvents(2);

    scheduler.release("w1");
    pollUntilEvents(4);
    poll();

    assertThat(started()).containsExactly("w1", "w2", "w3");
    assertThat(note("w1").kept()).isFalse();
    assertThat(note("w1").incarnation()).isEqualTo(1);
  }

  @Test
  void shouldTellTheEndOfWhatIsReleasedAlsoIfThereIsNoProcess() throws IOException {
    behave("fail");
    scheduler.want(SMALL, 1);
    pollUntilEvents(4);
    events.clear();

    scheduler.release("w1"); // waits for its next try
    scheduler.want(SMALL, 0);
    scheduler.release("w1");
    scheduler.release("w7");
    scheduler.restart("w8");
    poll();

    assertThat(events).allMatch(Ended.class::isInstance);
    assertThat(events.stream().map(SchedulerEvent::container))
        .containsExactly("w1", "w1", "w7", "w8");
  }

  @Test
  void shouldFillFirstWhatIsToBeKept() {
    scheduler.keep("w2");
    scheduler.keep("elsewhere");
    poll();
    scheduler.want(SMALL, 1);
    pollUntilEvents(2);
    poll();

    assertThat(events).hasSize(2).first().isInstanceOf(Refused.class);
    assertThat(started()).containsExactly("w2");
  }

  @Test
  void shouldReplaceWhatEndsUntilItIsReleased() {
    scheduler.want(SMALL, 2);
    pollUntilEvents(2);
    scheduler.want(SMALL, 1);
    nowNs += DAY_NS;

    process("w2").kill();
    pollUntilEvents(4);

    assertThat(started()).containsExactly("w1", "w2", "w2");
  }

  @Test
  void shouldNotReplaceWhatEndsWhenNoneIsWanted() {
    scheduler.want(SMALL, 2);
    pollUntilEvents(2);
    scheduler.want(SMALL, 0);

    process("w1").kill();
    process("w2").kill();
    pollUntilEvents(4);
    poll();

    assertThat(events).hasSize(4);
    assertThat(note("w1").kept()).isFalse();
  }

  @Test
  void shouldGoOnWithTheProcessesOfAnEarlierCoordinator() {
    scheduler.want(SMALL, 3);
    pollUntilEvents(3);
    ProcessIdentity first = process("w1");
    ProcessIdentity second = process("w2");
    ProcessIdentity third = process("w3");
    awaitPrinted("w3", "incarnation");
    scheduler.close();
    second.kill();
    await(() -> !second.isAlive());
    // as if the coordinator had died between the start of w3 and writing it down
    new ContainerNote(1, true, null).write(directory.worker("w3"));
    events.clear();

    reopen();
    scheduler.want(SMALL, 3);
    pollUntilEvents(5);

    assertThat(started()).containsExactly("w1", "w2", "w3", "w2");
    assertThat(events.get(2)).isInstanceOf(Ended.class);
    assertThat(process("w1")).isEqualTo(first);
    assertThat(process("w3")).isEqualTo(third);
    assertThat(note("w2").incarnation()).isEqualTo(2);

    nowNs += DAY_NS;
    first.kill();
    pollUntilEvents(7);
    assertThat(((Ended) events.get(5)).cause()).contains("process is gone");
    assertThat(note("w1").incarnation()).isEqualTo(2);
  }

  @Test
  void shouldNotTakeALaterProcessOfTheSameNumberForItsOwn() {
    long ownPid = ProcessHandle.current().pid();
    new ContainerNote(7, true, new ProcessIdentity(ownPid, "an earlier boot/1"))
        .write(directory.worker("w1"));

    reopen();
    scheduler.want(SMALL, 1);
    pollUntilEvents(3);

    assertThat(events.get(1)).isInstanceOf(Ended.class);
    assertThat(process("w1").pid()).isNotEqualTo(ownPid);
    assertThat(note("w1").incarnation()).isEqualTo(8);
  }

  @Test
  void shouldTellWhatCannotBeStartedAndTryAgain() {
    WorkerCommand broken =
        new WorkerCommand(dir.resolve("no-java").toString(), List.of(), "none", "None");
    scheduler = new LocalScheduler(directory, broken, clock);
    scheduler.want(SMALL, 1);
    pollUntilEvents(2);
    poll();

    assertThat(events).hasSize(2).allMatch(Refused.class::isInstance);
    assertThat(((Refused) events.get(0)).cause()).contains("no-java");
    nowNs += DAY_NS;
    pollUntilEvents(3);
  }

  private static void signal(String name, ProcessIdentity process) throws Exception {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    assertThat(code).isZero();
  }
}
