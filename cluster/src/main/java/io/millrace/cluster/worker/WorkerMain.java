package io.millrace.cluster.worker;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.runtime.SystemClock;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The process of a worker. */
public final class WorkerMain {
  private WorkerMain() {}

  /** Runs a worker: {@code --cluster-dir DIR --name NAME --incarnation N [--slots N]}. */
  public static void main(String[] args) throws InterruptedException {
    Map<String, String> options = options(args);
    int slots =
        Integer.parseInt(
            options.getOrDefault(
                "--slots", String.valueOf(Runtime.getRuntime().availableProcessors())));
    ClusterDirectory directory = new ClusterDirectory(Path.of(required(options, "--cluster-dir")));
    try (Worker worker =
        new Worker(
            directory,
            required(options, "--name"),
            Long.parseLong(required(options, "--incarnation")),
            slots,
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

  private static Map<String, String> options(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      options.put(args[i], args[i + 1]);
    }
    return options;
  }

  private static String required(Map<String, String> options, String name) {
    String value = options.get(name);
    if (value == null) {
      throw new IllegalArgumentException("option missing: " + name);
    }
    return value;
  }
}
