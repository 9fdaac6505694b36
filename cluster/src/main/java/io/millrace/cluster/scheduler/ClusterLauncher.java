package io.millrace.cluster.scheduler;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import java.util.Optional;

/**
 * Starts coordinators of clusters on other hosts than the one that asks for it. A service of {@link
 * java.util.ServiceLoader}, of the same name as the {@link SchedulerKind} that the coordinator then
 * uses. All methods may wait.
 */
public interface ClusterLauncher {

  /** What it is called on the command line. */
  String name();

  /**
   * Finds out what would go wrong, as far as that can be known before anything is done.
   *
   * @param queue whose share of the hosts is used, or null: the usual one
   * @throws LaunchException says what is wrong and what to do
   */
  void check(ClusterSettings settings, String queue) throws LaunchException;

  /**
   * Has a coordinator started. The directory is made, the settings are in it.
   *
   * @throws LaunchException if that is refused
   */
  Launch launch(ClusterDirectory directory, ClusterSettings settings, String queue)
      throws LaunchException;

  /** What was last launched for a cluster and has not ended, with or without a coordinator now. */
  Optional<String> running(ClusterDirectory directory) throws LaunchException;

  /** Ends all processes of a cluster without mercy; tells what was ended. */
  Optional<String> kill(ClusterDirectory directory) throws LaunchException;

  /** What becomes of a coordinator that is being started. */
  interface Launch extends AutoCloseable {
    /** What it is doing at the moment, for people. */
    String progress();

    /** Why it has ended, or nothing if it has not. */
    Optional<String> ended();

    @Override
    void close();
  }

  /** Nothing was started; the message says why, and what to do. */
  final class LaunchException extends Exception {
    private static final long serialVersionUID = 1;

    public LaunchException(String message) {
      super(message);
    }

    public LaunchException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
