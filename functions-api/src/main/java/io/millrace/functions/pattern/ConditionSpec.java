package io.millrace.functions.pattern;

import java.util.List;

/**
 * A {@link Condition} as data: a comparison of a field, or conditions combined. A comparison with
 * null does not hold, whatever it is; {@code isNull} tells.
 *
 * @param op {@code =}, {@code !=}, {@code <}, {@code <=}, {@code >}, {@code >=}, {@code in}, {@code
 *     startsWith}, {@code matches} (a regular expression for the whole text), {@code isNull},
 *     {@code and}, {@code or} or {@code not}
 * @param field a component of the record; {@code a.b} for one of a nested record
 * @param value what to compare with, as text: numbers, names of enum constants, times as ISO 8601
 * @param values what to compare with, for {@code in}
 * @param step instead of {@code value}: compares with the last record of this step
 * @param stepField the component of that record; null for the same field
 * @param of the conditions of {@code and} and {@code or}, or the one of {@code not}
 */
public record ConditionSpec(
    String op,
    String field,
    String value,
    List<String> values,
    String step,
    String stepField,
    List<ConditionSpec> of) {

  /** Compares a field with a value. */
  public static ConditionSpec compare(String field, String op, String value) {
    return new ConditionSpec(op, field, value, null, null, null, null);
  }

  /** Compares a field with a field of the last record of another step. */
  public static ConditionSpec compare(String field, String op, String step, String stepField) {
    return new ConditionSpec(op, field, null, null, step, stepField, null);
  }

  /** Whether a field is one of several values. */
  public static ConditionSpec in(String field, List<String> values) {
    return new ConditionSpec("in", field, null, values, null, null, null);
  }

  /** All of them. */
  public static ConditionSpec and(ConditionSpec... all) {
    return new ConditionSpec("and", null, null, null, null, null, List.of(all));
  }

  /** At least one of them. */
  public static ConditionSpec or(ConditionSpec... any) {
    return new ConditionSpec("or", null, null, null, null, null, List.of(any));
  }

  /** The opposite. */
  public static ConditionSpec not(ConditionSpec one) {
    return new ConditionSpec("not", null, null, null, null, null, List.of(one));
  }
}
