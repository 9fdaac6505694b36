package io.millrace.cluster.directory;

import io.millrace.http.Loopback;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a process of a cluster is told on its command line: {@code --cluster-dir DIR} or {@code
 * --cluster-dir URI --own-dir DIR}, {@code --host ADDRESS} to listen at another address than
 * loopback, and more by its kind.
 */
public final class ProcessOptions {
  private final Map<String, String> options = new HashMap<>();

  /** Options, each followed by its value. */
  public ProcessOptions(String[] args) {
    if (args.length % 2 != 0) {
      throw new IllegalArgumentException("option without value: " + args[args.length - 1]);
    }
    for (int i = 0; i < args.length; i += 2) {
      options.put(args[i], args[i + 1]);
    }
  }

  /** The cluster's directory as this process sees it. */
  public ClusterDirectory directory() {
    String own = options.get("--own-dir");
    return ClusterDirectory.at(required("--cluster-dir"), own == null ? null : Path.of(own));
  }

  /** The address to listen at. */
  public String host() {
    return options.getOrDefault("--host", Loopback.HOST);
  }

  /** The value of an option, or what it is if nobody gives it. */
  public String get(String option, String usual) {
    return options.getOrDefault(option, usual);
  }

  /**
   * The value of an option.
   *
   * @throws IllegalArgumentException if nobody gives it
   */
  public String required(String option) {
    String value = options.get(option);
    if (value == null) {
      throw new IllegalArgumentException("option missing: " + option);
    }
    return value;
  }
}
