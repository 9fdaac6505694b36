package io.millrace.cli.client;

import io.millrace.cli.CommandFailedException;
import io.millrace.cli.WrongUsageException;
import io.millrace.cluster.directory.ApiRole;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.WholeFile;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a cluster is found: by its directory, or by the URL of its coordinator.
 *
 * @param directory null if only the URL is known
 * @param url null if the directory tells it
 */
public record ClusterLocation(ClusterDirectory directory, String url) {
  /** The name of a cluster that nobody named. */
  public static final String DEFAULT = "default";

  /** The token of those who cannot read the cluster's secret, in the environment. */
  private static final String TOKEN = "MILLRACE_TOKEN";

  private static final Path CLUSTERS = Path.of("millrace-clusters");

  /** In a cluster's folder: the URI of the directory that it really has. */
  private static final String ELSEWHERE = "elsewhere";

  /** Reads a name, a directory or a URL. */
  public static ClusterLocation of(String text) {
    if (text.startsWith("http://") || text.startsWith("https://")) {
      return new ClusterLocation(null, text);
    }
    if (ClusterDirectory.isUri(text)
        || text.contains("/")
        || text.contains(File.separator)
        || text.startsWith(".")) {
      return new ClusterLocation(directoryAt(text), null);
    }
    Path named = CLUSTERS.resolve(text);
    Optional<String> elsewhere = WholeFile.read(named.resolve(ELSEWHERE));
    return new ClusterLocation(
        elsewhere.isPresent() ? directoryAt(elsewhere.get().strip()) : new ClusterDirectory(named),
        null);
  }

  /** Lets a cluster whose directory is elsewhere be found by its name from here. */
  public static void remember(String name, ClusterDirectory directory) {
    WholeFile.write(CLUSTERS.resolve(name).resolve(ELSEWHERE), directory.place() + "\n");
  }

  /**
   * The directory at a path or a URI.
   *
   * @throws WrongUsageException if there are no such places
   */
  public static ClusterDirectory directoryAt(String place) {
    try {
      return ClusterDirectory.at(place, null);
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException(e.getMessage(), e);
    }
  }

  /**
   * A client of its coordinator.
   *
   * @throws CommandFailedException if there is none
   */
  public ApiClient client() {
    return url != null ? clientAt(url, "") : clientAt(announced(), "dir=" + directory + ", ");
  }

  private ApiClient clientAt(String api, String where) {
    return new ApiClient(
        api,
        "coordinator does not answer: "
            + where
            + "url="
            + api
            + "; workers go on without it; 'millrace cluster start' starts another, which takes"
            + " over",
        token());
  }

  /** What is given by the environment, before what the directory gives to its owner. */
  private String token() {
    String given = System.getenv(TOKEN);
    if (given != null && !given.isBlank()) {
      return given.strip();
    }
    return directory == null ? null : directory.apiTokens().of(ApiRole.ADMIN);
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
   * The directory, all of it on this machine.
   *
   * @throws CommandFailedException if it is elsewhere, or only a URL is known
   */
  public ClusterDirectory requiredLocal(String why) {
    ClusterDirectory known = requiredDirectory(why);
    if (!known.isLocal()) {
      throw new CommandFailedException(
          why + ", and this cluster's is not on this machine: dir=" + known);
    }
    return known;
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
