package io.millrace.runtime;

/** What is done with threads that must end before others go on. */
public final class Threads {
  private Threads() {}

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
