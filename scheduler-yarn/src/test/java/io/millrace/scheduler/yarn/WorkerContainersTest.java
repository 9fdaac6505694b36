package io.millrace.scheduler.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.SchedulerEvent.Ended;
import io.millrace.cluster.scheduler.SchedulerEvent.Refused;
import io.millrace.cluster.scheduler.SchedulerEvent.Started;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.Clock;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorkerContainersTest {
  private static final WorkerSpec SPEC = new WorkerSpec(512, 1);

  private final List<String> asked = new ArrayList<>();
  private final Map<String, ContainerNote> kept = new TreeMap<>();
  private boolean notesFail;
  private long nowNs;
  private WorkerContainers containers = attempt();

  private final class Requests implements ContainerRequests {
    @Override
    public void ask(int number, WorkerSpec spec, String host) {
      asked.add("ask w" + number + " at " + host);
    }

    @Override
    public void withdraw(int number) {
      asked.add("withdraw w" + number);
    }

    @Override
    public void start(int number, Grant grant, long incarnation, WorkerSpec spec) {
      asked.add("start w" + number + " in " + grant.id() + " as " + incarnation);
    }

    @Override
    public void giveBack(Grant grant) {
      asked.add("give back " + grant.id());
    }
  }

  private final class Notes implements ContainerNotes {
    @Override
    public Map<String, ContainerNote> all() {
      return new TreeMap<>(kept);
    }

    @Override
    public void write(String name, ContainerNote note) {
      if (notesFail) {
        throw new UncheckedIOException(new java.io.IOException("no space"));
      }
      kept.put(name, ContainerNote.decode(note.encode()));
    }
  }

  /** The next attempt of the application master, to which YARN hands these containers. */
  private WorkerContainers attempt(Grant... left) {
    Clock clock =
        new Clock() {
          @Override
          public long nowMs() {
            return nowNs / 1_000_000;
          }

          @Override
          public long nanoTime() {
            return nowNs;
          }
        };
    return new WorkerContainers(new Requests(), new Notes(), clock, List.of(left));
  }

  private static Grant grant(String id) {
    return new Grant(id, "host-" + id);
  }

  private List<String> turn() {
    containers.turn();
    return takeAsked();
  }

  private List<String> takeAsked() {
    List<String> all = List.copyOf(asked);
    asked.clear();
    return all;
  }

  private List<SchedulerEvent> events() {
    return containers.takeEvents();
  }

  /** w1 in container a, w2 in container b. */
  private void startTwo() {
    containers.want(SPEC, 2);
    turn();
    containers.onGranted(1, grant("a"));
    containers.onGranted(2, grant("b"));
    containers.onStarted(1, grant("a"));
    containers.onStarted(2, grant("b"));
    takeAsked();
    events();
  }

  @Test
  void shouldStartAWorkerInEachContainerThatItIsGranted() {
    assertThat(turn()).isEmpty();
    containers.want(SPEC, 2);
    assertThat(turn()).containsExactly("ask w1 at null", "ask w2 at null");
    assertThat(turn()).isEmpty();
    containers.onGranted(2, grant("b"));
    assertThat(takeAsked()).containsExactly("withdraw w2", "start w2 in b as 1");
    assertThat(kept.get("w2")).isEqualTo(new ContainerNote(1, true, grant("b")));
    assertThat(events()).isEmpty();
    containers.onStarted(2, grant("b"));
    assertThat(events()).containsExactly(new Started("w2", "host-b"));
  }

  @Test
  void shouldGiveBackWhatItDidNotAskFor() {
    startTwo();
    containers.onGranted(1, grant("c"));
    containers.onGranted(9, grant("d"));
    assertThat(takeAsked()).containsExactly("give back c", "give back d");
  }

  @Test
  void shouldReplaceAKilledWorkerWhereItWasInItsNextIncarnation() {
    startTwo();
    containers.onCompleted("a", 137, "");
    assertThat(events()).containsExactly(new Ended("w1", "killed (SIGKILL)"));
    assertThat(turn()).containsExactly("ask w1 at host-a");
    containers.onGranted(1, grant("c"));
    assertThat(takeAsked()).containsExactly("withdraw w1", "start w1 in c as 2");
    containers.onCompleted("a", -100, ""); // told again
    assertThat(events()).isEmpty();
  }

  @Test
  void shouldReplaceAWorkerElsewhereWhenItsNodeIsLost() {
    startTwo();
    containers.onCompleted("a", -100, "Container released on a *lost* node");
    assertThat(events()).singleElement().asString().contains("its node was lost");
    assertThat(turn()).containsExactly("ask w1 at null");
  }

  @Test
  void shouldWaitLongerAndLongerForWhatDiesAtItsStart() {
    startTwo();
    containers.onCompleted("a", 1, "Exception in thread \"main\" java.lang.X: no disk\n\tat y");
    assertThat(events())
        .containsExactly(
            new Ended("w1", "exit code 1: Exception in thread \"main\" java.lang.X: no disk"));
    assertThat(turn()).containsExactly("ask w1 at host-a");
    containers.onGranted(1, grant("c"));
    containers.onStarted(1, grant("c"));
    containers.onCompleted("c", 1, "");
    takeAsked();
    assertThat(turn()).isEmpty();
    nowNs += 250_000_000;
    assertThat(turn()).containsExactly("ask w1 at host-c");
  }

  @Test
  void shouldTryAnotherHostWhenAProcessCannotBeStarted() {
    containers.want(SPEC, 1);
    turn();
    containers.onGranted(1, grant("a"));
    takeAsked();
    containers.onNotStarted(1, grant("a"), "Connection refused");
    assertThat(takeAsked()).containsExactly("give back a");
    assertThat(events())
        .containsExactly(new Refused("w1", "process cannot be started: Connection refused"));
    assertThat(turn()).containsExactly("ask w1 at null");
  }

  @Test
  void shouldStartNothingThatIsNotWrittenDown() {
    containers.want(SPEC, 1);
    turn();
    notesFail = true;
    containers.onGranted(1, grant("a"));
    assertThat(takeAsked()).containsExactly("withdraw w1", "give back a");
    assertThat(events()).singleElement().isInstanceOf(Refused.class);
    notesFail = false;
    turn();
    containers.onGranted(1, grant("b"));
    assertThat(takeAsked()).contains("start w1 in b as 2");
  }

  @Test
  void shouldEndAndNotReplaceWhatIsReleased() {
    startTwo();
    containers.release("w2");
    containers.want(SPEC, 1);
    assertThat(takeAsked()).containsExactly("give back b");
    assertThat(events()).isEmpty();
    containers.onCompleted("b", -100, "released");
    assertThat(events()).containsExactly(new Ended("w2", "released"));
    assertThat(turn()).isEmpty();
    containers.release("w2");
    assertThat(events()).containsExactly(new Ended("w2", "there is no process"));
    containers.want(SPEC, 2);
    assertThat(turn()).containsExactly("ask w2 at host-b");
  }

  @Test
  void shouldReplaceASilentWorker() {
    startTwo();
    containers.restart("w1");
    containers.restart("w1");
    assertThat(takeAsked()).containsExactly("give back a");
    containers.onCompleted("a", -100, "");
    assertThat(events()).containsExactly(new Ended("w1", "silent, so it was killed"));
    assertThat(turn()).containsExactly("ask w1 at host-a");
    containers.restart("w1");
    assertThat(events()).containsExactly(new Ended("w1", "there is no process"));
  }

  @Test
  void shouldGoOnWithTheContainersOfAFormerAttempt() {
    startTwo();
    containers = attempt(grant("b"), grant("stray"));
    assertThat(takeAsked()).containsExactly("give back stray");
    assertThat(events())
        .containsExactly(
            new Started("w1", "host-a"),
            new Ended("w1", "ended while there was no coordinator to see how"),
            new Started("w2", "host-b"));
    assertThat(turn()).isEmpty();
    containers.want(SPEC, 2);
    assertThat(turn()).containsExactly("ask w1 at host-a");
    containers.onGranted(1, grant("c"));
    assertThat(takeAsked()).contains("start w1 in c as 2");
    containers.onCompleted("b", 143, "");
    assertThat(events()).containsExactly(new Ended("w2", "ended by a signal (SIGTERM)"));
  }

  @Test
  void shouldFillFirstWhatHasPartitions() {
    containers.keep("w3");
    containers.want(SPEC, 2);
    assertThat(turn()).containsExactly("ask w1 at null", "ask w3 at null");
    containers.keep("x");
    assertThat(events()).containsExactly(new Refused("x", "no container has such a name here"));
  }

  @Test
  void shouldReplaceNothingOnceNothingIsWanted() {
    startTwo();
    containers.want(SPEC, 3);
    turn();
    containers.want(SPEC, 0);
    assertThat(turn()).containsExactly("withdraw w3");
    containers.onCompleted("a", 0, "");
    containers.onCompleted("b", 0, "");
    assertThat(events())
        .containsExactly(new Ended("w1", "it has ended"), new Ended("w2", "it has ended"));
    assertThat(turn()).isEmpty();
    assertThat(containers.isGivenUp()).isTrue();
    assertThat(containers.isBusy()).isFalse();
    containers = attempt();
    assertThat(events()).isEmpty();
  }
}
