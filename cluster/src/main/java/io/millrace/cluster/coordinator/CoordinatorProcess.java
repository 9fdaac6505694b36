package io.millrace.cluster.coordinator;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.directory.CoordinatorLock;
import io.millrace.cluster.directory.ThisMachine;
import io.millrace.cluster.http.ClusterApi;
import io.millrace.runtime.Clock;
import io.millrace.runtime.Threads;
import io.millrace.transport.AeronTransport;
import io.millrace.transport.FrameRouter;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process around the coordinator: its lock, its connections, its HTTP API, its thread. Dies
 * without harm at any moment.
 */
final class CoordinatorProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorProcess.class);
  private static final long PAUSE_NS = 5_000_000;

  private final ClusterDirectory directory;
  private final CoordinatorLock lock;
  private final AeronTransport transport;
  private final ControlLinks links;
  private final CoordinatorDuty duty;
  private final ClusterApi api;
  private final Thread thread;
  private final Commands commands = new Commands();
  private volatile boolean closing;
  private volatile boolean failed;

  private CoordinatorProcess(
      ClusterDirectory directory,
      CoordinatorLock lock,
      String host,
      Clock clock,
      CoordinatorDuty.Factory duties) {
    this.directory = directory;
    this.lock = lock;
    long incarnation = nextIncarnation(directory, clock);
    links = new ControlLinks();
    transport =
        AeronTransport.open(
            directory.transport(CoordinatorAddress.NAME, incarnation).withListening(host, 0),
            clock,
            new FrameRouter(0, 0, (frame, at) -> -1),
            links);
    links.over(transport);
    CoordinatorAddress address;
    try {
      duty = duties.open(links, commands);
      api = ClusterApi.start(duty, directory.artefacts(), clock, host, directory.apiTokens());
      address =
          new CoordinatorAddress(
              incarnation,
              ProcessHandle.current().pid(),
              ThisMachine.name(),
              transport.address().toString(),
              api.address());
      duty.serves(address);
    } catch (RuntimeException e) {
      transport.close();
      throw e;
    }
    thread = new Thread(this::run, "millrace-coordinator");
    transport.start();
    thread.start();
    directory.announce(address);
  }

  /**
   * Starts it.
   *
   * @param host the address to listen at
   * @throws IllegalStateException if another process is the cluster's coordinator
   */
  static CoordinatorProcess start(
      ClusterDirectory directory, String host, Clock clock, CoordinatorDuty.Factory duties) {
    CoordinatorLock lock =
        CoordinatorLock.tryTake(directory)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "cluster has a coordinator: dir="
                            + directory
                            + ", pid="
                            + directory.coordinator().map(CoordinatorAddress::pid).orElse(0L)
                            + "; end it first"));
    try {
      return new CoordinatorProcess(directory, lock, host, clock, duties);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Higher than all before, also where the last one's note is gone. */
  private static long nextIncarnation(ClusterDirectory directory, Clock clock) {
    long last = directory.coordinator().map(CoordinatorAddress::incarnation).orElse(0L);
    return Math.max(last + 1, clock.nowMs());
  }

  private void run() {
    try {
      while (!closing && !duty.isDone()) {
        if (commands.work() + links.poll(duty) + duty.work() == 0) {
          LockSupport.parkNanos(PAUSE_NS);
        }
      }
      if (duty.isDone()) {
        directory.forgetCoordinator();
      }
    } catch (RuntimeException | Error e) {
      LOG.error("coordinator fails; workers go on without it", e);
      failed = true;
    } finally {
      commands.end();
    }
  }

  /** Waits for its end; false if it failed. */
  boolean awaitEnd() {
    Threads.join(thread);
    return !failed;
  }

  @Override
  public void close() {
    closing = true;
    Threads.join(thread);
    duty.close();
    transport.close();
    api.close(); // who waits for the end of the cluster waits for the end of this
    lock.close();
  }
}
