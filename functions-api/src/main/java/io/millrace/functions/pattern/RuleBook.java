package io.millrace.functions.pattern;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * State: the rules that are in force.
 *
 * @param rules in the order of their names
 */
record RuleBook(List<PatternRule> rules) {
  static final RuleBook EMPTY = new RuleBook(List.of());

  RuleBook {
    rules = List.copyOf(rules);
  }

  /** The book with a rule added, replaced or removed; empty if the rule is too old for that. */
  Optional<RuleBook> with(PatternRule rule) {
    Optional<PatternRule> present =
        rules.stream().filter(other -> other.name().equals(rule.name())).findAny();
    boolean removal = rule.pattern() == null;
    boolean applies =
        present.isPresent()
            ? rule.version() > present.get().version()
                || (removal && rule.version() == present.get().version())
            : !removal;
    if (!applies) {
      return Optional.empty();
    }
    List<PatternRule> changed = new ArrayList<>(rules);
    present.ifPresent(changed::remove);
    if (!removal) {
      changed.add(rule);
    }
    changed.sort(Comparator.comparing(PatternRule::name));
    return Optional.of(new RuleBook(changed));
  }
}
