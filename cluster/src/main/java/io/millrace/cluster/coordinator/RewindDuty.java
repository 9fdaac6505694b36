package io.millrace.cluster.coordinator;

import io.millrace.cluster.http.RewindControl;
import io.millrace.cluster.http.RewindView;
import io.millrace.cluster.http.SavepointView;
import io.millrace.http.RefusedException;
import io.millrace.runtime.rewind.Savepoint;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** What is asked over HTTP about the past of applications. Any thread; waits. */
final class RewindDuty implements RewindControl {
  private static final long LOOK_NS = 20_000_000L;

  /** Has something done by the coordinator's thread. */
  @FunctionalInterface
  interface Asking {
    <T> T ask(Function<Coordinator, T> question);
  }

  private final Asking coordinator;

  RewindDuty(Asking coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public RewindView toEpoch(String name, long epoch) {
    return rewind(name, RewindTarget.epoch(epoch));
  }

  @Override
  public RewindView toTime(String name, long atMs, String words) {
    return rewind(name, RewindTarget.time(atMs, words));
  }

  @Override
  public RewindView toSavepoint(String name, String savepoint) {
    Savepoint to = coordinator.ask(one -> one.savepoint(name, savepoint));
    return rewind(name, RewindTarget.epoch(to.epoch()));
  }

  /** Returns when it is decided: then it is carried out, whoever dies. */
  private RewindView rewind(String name, RewindTarget target) {
    RewindRequest asked = coordinator.ask(one -> one.rewind(name, target));
    while (true) {
      RewindOutcome outcome = coordinator.ask(one -> asked.outcome());
      switch (outcome.phase()) {
        case DECIDED -> {
          return new RewindView(name, outcome.epoch(), outcome.generation());
        }
        case REFUSED -> throw RefusedException.conflict(outcome.refusal());
        case ASKING -> LockSupport.parkNanos(LOOK_NS);
      }
    }
  }

  @Override
  public SavepointView create(String name, String savepoint) {
    return view(coordinator.ask(one -> one.createSavepoint(name, savepoint)));
  }

  @Override
  public List<SavepointView> list(String name) {
    return coordinator.ask(one -> one.savepoints(name)).stream().map(RewindDuty::view).toList();
  }

  @Override
  public void delete(String name, String savepoint) {
    coordinator.ask(
        one -> {
          one.deleteSavepoint(name, savepoint);
          return null;
        });
  }

  private static SavepointView view(Savepoint savepoint) {
    return new SavepointView(
        savepoint.name(), savepoint.epoch(), Instant.ofEpochMilli(savepoint.atMs()).toString());
  }
}
