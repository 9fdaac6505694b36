package io.millrace.runtime.plan;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each code version wrote: for every topic and state the shape of its values. Immutable.
 *
 * @param versions by code version, then by element: {@code topic/NAME} or {@code
 *     state/FUNCTION/NAME}; the shape is a kind ({@code topic}, {@code value}, {@code list}, {@code
 *     map}, with {@code !} if it expires), a space, and the schema as text or {@code custom}
 */
public record SchemaHistory(Map<Integer, Map<String, String>> versions) {
  /** The shape of values that a user's own codec encodes: only that codec knows them. */
  static final String CUSTOM = "custom";

  public SchemaHistory {
    Map<Integer, Map<String, String>> copy = new TreeMap<>();
    versions.forEach((version, shapes) -> copy.put(version, new TreeMap<>(shapes)));
    versions = Collections.unmodifiableMap(copy);
  }

  /** Nothing was written yet. */
  public static SchemaHistory none() {
    return new SchemaHistory(Map.of());
  }

  /** This, and what one more version writes. */
  public SchemaHistory with(int version, Map<String, String> shapes) {
    Map<Integer, Map<String, String>> more = new TreeMap<>(versions);
    more.put(version, shapes);
    return new SchemaHistory(more);
  }

  /** The shape that a version gave an element, or null. */
  String shape(int version, String element) {
    return versions.getOrDefault(version, Map.of()).get(element);
  }
}
