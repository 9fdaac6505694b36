package io.millrace.functions.pattern;

import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/**
 * Makes conditions of their descriptions.
 *
 * @param types the classes of records that steps take, by the names of the steps
 */
record ConditionCompiler<T>(Map<String, Class<?>> types) {
  private static final Map<String, IntPredicate> COMPARISONS =
      Map.of(
          "=", c -> c == 0,
          "!=", c -> c != 0,
          "<", c -> c < 0,
          "<=", c -> c <= 0,
          ">", c -> c > 0,
          ">=", c -> c >= 0);

  private static final List<String> OTHERS =
      List.of("in", "startsWith", "matches", "isNull", "and", "or", "not");

  /**
   * Makes a condition.
   *
   * @param type the class of records that it is about
   * @throws IllegalArgumentException if it cannot be; says what is wrong with it
   */
  Condition<T> compile(ConditionSpec spec, Class<?> type) {
    if (spec.op() == null) {
      throw fault("condition without op: condition=" + spec);
    }
    switch (spec.op()) {
      case "and", "or" -> {
        return combined(spec, type);
      }
      case "not" -> {
        if (spec.of() == null || spec.of().size() != 1) {
          throw fault("not of one condition only: of=" + spec.of());
        }
        Condition<T> one = compile(spec.of().get(0), type);
        return (value, match) -> !one.test(value, match);
      }
      default -> {
        return comparison(spec, type);
      }
    }
  }

  private Condition<T> combined(ConditionSpec spec, Class<?> type) {
    if (spec.of() == null || spec.of().isEmpty()) {
      throw fault(spec.op() + " of nothing; give conditions in \"of\"");
    }
    Condition<T> all = null;
    for (ConditionSpec part : spec.of()) {
      Condition<T> one = compile(part, type);
      all = all == null ? one : spec.op().equals("and") ? all.and(one) : all.or(one);
    }
    return all;
  }

  private Condition<T> comparison(ConditionSpec spec, Class<?> type) {
    IntPredicate comparison = COMPARISONS.get(spec.op());
    if (comparison == null && !OTHERS.contains(spec.op())) {
      throw fault(
          "no such op: op=" + spec.op() + "; one of " + COMPARISONS.keySet() + ", " + OTHERS);
    }
    if (spec.field() == null) {
      throw fault("condition without field: op=" + spec.op());
    }
    FieldPath field = FieldPath.of(type, spec.field());
    if (spec.op().equals("isNull")) {
      return (value, match) -> field.read(value) == null;
    }
    if (!Constants.isKnown(field.type())) {
      throw fault("field cannot be compared: field=" + field.path() + ", type=" + name(field));
    }
    if (comparison == null) {
      return test(field, membership(spec, field));
    }
    boolean equality = spec.op().equals("=") || spec.op().equals("!=");
    if (!equality && !Constants.isOrdered(field.type())) {
      throw fault(
          "field without order: field="
              + field.path()
              + ", type="
              + name(field)
              + ", op="
              + spec.op()
              + "; only = and != are possible");
    }
    if (spec.step() != null) {
      return withStep(spec, field, comparison);
    }
    if (spec.value() == null) {
      throw fault("comparison with nothing: field=" + field.path() + "; give value or step");
    }
    Object constant = parse(field, spec.value());
    return test(field, value -> holds(comparison, value, constant));
  }

  private static boolean holds(IntPredicate comparison, Object one, Object other) {
    Integer order = Constants.compare(one, other);
    return order != null && comparison.test(order);
  }

  private Predicate<Object> membership(ConditionSpec spec, FieldPath field) {
    if (spec.op().equals("in")) {
      if (spec.values() == null) {
        throw fault("in of nothing: field=" + field.path() + "; give values");
      }
      List<Object> constants = spec.values().stream().map(v -> parse(field, v)).toList();
      return value -> constants.stream().anyMatch(c -> holds(order -> order == 0, value, c));
    }
    if (field.type() != String.class || spec.value() == null) {
      throw fault(
          spec.op()
              + " of a text only, and with a value: field="
              + field.path()
              + ", type="
              + name(field)
              + ", value="
              + spec.value());
    }
    if (spec.op().equals("startsWith")) {
      return value -> ((String) value).startsWith(spec.value());
    }
    try {
      Predicate<String> regex = java.util.regex.Pattern.compile(spec.value()).asMatchPredicate();
      return value -> regex.test((String) value);
    } catch (PatternSyntaxException e) {
      throw fault("no regular expression: value=" + spec.value() + "; " + e.getDescription());
    }
  }

  private Condition<T> withStep(ConditionSpec spec, FieldPath field, IntPredicate comparison) {
    Class<?> stepType = types.get(spec.step());
    if (stepType == null) {
      throw fault("no such step: step=" + spec.step() + "; steps=" + types.keySet());
    }
    FieldPath other =
        FieldPath.of(stepType, spec.stepField() == null ? spec.field() : spec.stepField());
    boolean numbers = Constants.isNumber(field.type()) && Constants.isNumber(other.type());
    if (field.type() != other.type() && !numbers) {
      throw fault(
          "fields of different types: field="
              + field.path()
              + ", type="
              + name(field)
              + ", step="
              + spec.step()
              + ", stepField="
              + other.path()
              + ", type="
              + name(other));
    }
    return (value, match) -> {
      Object mine = field.read(value);
      Object theirs = match.has(spec.step()) ? other.read(match.last(spec.step())) : null;
      return mine != null && theirs != null && holds(comparison, mine, theirs);
    };
  }

  private Condition<T> test(FieldPath field, Predicate<Object> predicate) {
    return (record, match) -> {
      Object value = field.read(record);
      return value != null && predicate.test(value);
    };
  }

  private static Object parse(FieldPath field, String text) {
    try {
      return Constants.parse(field.type(), text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("field=" + field.path() + ": " + e.getMessage(), e);
    }
  }

  private static String name(FieldPath field) {
    return field.type().getSimpleName();
  }

  private static IllegalArgumentException fault(String what) {
    return new IllegalArgumentException(what);
  }
}
