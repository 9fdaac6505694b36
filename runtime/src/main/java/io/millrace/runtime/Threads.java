package io.millrace.runtime;

import java.util.concurrent.ThreadFactory;

/** How threads are made, and waited for. */
public final class Threads {
  private Threads() {}

  /** Makes threads called {@code millrace-NAME} for which no process stays. */
  public static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, "millrace-" + name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Waits for the end of a thread, whoever interrupts; of its own nobody waits. */
  public static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive() && thread != Thread.currentThread()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
