package io.millrace.runtime.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers for the names that stand in journals and snapshots. A name keeps its number for ever, so
 * that a changed application reads what an older one wrote. Confined to start-up.
 */
public final class NameRegistry {

  /** What is numbered. */
  public enum Space {
    TOPIC(1 << 16),
    TABLE(1 << 20),
    /** Functions, and under them timers and calls. */
    MEMBER(1 << 20);

    private final int limit;

    Space(int limit) {
      this.limit = limit;
    }
  }

  private final Map<Space, Map<String, Integer>> numbers = new LinkedHashMap<>();
  private boolean changed;

  /** A registry without names. */
  public NameRegistry() {
    for (Space space : Space.values()) {
      numbers.put(space, new LinkedHashMap<>());
    }
  }

  /** The number of a name, given out at first use. */
  public int number(Space space, String name) {
    Map<String, Integer> known = numbers.get(space);
    Integer number = known.get(name);
    if (number == null) {
      if (known.size() == space.limit) {
        throw new IllegalStateException(
            "too many names: space=" + space + "; at most " + space.limit);
      }
      number = known.size();
      known.put(name, number);
      changed = true;
    }
    return number;
  }

  /** Whether names were added since {@link #restore}. */
  public boolean isChanged() {
    return changed;
  }

  /** Adds a name with the number it had. */
  public void restore(Space space, String name, int number) {
    Map<String, Integer> known = numbers.get(space);
    if (known.size() != number) {
      throw new IllegalStateException(
          "names out of order: space=" + space + ", name=" + name + ", number=" + number);
    }
    known.put(name, number);
  }

  /** All names of a space with their numbers, in the order of the numbers. */
  public Map<String, Integer> names(Space space) {
    return Map.copyOf(numbers.get(space));
  }

  /** The name with a number. */
  public Optional<String> name(Space space, int number) {
    return numbers.get(space).entrySet().stream()
        .filter(entry -> entry.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
