package io.millrace.transport;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Workers whose transports take turns in one thread, with time that passes by a millisecond per
 * round: nothing waits, nothing depends on the machine's speed but what its loopback holds back.
 */
final class Stage implements AutoCloseable {
  static final ClusterSecret SECRET = secret("a secret of this cluster");
  private static final int PATIENCE_ROUNDS = 60_000;

  /** The kernel hands datagrams over when it gets to it, however fast the rounds go. */
  private static final long PATIENCE_NS = 60_000_000_000L;

  private final SteppedClock clock = new SteppedClock();
  private final Path directory;
  private final List<TestWorker> workers = new ArrayList<>();
  private final List<Runnable> others = new ArrayList<>();
  private int frozen = -1;

  Stage(Path directory) {
    this.directory = directory;
  }

  static ClusterSecret secret(String text) {
    return ClusterSecret.of(text.getBytes(StandardCharsets.UTF_8));
  }

  TransportSettings settings(String name) {
    return TransportSettings.of(name, 1, SECRET)
        .withDirectory(directory)
        .withThreading(Threading.AGENT)
        .withTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofMillis(200));
  }

  SteppedClock clock() {
    return clock;
  }

  TestWorker worker(String name) {
    return worker(name, UnaryOperator.identity());
  }

  TestWorker worker(String name, UnaryOperator<TransportSettings> change) {
    return add(new TestWorker(change.apply(settings(name)), clock));
  }

  TestWorker add(TestWorker worker) {
    workers.add(worker);
    return worker;
  }

  /** Something that has a turn in each round, too. */
  void also(Runnable turn) {
    others.add(turn);
  }

  /** Those have no more turns. */
  void forget() {
    others.clear();
  }

  /** The worker has no more turns; its port stays open. */
  void freeze(TestWorker worker) {
    frozen = workers.indexOf(worker);
  }

  void thaw() {
    frozen = -1;
  }

  /** The worker is gone. */
  void stop(TestWorker worker) {
    workers.remove(worker);
    worker.close();
  }

  void round() {
    clock.advanceMs(1);
    others.forEach(Runnable::run);
    for (int i = 0; i < workers.size(); i++) {
      if (i != frozen) {
        workers.get(i).step();
      }
    }
  }

  void rounds(int count) {
    for (int i = 0; i < count; i++) {
      round();
    }
  }

  void until(String what, BooleanSupplier condition) {
    long startNs = System.nanoTime();
    for (int i = 0; !condition.getAsBoolean(); i++) {
      if (i >= PATIENCE_ROUNDS && System.nanoTime() - startNs > PATIENCE_NS) {
        throw new AssertionError("did not happen in " + i + " rounds: " + what + "; " + told());
      }
      round();
    }
  }

  private String told() {
    StringBuilder text = new StringBuilder();
    for (TestWorker worker : workers) {
      text.append(worker.transport().address()).append(' ').append(worker.events).append(" counts");
      for (TransportCounter counter : TransportCounter.values()) {
        long count = worker.count(counter);
        if (count > 0) {
          text.append(' ').append(counter.metricName()).append('=').append(count);
        }
      }
      text.append("; ");
    }
    return text.toString();
  }

  /** Lets one call the other and waits until both know each other. */
  void connect(TestWorker caller, String callerName, TestWorker other, String otherName) {
    caller.call(other, otherName);
    until("connection", () -> caller.isConnectedTo(otherName) && other.isConnectedTo(callerName));
  }

  @Override
  public void close() {
    workers.forEach(TestWorker::close);
  }
}
