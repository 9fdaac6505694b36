package io.millrace.cli.run;

import io.millrace.runtime.state.StateChoice;
import java.nio.file.Path;
import java.util.Map;

/**
 * How an application is run in this process.
 *
 * @param directory where its data is kept; null if its durability is none
 * @param partitions null for what it has, or the default
 * @param slots null for the default
 * @param settings what it can ask for with {@code setting(...)}
 * @param api where the HTTP API listens
 * @param state where its state is kept
 */
public record RunOptions(
    Path directory,
    Integer partitions,
    Integer slots,
    Map<String, String> settings,
    ApiPort api,
    StateChoice state) {

  Durability durability() {
    return directory == null ? Durability.NONE : Durability.LOCAL;
  }
}
