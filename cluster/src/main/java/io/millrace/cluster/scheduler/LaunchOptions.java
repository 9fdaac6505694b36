package io.millrace.cluster.scheduler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was given of a launcher's {@link LaunchOption}s.
 *
 * @param values of each option, by its name, in the order in which they were given
 */
public record LaunchOptions(Map<String, List<String>> values) {
  public LaunchOptions {
    Map<String, List<String>> copies = new LinkedHashMap<>();
    values.forEach((name, all) -> copies.put(name, List.copyOf(all)));
    values = copies;
  }

  /** Nothing was given. */
  public static LaunchOptions none() {
    return new LaunchOptions(Map.of());
  }

  /** The value of an option, the last one if there are several; nothing if it was not given. */
  public Optional<String> value(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** All values of an option that may be given several times; none if it was not given. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }
}
