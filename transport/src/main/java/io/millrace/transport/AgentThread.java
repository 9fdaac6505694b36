package io.millrace.transport;

import io.millrace.runtime.Threads;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns of work in a thread, one after the other. Without work it yields, then parks for some
 * microseconds, and, when that goes on, longer: it never spins.
 */
final class AgentThread {
  private static final Logger LOG = LoggerFactory.getLogger(AeronTransport.class);
  private static final int YIELDS = 20;
  private static final int SHORT_PARKS = 2_000;
  private static final long SHORT_PARK_NS = 20_000;
  private static final long LONG_PARK_NS = 1_000_000;

  private final IntSupplier turn;
  private final Thread thread;
  private volatile boolean stopping;

  AgentThread(String name, IntSupplier turn) {
    this.turn = turn;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    int idleTurns = 0;
    while (!stopping) {
      int work;
      try {
        work = turn.getAsInt();
      } catch (RuntimeException e) {
        LOG.error("the transport's thread goes on after a fault of its own", e);
        work = 0;
      }
      idleTurns = work > 0 ? 0 : idleTurns + 1;
      idle(idleTurns);
    }
  }

  private static void idle(int turns) {
    if (turns == 0) {
      return;
    }
    if (turns <= YIELDS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(turns <= YIELDS + SHORT_PARKS ? SHORT_PARK_NS : LONG_PARK_NS);
    }
  }

  /** Waits until the turn at hand is over and no other follows. */
  void stop() {
    stopping = true;
    Threads.join(thread);
  }
}
