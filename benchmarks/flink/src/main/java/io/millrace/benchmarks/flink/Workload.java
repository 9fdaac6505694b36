package io.millrace.benchmarks.flink;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What is to be done, as our own side of the benchmark says it.
 *
 * @param parallelism sources, and as many keyed sums
 * @param keys how many keys there are
 * @param records records per source, {@link Long#MAX_VALUE} for ever
 * @param rate records per second of all sources, 0 as fast as possible
 * @param checkpointSeconds seconds between exactly-once checkpoints, 0 for none
 * @param data where checkpoints go, a local directory
 */
record Workload(
    int parallelism, long keys, long records, long rate, int checkpointSeconds, String data)
    implements Serializable {
  /** The options of a command line, all of the form {@code --name=value}. */
  static Map<String, String> options(String... arguments) {
    Map<String, String> options = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--") || equals < 0) {
        throw new IllegalArgumentException(
            "not an option: argument=" + argument + "; write --name=value");
      }
      options.put(argument.substring(2, equals), argument.substring(equals + 1));
    }
    return options;
  }

  static Workload of(Map<String, String> options) {
    return new Workload(
        Integer.parseInt(value(options, "parallelism")),
        Long.parseLong(value(options, "keys")),
        Long.MAX_VALUE,
        Long.parseLong(value(options, "rate")),
        Integer.parseInt(value(options, "checkpoint-seconds")),
        Path.of(value(options, "data")).toAbsolutePath().toString());
  }

  static String value(Map<String, String> options, String name) {
    String value = options.get(name);
    if (value == null) {
      throw new IllegalArgumentException("option missing: name=--" + name + "; give it a value");
    }
    return value;
  }
}
