package io.millrace.transport;

import io.millrace.runtime.IdleStrategy;
import io.millrace.runtime.Threads;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns of work in a thread, one after the other. Without work it yields, then parks: it never
 * spins.
 */
final class AgentThread {
  private static final Logger LOG = LoggerFactory.getLogger(AeronTransport.class);
  private static final int YIELDS = 20;
  private static final long PARK_NS = 20_000;

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
    IdleStrategy idle = new IdleStrategy(YIELDS, PARK_NS);
    while (!stopping) {
      int work;
      try {
        work = turn.getAsInt();
      } catch (RuntimeException e) {
        LOG.error("the transport's thread goes on after a fault of its own", e);
        work = 0;
      }
      idle.idle(work);
    }
  }

  /** Waits until the turn at hand is over and no other follows. */
  void stop() {
    stopping = true;
    Threads.join(thread);
  }
}
