package io.millrace.cluster.worker;

import io.millrace.cluster.directory.ProcessOptions;
import io.millrace.runtime.SystemClock;

/** The process of a worker. */
public final class WorkerMain {
  private WorkerMain() {}

  /**
   * Runs a worker: {@code --name NAME --incarnation N [--slots N]} beside {@link ProcessOptions}.
   */
  public static void main(String[] args) throws InterruptedException {
    ProcessOptions options = new ProcessOptions(args);
    String processors = String.valueOf(Runtime.getRuntime().availableProcessors());
    try (Worker worker =
        new Worker(
            options.directory(),
            options.required("--name"),
            Long.parseLong(options.required("--incarnation")),
            options.host(),
            Integer.parseInt(options.get("--slots", processors)),
            new SystemClock())) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(worker, main)));
      worker.run();
    }
    Runtime.getRuntime().halt(0); // nothing is left to be done, whoever else thinks so
  }

  /** A worker that is told to end by a signal ends in order, within reason. */
  private static void stopAndWait(Worker worker, Thread main) {
    worker.stop();
    try {
      main.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
