package io.millrace.cli.client;

import io.millrace.cli.CommandFailedException;
import io.millrace.cluster.directory.ClusterDirectory;
import java.io.File;
import java.nio.file.Path;

/**
 * Where a cluster is found: by its directory, or by the URL of its coordinator.
 *
 * @param directory null if only the URL is known
 * @param url null if the directory tells it
 */
public record ClusterLocation(ClusterDirectory directory, String url) {
  /** The name of a cluster that nobody named. */
  public static final String DEFAULT = "default";

  private static final Path CLUSTERS = Path.of("millrace-clusters");

  /** Reads a name, a directory or a URL. */
  public static ClusterLocation of(String text) {
    if (text.contains("://")) {
      return new ClusterLocation(null, text);
    }
    boolean path = text.contains("/") || text.contains(File.separator) || text.startsWith(".");
    return new ClusterLocation(
        new ClusterDirectory(path ? Path.of(text) : CLUSTERS.resolve(text)), null);
  }

  /**
   * A client of its coordinator.
   *
   * @throws CommandFailedException if there is none
   */
  public ApiClient client() {
    return url != null ? clientAt(url, "") : clientAt(announced(), "dir=" + directory + ", ");
  }

  private static ApiClient clientAt(String api, String where) {
    return new ApiClient(
        api,
        "coordinator does not answer: "
            + where
            + "url="
            + api
            + "; workers go on without it; 'millrace cluster start' starts another, which takes"
            + " over");
  }

  private String announced() {
    return directory
        .coordinator()
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "no cluster runs there: dir="
                        + directory
                        + "; start one with 'millrace cluster start', or name another with"
                        + " --cluster or MILLRACE_CLUSTER"))
        .api();
  }

  /**
   * The directory.
   *
   * @throws CommandFailedException if only a URL is known
   */
  public ClusterDirectory requiredDirectory(String why) {
    if (directory == null) {
      throw new CommandFailedException(
          why + ": cluster=" + url + "; name the cluster's directory with --cluster DIR");
    }
    return directory;
  }

  @Override
  public String toString() {
    return url != null ? url : directory.toString();
  }
}
