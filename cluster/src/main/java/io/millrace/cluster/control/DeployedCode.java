package io.millrace.cluster.control;

import java.util.Map;

/**
 * Code that runs as an application.
 *
 * @param version its number, in frames and snapshots
 * @param hash the hash of the jar, its name in the artefact store
 * @param jar where the coordinator that took it had it, for people
 * @param application which of the jar's applications, or null if it has one
 * @param settings what it can ask for with {@code setting(...)}
 */
public record DeployedCode(
    int version, String hash, String jar, String application, Map<String, String> settings) {

  public DeployedCode {
    settings = Map.copyOf(settings);
  }
}
