package io.millrace.functions.pattern;

import java.util.Objects;

/**
 * A pattern as data, for {@link DynamicPatternOperator}.
 *
 * @param name a rule replaces the one of the same name
 * @param version above that of the rule it replaces; else it is ignored
 * @param pattern what to look for; null to remove the rule
 */
public record PatternRule(String name, int version, PatternSpec pattern) {
  public PatternRule {
    Objects.requireNonNull(name, "name");
  }

  /** Removes a rule, up to a version. */
  public static PatternRule removal(String name, int version) {
    return new PatternRule(name, version, null);
  }
}
