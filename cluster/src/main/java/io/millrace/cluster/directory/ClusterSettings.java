package io.millrace.cluster.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * What a cluster is started with; kept in its directory for the next time.
 *
 * @param name of the cluster
 * @param on what grants its workers places, see {@link
 *     io.millrace.cluster.scheduler.SchedulerKinds}; null if it was written before that was kept
 * @param workers how many
 * @param memoryMb of each
 * @param encryption whether what its processes send each other is encrypted
 * @param mirror URI of the mirror, or null if there is none
 */
public record ClusterSettings(
    String name, String on, int workers, int memoryMb, boolean encryption, String mirror) {
  /** Less does not make a worker. */
  public static final int LEAST_MEMORY_MB = 256;

  private static final int MOST_MEMORY_MB = 4096;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "cluster.json";

  /** What a worker gets of a machine if nobody says it: all of them together half of it. */
  public static int shareOf(long machineMb, int workers) {
    return (int) Math.max(LEAST_MEMORY_MB, Math.min(MOST_MEMORY_MB, machineMb / 2 / workers));
  }

  /** Those in a directory, if there are any. */
  public static Optional<ClusterSettings> read(ClusterDirectory directory) {
    return directory
        .read(FILE)
        .map(
            text -> {
              try {
                return JSON.readValue(text, ClusterSettings.class);
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                    "settings unreadable: dir="
                        + directory
                        + ", file="
                        + FILE
                        + ", error="
                        + e.getOriginalMessage()
                        + "; correct it",
                    e);
              }
            });
  }

  /** Keeps them. */
  public void write(ClusterDirectory directory) {
    try {
      directory.write(FILE, JSON.writeValueAsString(this) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a record of texts and numbers
    }
  }
}
