package io.millrace.functions.pattern;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes an automaton of a rule; a compiler makes one. Collects faults instead of stopping. */
final class RuleCompiler<T> {
  private static final String UNNAMED = "(unnamed)";

  private final Class<?> recordType;
  private final Map<String, Class<?>> types = new LinkedHashMap<>();
  private final ConditionCompiler<T> conditions = new ConditionCompiler<>(types);
  private final List<String> faults = new ArrayList<>();

  private RuleCompiler(Class<?> recordType) {
    this.recordType = recordType;
  }

  /**
   * Compiles a rule.
   *
   * @param recordType a record, or a sealed interface of records
   * @throws IllegalArgumentException if it has faults; lists all of them
   */
  static <T> Automaton<T> compile(PatternRule rule, Class<?> recordType) {
    RuleCompiler<T> compiler = new RuleCompiler<>(recordType);
    compiler.findTypes(rule.pattern());
    Pattern<T> pattern = compiler.sequence(rule.pattern());
    return PatternCompiler.compile(
        rule.name(), rule.version(), pattern.withFaults(compiler.faults));
  }

  private void findTypes(PatternSpec spec) {
    for (StepSpec step : spec.steps()) {
      if (step.either() != null) {
        step.either().forEach(this::findTypes);
      } else if (step.name() != null && !joinOf(step, Join.FOLLOWED_BY).isNot()) {
        types.put(step.name(), typeOf(step));
      }
    }
  }

  private Class<?> typeOf(StepSpec step) {
    if (step.type() == null) {
      return recordType;
    }
    Set<Class<?>> known = new LinkedHashSet<>();
    addCases(recordType, known);
    for (Class<?> type : known) {
      if (type.getSimpleName().equals(step.type())) {
        return type;
      }
    }
    faults.add(
        "no such type: step="
            + step.name()
            + ", type="
            + step.type()
            + "; types="
            + known.stream().map(Class::getSimpleName).toList());
    return recordType;
  }

  private static void addCases(Class<?> type, Set<Class<?>> known) {
    known.add(type);
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        addCases(permitted, known);
      }
    }
  }

  private Pattern<T> sequence(PatternSpec spec) {
    Pattern<T> pattern = null;
    for (StepSpec step : spec.steps()) {
      pattern = fitted(step, quantified(step, joined(step, pattern)));
    }
    if (pattern == null) {
      faults.add("pattern without steps; give at least one");
      return Pattern.begin(UNNAMED);
    }
    if (spec.withinMs() != null) {
      pattern = pattern.within(Duration.ofMillis(spec.withinMs()));
    }
    if (spec.withinBetweenStepsMs() != null) {
      pattern = pattern.withinBetweenSteps(Duration.ofMillis(spec.withinBetweenStepsMs()));
    }
    return spec.skip() == null ? pattern : pattern.skip(skip(spec));
  }

  private Skip skip(PatternSpec spec) {
    switch (spec.skip()) {
      case "none" -> {
        return Skip.none();
      }
      case "toNext" -> {
        return Skip.toNext();
      }
      case "pastLast" -> {
        return Skip.pastLast();
      }
      case "toFirst", "toLast" -> {
        String step = spec.skipTo() == null ? UNNAMED : spec.skipTo();
        return spec.skip().equals("toFirst") ? Skip.toFirst(step) : Skip.toLast(step);
      }
      default -> {
        faults.add(
            "no such skip: skip="
                + spec.skip()
                + "; one of [none, toNext, pastLast, toFirst, toLast]");
        return Skip.none();
      }
    }
  }

  private Pattern<T> joined(StepSpec step, Pattern<T> before) {
    Join join = joinOf(step, Join.FOLLOWED_BY);
    if (before == null && join.isNot()) {
      faults.add("pattern that begins with a not-step: step=" + step.name());
    }
    if (step.either() != null) {
      List<Pattern<T>> alternatives = step.either().stream().map(this::sequence).toList();
      Pattern<T> group =
          alternatives.size() == 1 ? alternatives.get(0) : Pattern.either(alternatives);
      if (join.isNot()) {
        faults.add("not-step that is a group; say it of a step");
      }
      return before == null
          ? Pattern.begin(group)
          : switch (join) {
            case NEXT -> before.next(group);
            case FOLLOWED_BY_ANY -> before.followedByAny(group);
            default -> before.followedBy(group);
          };
    }
    if (step.name() == null) {
      faults.add("step without name; give name, or either for a group");
    }
    String name = step.name() == null ? UNNAMED : step.name();
    return before == null
        ? Pattern.begin(name)
        : switch (join) {
          case NEXT -> before.next(name);
          case FOLLOWED_BY -> before.followedBy(name);
          case FOLLOWED_BY_ANY -> before.followedByAny(name);
          case NOT_NEXT -> before.notNext(name);
          case NOT_FOLLOWED_BY -> before.notFollowedBy(name);
        };
  }

  private Join joinOf(StepSpec step, Join otherwise) {
    return joinOf(step.join(), otherwise, step);
  }

  private Join joinOf(String text, Join otherwise, StepSpec step) {
    if (text == null) {
      return otherwise;
    }
    List<String> known = new ArrayList<>();
    for (Join join : Join.values()) {
      if (join.text().equals(text)) {
        return join;
      }
      known.add(join.text());
    }
    String fault = "no such join: step=" + step.name() + ", join=" + text + "; one of " + known;
    if (!faults.contains(fault)) {
      faults.add(fault);
    }
    return otherwise;
  }

  private Pattern<T> fitted(StepSpec step, Pattern<T> bare) {
    Pattern<T> pattern = bare;
    Class<?> type =
        step.name() == null ? recordType : types.getOrDefault(step.name(), typeOf(step));
    if (type != recordType) {
      pattern = pattern.where(value -> type.isInstance(value));
    }
    if (step.where() != null) {
      Condition<T> condition = condition(step, step.where(), type);
      pattern = pattern.where(condition);
    }
    if (step.until() != null) {
      Condition<T> end = condition(step, step.until(), recordType);
      pattern = pattern.until(end);
    }
    return pattern;
  }

  private Condition<T> condition(StepSpec step, ConditionSpec spec, Class<?> type) {
    try {
      return conditions.compile(spec, type);
    } catch (IllegalArgumentException e) {
      faults.add("step=" + step.name() + ": " + e.getMessage());
      return (value, match) -> false;
    }
  }

  private Pattern<T> quantified(StepSpec step, Pattern<T> bare) {
    Pattern<T> pattern = bare;
    if (step.min() != null || step.max() != null) {
      int min = step.min() == null ? 1 : step.min();
      pattern = step.max() == null ? pattern.timesOrMore(min) : pattern.times(min, step.max());
    }
    UnaryOperator<Pattern<T>> inner =
        switch (joinOf(step.inner(), Join.FOLLOWED_BY, step)) {
          case NEXT -> Pattern::consecutive;
          case FOLLOWED_BY_ANY -> Pattern::allowCombinations;
          default -> UnaryOperator.identity();
        };
    pattern = inner.apply(pattern);
    pattern = Boolean.TRUE.equals(step.optional()) ? pattern.optional() : pattern;
    pattern = Boolean.TRUE.equals(step.greedy()) ? pattern.greedy() : pattern;
    return step.repeatWithinMs() == null
        ? pattern
        : pattern.repeatWithin(Duration.ofMillis(step.repeatWithinMs()));
  }
}
