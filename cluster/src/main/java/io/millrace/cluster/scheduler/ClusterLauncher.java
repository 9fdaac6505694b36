package io.millrace.cluster.scheduler;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import java.util.List;
import java.util.Optional;

/**
 * Starts coordinators of clusters whose workers a {@link SchedulerKind} of the same name finds
 * places for. A service of {@link java.util.ServiceLoader}. All methods may wait.
 */
public interface ClusterLauncher {
  /** What it is called on the command line. */
  String name();

  /** What it understands on the command line; all may be left out at a later start. */
  List<LaunchOption> options();

  /**
   * Finds out what would go wrong, as far as that can be known before anything is done.
   *
   * @throws LaunchException says what is wrong and what to do
   */
  void check(ClusterDirectory directory, ClusterSettings settings, LaunchOptions options)
      throws LaunchException;

  /**
   * Has a coordinator started. The directory is made, the settings are in it.
   *
   * @throws LaunchException if that is refused
   */
  Launch launch(ClusterDirectory directory, ClusterSettings settings, LaunchOptions options)
      throws LaunchException;

  /**
   * Ends all processes of a cluster without mercy, its coordinator's as well if that can be; tells
   * what was ended.
   */
  Optional<String> kill(ClusterDirectory directory) throws LaunchException;

  /** What becomes of a coordinator that is being started. */
  interface Launch extends AutoCloseable {
    /** What it is doing at the moment, for people. */
    String progress();

    /** Why it has ended, or nothing if it has not. */
    Optional<String> ended();

    @Override
    default void close() {}
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
